"""Who speaks: which paragraphs are quotations, and which lines name the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind
from ingest.cues import is_attribution
from kb.text import word_count

_OPENING = '“"«„‘'
# Shorter quoted pieces are titles and terms.
_QUOTATION_WORDS = 12


def mark_speech(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Returns the blocks with quotations and, beside running text, attributions told apart from paragraphs."""
    quoted = [_quotation(block) for block in blocks]
    return tuple(
        replace(block, kind=BlockKind.ATTRIBUTION) if _names_speaker(quoted, place) else block
        for place, block in enumerate(quoted)
    )


def _quotation(block: Block) -> Block:
    is_speech = (
        block.kind is BlockKind.PARAGRAPH
        and block.text.startswith(tuple(_OPENING))
        and word_count(block.text) >= _QUOTATION_WORDS
    )
    return replace(block, kind=BlockKind.QUOTE) if is_speech else block


def _names_speaker(blocks: Sequence[Block], place: int) -> bool:
    """Tells whether a paragraph names the speaker of what stands before it, or announces the quotation after it."""
    block = blocks[place]
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE) or not is_attribution(block.text):
        return False
    before = blocks[place - 1] if place else None
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if after and after.kind is BlockKind.QUOTE and not (before and before.kind is BlockKind.QUOTE):
        return True
    return (
        before is not None
        and before.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
        and word_count(before.text) >= _QUOTATION_WORDS
    )
