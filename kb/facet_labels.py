"""What readers see for facets and their values, in their language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from kb.registry import Registry
from kb.themes import thesaurus

_NAMES = "facets"


@cache
def _shipped() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Returns the labels that ship, by facet, value and language; `facets` holds the names of the facets."""
    return tomllib.loads(resources.files("kb").joinpath("data/facets.toml").read_text(encoding="utf-8"))


def facet_name(facet: str, language: str) -> str:
    """Returns what a facet is called, in small letters."""
    return _shipped()[_NAMES][facet][language]


def facet_label(facet: str, value: str, language: str, registry: Registry) -> str:
    """Returns what a reader sees for a value of a facet; one that nothing is known of, such as a year, as it is."""
    if facet == "theme":
        return thesaurus().label(value, language)
    named = _shipped().get(facet, {}).get(value)
    if named is None:
        return registry.label(facet, value, language)
    return f"{value} · {named[language]}" if facet == "sdg" else named[language]
