"""Text as search sees it: folding, words with their places, stems and stop words."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import Stemmer

# `dutch_porter`, because the newer `dutch` algorithm turns "gemeenten" into "meen".
STEMMERS = {"nl": "dutch_porter", "fr": "french", "es": "spanish", "en": "english"}

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "œ": "oe", "æ": "ae"})


class Word(NamedTuple):
    """A folded word and the character offsets [start, end) of what it was."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Returns `text` in lower case, without accents and without compatibility forms (ligatures, full width)."""
    if text.isascii():
        return text.casefold()
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


# Texts repeat their words: a remembered one costs a tenth. More of them save nothing, and a server would go on growing.
WORDS_REMEMBERED = 20_000
fold_word = lru_cache(maxsize=WORDS_REMEMBERED)(fold)


def letters(text: str) -> str:
    """Returns the folded letters and digits of `text`: names that differ in accents, hyphens and spaces are one."""
    return "".join(char for char in fold(text) if char.isalnum())


def words(text: str) -> list[Word]:
    """Returns the words of `text`; French elisions ("l'eau") count as their second part."""
    return [_word(match) for match in _WORD.finditer(text)]


def folded_words(text: str) -> tuple[str, ...]:
    """Returns the words of `text`, folded: what two texts that say the same have in common."""
    return tuple(word.folded for word in words(text))


def _word(match: re.Match[str]) -> Word:
    written = match.group()
    if "'" not in written and "’" not in written:
        return Word(fold_word(written), match.start(), match.end())
    elision = _ELISION.match(written)
    skipped = elision.end() if elision else 0
    folded = fold(written[skipped:]).replace("’", "").replace("'", "")
    return Word(folded, match.start() + skipped, match.end())


@lru_cache(maxsize=WORDS_REMEMBERED)
def forms(written: str, language: str) -> frozenset[str]:
    """Returns the tokens that a word, as a text writes it, is found under: folded, and its stem in `language`."""
    if "'" in written or "’" in written:
        return frozenset(form for word in words(written) for form in (word.folded, stem(word.folded, language)))
    folded = fold_word(written)
    return frozenset((folded, stem(folded, language)))


def is_found_under(tokens: frozenset[str], language: str) -> Callable[[str], bool]:
    """Returns a test whether a word, as a text writes it, is found under any of `tokens`.

    Stems begin as their words do, so that most words are passed over by their first two letters.
    """
    initials = {token[:2] for token in tokens}

    def is_one(written: str) -> bool:
        likely = fold_word(written[:2])[:2] in initials or "'" in written or "’" in written
        return likely and not tokens.isdisjoint(forms(written, language))

    return is_one


def places_where(text: str, is_one: Callable[[str], bool]) -> list[Word]:
    """Returns the words of `text` that answer to a test, which each word as it is written is put to once."""
    wanted = {written for written in dict.fromkeys(_WORD.findall(text)) if is_one(written)}
    if not wanted:
        return []
    return [_word(match) for match in _WORD.finditer(text) if match.group() in wanted]


def word_count(text: str) -> int:
    """Returns the number of words as a reader counts them."""
    return len(text.split())


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


@lru_cache(maxsize=WORDS_REMEMBERED)
def stem(folded: str, language: str) -> str:
    """Returns the stem of a folded word in `language`; the folded word itself for other languages."""
    if language not in STEMMERS or folded.isdigit():
        return folded
    return str(_stemmer(language).stemWord(folded))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Returns the folded function words of `language`."""
    text = resources.files("kb").joinpath("data/stopwords.toml").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in tomllib.loads(text).get(language, "").split())


@cache
def any_stop_word() -> frozenset[str]:
    """Returns the function words that are one in some language and no content word in another."""
    return frozenset().union(*(stop_words(language) for language in STEMMERS))


def digest(*parts: str) -> str:
    """Returns a 16-character name for `parts`: the start of their SHA-256, in hexadecimal."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
