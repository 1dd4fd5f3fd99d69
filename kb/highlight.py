"""Which words of a passage answer to the words of the question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kb.lexicon import meanings
from kb.text import WORDS_REMEMBERED, is_found_under, places_where, stop_words, words
from kb.wording import QueryWord


def highlights(
    text: str, language: str, asked: Sequence[QueryWord]
) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Finds the question's words in a text, in any inflection, and in another language their translations.

    Args:
        text: the passage's text.
        language: its language.
        asked: the question's content words.

    Returns:
        Character offsets [start, end) of the words found, in order and without overlap, and those words
        as the text writes them, each once.
    """
    tokens = frozenset().union(*(word.tokens for word in asked))
    meant = frozenset().union(*(word.likeliest for word in asked if word.language != language))
    is_asked = is_found_under(tokens, language)

    def answers(written: str) -> bool:
        return is_asked(written) or (bool(meant) and _likeliest(written, language) in meant)

    found = places_where(text, answers)
    return tuple((word.start, word.end) for word in found), tuple(
        dict.fromkeys(text[word.start : word.end] for word in found)
    )


@lru_cache(maxsize=WORDS_REMEMBERED)
def _likeliest(written: str, language: str) -> str | None:
    """Returns the likeliest meaning of a word as a text writes it; none of a function word."""
    folded = words(written)[0].folded
    return None if folded in stop_words(language) else meanings(folded, language)[0]
