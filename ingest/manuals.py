"""What handbooks have: tables of contents, numbered headings, warnings, questions with answers, key figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.blocks import Block, BlockKind, Place, cut
from ingest.contents import without_contents
from ingest.key_figures import is_figure, is_key_figure, is_label
from ingest.numbering import NAMED_STEP, leveled, step_number
from ingest.wordlists import any_of, word_list
from kb.text import fold, word_count

_ANSWERS = (
    BlockKind.PARAGRAPH,
    BlockKind.BULLET,
    BlockKind.STEP,
    BlockKind.QUOTE,
    BlockKind.WARNING,
    BlockKind.TABLE_ROW,
)
# Signs before a warning's first word, such as an exclamation mark or a light bulb.
_SIGNS = r"[^\w\"'“‘«(]*"
_LABEL_CHARACTERS = 60
# Notes as Markdown dialects fence them ("::: tip Title") or mark them ("[!NOTE]").
_NOTE_BEGIN = re.compile(r"(?::{3,}\s*|\[!)(?:tip|note|info|warning|caution|danger|important)\b\]?\s*", re.IGNORECASE)
_NOTE_END = ":::"
# One sentence that asks; "1.5" is inside of one.
_QUESTION = re.compile(r"(?:\d{1,2}[.)]\s+)?[¿(]*[^\W_a-zß-öø-ÿ](?:[^.!?…:;]|\.(?=\w))*\?\)*")
# A question that stands by itself is short; longer ones are running text that ends in one.
_QUESTION_WORDS = 25
_FEWEST_QUESTION_WORDS = 3
# A figure in large type may be taken for a heading, alone or with its label.
_FIGURE_AND_LABEL = {
    (BlockKind.PARAGRAPH, BlockKind.PARAGRAPH),
    (BlockKind.HEADING, BlockKind.PARAGRAPH),
    (BlockKind.HEADING, BlockKind.HEADING),
}


def mark_manual(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Returns the blocks without tables of contents, each told for what it is in a handbook."""
    found = leveled(without_contents(blocks))
    found = list(_warnings([note for block in found for note in _unfenced(block)]))
    return tuple(_key_figures(_questions(list(_labelled(found)))))


def _unfenced(block: Block) -> Iterator[Block]:
    """Yields a block, as a warning if it begins a fenced or marked note, without the fences."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        yield block
        return
    begin = _NOTE_BEGIN.match(block.text)
    end = len(block.text.removesuffix(_NOTE_END).rstrip())
    text = cut(block, begin.end() if begin else 0, end)
    if text.text:
        yield replace(text, kind=BlockKind.WARNING) if begin else text


def _warnings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks with warnings, tips and notes told from the text; so is what stands under their bare label."""
    labelled = False
    for place, block in enumerate(blocks):
        before = blocks[place - 1] if place else None
        is_warning = _is_warning(block, before) or (labelled and block.kind is BlockKind.PARAGRAPH)
        labelled = is_warning and _label().fullmatch(_front(block.text)) is not None
        yield replace(block, kind=BlockKind.WARNING, level=0) if is_warning else block


def _is_warning(block: Block, before: Block | None) -> bool:
    """Tells whether a block is a warning: a paragraph, an item under a step, or the bare label as a heading."""
    front = _front(block.text)
    if block.kind is BlockKind.HEADING:
        stands_under_text = before is not None and before.kind is not BlockKind.HEADING
        return stands_under_text and _label().fullmatch(front) is not None
    under_step = block.kind is BlockKind.BULLET and before is not None and before.kind is BlockKind.STEP
    return (block.kind is BlockKind.PARAGRAPH or under_step) and _opening().match(front) is not None


def _front(text: str) -> str:
    """Returns the beginning of a text, folded."""
    return fold(text[:_LABEL_CHARACTERS])


@cache
def _label() -> re.Pattern[str]:
    return re.compile(_SIGNS + any_of("manuals", "warnings", "labels") + r"\s*[:!.]*")


@cache
def _opening() -> re.Pattern[str]:
    labels, openers = (any_of("manuals", "warnings", entry) for entry in ("labels", "openers"))
    return re.compile(rf"{_SIGNS}(?:{labels}(?:\s\d{{1,2}})?(?:\s*[:!]|\.(?:\s|$)|\s[–—-]\s|$)|{openers}(?!\w))")


def _labelled(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks with questions and answers told by their labels ("V: ...", "A: ..."), one a block."""
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH and _asks().match(block.text):
            parts = _at_labels(block)
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if len(parts) > 1 or (following and _answers().match(following.text)):
                yield from parts
                continue
        yield replace(block, kind=BlockKind.STEP) if _is_named_step(block) else block


def _at_labels(block: Block) -> list[Block]:
    """Cuts a block before each label of a question or an answer in it."""
    starts = [0, *(found.start() for found in _inner_label().finditer(block.text, 1)), len(block.text)]
    ends = [len(block.text[:end].rstrip()) for end in starts[1:]]
    parts = [cut(block, start, end) for start, end in zip(starts, ends, strict=False)]
    return [replace(part, kind=BlockKind.QUESTION) if _asks().match(part.text) else part for part in parts]


@cache
def _asks() -> re.Pattern[str]:
    return _labels("question")


@cache
def _answers() -> re.Pattern[str]:
    return _labels("answer")


@cache
def _inner_label() -> re.Pattern[str]:
    """Returns what a label looks like within a text: after a sentence."""
    return re.compile(rf"(?<=[.?!]\s)(?:{_asks().pattern}|{_answers().pattern})")


def _labels(entry: str) -> re.Pattern[str]:
    """Returns what labels look like: words, or capital letters before a colon, with a number perhaps."""
    found = word_list("manuals", "questions", entry)
    letters = "|".join(word.upper() for word in found if len(word) == 1)
    named = "|".join(f"{word.capitalize()}|{word.upper()}" for word in found if len(word) > 1)
    return re.compile(rf"(?:(?:{letters})\d{{0,2}}\s?:|(?:{named})\s?\d{{0,2}}\s?[:.])\s+(?=\S)")


def _is_named_step(block: Block) -> bool:
    counted = step_number(block.text) if block.kind is BlockKind.PARAGRAPH else None
    return counted is not None and counted[0] == NAMED_STEP


def _questions(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks with the questions told that stand by themselves above their answer."""
    asking = [_is_question(block) for block in blocks]
    found = list(blocks)
    for place, block in enumerate(blocks[:-1]):
        if asking[place] and _has_answer(blocks, asking, place):
            found[place] = replace(block, kind=BlockKind.QUESTION)
    return found


def _is_question(block: Block) -> bool:
    asks = block.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.STEP)
    fits = asks and _FEWEST_QUESTION_WORDS <= word_count(block.text) <= _QUESTION_WORDS
    return fits and _QUESTION.fullmatch(block.text) is not None


def _has_answer(blocks: Sequence[Block], asking: Sequence[bool], place: int) -> bool:
    """Tells whether a question is answered by what follows; one among other questions or items is of a list."""
    block, after = blocks[place], blocks[place + 1]
    before = blocks[place - 1] if place else None
    if asking[place + 1] or (place and asking[place - 1]) or (before and before.text.endswith(":")):
        return False
    if block.kind is BlockKind.PARAGRAPH:
        return after.kind in _ANSWERS
    is_item = before is not None and before.kind is block.kind
    return after.kind is BlockKind.PARAGRAPH and not is_item


def _key_figures(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks with each figure and its label as one."""
    found: list[Block] = []
    for block in blocks:
        if _is_label(found, block):
            found[-1] = _joined(found[-1], block)
        elif block.kind is BlockKind.PARAGRAPH and is_key_figure(block.text):
            found.append(replace(block, kind=BlockKind.KEY_FIGURE))
        else:
            found.append(block)
    return found


def _is_label(found: Sequence[Block], block: Block) -> bool:
    """Tells whether a block says what the figure before it counts; a figure that a sentence runs into is none."""
    if not found or not is_figure(found[-1].text) or not is_label(found[-1].text, block.text):
        return False
    lines = (found[-1].kind, block.kind) in _FIGURE_AND_LABEL
    before = found[-2] if len(found) > 1 else None
    runs_on = before is not None and before.kind is BlockKind.PARAGRAPH and not before.text.endswith((".", "!", "?"))
    return lines and not runs_on


def _joined(figure: Block, label: Block) -> Block:
    offset = len(figure.text) + 1
    places = (*figure.places, *(Place(place.start + offset, place.box) for place in label.places))
    return replace(figure, kind=BlockKind.KEY_FIGURE, level=0, text=f"{figure.text} {label.text}", places=places)
