"""A document out of its pages: what is set off from what, what is a heading, and what stands beside the text.

Pages come laid out, in reading order (`ingest/pagelayout.py`); here their running text becomes one, and what stands
beside it (boxes, tables, notes) follows the block during which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice, pairwise

from ingest.blocks import Block, BlockKind
from ingest.cues import is_attribution
from ingest.pagelayout import Flow, Note, PlacedLine, Rows
from ingest.structure import (
    HARD_HYPHEN,
    SOFT_HYPHEN,
    Line,
    begins_with_bullet,
    could_be_heading,
    ends_sentence,
    inner_lines,
    join_lines,
    paragraph_of,
    structure,
)
from ingest.table_rows import plain, row_texts, table_rows
from ingest.typography import FAR, LARGER, WIDE_GAP, Typography

# In sizes of the type: a first line is indented by more, and a line at its column's edge by less.
_INDENT = 0.7
_AT_EDGE = 0.3
# A line that leaves this share of its column free after the end of a sentence ends its paragraph.
_SHORT = 0.2
# In sizes of the type: farther apart, short lines are entries of their own.
_LOOSE = 1.7
# What ends a quotation.
_CLOSING = ("”", "»", '"', "’", "“")

_STEP = re.compile(r"(\d{1,2})[.)]\s+\S")
# A step has fewer lines.
_STEP_LINES = 40

_WORD = re.compile(r"\w+(?:-\w+)*")
_CUT_WORD = re.compile(r"(\w+(?:-\w+)*)-$")
# What is longer is no word; looking for its begin would take time with the square of its length.
_LONGEST_WORD = 80

# Lines of so many pages are held at once: 50 MB.
_PART_PAGES = 1000


def blocks_of(pages: Iterable[Flow]) -> list[Block]:
    """Returns the blocks of a document whose pages are laid out; a very long one is arranged in parts."""
    asides = count(1)
    coming = iter(pages)
    blocks: list[Block] = []
    while part := list(islice(coming, _PART_PAGES)):
        flow = _one_flow(part)
        blocks.extend(_Document(_all_lines(flow), asides).blocks(flow))
    return blocks


def _one_flow(pages: Iterable[Flow]) -> Flow:
    """Returns the running text of all pages as one; a table that goes on over the page break is one."""
    whole = Flow()
    for page in pages:
        begin = len(whole.lines)
        whole.lines.extend(page.lines)
        for after, insert in page.inserts:
            before = whole.inserts[-1] if whole.inserts else None
            if before and before[0] == begin + after and _goes_on(before[1], insert):
                whole.inserts[-1] = (before[0], _joined(before[1], insert))
            else:
                whole.inserts.append((begin + after, insert))
    return whole


def _goes_on(before: Note | Rows | Flow, insert: Note | Rows | Flow) -> bool:
    """Tells whether a table goes on: on the next page, with as many columns."""
    if not isinstance(before, Rows) or not isinstance(insert, Rows):
        return False
    return before.page < insert.page and len(before.cells[-1]) == len(insert.cells[0])


def _joined(before: Note | Rows | Flow, insert: Note | Rows | Flow) -> Rows:
    """Joins two parts of a table; the header is not repeated."""
    if not isinstance(before, Rows) or not isinstance(insert, Rows):
        raise TypeError("only tables are joined")
    repeated = row_texts(before.cells[0]) == row_texts(insert.cells[0])
    return Rows(cells=[*before.cells, *insert.cells[repeated:]])


def _all_lines(flow: Flow) -> list[PlacedLine]:
    inner = (line for _, insert in flow.inserts if isinstance(insert, Flow) for line in _all_lines(insert))
    return [*flow.lines, *inner]


class _Document:
    """A document, or part of a very long one, with the type that it uses."""

    def __init__(self, lines: Sequence[PlacedLine], asides: Iterator[int]) -> None:
        self._type = Typography(lines)
        self._asides = asides
        self._vocabulary = {word.casefold() for line in lines for word in _WORD.findall(line.text)}

    def blocks(self, flow: Flow) -> list[Block]:
        """Returns the blocks of running text, each followed by what stands beside it."""
        arranged = self._arranged(flow.lines)
        first: list[Block] = []
        for begin, insert in flow.inserts:
            made = tuple(self._insert(insert))
            headed = isinstance(insert, Flow) and any(block.kind is BlockKind.HEADING for block in made)
            after = _end_of_section(arranged, begin) if headed else begin
            if after:
                line = arranged[after - 1]
                arranged[after - 1] = replace(line, inserts=(*line.inserts, *made))
            else:
                first.extend(made)
        return [*first, *structure([part for line in arranged for part in inner_lines(line)])]

    def _insert(self, insert: Note | Rows | Flow) -> Iterator[Block]:
        if isinstance(insert, Note):
            yield replace(paragraph_of([plain(line) for line in insert.lines]), kind=insert.kind)
        elif isinstance(insert, Rows):
            yield from table_rows(insert)
        else:
            aside = next(self._asides)
            yield from (replace(block, aside=aside) for block in self.blocks(insert))

    def _arranged(self, lines: Sequence[PlacedLine]) -> list[Line]:
        """Returns the lines with what sets them off and the level of those that are headings."""
        set_off = self._set_off(lines)
        voices = _voices(lines, set_off)
        found: list[Line] = []
        for place, line in enumerate(lines):
            before = lines[place - 1] if place else None
            heading = 0
            if place not in voices:
                heading = self._heading(before, line, found[-1] if found else None, set_off=set_off[place])
            text = self._hyphenated(line.text, lines[place + 1].text) if place + 1 < len(lines) else line.text
            found.append(Line(text, line.page, set_off[place], heading=heading, box=line.box))
        return found

    def _set_off(self, lines: Sequence[PlacedLine]) -> list[bool]:
        """Tells for each line whether it begins something new."""
        steps = _steps(lines)
        found: list[bool] = []
        for place, line in enumerate(lines):
            before = lines[place - 1] if place else None
            found.append(
                before is None
                or place in steps
                or self._is_set_off(before, line)
                or _moves_out(before, line, set_off=found[-1])
            )
        return found

    def _hyphenated(self, text: str, following: str) -> str:
        """Returns a line whose last hyphen tells if it is the word's own, as far as the word stands elsewhere too."""
        begin, end = _CUT_WORD.search(text[-_LONGEST_WORD:]), _WORD.match(following)
        if not begin or not end:
            return text
        if f"{begin[1]}{end[0]}".casefold() in self._vocabulary:
            return text[:-1] + SOFT_HYPHEN
        return text[:-1] + HARD_HYPHEN if f"{begin[1]}-{end[0]}".casefold() in self._vocabulary else text

    def _heading(self, before: PlacedLine | None, line: PlacedLine, last: Line | None, *, set_off: bool) -> int:
        if self._type.tagged and line.tag is not None:
            return line.tag
        style = self._type.style(line)
        goes_on = before is not None and last is not None and not set_off and self._type.style(before) == style
        stands_out = last.heading if goes_on and last else could_be_heading(line.text)
        return self._type.levels.get(style, 0) if stands_out else 0

    def _is_set_off(self, before: PlacedLine, line: PlacedLine) -> bool:
        if self._type.tagged and (before.tag or 0) != (line.tag or 0):
            return True
        changed = before.bold != line.bold or not 1 / LARGER < before.size / line.size < LARGER
        gap = line.top - before.top
        if before.page != line.page or before.column != line.column or not 0 <= gap <= FAR * line.size:
            # Text goes on from one column or page to the next unless its sentence is at its end.
            return changed or ends_sentence(before.text) or _begins_elsewhere(before, line)
        return (
            changed
            or gap > WIDE_GAP * self._type.leading * line.size
            or _begins_paragraph(before, line, spaced=self._type.spaced)
        )


def _begins_elsewhere(before: PlacedLine, line: PlacedLine) -> bool:
    """Tells whether a line that is not below the one before it begins anew: far below, or after a short line."""
    if line.text[:1].islower():
        return False
    left, right = before.column
    short = right - before.right > _SHORT * (right - left)
    return short or (before.page == line.page and before.column == line.column)


def _end_of_section(lines: Sequence[Line], begin: int) -> int:
    """Returns after how many lines a box with headings is read: where its section ends, before the next heading."""
    return next((place for place in range(max(begin, 1), len(lines)) if lines[place].heading), len(lines))


def _begins_paragraph(before: PlacedLine, line: PlacedLine, *, spaced: bool) -> bool:
    """Tells whether an indent, or the free end of the line before, begins a paragraph.

    Where white space parts paragraphs (`spaced`), a free end is only the ragged margin.
    """
    if begins_with_bullet(line.text) or begins_with_bullet(before.text):
        return False
    left, right = line.column
    if not ends_sentence(before.text):
        loose = line.top - before.top > _LOOSE * line.size
        return loose and line.text[:1].isupper() and right - before.right > _SHORT * (right - left)
    indented = line.left - left > _INDENT * line.size and before.left - left < _AT_EDGE * line.size
    free = not spaced and right - before.right > _SHORT * (right - left)
    return indented or (free and line.text[:1].isupper() and abs(before.left - line.left) < _AT_EDGE * line.size)


def _moves_out(before: PlacedLine, line: PlacedLine, *, set_off: bool) -> bool:
    """Tells whether a line begins left of the one before it (itself set off or not), and so after an indented item.

    The second line of a paragraph whose first is indented does as well; and the first line of an item begins where its
    bullet is.
    """
    if before.page != line.page or before.column != line.column or not 0 < line.top - before.top < FAR * line.size:
        return False
    if begins_with_bullet(before.text):
        return line.left < before.left + line.size / 2
    return not set_off and line.left < before.left - line.size / 2


def _voices(lines: Sequence[PlacedLine], set_off: Sequence[bool]) -> set[int]:
    """Returns which lines name a speaker; a name in bold above a role below a quotation is no heading."""
    starts = [*(place for place, begins in enumerate(set_off) if begins), len(lines)]
    runs = list(pairwise(starts))
    texts = [join_lines(line.text for line in lines[start:end]) for start, end in runs]
    found: set[int] = set()
    for at, (start, end) in enumerate(runs):
        quoted = bool(at) and texts[at - 1].rstrip().endswith(_CLOSING)
        named = quoted and at + 1 < len(texts) and is_attribution(f"{texts[at]}, {texts[at + 1]}")
        if named or is_attribution(texts[at]) or is_attribution(lines[start].text):
            found.update(range(start, end))
    return found


def _steps(lines: Sequence[PlacedLine]) -> set[int]:
    """Returns which lines begin the steps of a list: numbered one after another, below each other."""
    found: set[int] = set()
    last: dict[tuple[int, int], int] = {}
    for place, line in enumerate(lines):
        if number := _STEP.match(line.text):
            edge = round(line.left / line.size)
            for near in (edge - 1, edge, edge + 1):
                before = last.get((int(number[1]) - 1, near))
                if before is not None and place - before < _STEP_LINES:
                    found |= {before, place}
            last[int(number[1]), edge] = place
    return found
