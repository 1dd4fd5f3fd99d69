"""The elements of a web page as blocks, in their order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind
from ingest.cues import is_attribution
from ingest.readers.html_names import has_name
from ingest.readers.html_tables import cells_of, data_blocks, is_layout, rows_of
from ingest.readers.html_text import Line, Run, lines_of, runs_of, text_of, text_run
from ingest.readers.numerals import letters, roman
from ingest.readers.table_cells import text_of_cell
from ingest.wordlists import word_list
from ingest.xml import Element, number

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(word_list("boilerplate", "elements", "block"))
_TYPED_BULLET = re.compile(r"(?:[•▪◦‣●○■□·]\s*|[–—*-]\s+)(?=\S)")
_OF_TABLE = ("thead", "tbody", "tfoot", "tr", "colgroup", "col")
# Bold lines that are longer, or end like a sentence, are text that somebody stresses.
_WORDS_OF_HEADING = 12
_NO_END_OF_HEADING = (".", ":", ",", ";")
_QUOTES = tuple("“\"«„‘'")


def blocks_of(roots: Sequence[Element]) -> list[Block]:
    """Returns the blocks of the elements that hold the text of a page."""
    reading = _Reading()
    return _settled([block for root in roots for block in reading.blocks(root, 0) if block.text])


class _Reading:
    """One pass over a page; it numbers the boxes whose headings hold for themselves alone."""

    def __init__(self) -> None:
        self._asides = itertools.count(1)
        self._readers = {
            "table": self._table,
            "ul": self._list,
            "ol": self._list,
            "li": self._lone_item,
            "dl": self._definitions,
            "blockquote": self._quotation,
            "details": self._box,
            "aside": self._box,
        }

    def blocks(self, element: Element, depth: int) -> Iterable[Block]:
        """Returns the blocks of an element; `depth` counts the lists around it."""
        if (level := _level(element)) is not None:
            return [Block(kind=BlockKind.HEADING, text=text_of(element), level=level)]
        if (kind := _kind_of_line(element)) is not None:
            return [Block(kind=kind, text=text_of(element))]
        if _holds_notes(element):
            return self._notes(element)
        return self._readers.get(element.tag, self._inside)(element, depth)

    def _inside(self, element: Element, depth: int) -> Iterator[Block]:
        """Walks over what an element holds; loose text between blocks is a paragraph."""
        loose = [text_run(element.text)]
        for child in element:
            if _is_block(child):
                yield from _paragraphs(loose)
                loose.clear()
                yield from self.blocks(child, depth)
            else:
                loose.extend(runs_of(child))
            loose.append(text_run(child.tail))
        yield from _paragraphs(loose)

    def _list(self, element: Element, depth: int) -> Iterator[Block]:
        count = _start(element)
        step = -1 if element.get("reversed") is not None else 1
        yield from _paragraphs([text_run(element.text)])
        for child in element:
            if child.tag == "li":
                count = number(child.get("value"), count)
                numeral = _numeral(count, child.get("type") or element.get("type"))
                yield from self._item(child, depth, f"{numeral}. " if element.tag == "ol" else "")
                count += step
            else:
                yield from self.blocks(child, depth + 1)
            yield from _paragraphs([text_run(child.tail)])

    def _item(self, element: Element, depth: int, label: str) -> Iterator[Block]:
        """Yields an item of a list: its first paragraphs are one block; what has headings is a section and no item."""
        held = [_plain(block) for block in self._inside(element, depth + 1) if block.text]
        if any(block.kind is BlockKind.HEADING for block in held):
            yield from held
            return
        first = list(itertools.takewhile(lambda block: block.kind is BlockKind.PARAGRAPH, held))
        if first:
            kind = BlockKind.STEP if label else BlockKind.BULLET
            yield Block(kind=kind, text=label + " ".join(block.text for block in first), level=depth)
        for block in held[len(first) :]:
            goes_on = label and block.kind is BlockKind.PARAGRAPH
            yield replace(block, kind=BlockKind.STEP, level=depth) if goes_on else block

    def _lone_item(self, element: Element, depth: int) -> Iterator[Block]:
        return self._item(element, depth, "")

    def _definitions(self, element: Element, depth: int) -> Iterator[Block]:
        """Yields terms with their definitions, and questions with their answers."""
        term = ""
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl")) is not element:
                continue
            if child.tag == "dd":
                yield from _defined(term, [_plain(block) for block in self._inside(child, depth) if block.text])
                term = ""
            elif next(child.iterdescendants(*_HEADINGS), None) is not None:
                yield from self._inside(child, depth)
            else:
                term = " / ".join(filter(None, (term, text_of(child))))
        yield from _defined(term, [])

    def _quotation(self, element: Element, depth: int) -> Iterator[Block]:
        for block in map(_plain, self._inside(element, depth)):
            yield replace(block, kind=BlockKind.QUOTE) if block.kind is BlockKind.PARAGRAPH else block

    def _box(self, element: Element, depth: int) -> Iterator[Block]:
        aside = next(self._asides)
        for block in self._inside(element, depth):
            yield replace(block, aside=block.aside or aside)

    def _notes(self, element: Element) -> list[Block]:
        """Returns notes without their numbers, and without what heads them."""
        return [Block(kind=BlockKind.FOOTNOTE, text=text_of(note)) for note in element.xpath(".//li") or [element]]

    def _table(self, element: Element, depth: int) -> Iterator[Block]:
        yield from _paragraphs([text_run(element.text)])
        for child in element:
            if child.tag not in _OF_TABLE:  # its caption, and what a table should not hold
                yield from self.blocks(child, depth)
        if is_layout(element):
            for cell in itertools.chain.from_iterable(map(cells_of, rows_of(element))):
                yield from self._inside(cell, depth)
        else:
            yield from data_blocks(element, self._cell_text)

    def _cell_text(self, cell: Element) -> str:
        return text_of_cell(_plain(block) for block in self._inside(cell, 0) if block.text)


def _level(element: Element) -> int | None:
    """Returns the level of a heading, 0 where it depends on what stands before it; None for what is no heading."""
    if element.tag in _HEADINGS:
        return _HEADINGS[element.tag]
    if element.get("role") == "heading":
        return number(element.get("aria-level"), 2)
    return {"summary": 1, "button": 0}.get(element.tag)


def _kind_of_line(element: Element) -> BlockKind | None:
    """Returns what an element is whose text is one line, whatever it holds."""
    tag = element.tag
    if tag == "cite" or (tag == "footer" and next(element.iterancestors("blockquote"), None) is not None):
        return BlockKind.ATTRIBUTION
    if tag == "figcaption" and next(element.itersiblings("blockquote", preceding=True), None) is not None:
        return BlockKind.ATTRIBUTION
    return {"pre": BlockKind.PARAGRAPH, "figcaption": BlockKind.CAPTION, "caption": BlockKind.CAPTION}.get(tag)


def _holds_notes(element: Element) -> bool:
    return element.get("role") == "doc-endnotes" or has_name(element, "notes")


def _is_block(element: Element) -> bool:
    if element.tag == "cite":
        return element.getparent().tag == "blockquote" or _stands_alone(element)
    return element.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _stands_alone(element: Element) -> bool:
    """Tells whether no text is beside an element: then it is no part of a sentence."""
    parent = element.getparent()
    between = [parent.text, *(child.tail for child in parent)]
    return parent.tag not in ("p", "li") and not any(text and text.strip() for text in between)


def _start(element: Element) -> int:
    """Returns the number that a list begins with."""
    backwards = element.get("reversed") is not None
    return number(element.get("start"), len(element.findall("li")) if backwards else 1)


def _numeral(count: int, style: str | None) -> str:
    if style in ("a", "A", "i", "I"):
        text = letters(count) if style in "aA" else roman(count)
        return text.upper() if style.isupper() else text
    return str(count)


def _defined(term: str, held: Sequence[Block]) -> Iterator[Block]:
    """Yields a term before its definition; a question, and what a list or table defines, stand by themselves."""
    if term and held and held[0].kind is BlockKind.PARAGRAPH and not term.endswith("?"):
        yield replace(held[0], text=f"{term.rstrip(':')}: {held[0].text}")
        yield from held[1:]
        return
    if term:
        yield Block(kind=BlockKind.PARAGRAPH, text=term)
    yield from held


def _paragraphs(runs: Iterable[Run]) -> Iterator[Block]:
    """Yields the paragraphs that lines make: blank lines and typed bullets part them, and a bold line heads others."""
    group: list[Line] = []
    for line in lines_of(runs):
        ends_heading = len(group) == 1 and group[0].bold and not line.bold
        if group and (not line.text or ends_heading or _TYPED_BULLET.match(line.text)):
            yield _paragraph(group)
            group = []
        group += [line] if line.text else []
    if group:
        yield _paragraph(group)


def _paragraph(lines: Sequence[Line]) -> Block:
    text = " ".join(line.text for line in lines)
    if bullet := _TYPED_BULLET.match(text):
        return Block(kind=BlockKind.BULLET, text=text[bullet.end() :])
    bold = all(line.bold for line in lines)
    return Block(kind=BlockKind.HEADING if bold and _could_head(text) else BlockKind.PARAGRAPH, text=text)


def _could_head(text: str) -> bool:
    """Tells whether the words of a bold line may be a heading."""
    begins = any(map(str.isalpha, text)) and not text[0].islower() and not text.startswith(_QUOTES)
    short = len(text.split()) <= _WORDS_OF_HEADING and not text.endswith(_NO_END_OF_HEADING)
    return begins and short and not is_attribution(text)


def _plain(block: Block) -> Block:
    """Returns a bold line as the paragraph that it is where no headings stand."""
    stressed = block.kind is BlockKind.HEADING and not block.level
    return replace(block, kind=BlockKind.PARAGRAPH) if stressed else block


def _settled(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks with the levels of bold lines that head text; those that head none are paragraphs."""
    found: list[Block] = []
    levels: dict[int, int] = {}
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        if block.kind is not BlockKind.HEADING:
            found.append(block)
        elif block.level:
            levels[block.aside] = block.level
            found.append(block)
        elif following and following.kind is not BlockKind.HEADING and following.aside == block.aside:
            found.append(replace(block, level=levels.get(block.aside, 0) + 1))
        else:
            found.append(_plain(block))
    return found
