"""Which concepts of the thesaurus a question names, and which of them a passage deals with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kb.theme_labels import Labels
from kb.themes import thesaurus
from kb.types import LANGUAGES


def concepts_in(question: str, language: str | None) -> frozenset[str]:
    """Returns the concepts whose labels stand in a question.

    Args:
        question: as it was asked.
        language: the question's; None or another than the four looks for the labels of all of them.
    """
    languages = (language,) if language in LANGUAGES else LANGUAGES
    return frozenset(mention.theme for one in languages for mention in _labels(one).mentions(question))


def in_common(asked: frozenset[str], themes: Iterable[str]) -> tuple[str, ...]:
    """Returns the themes of a passage that are a concept of the question, or narrower or broader than one.

    Args:
        asked: concepts of the question.
        themes: the passage's, the narrowest that fit.
    """
    concepts = thesaurus()
    above = frozenset(concepts.with_broader(sorted(asked)))
    return tuple(theme for theme in themes if theme in above or not asked.isdisjoint(concepts.with_broader([theme])))


@cache
def _labels(language: str) -> Labels:
    return Labels(thesaurus().concepts.values(), language)
