"""Tables of contents, lists of figures and lists of tables: they repeat headings and are no text of their own.

Only lines are dropped that end in the number of a page, or that stand again further on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ingest.blocks import Block, BlockKind
from ingest.wordlists import any_of
from kb.text import fold, word_count

_LISTED = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.STEP, BlockKind.TABLE_ROW)
# Dots to a page. They are taken whole and from their first: text of dots alone is looked through once.
_LEADER = r"(?<![.·_…\s])\s*+(?:(?:[.·_]\s?){4,}+|(?:…\s?){2,}+)"
_AFTER_LEADER = re.compile(rf"{_LEADER}\s*(\d{{1,4}}|[ivxlc]{{1,6}})\b\s*", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|\s)(\d{1,4})$")
_NUMBERING = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*\b\W*)?")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!:;]$")
# Longer lines are text; the longest entry of the sample corpus has 19 words.
_ENTRY_WORDS = 25
# Without a heading above it, a table of contents is told by so many lines.
_FEWEST_LINES = 4
_FEWEST_LINES_UNDER_HEADING = 2
# Lines with numbers may be figures of another sort: this share must have leaders, or stand again further on.
_SHARE_FOUND_AGAIN = 0.5
# So much of a text's beginning can be an entry's.
_BEGINNING = 120
# Of the texts that begin alike, so many are looked at.
_MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a table of contents, or several that were joined; whether leaders go to its pages."""

    text: str
    title: str
    pages: tuple[int, ...] = ()
    has_leader: bool = False
    is_heading: bool = False


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks without tables of contents, lists of figures and of tables, and their headings."""
    entries = [_entry(block) for block in blocks]
    again = _Again(blocks)
    kept: list[Block] = []
    place = 0
    while place < len(blocks):
        headed = _heads_contents(blocks[place])
        start = place + headed
        run = [entry for entry in entries[start : _end_of_run(entries, again, start, headed=headed)] if entry]
        if headed or len(run) >= _FEWEST_LINES:
            run = _without_line_below(run, again, start)
        end = max(start + len(run), place + 1)
        if not _is_contents(run, again, end, headed=headed):
            kept += blocks[place:end]
        place = end
    return kept


def _without_line_below(run: list[_Entry], again: _Again, start: int) -> list[_Entry]:
    """Drops the last lines of a run that neither lead to a page nor stand again, such as the page's own number."""
    while run and not run[-1].has_leader and not again.stands(run[-1].title, start + len(run)):
        run = run[:-1]
    return run


def _end_of_run(entries: Sequence[_Entry | None], again: _Again, start: int, *, headed: bool) -> int:
    """Returns where the lines end that can be entries: with pages that ascend, or found again further on."""
    end, last_page = start, 0
    while end < len(entries) and (entry := entries[end]):
        if entry.pages and entry.pages[0] < last_page:
            break
        if not entry.pages and not _is_first_line(entries, end, last_page):
            listed = again.stands if headed else again.is_heading
            if entry.is_heading or not listed(entry.title, end + 1):
                break
        last_page = entry.pages[-1] if entry.pages else last_page
        end += 1
    return end


def _is_contents(run: Sequence[_Entry], again: _Again, end: int, *, headed: bool) -> bool:
    """Tells whether lines are a table of contents: they lead to pages, or stand again after it."""
    by_leader = sum(len(entry.pages) for entry in run if entry.has_leader)
    if headed:
        found_again = sum(again.stands(entry.title, end) for entry in run)
        return max(len(run), by_leader) >= _FEWEST_LINES_UNDER_HEADING and _is_most(by_leader or found_again, run)
    # "Phase 3" has no page where it stands again as it is.
    with_page = [entry for entry in run if entry.pages and not again.stands(entry.text, end)]
    found_again = sum(again.stands(entry.title, end) for entry in with_page)
    if max(len(with_page), by_leader) >= _FEWEST_LINES:
        return _is_most(len(with_page), run) and _is_most(by_leader or found_again, with_page)
    return len(run) >= _FEWEST_LINES and again.lists_headings([entry.text for entry in run], end)


def _is_most(count: int, run: Sequence[_Entry]) -> bool:
    return count >= _SHARE_FOUND_AGAIN * len(run)


def _is_first_line(entries: Sequence[_Entry | None], place: int, last_page: int) -> bool:
    """Tells whether a line is the first of an entry that goes on in the line after it, with the page."""
    following = entries[place + 1] if place + 1 < len(entries) else None
    return bool(last_page and following and following.pages and following.pages[0] >= last_page)


def _entry(block: Block) -> _Entry | None:
    """Returns a block as an entry, None where it is text."""
    text = block.text.strip()
    if block.kind not in _LISTED or not text:
        return None
    if leaders := list(_AFTER_LEADER.finditer(text)):
        pages = tuple(_page(found.group(1)) for found in leaders)
        title = text[: leaders[0].start()]
        return _Entry(text, title, pages, has_leader=True) if leaders[-1].end() == len(text) else None
    if block.kind is BlockKind.TABLE_ROW or word_count(text) > _ENTRY_WORDS or _SENTENCE_END.search(text):
        return None
    if page := _PAGE.search(text):
        return _Entry(text, text[: page.start()], (int(page.group(1)),))
    return _Entry(text, text, is_heading=block.kind is BlockKind.HEADING)


def _page(written: str) -> int:
    """Returns a page's number; Roman ones come before all others."""
    return int(written) if written.isdecimal() else 0


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(r"\W*" + any_of("manuals", "contents", "headings") + r"\W*")


def _heads_contents(block: Block) -> bool:
    """Tells whether a block is the heading of a table of contents."""
    is_line = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
    return is_line and len(block.text) < _BEGINNING and _heading().fullmatch(fold(block.text)) is not None


class _Again:
    """Tells which lines stand again further on in a document."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        headings = ((place, block) for place, block in enumerate(blocks) if block.kind is BlockKind.HEADING)
        self._last_heading = {_normal(block.text): place for place, block in headings}

    @cached_property
    def _last(self) -> dict[str, int]:
        """Where each text stands last, by its beginning; few documents need it."""
        return {_normal(block.text): place for place, block in enumerate(self._blocks)}

    @cached_property
    def _beginnings(self) -> list[str]:
        return sorted(self._last)

    def stands(self, title: str, place: int) -> bool:
        """Tells whether a block from `place` on begins with the words of a title."""
        sought = _normal(title)
        first = bisect_left(self._beginnings, sought)
        candidates = self._beginnings[first : first + _MOST_CANDIDATES]
        return any(text.startswith(sought) and self._last[text] >= place for text in candidates)

    def is_heading(self, title: str, place: int) -> bool:
        """Tells whether a heading from `place` on is a title."""
        return self._last_heading.get(_normal(title), -1) >= place

    def lists_headings(self, titles: Sequence[str], place: int) -> bool:
        """Tells whether titles are headings from `place` on, in the same order, and all of one level are among them."""
        headings = [(b.level, _normal(b.text)) for b in self._blocks[place:] if b.kind is BlockKind.HEADING]
        sought = [_normal(title) for title in titles]
        following = iter(text for _, text in headings)
        if not all(title in following for title in sought):
            return False
        levels = {level for level, text in headings if text == sought[0]}
        return {text for level, text in headings if level in levels} <= set(sought)


def _normal(text: str) -> str:
    """Returns the folded words of a text's beginning, without its number, each with a space behind it."""
    numbering = _NUMBERING.match(text)
    start = numbering.end() if numbering else 0
    return " ".join(_WORD.findall(fold(text[start : start + _BEGINNING]))) + " "
