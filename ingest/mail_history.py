"""What of a message is new: without the messages it answers and the sender's card.

The ways in which mail programs mark these stand in `ingest/data/mail.toml`. A message that is passed on is kept whole,
and so is one that would lose all its text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from ingest.blocks import Block, BlockKind

# Mail programs break the line that introduces a quotation into so many at most.
_INTRODUCTION_LINES = 3
# The head of an older message says within so many lines when it was sent.
_HEAD_LINES = 3
_HEAD_CHARACTERS = 500
_QUOTED = re.compile(r"^(?:\s{0,3}>)+ ?")


@cache
def data() -> dict[str, Any]:
    """Returns what marks the parts of messages."""
    return tomllib.loads(resources.files("ingest").joinpath("data/mail.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    stated = data()[name]
    return re.compile(stated if isinstance(stated, str) else "|".join(stated), re.IGNORECASE)


def is_forwarded(subject: str) -> bool:
    """Tells whether a subject says that the message is passed on."""
    return _pattern("forwarded_subjects").match(subject.strip()) is not None


def new_lines(lines: Sequence[str], *, forwarded: bool) -> list[str]:
    """Returns the lines of a plain message that are new; all but the sender's card if it is passed on."""
    if forwarded:
        return [_QUOTED.sub("", line) for line in _without_card(lines)]
    kept = _above_history(lines)
    return kept if any(map(str.strip, kept)) else [_QUOTED.sub("", line) for line in lines]


def _without_card(lines: Sequence[str]) -> list[str]:
    """Returns lines without a card, which ends where the message that is passed on begins."""
    kept: list[str] = []
    in_card = False
    for line in lines:
        passes_on = _pattern("forwards").fullmatch(line) is not None
        in_card = not passes_on and (in_card or _pattern("signatures").fullmatch(line) is not None)
        if not in_card:
            kept.append("" if passes_on else line)
    return kept


def _above_history(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _pattern("signatures").fullmatch(line) or _pattern("rules").fullmatch(line) or _is_head(lines, place):
            break
        introduction = _introduction(lines, place)
        place += introduction or 1
        if introduction and not _is_quoted_after(lines, place):
            break
        if not introduction and not _QUOTED.match(line):
            kept.append(line)
    while kept and not any(map(str.isalnum, kept[-1])):  # the line that was drawn above the older message
        kept.pop()
    return kept


def _introduction(lines: Sequence[str], place: int) -> int:
    """Returns how many lines from a place on introduce a quotation, 0 for none."""
    for count in range(1, _INTRODUCTION_LINES + 1):
        joined = " ".join(_QUOTED.sub("", line).strip() for line in lines[place : place + count])
        if _pattern("introductions").fullmatch(joined):
            return count
    return 0


def _is_quoted_after(lines: Sequence[str], place: int) -> bool:
    following = next((line for line in lines[place:] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _is_head(lines: Sequence[str], place: int) -> bool:
    following = lines[place + 1 : place + 1 + _HEAD_LINES]
    return bool(_pattern("senders").match(lines[place])) and any(map(_pattern("times").match, following))


def new_blocks(blocks: Sequence[Block], *, forwarded: bool) -> list[Block]:
    """Returns the blocks of an HTML message that are new; all of them if it is passed on."""
    if forwarded:
        return list(blocks)
    kept: list[Block] = []
    answers = False
    for place, block in enumerate(blocks):
        if _begins_history(blocks, place):
            break
        if _pattern("introductions").fullmatch(block.text):
            answers = True
        elif not (answers and block.kind is BlockKind.QUOTE):
            kept.append(block)
    return kept or list(blocks)


def _begins_history(blocks: Sequence[Block], place: int) -> bool:
    text = blocks[place].text
    head = _pattern("senders").match(text)
    inside = head and re.search(rf"\s{_pattern('times').pattern}", text[:_HEAD_CHARACTERS], re.IGNORECASE)
    texts = [block.text for block in blocks[place : place + 1 + _HEAD_LINES]]
    return bool(_pattern("rules").fullmatch(text) or inside or _is_head(texts, 0))
