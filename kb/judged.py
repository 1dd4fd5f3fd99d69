"""Test collections: texts, questions, and which texts are right for a question, read from a folder.

A folder holds `corpus*.jsonl` (lines with `_id`, `title`, `text`), `queries*.jsonl` (`_id`, `text`) and
`qrels.tsv` (question, document, relevance), as the collections of BEIR have it. Where the names carry a language
(`corpus.nl.jsonl`), every language of the questions is asked of every language of the documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kb.errors import UsageError
from kb.jsonlines import json_lines, read_lines
from kb.language import detect
from kb.text import digest
from kb.types import LANGUAGES

# Texts that the language of a file is told from where its name does not say it.
_SAMPLE = 20
_LEAST_COLUMNS = 3

Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedText:
    """A text or a question of a test collection."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The questions of one language that texts of one language answer, and which of these are right."""

    query_language: str
    document_language: str
    questions: tuple[JudgedText, ...]
    judgements: Judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingText:
    """A text that is judged right for a question, and that no text of the collection carries the id of."""

    question_id: str
    text_id: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A test collection: texts and questions by language, and the relevance of texts by question."""

    name: str
    corpora: Mapping[str, Sequence[JudgedText]]
    questions: Mapping[str, Sequence[JudgedText]]
    judgements: Judgements

    @cached_property
    def texts(self) -> dict[str, dict[str, JudgedText]]:
        """The texts of each language by id."""
        return {language: {text.id: text for text in texts} for language, texts in self.corpora.items()}

    def pairs(self) -> list[Pair]:
        """Returns every pair of languages in which at least one question has a right text."""
        pairs = (self._pair(asked, held) for asked in self.questions for held in self.corpora)
        return [pair for pair in pairs if pair.questions]

    def _pair(self, asked: str, held: str) -> Pair:
        there = self.texts[held]
        judged = {
            question.id: {name: grade for name, grade in self.judgements.get(question.id, {}).items() if name in there}
            for question in self.questions[asked]
        }
        measured = tuple(question for question in self.questions[asked] if any(judged[question.id].values()))
        return Pair(
            query_language=asked,
            document_language=held,
            questions=measured,
            judgements={question.id: judged[question.id] for question in measured},
        )

    def missing(self) -> list[MissingText]:
        """Returns the right texts that are not there; what they would answer is not measured."""
        return [
            MissingText(question_id=question, text_id=text, language=language)
            for language, there in self.texts.items()
            for question, grades in self.judgements.items()
            for text, grade in grades.items()
            if grade > 0 and text not in there
        ]

    def sampled(self, size: int | None) -> Collection:
        """Returns the collection with `size` of its judged questions, always the same, in all languages."""
        if size is None:
            return self
        chosen = sample(self.judgements, size)
        return replace(
            self,
            questions={
                language: [question for question in questions if question.id in chosen]
                for language, questions in self.questions.items()
            },
            judgements={name: grades for name, grades in self.judgements.items() if name in chosen},
        )


def sample(names: Iterable[str], size: int) -> set[str]:
    """Returns `size` of the names: as good as chance, and the same on every machine and in every order."""
    return set(sorted(names, key=lambda name: digest("sample", name))[:size])


def read_collection(folder: Path) -> Collection:
    """Reads a test collection.

    Raises:
        UsageError: a file is missing or not as described above, or no question has a right text.
    """
    collection = Collection(
        name=folder.resolve().name,
        corpora=_read_texts(folder, "corpus"),
        questions=_read_texts(folder, "queries"),
        judgements=_read_judgements(folder / "qrels.tsv"),
    )
    if not collection.pairs():
        raise UsageError("eval_unjudged", path=folder)
    return collection


def _read_texts(folder: Path, stem: str) -> dict[str, list[JudgedText]]:
    """Reads `stem*.jsonl`; without a language in the name the texts tell it."""
    found: dict[str, dict[str, JudgedText]] = {}
    for path in sorted(folder.glob(f"{stem}*.jsonl")):
        texts = _read_file(path)
        suffix = path.stem.removeprefix(stem).strip(".-_")
        sample = " ".join(text.text for text in list(texts.values())[:_SAMPLE])
        found.setdefault(suffix if suffix in LANGUAGES else detect(sample)[0], {}).update(texts)
    if not any(found.values()):
        raise UsageError("eval_incomplete", path=folder, missing=f"{stem}*.jsonl")
    return {language: list(found[language].values()) for language in LANGUAGES if language in found}


def _read_file(path: Path) -> dict[str, JudgedText]:
    texts: dict[str, JudgedText] = {}
    for line in json_lines(path):
        text = JudgedText(id=line.text("_id", "id"), text=line.text("text"), title=str(line.fields.get("title") or ""))
        if text.id in texts:
            raise UsageError("eval_double", path=path, line=line.number, id=text.id)
        texts[text.id] = text
    return texts


def _read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Reads lines of question, document and relevance (or, as TREC has it, with a column between)."""
    if not path.is_file():
        raise UsageError("eval_incomplete", path=path.parent, missing=path.name)
    judged: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        columns = line.strip().split("\t")
        if number == 1 and not columns[-1].isdigit():
            continue  # a header
        if len(columns) < _LEAST_COLUMNS or not columns[-1].removeprefix("-").isdigit():
            raise UsageError("eval_judgement", path=path, line=number, value=line.strip())
        judged.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return judged
