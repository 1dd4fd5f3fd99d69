"""The text of a shape: its paragraphs as bullets, steps or running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind, step
from ingest.office import children
from ingest.structure import ends_sentence
from ingest.xml import Element, attribute, local, number, one_line

_MARKS = {"buNone", "buChar", "buBlip", "buAutoNum"}
_TYPED_BULLET = re.compile(r"[•▪◦‣●○■□·–—*-]\s+(?=\S)")
# What a slide shows in these is not of its text.
_FIELDS = ("slidenum", "datetime", "footer", "header")


def text_blocks(body: Element, styles: Sequence[Element], page: int) -> list[Block]:
    """Returns the paragraphs of a text body.

    Args:
        body: the element that holds them.
        styles: the list styles of placeholders and master that it takes after, the nearest first.
        page: the slide's number.
    """
    own = body.find("{*}lstStyle")
    chain = [*styles] if own is None else [own, *styles]
    counts: dict[int, int] = {}
    blocks: list[Block] = []
    for paragraph in body.iterchildren("{*}p"):
        if text := line(paragraph):
            level = number(_properties(paragraph, "lvl"))
            blocks.append(replace(_block(text, _mark(paragraph, chain, level), level, counts), page=page))
    return _unbroken(blocks)


def _unbroken(blocks: list[Block]) -> list[Block]:
    """Joins a paragraph that was broken for its looks: one line alone begins in the middle of words."""
    running = [place for place, block in enumerate(blocks) if block.text[:1].islower()]
    if len(running) != 1 or running[0] == 0:
        return blocks
    place = running[0]
    before, after = blocks[place - 1 : place + 1]
    if {before.kind, after.kind} != {BlockKind.PARAGRAPH} or ends_sentence(before.text) or before.text.endswith(","):
        return blocks
    return [*blocks[: place - 1], replace(before, text=f"{before.text} {after.text}"), *blocks[place + 1 :]]


def plain(body: Element | None) -> str:
    """Returns the paragraphs of a text body as one line."""
    return "" if body is None else " ".join(filter(None, map(line, body.iterchildren("{*}p"))))


def line(paragraph: Element) -> str:
    """Returns the text of a paragraph."""
    return one_line("".join(_pieces(paragraph)))


def _pieces(element: Element) -> Iterator[str]:
    for child in children(element):
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in ("br", "tab"):
            yield " "
        elif name != "fld" or not attribute(child, "type").startswith(_FIELDS):
            yield from _pieces(child)


def _properties(paragraph: Element, name: str) -> str:
    properties = paragraph.find("{*}pPr")
    return "" if properties is None else attribute(properties, name)


def _mark(paragraph: Element, styles: Sequence[Element], level: int) -> Element | None:
    """Returns the bullet or numbering that a paragraph states or takes over."""
    stated = [paragraph.find("{*}pPr"), *(style.find(f"{{*}}lvl{level + 1}pPr") for style in styles)]
    marks = (child for properties in stated if properties is not None for child in properties)
    return next((mark for mark in marks if local(mark) in _MARKS), None)


def _block(text: str, mark: Element | None, level: int, counts: dict[int, int]) -> Block:
    """Returns a paragraph as a block; `counts` holds the number of the last step at each level."""
    for deeper in [held for held in counts if held > level]:
        del counts[deeper]
    if mark is not None and local(mark) == "buAutoNum":
        counts[level] = counts.get(level, number(mark.get("startAt"), 1) - 1) + 1
        return step(counts[level], text)
    counts.pop(level, None)
    typed = _TYPED_BULLET.match(text)
    if not typed and (mark is None or local(mark) == "buNone"):
        return Block(kind=BlockKind.PARAGRAPH, text=text)
    return Block(kind=BlockKind.BULLET, text=text[typed.end() :] if typed else text, level=level)
