"""The values that a person may give a passage: kinds, themes of the thesaurus, partnerships and countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from kb.errors import UsageError
from kb.messages import Saying
from kb.registry import Registry
from kb.themes import thesaurus
from kb.types import LANGUAGES, PracticeKind

# So many of the nearest values are named beside one that is unknown.
_NEAREST = 3

Names = Mapping[str, str]


class Vocabulary:
    """Knows the values of each judged facet, by id and by what readers see."""

    def __init__(self, registry: Registry) -> None:
        self._country_of = {partnership.id: partnership.country for partnership in registry.partnerships}
        # Each name leads to a value, the value's own among them.
        self._names: Mapping[str, Names] = {
            "kind": {kind.value: kind.value for kind in PracticeKind},
            "theme": _named_themes(),
            "partnership": {name: p.id for p in registry.partnerships for name in (p.id, p.label, *p.aliases)},
            "country": {name: c.code for c in registry.countries for name in (c.code, *c.names.values())},
        }

    def country_of(self, partnership: str) -> str | None:
        """Returns the country of a partnership, None if the registry does not know it."""
        return self._country_of.get(partnership)

    def known(self, facet: str, values: Sequence[str], held: Sequence[str] = ()) -> tuple[str, ...]:
        """Returns values as they are written in the registry and the thesaurus, each once.

        Args:
            facet: theirs.
            values: as a person wrote them.
            held: values that are taken as they are, also if the registry or the thesaurus has dropped them.

        Raises:
            UsageError: one of them is unknown; the message names the nearest.
        """
        ids = {value.casefold(): value for value in (*self._names[facet].values(), *held)}
        for value in values:
            if value.casefold() not in ids:
                raise UsageError("curation_unknown", facet=facet, value=value, near=self._nearest(facet, value))
        return tuple(dict.fromkeys(ids[value.casefold()] for value in values))

    def unlisted(self, facet: str, value: str) -> Saying | None:
        """Returns what is wrong with a value that is unknown."""
        if value in self._names[facet].values():
            return None
        return Saying("curation_unknown", facet=facet, value=value, near=self._nearest(facet, value))

    def _nearest(self, facet: str, value: str) -> str:
        names = {name.casefold(): held for name, held in self._names[facet].items()}
        # Names that lead to one value are several at most.
        close = get_close_matches(value.casefold(), names, n=4 * _NEAREST, cutoff=0)
        return ", ".join(list(dict.fromkeys(names[name] for name in close))[:_NEAREST])


def _named_themes() -> Names:
    concepts = thesaurus().concepts.values()
    labels = {
        name: concept.id
        for concept in concepts
        for language in LANGUAGES
        for name in (concept.labels[language], *concept.alternative.get(language, ()))
    }
    return labels | {concept.id: concept.id for concept in concepts}
