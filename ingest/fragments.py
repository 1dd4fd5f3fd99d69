"""Words of a page to fragments of lines: words beside each other with no more than a space between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.page import Word

# In sizes of the type. Word spaces of justified text reach 1, but hardly above each other in several lines, which
# gutters do: fragments that no gutter parts are joined again.
_SPACE = 0.8
# Pieces of one word, placed apart to kern them; the narrowest spaces are 0.15.
_KERN = 0.08
_BEHIND = 0.4
# Words share a line when they share this part of the height of the lower one.
_SAME_LINE = 0.5
# A figure or an initial of more than this times the size of its neighbour stands by itself; raised numbers have 0.6.
_OTHER_SIZE = 1.9
# A page with more fragments is a map, a plan or a drawing, which has no order of reading; columns, tables and boxes
# take time with the square of their number. The densest pages of the sample corpus have some 200.
MOST_FRAGMENTS = 1500
# Words lie on top of each other where more than this begin near the end of another.
_MOST_NEAR = 50
# Copies of a word that lie this near to each other, in points, are one, printed twice to look bold.
_COPY = 1.5
# Words are looked up by squares of this side.
_SQUARE = 4.0
# Spaced-out headings: at least so many single letters in a row.
_SPACED_LETTERS = 4
_WIDER = 1.6
_BUCKET = 8.0
# A bullet or the number of a step belongs to the text right of it, this far at most.
_MARKER_SPACE = 4.0
# A line that is drawn with signs.
_DRAWN = re.compile(r"([^\w\s]|_)\1{4,}")
# Word processors set a letter as the bullet of the second level.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ROUND, _WIDE_SPACE = {"o", "O"}, 0.5
_MARKER = re.compile(r"[•▪▫◦‣●○■□♦❖➢➤►▶✓✔·–—*oO\-\ue000-\uf8ff]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]")


@dataclass(slots=True)
class Fragment:
    """Words beside each other, left to right, with their box; `size` and `bold` are of most of the letters."""

    words: list[Word]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def middle(self) -> float:
        """Half of its height on the page."""
        return (self.top + self.bottom) / 2


def fragments(words: Sequence[Word]) -> list[Fragment]:
    """Returns the fragments that upright words form, in no order."""
    upright = _without_copies(word for word in words if not word.angle)
    chains = [_with_bullet(_unspaced(_unkerned(chain))) for chain in _chains(upright)]
    return [fragment_of(chain) for chain in chains if not all(_DRAWN.fullmatch(word.text) for word in chain)]


def fragment_of(words: Sequence[Word]) -> Fragment:
    """Returns words of one line, left to right, as a fragment."""
    letters: dict[tuple[float, bool], int] = defaultdict(int)
    for word in words:
        letters[round(word.size, 1), word.bold] += len(word.text)
    size, _ = max(letters, key=lambda style: letters[style])
    bold = sum(count for (_, heavy), count in letters.items() if heavy)
    return Fragment(
        list(words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        size,
        2 * bold > sum(letters.values()),
    )


def same_line(one: Fragment | Word, other: Fragment | Word) -> bool:
    """Tells whether two stand on one line, as far as their height tells."""
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)


def _without_copies(words: Iterable[Word]) -> list[Word]:
    kept: list[Word] = []
    places: dict[tuple[str, int, int], list[Word]] = defaultdict(list)
    for word in words:
        x, y = int(word.left // _SQUARE), int(word.top // _SQUARE)
        near = ((word.text, x + across, y + down) for across in (-1, 0, 1) for down in (-1, 0, 1))
        copies = (held for square in near for held in places.get(square, ()))
        if any(abs(held.left - word.left) < _COPY and abs(held.top - word.top) < _COPY for held in copies):
            continue
        places[word.text, x, y].append(word)
        kept.append(word)
    return kept


def _chains(words: Sequence[Word]) -> list[list[Word]]:
    """Returns words linked to their right neighbours, where only a space parts them."""
    rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, word in enumerate(words):
        rows[int((word.top + word.bottom) / 2 // _BUCKET)].append((word.left, place))
    for row in rows.values():
        row.sort()
    following = {place: _right_neighbour(words, place, rows) for place in range(len(words))}
    best: dict[int, int] = {}
    for place, neighbour in following.items():
        if neighbour is not None and (neighbour not in best or words[place].right > words[best[neighbour]].right):
            best[neighbour] = place
    after = {place: neighbour for neighbour, place in best.items()}
    chains = []
    for start in (place for place in range(len(words)) if place not in best):
        chain, place = [words[start]], start
        while place in after:
            place = after[place]
            chain.append(words[place])
        chains.append(chain)
    return chains


def _right_neighbour(words: Sequence[Word], place: int, rows: dict[int, list[tuple[float, int]]]) -> int | None:
    word = words[place]
    bucket = int((word.top + word.bottom) / 2 // _BUCKET)
    reach = _reach(word) * word.size
    found: int | None = None
    for row in (rows[key] for key in range(bucket - 1, bucket + 2) if key in rows):
        first = bisect_left(row, (word.right - _BEHIND * word.size, -1))
        for left, other in row[first : first + _MOST_NEAR]:
            if left - word.right > reach:
                break
            if other != place and left > word.left and _fits(word, words[other]):
                if found is None or left < words[found].left:
                    found = other
                break
    return found


def _fits(word: Word, other: Word) -> bool:
    smaller, larger = sorted((word.size, other.size))
    gap = other.left - word.right
    space = _reach(word) * smaller + (larger - smaller)
    return same_line(word, other) and larger < _OTHER_SIZE * smaller and gap < space


def _reach(word: Word) -> float:
    """Returns how far the text that follows a word may stand, in sizes of the type."""
    return _MARKER_SPACE if _MARKER.fullmatch(word.text) else _SPACE


def _unkerned(words: Sequence[Word]) -> list[Word]:
    """Joins the pieces of words that were placed apart."""
    joined = [words[0]]
    for word in words[1:]:
        last = joined[-1]
        if word.left - last.right < _KERN * word.size and abs(word.size - last.size) < _BEHIND * _SPACE * last.size:
            joined[-1] = _one([last, word])
        else:
            joined.append(word)
    return joined


def _with_bullet(words: Sequence[Word]) -> list[Word]:
    """Returns a line with the bullet that its first word stands for: a symbol's sign, or a round letter set apart."""
    first, *others = words
    far = bool(others) and others[0].left - first.right > _WIDE_SPACE * first.size
    begins = far and others[0].text[:1].isupper()
    if _PRIVATE.fullmatch(first.text) or (begins and first.text in _ROUND):
        return [replace(first, text="•"), *others]
    return list(words)


def _unspaced(words: Sequence[Word]) -> list[Word]:
    """Joins letters that were set apart for their looks ("U I T D A G I N G E N"); wider gaps are spaces."""
    single = sum(len(word.text) == 1 and word.text.isalpha() for word in words)
    if single < _SPACED_LETTERS or single < len(words) - 1:
        return list(words)
    gaps = [after.left - word.right for word, after in pairwise(words)]
    usual = median(gaps)
    joined: list[list[Word]] = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > _WIDER * usual:
            joined.append([])
        joined[-1].append(word)
    return [_one(letters) for letters in joined]


def _one(words: Sequence[Word]) -> Word:
    first = words[0]
    return Word(
        "".join(word.text for word in words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        first.size,
        first.bold,
        first.angle,
        first.tag,
    )
