"""Which words of a passage answer to the words of the question."""

from __future__ import annotations

from collections.abc import Sequence

from kb.lexical import QueryWord
from kb.text import places_of


def highlights(
    text: str, language: str, asked: Sequence[QueryWord]
) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Finds the question's words in a text, in any inflection.

    Args:
        text: the passage's text.
        language: its language, for stemming.
        asked: the question's content words.

    Returns:
        Character offsets [start, end) of the words found, in order and without overlap, and those words
        as the text writes them, each once.
    """
    tokens = frozenset().union(*(word.tokens for word in asked))
    found = places_of(text, tokens, language)
    written = dict.fromkeys(text[word.start : word.end] for word in found)
    return tuple((word.start, word.end) for word in found), tuple(written)
