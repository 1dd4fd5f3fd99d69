"""Running headers, footers and page numbers: what comes again at the edges of neighbouring pages."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.fragments import MOST_FRAGMENTS, Fragment, same_line
from ingest.page import PageWords

_PAGE_NUMBER = re.compile(
    r"(?:[-–—|•·\s]*(?:pagina|page|página|pág\.|blz\.|p\.)?\s*)(?:(?:[A-Z][-–.])?\d{1,5}|[ivxlc]{1,7})(?:\s*(?:/|van|of|sur|de)\s*\d{1,5})?[-–—|•·\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")

# Pages before and after that are looked at: headers of a chapter hold for its pages only, and left and right pages
# have their own.
WINDOW = 4
# The edges of a page: this share of its height, and its outermost rows.
_MARGIN = 0.1
_OUTER_ROWS = 2
# Text in the margin runs along when one other page of the window has it, elsewhere two; in type larger than the page's
# it may be the title of a slide that goes on, and most pages must have it with the same numbers.
_PAGES_IN_MARGIN = 1
_PAGES = 2
_SHARE_IN_LARGE = 0.6
_LARGE = 1.15
# In points: at about the same height.
_SAME_HEIGHT = 6.0


Edges = dict[str, list[Fragment]]


@dataclass(slots=True)
class ReadPage:
    """A page with its fragments, and the size of type that most of its letters have."""

    page: PageWords
    fragments: list[Fragment]
    size: float


def without_running(pages: Iterable[ReadPage]) -> Iterator[ReadPage]:
    """Yields pages without what runs along their edges; at no time more than a window of pages is held."""
    coming = iter(pages)
    window: deque[tuple[ReadPage, Edges]] = deque((page, _edges(page)) for page in islice(coming, WINDOW))
    place = 0
    while place < len(window):
        if following := next(coming, None):
            window.append((following, _edges(following)))
        page, edges = window[place]
        others = [found for at, (_, found) in enumerate(window) if at != place]
        dropped = {id(part) for mask, parts in edges.items() for part in parts if _runs(mask, part, page, others)}
        kept = [fragment for fragment in page.fragments if id(fragment) not in dropped]
        yield ReadPage(page.page, kept, page.size)
        if place < WINDOW:
            place += 1
        else:
            window.popleft()


def _edges(page: ReadPage) -> Edges:
    """Returns what stands at the page's upper and lower edge by its text with the digits masked; a map has no edge."""
    found: Edges = defaultdict(list)
    if len(page.fragments) > MOST_FRAGMENTS:
        return found
    tops = sorted({round(fragment.top) for fragment in page.fragments})
    outer = {*tops[:_OUTER_ROWS], *tops[-_OUTER_ROWS:]}
    for fragment in page.fragments:
        if round(fragment.top) in outer or _in_margin(fragment, page.page):
            found[_DIGITS.sub("0", fragment.text)].append(fragment)
    return found


def _in_margin(fragment: Fragment, page: PageWords) -> bool:
    return not _MARGIN * page.height < fragment.middle < (1 - _MARGIN) * page.height


def _is_page_number(fragment: Fragment, page: ReadPage) -> bool:
    """Tells whether a fragment is a bare number that stands by itself or far from what is beside it."""
    if not _PAGE_NUMBER.fullmatch(fragment.text) or fragment.size > _LARGE * page.size:
        return False
    beside = [other for other in page.fragments if other is not fragment and same_line(other, fragment)]
    return len(beside) <= 1 and all(_in_margin(other, page.page) for other in beside)


def _runs(mask: str, fragment: Fragment, page: ReadPage, others: Sequence[Edges]) -> bool:
    in_margin = _in_margin(fragment, page.page)
    if in_margin and _is_page_number(fragment, page):
        return True
    large = fragment.size > _LARGE * page.size
    same = sum(any(_is_same(other, fragment, exactly=large) for other in edges.get(mask, ())) for edges in others)
    if large:
        is_slide = page.page.width > page.page.height
        return same >= (_PAGES if in_margin and not is_slide else max(_PAGES, _SHARE_IN_LARGE * len(others)))
    return same >= (_PAGES_IN_MARGIN if in_margin else _PAGES)


def _is_same(one: Fragment, other: Fragment, *, exactly: bool) -> bool:
    """Tells whether two texts of one mask stand at one height, and `exactly` say the same."""
    return abs(one.middle - other.middle) < _SAME_HEIGHT and (not exactly or one.text == other.text)
