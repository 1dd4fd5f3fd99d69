"""Why a passage is in an answer, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator

from babel.lists import format_list

from kb.messages import message
from kb.themes import thesaurus
from kb.types import Closeness, Why

_CLOSENESS = {
    Closeness.VERY_CLOSE: "why_very_close",
    Closeness.CLOSE: "why_close",
    Closeness.LOOSE: "why_loose",
    Closeness.FAR: "why_far",
}
# A sentence names so many words and themes; the marked text shows them all.
_MOST_NAMED = 4


def why_sentence(why: Why, language: str) -> str:
    """Returns in a reader's language what a passage was found by: names, words, concepts, meaning."""
    reasons = list(_reasons(why, language)) or [message("why_nearest", language)]
    return message("why", language, reasons=format_list(reasons, locale=language))


def _reasons(why: Why, language: str) -> Iterator[str]:
    if why.named:
        yield message("why_named", language)
    if why.words:
        words = [message("why_word", language, word=word) for word in _shown(why.words)]
        yield message("why_words", language, words=format_list(words, locale=language))
    if why.concepts:
        labels = [_within(thesaurus().label(theme, language)) for theme in why.concepts[:_MOST_NAMED]]
        yield message("why_concepts", language, concepts=format_list(labels, locale=language))
    if why.closeness and not (why.closeness is Closeness.FAR and (why.words or why.named)):
        yield message(_CLOSENESS[why.closeness], language)


def _shown(words: tuple[str, ...]) -> list[str]:
    """Returns the first words, each once whatever its case."""
    return list({word.lower(): word for word in reversed(words)}.values())[::-1][:_MOST_NAMED]


def _within(label: str) -> str:
    """Returns a label as it is written within a sentence; one that begins with capitals, such as HIV, stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
