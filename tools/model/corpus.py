"""What the model is built from: parallel texts of two languages, and texts of the domain in one.

Only files named `<a>-<b>.tsv.gz` (source, text, its translation) and `<language>.jsonl.gz` (`repo`, `heading`, `text`)
are read, in the two folders that are named. The test collections on which the model is judged have neither form and are
never read. One of them is made of `EVALUATED`, so that repository's passages are passed over here, for all steps.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tokenizers import normalizers, pre_tokenizers

ENGLISH = "en"
FOREIGN = ("nl", "fr", "es")
LANGUAGES = (*FOREIGN, ENGLISH)
WITH_ENGLISH = tuple(f"{language}-en" for language in FOREIGN)
WITHOUT_ENGLISH = ("fr-nl", "nl-es", "fr-es")
# Sources whose pairs are single words and short terms.
DICTIONARIES = frozenset({"freedict", "omw"})
# Repositories that a test collection is made of: what is learnt from them would be measured as skill.
EVALUATED = frozenset({"github/opensource.guide"})
# Sources of whole sentences, whose few texts without a space are names of files.
_SENTENCES_ONLY = frozenset({"tico19"})
_COLUMNS = 3
# One spelling for what different texts write in different ways: a letter, the apostrophe, the hyphen.
_SPELLINGS = str.maketrans({"ĳ": "ij", "’": "'", "‐": "-"})


class Pair(NamedTuple):
    """A text and its translation, and whose they are."""

    source: str
    left: str
    right: str


class DomainText(NamedTuple):
    """A passage as the knowledge base would hold it, and the repository that it is of."""

    repository: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The folders of the parallel texts and of the passages."""

    parallel: Path
    passages: Path

    def pairs(self, languages: str) -> Iterator[Pair]:
        """Returns the pairs of two languages, as "nl-en" names them."""
        for line in _lines(self.parallel / f"{languages}.tsv.gz"):
            columns = line.rstrip("\n").split("\t")
            if len(columns) == _COLUMNS and _is_usable(pair := Pair(*columns)):
                yield pair

    def domain(self, language: str) -> Iterator[DomainText]:
        """Returns the passages of a language but for those that a test collection is made of."""
        for line in _lines(self.passages / f"{language}.jsonl.gz"):
            row = json.loads(line)
            if row["repo"] not in EVALUATED:
                yield DomainText(row["repo"], row["heading"], row["text"])


def pairs_with(language: str) -> tuple[str, ...]:
    """Returns the names of the pairs of languages that `language` is one of."""
    return tuple(name for name in (*WITH_ENGLISH, *WITHOUT_ENGLISH) if language in name.split("-"))


def _is_usable(pair: Pair) -> bool:
    if not (pair.left.strip() and pair.right.strip()):
        return False
    return pair.source not in _SENTENCES_ONLY or " " in pair.left


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        yield from file


def cleaned(text: str) -> str:
    """Returns `text` in one spelling, without white space around it."""
    return text.translate(_SPELLINGS).strip()


@cache
def _normalizer() -> normalizers.Normalizer:
    return normalizers.BertNormalizer(lowercase=True, strip_accents=True)


@cache
def _splitter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.BertPreTokenizer()


def words(text: str) -> list[str]:
    """Returns the words and marks of `text` as the model's tokenizer sees them: in lower case, without accents."""
    return [word for word, _ in _splitter().pre_tokenize_str(_normalizer().normalize_str(cleaned(text)))]


def is_word(written: str) -> bool:
    """Tells whether one of `words` has a letter or a digit in it."""
    return any(char.isalnum() or char == "_" for char in written)
