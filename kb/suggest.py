"""Suggestions while somebody types: how a word is spelled here, and documents, themes and partnerships of that name.

All of it is told by what the reader sees. Names match by the beginnings of their words, in any case and without
accents; where too few do, those that are spelled much like it follow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Protocol

from kb.lexicon import is_known
from kb.spelling import CLOSE, SHORTEST
from kb.text import any_stop_word, folded_words, words

# A word and one that is spelled like it are nearly of one length.
_SLACK = 2


class Words(Protocol):
    """The words of the passages that a reader sees."""

    def begins(self, folded: str) -> bool:
        """Tells whether a word stands in a passage, or is the beginning of one that does."""

    def holds(self, folded: str) -> bool:
        """Tells whether a word stands in a passage."""

    def nearest(self, folded: str) -> str | None:
        """Returns the word that is spelled most like one, None if none is close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be proposed: what readers see of it, all its names, and how many passages it leads to."""

    id: str
    label: str
    names: tuple[str, ...]
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A question as the passages spell it, and as it was typed."""

    corrected: str
    original: str


def respelled(text: str, known: Words) -> Spelling | None:
    """Returns a text with the words that no passage holds as passages spell them, None if nothing changes.

    The last word may not be finished: it stands as it is where a word of the passages begins so.
    """
    parts, end = [], 0
    for word in words(text):
        unfinished = word.end == len(text)
        nearest = _nearest(word.folded, known, known.begins if unfinished else known.holds)
        parts += [text[end : word.start], nearest or text[word.start : word.end]]
        end = word.end
    corrected = "".join([*parts, text[end:]])
    return Spelling(corrected=corrected, original=text) if corrected != text else None


def proposed(text: str, choices: Iterable[Choice], limit: int) -> list[Choice]:
    """Returns the choices that a text may be meant for, the likeliest first.

    Names that begin with the text come before those that hold its words somewhere, and these before names that are only
    spelled like it; of equal ones that with the most passages comes first. What leads to no passage is left out.
    """
    typed = _telling(text)
    if not typed:
        return []
    led = [one for one in choices if one.passages]
    found = _ranked(led, [_begins_one_of([word]) for word in typed], " ".join(typed))
    if len(found) < limit:
        vocabulary = {word for one in led for name in one.names for word in _words_of(name)}
        alike = [_begins_one_of([word, *_spelled_like(word, vocabulary)]) for word in typed]
        found += [one for one in _ranked(led, alike, "") if one not in found]
    return found[:limit]


def _nearest(folded: str, known: Words, is_there: Callable[[str], bool]) -> str | None:
    if len(folded) < SHORTEST or is_known(folded) or folded in any_stop_word() or is_there(folded):
        return None
    return known.nearest(folded)


def _telling(text: str) -> list[str]:
    """Returns the folded words of what is typed, without words such as "the" unless there are no others."""
    typed = [word.folded for word in words(text)]
    return [word for word in typed if word not in any_stop_word()] or typed


def _ranked(choices: Iterable[Choice], tests: Sequence[Callable[[str], bool]], beginning: str) -> list[Choice]:
    found = []
    for one in choices:
        held = [name for name in map(_words_of, one.names) if all(any(map(test, name)) for test in tests)]
        if held:
            begins = bool(beginning) and any(" ".join(name).startswith(beginning) for name in held)
            found.append((not begins, -one.passages, one.label, one.id, one))
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


def _begins_one_of(beginnings: Sequence[str]) -> Callable[[str], bool]:
    wanted = tuple(beginnings)
    return lambda word: word.startswith(wanted)


def _spelled_like(typed: str, vocabulary: Collection[str]) -> list[str]:
    """Returns words, or their beginnings, that are spelled like what is typed; first letters are right."""
    if len(typed) < SHORTEST:
        return []
    near = [word for word in vocabulary if word.startswith(typed[0]) and len(word) >= len(typed) - _SLACK]
    whole = {word for word in near if len(word) <= len(typed) + _SLACK}
    compared = sorted(whole | {word[: len(typed)] for word in near})
    return get_close_matches(typed, compared, n=len(compared), cutoff=CLOSE) if compared else []


# The same names are looked at with every letter that is typed.
@lru_cache(maxsize=50_000)
def _words_of(name: str) -> tuple[str, ...]:
    return folded_words(name)
