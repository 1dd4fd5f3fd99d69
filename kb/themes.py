"""The thesaurus of themes: concepts of local government and partnership work, in four languages.

People keep it as SKOS in `kb/data/thesaurus/*.ttl`; `tools/thesaurus.py` checks it and writes `kb/data/themes.json`,
which is all that is read at run time.

Source: A. Miles and S. Bechhofer, "SKOS Simple Knowledge Organization System Reference" (W3C, 2009).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kb.text import digest

MARKERS = ("gender", "environment")
SDGS = tuple(str(goal) for goal in range(1, 18))


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept of the thesaurus.

    Attributes:
        id: names it in filters and addresses.
        labels: what readers see, by language.
        alternative: other words for it, by language.
        hidden: forms for matching alone, by language; `*` at a word's begin or end stands for any letters.
        broader: the concepts right above it.
        related: concepts beside it.
        definition: what it means, in English.
        sdgs: numbers of the Sustainable Development Goals that it serves ("6").
        targets: their targets ("6.1").
        dac: purpose codes of the OECD's Development Assistance Committee ("14030").
        markers: cross-cutting markers that it stands for.
    """

    id: str
    labels: Mapping[str, str]
    alternative: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...]
    related: tuple[str, ...]
    definition: str
    sdgs: tuple[str, ...]
    targets: tuple[str, ...]
    dac: tuple[str, ...]
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The concepts by id, and what lies above each of them."""

    concepts: Mapping[str, Concept]

    def with_broader(self, themes: Iterable[str]) -> tuple[str, ...]:
        """Returns themes with all that are broader, each once; what is no concept stays as it is."""
        found: dict[str, None] = {}
        waiting = list(themes)
        while waiting:
            theme = waiting.pop(0)
            if theme not in found:
                found[theme] = None
                waiting += self.concepts[theme].broader if theme in self.concepts else ()
        return tuple(found)

    def narrowest(self, themes: Iterable[str]) -> tuple[str, ...]:
        """Returns those of several themes that are not broader than another of them."""
        given = tuple(dict.fromkeys(themes))
        above = {one for theme in given for one in self.with_broader([theme]) if one != theme}
        return tuple(theme for theme in given if theme not in above)

    def sdgs(self, themes: Iterable[str]) -> tuple[str, ...]:
        """Returns the SDGs that themes serve, in their order; a theme with none of its own serves its broader ones'."""
        found = {goal for theme in themes for goal in self._nearest_sdgs(theme)}
        return tuple(goal for goal in SDGS if goal in found)

    def markers(self, themes: Iterable[str]) -> tuple[str, ...]:
        """Returns the markers that themes, or what is broader, stand for."""
        found = {marker for theme in self.with_broader(themes) for marker in self._concept_markers(theme)}
        return tuple(marker for marker in MARKERS if marker in found)

    def label(self, theme: str, language: str) -> str:
        """Returns what a reader sees for a theme; what is no concept as it is."""
        return self.concepts[theme].labels[language] if theme in self.concepts else theme

    def _nearest_sdgs(self, theme: str) -> tuple[str, ...]:
        concept = self.concepts.get(theme)
        if concept is None:
            return ()
        return concept.sdgs or tuple(goal for one in concept.broader for goal in self._nearest_sdgs(one))

    def _concept_markers(self, theme: str) -> tuple[str, ...]:
        return self.concepts[theme].markers if theme in self.concepts else ()


@cache
def _shipped() -> str:
    return resources.files("kb").joinpath("data/themes.json").read_text(encoding="utf-8")


@cache
def thesaurus() -> Thesaurus:
    """Returns the thesaurus that ships."""
    rows = json.loads(_shipped())
    return Thesaurus({name: _concept(name, row) for name, row in rows.items()})


@cache
def thesaurus_version() -> str:
    """Names the thesaurus's content: documents that were tagged with another one are read anew."""
    return digest(_shipped())


def _concept(name: str, row: dict[str, object]) -> Concept:
    listed = ("broader", "related", "sdgs", "targets", "dac", "markers")
    worded = ("alternative", "hidden")
    values: dict[str, object] = {key: tuple(row[key]) for key in listed}  # type: ignore[arg-type]  # lists, as written
    for key in worded:
        values[key] = {language: tuple(words) for language, words in row[key].items()}  # type: ignore[attr-defined]
    return Concept(id=name, labels=row["labels"], definition=row["definition"], **values)  # type: ignore[arg-type]
