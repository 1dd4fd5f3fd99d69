"""The thesaurus in the reader's language: as a tree, by a part of a name, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.schemas import ThemeDetailsOut, ThemeOut, ThemesOut
from kb.text import fold
from kb.theme_names import themes_like
from kb.themes import Thesaurus


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme in a list: how deep it stands in the tree, and how it is written there."""

    theme: str
    depth: int
    written: str


def tree(held: Thesaurus, language: str) -> Iterator[Entry]:
    """Yields the themes, each followed by what is narrower; one with two broader themes stands below both."""
    narrower = _narrower(held, language)

    def below(theme: str, depth: int) -> Iterator[Entry]:
        for one in narrower.get(theme, ()):
            yield Entry(one, depth, held.label(one, language))
            yield from below(one, depth + 1)

    yield from below("", 0)


def matching(text: str, held: Thesaurus, language: str) -> list[Entry]:
    """Returns the themes of which a label holds a text, written with what is broader before them."""
    return [Entry(theme, 0, _path(theme, held, language)) for theme in themes_like(text, held)]


def themes_out(entries: Sequence[Entry], held: Thesaurus, language: str, counts: Mapping[str, int]) -> ThemesOut:
    """Returns themes as they leave, each once."""
    narrower = _narrower(held, language)
    names = dict.fromkeys(entry.theme for entry in entries)
    return ThemesOut(themes=[ThemeOut(**_fields(theme, held, language, counts, narrower)) for theme in names])


def theme_out(theme: str, held: Thesaurus, language: str, counts: Mapping[str, int]) -> ThemeDetailsOut:
    """Returns a theme as it leaves, with what it means and its other names in the reader's language."""
    concept = held.concepts[theme]
    return ThemeDetailsOut(
        **_fields(theme, held, language, counts, _narrower(held, language)),
        definition=concept.definition,
        alternative=list(concept.alternative.get(language, ())),
        related=list(concept.related),
    )


def _fields(
    theme: str, held: Thesaurus, language: str, counts: Mapping[str, int], narrower: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    return {
        "value": theme,
        "label": held.label(theme, language),
        "count": counts.get(theme, 0),
        "broader": list(held.concepts[theme].broader),
        "narrower": list(narrower.get(theme, ())),
        "sdgs": list(held.sdgs([theme])),
        "markers": list(held.markers([theme])),
    }


def _narrower(held: Thesaurus, language: str) -> dict[str, list[str]]:
    """Returns the themes right below each, in the order of the reader's alphabet; those below "" are the topmost."""
    found: dict[str, list[str]] = {}
    for theme in sorted(held.concepts, key=lambda one: fold(held.label(one, language))):
        for broader in held.concepts[theme].broader or ("",):
            found.setdefault(broader, []).append(theme)
    return found


def _path(theme: str, held: Thesaurus, language: str) -> str:
    label, broader = held.label(theme, language), held.concepts[theme].broader
    return f"{_path(broader[0], held, language)} › {label}" if broader else label
