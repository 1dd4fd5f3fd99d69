"""How well a document was read: what a reader gave, measured against what a person reads. Pure.

Every measure is a share from 0 to 1, 1 where nothing is wrong. Words are compared without the punctuation around them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby

from ingest.blocks import Block, BlockKind

_ITEMS = (BlockKind.BULLET, BlockKind.STEP)
# Runs of four words are long enough to be a phrase that somebody searches for.
_PHRASE_WORDS = 4

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The measures of one reading.

    `recall` and `precision`: words in the order of the truth, of the truth's words and of those read; `page_recall` is
    the recall of the page read worst. `words`: different words that are neither glued, split, lost nor made up.
    `phrases`: runs of four words that stand in one block, across ends of lines. `whole`: texts that are one block, no
    more and no less; `items` of them the bullets and steps. `kinds`: texts taken for what they are. `headings`: texts
    whose last heading before them is theirs; `paths`: whose headings of all levels are. `testimonials`: quotations
    that stand beside the one who speaks.
    """

    recall: float
    page_recall: float
    precision: float
    words: float
    phrases: float
    whole: float
    items: float
    kinds: float
    headings: float
    paths: float
    testimonials: float


def words(text: str) -> Words:
    """Returns the words of a text without the marks around them; a hyphen stays, as in "voedsel- en"."""
    bare = (_bare(token) for token in unicodedata.normalize("NFC", text).split())
    return tuple(word for word in bare if any(char.isalnum() for char in word))


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Returns the length of the longest common subsequence, by the bits of one whole number a row."""
    places: dict[str, int] = {}
    for place, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << place
    everything = (1 << len(first)) - 1
    row = everything
    for word in second:
        kept = row & places.get(word, 0)
        row = ((row + kept) | (row - kept)) & everything
    return len(first) - row.bit_count()


def score(read: Sequence[Block], truth: Sequence[Block]) -> Scores:
    """Measures the blocks that were read against those that a person reads."""
    found = _matches(read, truth)
    said, meant = _all_words(read), _all_words(truth)
    common = longest_common(meant, said)
    exact = [place is not None and words(read[place].text) == words(block.text) for place, block in found]
    return Scores(
        recall=_share(common, len(meant)),
        page_recall=min(_page_recalls(read, truth), default=1.0),
        precision=_share(common, len(said)),
        words=_share(len({*said} & {*meant}), len({*said} | {*meant})),
        phrases=_phrases(read, truth),
        whole=_mean(exact),
        items=_mean(same for same, block in zip(exact, truth, strict=True) if block.kind in _ITEMS),
        kinds=_mean(place is not None and read[place].kind is block.kind for place, block in found),
        headings=_headed(read, truth, found, levels=False),
        paths=_headed(read, truth, found, levels=True),
        testimonials=_testimonials(found),
    )


def best_score(read: Sequence[Block], truths: Iterable[Sequence[Block]]) -> tuple[Scores, Sequence[Block]]:
    """Returns the best measures that a reading has of several truths, with the truth that gave them."""
    return max(((score(read, truth), truth) for truth in truths), key=lambda scored: sum(astuple(scored[0])))


_Match = tuple[int | None, Block]


def _bare(token: str) -> str:
    start, end = 0, len(token)
    while start < end and _is_mark(token[start]):
        start += 1
    while start < end and _is_mark(token[end - 1]):
        end -= 1
    return token[start:end]


def _is_mark(char: str) -> bool:
    """Tells punctuation, symbols and raised numbers, but not hyphens."""
    category = unicodedata.category(char)
    return char != "-" and (category[0] in "PS" or category == "No")


def _all_words(blocks: Iterable[Block]) -> Words:
    return tuple(word for block in blocks for word in words(block.text))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _mean(values: Iterable[bool]) -> float:
    held = list(values)
    return _share(sum(held), len(held))


def _page_recalls(read: Sequence[Block], truth: Sequence[Block]) -> Iterator[float]:
    """Yields the recall of each page; a block counts for the page that it begins on."""
    for page, members in groupby(truth, key=lambda block: block.page):
        meant = _all_words(members)
        said = _all_words(block for block in read if block.page == page)
        yield _share(longest_common(meant, said), len(meant))


def _phrases(read: Sequence[Block], truth: Sequence[Block]) -> float:
    said = {phrase for block in read for size in range(1, _PHRASE_WORDS + 1) for phrase in _runs(block, size)}
    meant = [phrase for block in truth for phrase in _runs(block, min(_PHRASE_WORDS, len(words(block.text))))]
    return _mean(phrase in said for phrase in meant)


def _runs(block: Block, size: int) -> Iterator[Words]:
    """Yields the runs of `size` words in a block."""
    held = words(block.text)
    return (held[start : start + size] for start in range(len(held) - size + 1) if size)


def _matches(read: Sequence[Block], truth: Sequence[Block]) -> list[_Match]:
    """Returns for each text of the truth the place of the block that has most of its words.

    Of several, the one with the fewest others counts, and then the one that is nearest in the order.
    """
    held = [Counter(words(block.text)) for block in read]
    found: list[_Match] = []
    for rank, block in enumerate(truth):
        wanted = Counter(words(block.text))
        expected = rank / len(truth) * len(read)
        ranked = [
            ((wanted & has).total(), -has.total(), -abs(place - expected), place) for place, has in enumerate(held)
        ]
        best = max(ranked, default=(0, 0, 0.0, 0))
        found.append((best[3] if best[0] else None, block))
    return found


def _headed(read: Sequence[Block], truth: Sequence[Block], found: Sequence[_Match], *, levels: bool) -> float:
    said, meant = _paths(read, levels=levels), _paths(truth, levels=levels)
    return _mean(
        place is not None and said[place] == path
        for (place, block), path in zip(found, meant, strict=True)
        if block.kind is not BlockKind.HEADING
    )


def _paths(blocks: Sequence[Block], *, levels: bool) -> list[tuple[Words, ...]]:
    """Returns the headings that each block stands under: all of them by their levels, or only the last."""
    path: list[tuple[int, Words]] = []
    found: list[tuple[Words, ...]] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            above = [entry for entry in path if levels and entry[0] < block.level]
            path = [*above, (block.level, words(block.text))]
        found.append(tuple(heading for _, heading in path))
    return found


def _testimonials(found: Sequence[_Match]) -> float:
    """Returns the share of speakers that stand directly beside, or in one block with, what they said."""
    results: list[bool] = []
    paired: set[int] = set()
    for rank, (place, block) in enumerate(found):
        if block.kind is not BlockKind.ATTRIBUTION:
            continue
        follows = bool(rank) and found[rank - 1][1].kind is BlockKind.QUOTE and rank - 1 not in paired
        quote = rank - 1 if follows else rank + 1
        paired.add(quote)
        said = found[quote][0] if quote < len(found) else None
        beside = (0, 1) if follows else (0, -1)
        results.append(place is not None and said is not None and place - said in beside)
    return _mean(results)
