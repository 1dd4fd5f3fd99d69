"""What a passage shows of its kind: the headings above it, the words that it is told with, its form.

The word lists are those of `kb/data/kinds.toml`. Each feature is a number between nought and some small one, so that
none outweighs the others before anything is learned.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from math import log, log1p
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kb.phrases import Phrases, folded_words
from kb.text import STEMMERS, fold
from kb.types import DocumentKind, Passage, PracticeKind

Features = npt.NDArray[np.float64]

_KINDS = tuple(PracticeKind)
_DOCUMENT_KINDS = tuple(DocumentKind)
# Places that runs of letters are counted in, which several may share, and how long they are.
LETTERS = 1 << 15
_RUNS = (2, 3, 4, 5)
# What follows tells of a passage what its beginning told.
_MOST_WORDS = 250
# Hits a hundred words from which more of them say no more.
_MOST_HITS = 8.0
_QUOTED = re.compile(r"[«“„\"][^»”\"]{15,}[»”\"]")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_NUMBER = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SHARE_OR_MONEY = re.compile(r"%|€|\$|\bCFA\b|\bFCFA\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[•▪◦*–-]|\d+[.)])\s", re.MULTILINE)


@cache
def _word_lists() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(resources.files("kb").joinpath("data/kinds.toml").read_text(encoding="utf-8"))


@cache
def _heading_phrases() -> Phrases:
    return Phrases(_word_lists()["headings"])


@cache
def _cues(language: str) -> Phrases:
    """Returns the phrases that each kind is told with in a language; in one that is none of ours, all of them."""
    lists = _word_lists()["cues"]
    known = (language,) if language in STEMMERS else tuple(STEMMERS)
    return Phrases({kind: [phrase for one in known for phrase in held[one]] for kind, held in lists.items()})


def kind_of_heading(heading: str) -> PracticeKind | None:
    """Returns the kind of practice that a heading announces ("Uitdagingen", "Leçons apprises")."""
    found = set(_heading_phrases().names_in(folded_words(heading)))
    return next((PracticeKind(name) for name in _word_lists()["headings"] if name in found), None)


def feature_names() -> tuple[str, ...]:
    """Returns the names of the features, in their order."""
    return (
        *(f"{kind} is told" for kind in _KINDS),
        *(f"{kind} is told at all" for kind in _KINDS),
        *(f"{kind} is announced" for kind in _KINDS),
        *(f"{kind} is announced above" for kind in _KINDS),
        *(f"in a {kind}" for kind in _DOCUMENT_KINDS),
        *("speaker", "key figure by form", "length", "numbers", "years", "shares and money", "quoted", "opens quoted"),
        *("questions", "exclamations", "lines", "bullets", "sentences", "length of sentences", "no sentence"),
    )


def features(passage: Passage) -> Features:
    """Returns the features of a passage, shape (n,); `passage.kind` counts where form alone told it.

    The kind that a reader of the document gave counts only for testimonies and key figures: these it sees by form.
    """
    folded = folded_words(passage.text)
    told = Counter(_cues(passage.language).names_in(folded))
    rate = 100 / (len(folded) + 20)
    return np.array(
        [
            *(min(told[kind] * rate, _MOST_HITS) / _MOST_HITS for kind in _KINDS),
            *(float(told[kind] > 0) for kind in _KINDS),
            *_announced(passage.headings),
            *(float(passage.document_kind is kind) for kind in _DOCUMENT_KINDS),
            float(passage.speaker is not None or passage.kind is PracticeKind.TESTIMONY),
            float(passage.kind is PracticeKind.KEY_FIGURE),
            *_form(passage.text, len(folded)),
        ]
    )


def letters(text: str) -> tuple[npt.NDArray[np.int64], Features]:
    """Returns the runs of letters within a text's words: places of `LETTERS` and weights, both of shape (runs,).

    Endings and function words tell who speaks, of what time, and whether something is asked of the reader.

    Source: K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009).
    """
    counted = Counter(
        crc32(run.encode()) % LETTERS for word in fold(text).split()[:_MOST_WORDS] for run in _runs(f" {word} ")
    )
    weights = np.array([1 + log(count) for count in counted.values()])
    length = float(np.sqrt((weights * weights).sum())) or 1.0
    return np.array(list(counted), np.int64), weights / length


def _runs(word: str) -> Iterator[str]:
    for size in _RUNS:
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _announced(headings: Sequence[str]) -> list[float]:
    """Returns which kind the nearest heading that tells announces, and which those above it do."""
    kinds = [kind for heading in reversed(headings) if (kind := kind_of_heading(heading))]
    return [
        *(float(kinds[:1] == [kind]) for kind in _KINDS),
        *(float(kind in kinds[1:]) for kind in _KINDS),
    ]


def _form(text: str, size: int) -> list[float]:
    lines, sentences = text.count("\n") + 1, len(_SENTENCE_END.findall(text))
    quoted = sum(len(match.group()) for match in _QUOTED.finditer(text)) / max(len(text), 1)
    return [
        log1p(size) / 5,
        min(len(_NUMBER.findall(text)) / (size + 5) * 4, 1.0),
        min(len(_YEAR.findall(text)) / 3, 1.0),
        min(len(_SHARE_OR_MONEY.findall(text)) / 3, 1.0),
        quoted,
        float(text.lstrip()[:1] in set("«“„\"'‘")),
        min(text.count("?") / 2, 1.0),
        min(text.count("!") / 2, 1.0),
        log1p(lines) / 3,
        min(len(_BULLET.findall(text)) / 5, 1.0),
        log1p(sentences) / 3,
        log1p(size / (sentences + 1)) / 4,
        float(sentences == 0),
    ]
