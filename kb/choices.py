"""What can be proposed to somebody who types: documents, themes and partnerships with all their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.facet_labels import facet_label
from kb.filters import counts_of
from kb.registry import Registry
from kb.registry_rules import OPEN_END
from kb.suggest import Choice
from kb.themes import thesaurus
from kb.titles import Title
from kb.types import FacetValue, Partnership

Facets = Mapping[str, Sequence[FacetValue]]


def document_choices(titles: Iterable[Title]) -> list[Choice]:
    """Returns documents by their titles."""
    return [Choice(id=one.document_id, label=one.title, names=(one.title,), passages=one.passages) for one in titles]


def theme_choices(facets: Facets, language: str, registry: Registry) -> list[Choice]:
    """Returns the themes that passages have, by their words in all languages, labelled in the reader's."""
    return [
        Choice(
            id=found.value,
            label=facet_label("theme", found.value, language, registry),
            names=_theme_names(found.value),
            passages=found.count,
        )
        for found in facets["theme"]
    ]


def partnership_choices(facets: Facets, registry: Registry) -> list[Choice]:
    """Returns the partnerships that passages are of, by the names that the registry has for them."""
    counts = counts_of(facets["partnership"])
    return [
        Choice(id=one.id, label=one.label, names=_partnership_names(one), passages=counts.get(one.id, 0))
        for one in registry.partnerships
    ]


def _theme_names(theme: str) -> tuple[str, ...]:
    concept = thesaurus().concepts.get(theme)
    if concept is None:
        return ()
    return (*concept.labels.values(), *(name for names in concept.alternative.values() for name in names))


def _partnership_names(one: Partnership) -> tuple[str, ...]:
    return (one.label, *one.flemish, *one.partner, *(name.removesuffix(OPEN_END) for name in one.aliases))
