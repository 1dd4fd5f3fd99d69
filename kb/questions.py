"""People's own judged questions: a JSON object a line, and which passages of a knowledge base answer them.

::

    {"id": "q01", "language": "nl", "question": "...",
     "expected": [{"document": "jaarrapport-2023.pdf", "quote": "five words or more as the passage shows them"}]}

`document` is a file name, the end of a path, or a title. A passage is right if it belongs to that document and its
text holds the quote, whatever its case, accents and white space. Nothing expected means that nothing in the knowledge
base answers the question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.catalog import Catalog
from kb.errors import UsageError
from kb.jsonlines import Line, json_lines
from kb.text import fold, word_count
from kb.types import LANGUAGES, Document

FILE_NAME = "questions.jsonl"
# Fewer words stand in passages that answer something else.
LEAST_QUOTE_WORDS = 5
_OF_COLLECTIONS = ("corpus*.jsonl", "queries*.jsonl", "qrels.tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A passage that answers a question: its document and a stretch of its text."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuestion:
    """A question with what answers it; nothing expected: nothing does."""

    id: str
    language: str
    text: str
    expected: tuple[Expected, ...]


class Absence(StrEnum):
    """Why an expected passage is not in a knowledge base."""

    DOCUMENT = "document"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The ids of the passages that are right for a question, and what of the expected is not there."""

    right: frozenset[str]
    missing: tuple[tuple[Expected, Absence], ...]


def questions_file(path: Path) -> Path | None:
    """Returns the file of judged questions that a path means, None if it is the folder of a test collection.

    Raises:
        UsageError: it is neither.
    """
    if path.is_file():
        return path
    if any(any(path.glob(pattern)) for pattern in _OF_COLLECTIONS):
        return None
    if (path / FILE_NAME).is_file():
        return path / FILE_NAME
    raise UsageError("eval_nothing", path=path)


def read_questions(path: Path) -> list[JudgedQuestion]:
    """Reads judged questions.

    Raises:
        UsageError: there are none, or a line is not as described above.
    """
    found: dict[str, JudgedQuestion] = {}
    for line in json_lines(path):
        question = _question(line)
        if question.id in found:
            raise UsageError("eval_double", path=path, line=line.number, id=question.id)
        found[question.id] = question
    if not found:
        raise UsageError("eval_empty", path=path)
    return list(found.values())


def _question(line: Line) -> JudgedQuestion:
    language = line.text("language")
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UsageError("eval_language", path=line.path, line=line.number, known=known, value=language)
    expected = line.fields.get("expected")
    if not isinstance(expected, list):
        raise UsageError("eval_expected", path=line.path, line=line.number)
    return JudgedQuestion(
        id=line.text("id"),
        language=language,
        text=line.text("question"),
        expected=tuple(_expected(line, one) for one in expected),
    )


def _expected(line: Line, one: Any) -> Expected:  # noqa: ANN401 - checked here
    if not isinstance(one, dict) or not all(isinstance(one.get(name), str) for name in ("document", "quote")):
        raise UsageError("eval_expected", path=line.path, line=line.number)
    expected = Expected(document=one["document"], quote=one["quote"])
    if word_count(expected.quote) < LEAST_QUOTE_WORDS or not fold_document(expected.document):
        raise UsageError("eval_quote", path=line.path, line=line.number, least=LEAST_QUOTE_WORDS, value=expected.quote)
    return expected


class Locator:
    """Finds expected passages in a catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._documents = catalog.documents()
        self._passages = lru_cache(maxsize=None)(
            lambda document_id: [
                (one.passage.id, fold_text(one.passage.text)) for one in catalog.passages_of(document_id)
            ]
        )

    def locate(self, question: JudgedQuestion) -> Located:
        """Returns the passages that are right for a question, and what is not there."""
        right: set[str] = set()
        missing = []
        for expected in question.expected:
            documents = [document for document in self._documents if names(expected.document, document)]
            passages = self._holding(expected.quote, documents)
            right |= passages
            if not passages:
                missing.append((expected, Absence.QUOTE if documents else Absence.DOCUMENT))
        return Located(right=frozenset(right), missing=tuple(missing))

    def _holding(self, quote: str, documents: Iterable[Document]) -> set[str]:
        folded = fold_text(quote)
        return {name for document in documents for name, text in self._passages(document.id) if folded in text}


def names(written: str, document: Document) -> bool:
    """Tells whether a name that a person wrote is a document's: its file name, the end of its path, or its title."""
    wanted = fold_document(written)
    return f"/{fold_document(document.source)}".endswith(f"/{wanted}") or fold_text(document.title) == fold_text(
        written
    )


def holds(text: str, quote: str) -> bool:
    """Tells whether a passage's text holds a quote."""
    return fold_text(quote) in fold_text(text)


def fold_document(written: str) -> str:
    """Returns the path of a document in one form, whatever system it was written on."""
    return fold_text(written.replace("\\", "/")).removeprefix("./").strip("/")


def fold_text(text: str) -> str:
    """Returns `text` without what may differ between a passage and a quote of it: case, accents, white space."""
    return " ".join(fold(text).split())
