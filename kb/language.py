"""Which of the four languages a text is in, by py3langid's naive Bayes model over byte n-grams.

Source: M. Lui and T. Baldwin, "langid.py: An Off-the-shelf Language Identification Tool" (ACL 2012).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kb.types import LANGUAGES

# Questions such as "waste collection" score .49 for the wrong language; right answers lie above .55.
SURE = 0.55
# Shorter texts (names, captions) take the language of what surrounds them.
ENOUGH_CHARACTERS = 20


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid carries no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second to load

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def detect(text: str) -> tuple[str, float]:
    """Returns the likeliest of the four languages and its probability."""
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


def language_of_question(text: str) -> str | None:
    """Returns the language of a question, or None where its few words do not tell."""
    language, probability = detect(text)
    return language if probability >= SURE else None


def language_of_passage(text: str, around: str) -> str:
    """Returns the language of a passage; a text too short to tell is in the language `around` it."""
    if len(text) < ENOUGH_CHARACTERS:
        return around
    language, probability = detect(text)
    return language if probability >= SURE else around
