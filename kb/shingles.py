"""How alike two texts are: their runs of five words, their numbers, and signatures by which like texts are found.

Sources: A. Broder, "On the resemblance and containment of documents" (1997); P. Indyk and R. Motwani, "Approximate
nearest neighbors" (1998), for the bands.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from kb.text import fold, words

Shingles = npt.NDArray[np.uint64]
Bands = npt.NDArray[np.uint32]

# Changes whenever texts would be compared otherwise; the catalogue then compares all of its passages anew.
FORMAT = "1"
SHINGLE = 5
# From this Jaccard similarity on two texts with the same numbers are one, and from the other on they are kin.
SAME = 0.95
KIN = 0.5
# Fewer words make at most five shingles: one formula of seven words in common, such as the label of a figure, would
# make kin of all that carry it. Such texts are one where their words are equal, and kin of nothing.
LEAST_WORDS = 10
# A pair of similarity s meets in a band with probability 1 - (1 - s^2)^20: .9968 at KIN, .33 at .2, .05 at .05.
# .99 at KIN takes 17 bands of two rows, or 35 of three, which would sort out more and store twice as much. Measured on
# 10,219 passages in four languages: 759 of the 760 pairs of KIN or more, and 5,511 candidates, a half for each passage.
_ROWS = 2
BANDS = 20

# A number: groups of three digits with one separator between them, or digits with decimals; then what belongs to it.
_NUMBER = re.compile(
    r"(?P<digits>\d(?:(?<!0)\d{0,2}(?P<by>[ .,'’])\d{3}(?:(?P=by)\d{3})*(?!\d)(?:[.,]\d+)?|\d*(?:[.,]\d+)*))"
    r"(?P<after> ?[%‰€$£])?"
)
_BEFORE_NUMBER = re.compile(r"(?P<money>[€$£])? ?(?P<minus>(?<![^\s(€$£])[-−])?\Z")
_LONGEST_BEFORE = len("€ -")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a text is compared by.

    Attributes:
        key: a 63-bit number that is equal for texts with the same folded words and numbers in the same order.
        words: how many words there are, a number being one.
        shingles: a 64-bit hash for each different run of five words, ascending.
        numbers: the numbers in their order, in one way of writing.
    """

    key: int
    words: int
    shingles: Shingles
    numbers: tuple[str, ...]

    @property
    def is_comparable(self) -> bool:
        """Tells whether the text is long enough to be like another without being equal to it."""
        return self.words >= LEAST_WORDS


# A text is asked for its key, its shingles and its bands in turn, and a text that recurs again and again.
@lru_cache(maxsize=1024)
def fingerprint(text: str) -> Fingerprint:
    """Returns what `text` is compared by; fewer than five words are one shingle, no words none."""
    tokens = tokens_of(text)
    return Fingerprint(
        key=_hashed("\x1f".join(tokens)) >> 1,
        words=len(tokens),
        shingles=_shingles(tokens),
        numbers=tuple(token for token in tokens if not token.isalpha() or token in _number_words()),
    )


def tokens_of(text: str) -> list[str]:
    """Returns the folded words of `text`, with each number as one of them, however it is written.

    "1 500", "1.500", "1,500" and "1500" are the same number; its sign, "%" and the sign of a currency belong to it.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found: list[str] = []
    end = 0
    for match in _NUMBER.finditer(plain):
        before = _BEFORE_NUMBER.search(plain, max(match.start() - _LONGEST_BEFORE, end), match.start())
        found += [word.folded for word in words(plain[end : match.start()])]
        found.append(_written(match, before))
        end = match.end()
    return found + [word.folded for word in words(plain[end:])]


def _written(number: re.Match[str], before: re.Match[str] | None) -> str:
    """Returns a number in the one way of writing that all others are compared in."""
    digits, by = number["digits"], number["by"]
    if by:
        digits = re.sub(rf"{re.escape(by)}(?=\d{{3}}(?!\d))", "", digits)
    money, minus = (before["money"] or "", before["minus"] or "") if before else ("", "")
    signs = sorted(money + (number["after"] or "").strip())
    return f"{'-' if minus else ''}{digits.replace(',', '.')}{''.join(signs)}"


@cache
def _number_words() -> frozenset[str]:
    text = resources.files("kb").joinpath("data/number_words.toml").read_text(encoding="utf-8")
    return frozenset(fold(word) for line in tomllib.loads(text).values() for word in line.split())


def _hashed(text: str) -> int:
    """Returns a 64-bit number for a text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


# Texts repeat their words: a remembered one costs a tenth.
_hashed_word = lru_cache(maxsize=100_000)(_hashed)


def _shingles(tokens: list[str]) -> Shingles:
    if not tokens:
        return np.empty(0, np.uint64)
    numbers = np.array([_hashed_word(token) for token in tokens], np.uint64)
    width = min(SHINGLE, len(numbers))
    count = len(numbers) - width + 1
    weighed = [numbers[place : place + count] * _WEIGHTS[place] for place in range(width)]
    return np.unique(_mixed(np.sum(weighed, axis=0, dtype=np.uint64)))


def text_key(text: str) -> int:
    """Returns a 63-bit number that is equal for texts with the same folded words and numbers in the same order."""
    return fingerprint(text).key


def is_same(one: Fingerprint, other: Fingerprint) -> bool:
    """Tells whether two texts are one: as good as the same words, and the same numbers in the same order."""
    return one.numbers == other.numbers and jaccard(one, other) >= SAME


def jaccard(one: Fingerprint, other: Fingerprint) -> float:
    """Returns the share of the shingles of both that they have in common, 0 to 1; 1 for two texts without words."""
    common = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    every = len(one.shingles) + len(other.shingles) - common
    return common / every if every else 1.0


def bands(found: Fingerprint) -> Bands:
    """Returns the 32-bit names of the buckets that a text falls in, one a band, shape (BANDS,).

    Texts that are alike meet in at least one band. The text must have words.
    """
    least = _mixed(found.shingles[:, None] ^ _SEEDS).min(axis=0).reshape(BANDS, _ROWS)
    return _mixed((least * _WEIGHTS[:_ROWS]).sum(axis=1, dtype=np.uint64)).astype(np.uint32)


def _mixed(values: Shingles) -> Shingles:
    """Returns the values with each of their bits spread over all (the finisher of Steele's SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _constants(count: int, start: int) -> Shingles:
    """Returns the outputs of SplitMix64 from `start` on: the same numbers wherever and whenever."""
    steps = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    return _mixed(steps * np.uint64(0x9E3779B97F4A7C15))


_SEEDS = _constants(BANDS * _ROWS, start=0)
_WEIGHTS = _constants(SHINGLE, start=1000) | np.uint64(1)
