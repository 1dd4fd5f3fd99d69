"""What stands around a town's name: whether it tells that a street, a school or a person of that name is meant.

The word lists are those of `ingest/data/places.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from ingest.mentions import Token

# Within a line: a name at the end of one has nothing to do with the word that begins the next.
_SPACE = re.compile(r"\.?[^\S\n]+")
_APOSTROPHE = re.compile(r"['’]")
_POINT = re.compile(r"\.[^\S\n]?")
_HYPHENS = ("-", "\u2010", "\u2011")


def means_else(words: Sequence[Token], first: int, last: int) -> bool:
    """Tells whether the name from a text's word `first` to its word `last` stands for something else than a town."""
    before, after = _behind_space(words, first), _following(words, last)
    saint = words[first].folded in _listed("saints")
    return (
        _is_street(words, first, before)
        or before in _listed("people_before")
        or _has_initial(words, first)
        or _is_renewed(words, first)
        or _is_joined(words, last, "streets_joined")
        or after in _listed("streets_after")
        or (saint and _is_of_saint(words, last, before, after))
    )


def _is_of_saint(words: Sequence[Token], last: int, before: str, after: str) -> bool:
    return (
        before in _listed("named_after_saints_before")
        or after in _listed("named_after_saints_after")
        or _is_joined(words, last, "named_after_saints_joined")
        or _goes_on(words, last)
    )


def _behind_space(words: Sequence[Token], place: int) -> str:
    """Returns the word right before one in its line, or nothing."""
    return words[place - 1].folded if place and _SPACE.fullmatch(words[place].gap) else ""


def _following(words: Sequence[Token], last: int) -> str:
    """Returns the word with a capital right behind one in its line, or nothing."""
    following = words[last + 1] if last + 1 < len(words) else None
    near = following is not None and following.capital and _SPACE.fullmatch(following.gap)
    return following.folded if following and near and "." not in following.gap else ""


def _is_street(words: Sequence[Token], first: int, before: str) -> bool:
    if before in _listed("streets_before"):
        return True
    elided = bool(first) and bool(_APOSTROPHE.fullmatch(words[first].gap))
    particle = words[first - 1].folded if elided else before
    return particle in _listed("particles") and _behind_space(words, first - 1) in _listed("streets_of")


def _has_initial(words: Sequence[Token], first: int) -> bool:
    """Tells whether the initial of a person stands before a name; at the begin of a line it numbers a list."""
    if first < 2 or "\n" in words[first - 1].gap:  # noqa: PLR2004 - the initial, and a word before it
        return False
    initial = words[first - 1]
    return len(initial.folded) == 1 and initial.capital and bool(_POINT.fullmatch(words[first].gap))


def _is_renewed(words: Sequence[Token], first: int) -> bool:
    return bool(first) and words[first].gap in _HYPHENS and words[first - 1].folded in _listed("new_before")


def _is_joined(words: Sequence[Token], last: int, name: str) -> bool:
    following = words[last + 1] if last + 1 < len(words) else None
    return following is not None and following.gap in _HYPHENS and following.folded in _listed(name)


def _goes_on(words: Sequence[Token], last: int) -> bool:
    """Tells whether a name goes on with particles and another capital ("Santo Tomás del Norte")."""
    for count in (1, 2):
        particles, behind = words[last + 1 : last + 1 + count], words[last + 1 + count : last + 2 + count]
        said = " ".join(token.folded for token in particles)
        spaced = all(_SPACE.fullmatch(token.gap) for token in (*particles, *behind))
        if behind and said in _listed("saints_continued") and spaced and behind[0].capital:
            return True
    return False


@cache
def _listed(name: str) -> frozenset[str]:
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = resources.files("ingest").joinpath("data/places.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}
