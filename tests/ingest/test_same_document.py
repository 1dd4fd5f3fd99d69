"""The same document as PDF and as DOCX gives the same passages.

The documents are no part of this repository; where their folder is missing these tests are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind
from ingest.formats import sniff
from ingest.passages import split
from ingest.readers import read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PAIRS = sorted(path.with_suffix("") for path in CORPUS.glob("*/handbook/ra_*.docx"))
# A passage matches one of the other file if this share of both stands in the other, word for word and in order.
ALIKE = 0.9
# Of the passages of each file, so many match; it was at least this on each pair.
FLOOR = 0.9

pytestmark = pytest.mark.skipif(not PAIRS, reason="the sample corpus is not beside this repository")

Words = tuple[str, ...]


@cache
def blocks(path: Path) -> tuple[Block, ...]:
    content = path.read_bytes()
    return read(content, sniff(content, path.name)).blocks


@cache
def passages(path: Path) -> list[Words]:
    return [tuple(re.findall(r"\w+", piece.text.casefold())) for piece in split(blocks(path))]


def share(found: Sequence[Words], other: Sequence[Words]) -> float:
    return sum(any(alike(passage, held) for held in other) for passage in found) / len(found)


def alike(one: Words, other: Words) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_passages_of_both_files_match(pair: Path) -> None:
    word, pdf = passages(pair.with_suffix(".docx")), passages(pair.with_suffix(".pdf"))

    assert share(word, pdf) >= FLOOR
    assert share(pdf, word) >= FLOOR


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_headings_of_both_files_are_the_same(pair: Path) -> None:
    def headings(suffix: str) -> list[str]:
        kinds = (BlockKind.HEADING, BlockKind.QUESTION)
        return [block.text for block in blocks(pair.with_suffix(suffix)) if block.kind in kinds]

    assert headings(".docx") == headings(".pdf")
