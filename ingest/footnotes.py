"""Footnotes: which text refers to which note."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from ingest.blocks import Block, BlockKind

_MARKER = re.compile(r"\s*[\[(]?(\d{1,3}|[¹²³⁰⁴-⁹]{1,3}|[*†‡]{1,3}|[a-z](?=[)\]]))[)\].:]?\s*(?=\S)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A note stands on the page of its marker; where a format has no pages, so many blocks back at most.
_FARTHEST = 400


def beside_references(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks with each footnote behind the text that refers to it; others stay where they are."""
    if not any(block.kind is BlockKind.FOOTNOTE for block in blocks):
        return list(blocks)
    notes: dict[int, list[Block]] = defaultdict(list)
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.FOOTNOTE:
            notes[_referring(blocks, place)].append(block)
    kept = [
        (place, block) for place, block in enumerate(blocks) if block.kind is not BlockKind.FOOTNOTE or place in notes
    ]
    return [part for place, block in kept for part in _with_notes(block, notes.get(place, []))]


def _with_notes(block: Block, notes: Sequence[Block]) -> list[Block]:
    """Returns a block and the notes to it; a note that nothing refers to stands by itself."""
    return list(notes) if block.kind is BlockKind.FOOTNOTE else [block, *notes]


def _referring(blocks: Sequence[Block], place: int) -> int:
    """Returns the place of the nearest text before a note that refers to it; the note's own place where none does."""
    note = blocks[place]
    for before in range(place - 1, max(place - _FARTHEST, 0) - 1, -1):
        block = blocks[before]
        if block.kind in (BlockKind.FOOTNOTE, BlockKind.HEADING):
            continue
        if _on_one_page(block, note) and refers(block.text, note):
            return before
    return place


def _on_one_page(block: Block, note: Block) -> bool:
    return note.page is None or note.page in {block.page, *(place.box.page for place in block.places)}


def refers(text: str, note: Block) -> bool:
    """Tells whether a text has the marker that a footnote begins with."""
    marker = _MARKER.match(note.text)
    return marker is not None and _reference(marker.group(1).translate(_LOWERED)).search(text) is not None


@lru_cache(maxsize=1000)
def _reference(marker: str) -> re.Pattern[str]:
    """Returns what a reference looks like: raised, in brackets, or right behind a word or the stop after it."""
    raised = re.escape(marker.translate(_RAISED))
    plain = re.escape(marker)
    behind_word = rf"(?<=[a-zà-öø-ÿ.,;:!?)\]”\"’»])(?<!\d[.,]){plain}(?![\w*†‡]|[.,]\d)"
    return re.compile(rf"(?<![⁰¹²³⁴-⁹]){raised}(?![⁰¹²³⁴-⁹])|\[{plain}\]|\({plain}\)|{behind_word}")
