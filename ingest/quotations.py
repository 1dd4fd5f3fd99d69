"""Quotation marks: how much of a paragraph stands between them, and what stands beside them in the same paragraph."""

from __future__ import annotations

import re

from ingest.attributions import is_attribution, names_somebody, without_introduction
from ingest.blocks import Block, BlockKind, cut
from ingest.lexicon import tokens
from kb.text import word_count

# What opens a quotation, and what closes it, in the four languages and from careless keyboards; the likeliest first.
_CLOSING = {"“": '”"', '"': '"”', "«": "»", "„": '”“"', "‘": "’", "‹": "›", "”": "”"}
_CLOSES = tuple({mark for marks in _CLOSING.values() for mark in marks})
# Speech begins with a dash in French and Spanish dialogue.
_DIALOGUE = re.compile(r"[—–―]\s*(?=[^\W\d_¿¡])")
# Shorter quoted pieces are titles and terms.
QUOTATION_WORDS = 12
# Beside a line that names its speaker, a quotation may be as short as a slogan.
SHORT_QUOTATION_WORDS = 3
_BETWEEN = re.compile(r"[\s,]*")
_NAMED_BY_DASH = re.compile(r"[\s,]*[—–-]")


def opens(text: str) -> bool:
    """Tells whether a paragraph begins with a quotation mark."""
    return text[:1] in _CLOSING


def is_open(text: str) -> bool:
    """Tells whether the quotation that a paragraph begins with goes on in the next."""
    return opens(text) and _end(text) is None


def is_closed(text: str) -> bool:
    """Tells whether a paragraph ends with the end of a quotation."""
    return text.rstrip(" .,;:!?…").endswith(_CLOSES)


def closes(text: str) -> bool:
    """Tells whether a paragraph ends with the end of a quotation that it does not begin."""
    return is_closed(text) and not opens(text)


def is_quotation(text: str) -> bool:
    """Tells whether somebody speaks in a paragraph: in marks and of some length, or after a dash."""
    if _DIALOGUE.match(text):
        return word_count(text) >= QUOTATION_WORDS
    if not opens(text):
        return False
    return word_count(text[: _end(text)]) >= QUOTATION_WORDS


def is_short_quotation(text: str) -> bool:
    """Tells whether a line is a quotation and nothing else, of any length but a term's."""
    end = _end(text) if opens(text) else None
    return end is not None and not tokens(text[end:]) and word_count(text) >= SHORT_QUOTATION_WORDS


def _end(text: str) -> int | None:
    """Returns where the quotation that begins a text ends."""
    ends = (_end_by(text, closing) for closing in _CLOSING[text[0]])
    return next((end for end in ends if end is not None), None)


def _end_by(text: str, closing: str) -> int | None:
    """Returns where a mark closes what the first one opens; others may be opened and closed in between."""
    depth = 0
    for place, char in enumerate(text):
        if depth and char == closing and not (char == "’" and text[place + 1 : place + 2].isalpha()):
            depth -= 1
            if not depth:
                return place + 1
        elif char == text[0]:
            depth += 1
    return None


def apart(block: Block) -> list[Block]:
    """Returns a quotation and the name of its speaker as two blocks, where a paragraph or bullet holds both."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET):
        return [block]
    return _speaker_behind(block) or _speaker_before(block) or [block]


def _speaker_behind(block: Block) -> list[Block]:
    """Takes apart "“...” — name, role" and "“...”, says name, role"."""
    end = _last_end(block.text)
    if end is None or word_count(block.text[:end]) < SHORT_QUOTATION_WORDS or not _names_speaker(block.text[end:]):
        return []
    start = end + len(_between(block.text[end:]))
    return [_part(block, BlockKind.QUOTE, 0, end), _part(block, BlockKind.ATTRIBUTION, start, len(block.text))]


def _between(text: str) -> str:
    found = _BETWEEN.match(text)
    return found.group() if found else ""


def _last_end(text: str) -> int | None:
    """Returns where the quotation that begins a text ends for the last time, with the stop behind it."""
    if not opens(text):
        return None
    ends = (place + 1 for place in range(len(text) - 1, 0, -1) if text[place] in _CLOSING[text[0]])
    end = next((end for end in ends if not text[end : end + 1].isalpha()), None)
    return end + text.startswith(".", end) if end is not None else None


def _names_speaker(text: str) -> bool:
    """Tells whether what stands behind a quotation names its speaker."""
    bare = text[len(_between(text)) :].strip()
    words = without_introduction(bare)
    if not words:
        return False
    announced = words[0].start > 0 and words[0] != tokens(bare)[0]
    said = f"— {bare[words[0].start :].rstrip(')')}"
    if announced or _NAMED_BY_DASH.match(text):
        return is_attribution(said) or names_somebody(said)
    return is_attribution(bare.lstrip("(").rstrip(")."))


def _speaker_before(block: Block) -> list[Block]:
    """Takes apart "name, role: “...”"."""
    start = next((place for place, char in enumerate(block.text) if char in '“"«„'), 0)
    said = block.text[:start].rstrip()
    if not said.endswith(":") or not is_short_quotation(block.text[start:]):
        return []
    introduced = len(without_introduction(said)) < len(tokens(said))
    if not is_attribution(said) and not (introduced and names_somebody(said.rstrip(":"))):
        return []
    return [
        _part(block, BlockKind.ATTRIBUTION, 0, len(said)),
        _part(block, BlockKind.QUOTE, start, len(block.text)),
    ]


def _part(block: Block, kind: BlockKind, start: int, end: int) -> Block:
    part = cut(block, start, end)
    return Block(kind=kind, text=part.text, page=part.page, places=part.places, aside=block.aside)
