"""Orders of a page's content stream that differ from the order of reading, as layout programs write them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.blocks import Block, BlockKind
from tests.ingest.layouts.sheet import Run


def headings_last(runs: list[Run], truth: Sequence[Block]) -> list[Run]:
    """All text first, then the headings: frames of text are often drawn by style."""
    return sorted(runs, key=lambda run: run.block is not None and truth[run.block].kind is BlockKind.HEADING)


def blocks_backwards(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """The last block of the page first; lines within a block in their order."""
    return [run for _, block in reversed(_by_block(runs)) for run in block]


def blocks_shuffled(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """Blocks in an order that means nothing, the same at each run."""
    blocks = _by_block(runs)
    random.Random(7).shuffle(blocks)  # noqa: S311 - an order, no secret
    return [run for _, block in blocks for run in block]


def across(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """Line by line over the whole width of the page, through all columns."""
    return sorted(runs, key=lambda run: (run.base, run.left))


def glyphs_first(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """Single characters (bullets) of the page first, then the texts."""
    return sorted(runs, key=lambda run: len(run.text) > 1)


def words_backwards(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """Each word a text object, the last of a line first."""
    return [word for run in runs for word in reversed(_words(run))]


def letters_apart(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """Each letter a text object, and no spaces: where words end, only the places tell."""
    return [letter for run in runs for word in _words(run) for letter in _letters(word)]


def _by_block(runs: list[Run]) -> list[tuple[int | None, list[Run]]]:
    return [(block, list(members)) for block, members in groupby(runs, key=lambda run: run.block)]


def _words(run: Run) -> list[Run]:
    found: list[Run] = []
    left = run.left
    for word in run.text.split(" "):
        found.append(replace(run, text=word, left=left))
        left += stringWidth(f"{word} ", run.font, run.size)
    return found


def _letters(word: Run) -> list[Run]:
    found: list[Run] = []
    left = word.left
    for letter in word.text:
        found.append(replace(word, text=letter, left=left))
        left = left + found[-1].width
    return found
