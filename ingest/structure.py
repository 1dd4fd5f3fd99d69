"""Structure out of lines: which lines are one paragraph, bullet, heading, quotation or attribution.

For formats that give lines and no structure (plain text, the text of a PDF). What the rules look for stands
in `ingest/data/cues.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import median

from ingest.blocks import Block, BlockKind, Place, cut
from ingest.cues import is_attribution
from ingest.key_figures import is_figure, is_label
from ingest.wordlists import word_list
from kb.types import Box

_BULLET = re.compile(r"\s*(?:[•▪◦‣●○■□·✓✔➢➤►❖\x7f\uf0a7\uf0b7]\s*|[–—*-]\s+)(?=\S)")
_DASH = re.compile(r"\s*[–—-]\s")
_INNER_BULLET = re.compile(r"\s+(?=[•▪‣●■✓✔➢➤►❖\x7f\uf0a7\uf0b7]\s)")
_FIGURE = re.compile(r"[\d.,\s]+(?:%|€)?")
_UNDERLINE = re.compile(r"([-=~_*])\1{2,}")
_QUOTATION = re.compile(r"[“«„]\s*\w")
_ADDRESS = re.compile(r"https?://\S+$")
_STEP = re.compile(r"\s*(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*$")
# At a line's end: the word goes on without it, or the word has it anywhere.
SOFT_HYPHEN, HARD_HYPHEN = "\u00ad", "\u2011"
_LINE_END_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010\u2011]$")

# A line that goes on in lower case after a blank line continues one of at least this length.
_RUN_ON_CHARACTERS = 30
_LONGEST_WORD = 80
_SHARING = {"en", "of", "et", "ou", "y", "o", "and", "or"}
# Longer lines are no headings; measured on the headings of the sample corpus, of which 98 % are shorter.
_HEADING_CHARACTERS = 80
_HEADING_WORDS = 11
# A heading that no white space sets off is shorter than this share of the usual line, which what follows passes.
_SHORT_HEADING = 0.7
# A line that ends a sentence and is shorter than this share of the usual line ends its paragraph.
_SHORT_LINE = 0.8
# So many blank lines in a plain text are the end of a page: programs that take the text out of a PDF write them.
_BLANK_LINES_OF_PAGE_END = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line; whether white space sets it off, and what its looks say of a heading.

    `heading` is the level from 1, 0 where the looks say that it is none, None where they say nothing. `box` is its
    place on the page; `inserts` are blocks that stand beside the running text and follow the block this line is of.
    """

    text: str
    page: int | None
    blank_before: bool
    heading: int | None = None
    box: Box | None = None
    inserts: tuple[Block, ...] = ()


def text_lines(text: str) -> list[Line]:
    """Returns the lines of a plain text; a line below that is drawn with dashes makes its neighbour a heading."""
    found: list[Line] = []
    blanks, gaps = 1, []
    for raw in text.replace("\xa0", " ").replace("\t", " ").splitlines():
        line = raw.strip()
        if found and not blanks and (rule := _UNDERLINE.fullmatch(line)):
            found[-1] = replace(found[-1], heading=1 if rule.group(1) == "=" else 2)
        elif line:
            inner = inner_lines(Line(line, None, blanks > 0))
            gaps += [blanks, *[0] * (len(inner) - 1)]
            found += inner
        blanks = 0 if line else blanks + 1
    return _with_sections_closed(found, gaps)


def _with_sections_closed(lines: Sequence[Line], gaps: Sequence[int]) -> list[Line]:
    """Closes the section behind a heading that stands at the end of its page, and so is none of what follows.

    The text of a designed page often ends with its headings. Which text is theirs cannot be told; after them an empty
    heading begins a section without one.
    """
    found: list[Line] = []
    for place, line in enumerate(lines):
        after = gaps[place + 1] if place + 1 < len(lines) else 0
        if place and gaps[place] < after >= _BLANK_LINES_OF_PAGE_END and _is_late_heading(line, lines[place - 1]):
            found.append(replace(line, blank_before=True, heading=0))
            found.append(Line("", None, blank_before=True, heading=1))
        else:
            found.append(line)
    return found


def _is_late_heading(line: Line, before: Line) -> bool:
    is_text = line.heading is not None or _is_item(line.text) or _ADDRESS.match(line.text) or is_attribution(line.text)
    return not is_text and could_be_heading(line.text) and ends_sentence(before.text)


def inner_lines(line: Line) -> list[Line]:
    """Takes apart a line that holds several bullets."""
    first, *others = _INNER_BULLET.split(line.text)
    if not others:
        return [line]
    items = [replace(line, text=part, blank_before=False, heading=0, inserts=()) for part in others]
    return [replace(line, text=first, inserts=()), *items[:-1], replace(items[-1], inserts=line.inserts)]


def structure(lines: Sequence[Line]) -> list[Block]:
    """Returns the blocks that the lines form, in their order."""
    usual = median(len(line.text) for line in lines) if lines else 0
    blocks: list[Block] = []
    held: list[Line] = []
    for line in lines:
        if held and _begins_block(held, line, usual):
            blocks.extend((_block(held, line, usual), *_inserts(held)))
            held = []
        held.append(line)
    if held:
        blocks.extend((_block(held, None, usual), *_inserts(held)))
    return blocks


def _inserts(held: Sequence[Line]) -> Iterator[Block]:
    return (block for line in held for block in line.inserts)


def join_lines(lines: Iterable[str]) -> str:
    """Joins lines to running text and takes back the hyphens of line ends.

    A hyphen stays after capitals and digits ("SDG-partnerschap"), and where the next line begins with a
    capital or with a word that shares it ("voedsel- en waterbeleid").
    """
    return "".join(_joined(lines))


def _joined(lines: Iterable[str]) -> list[str]:
    """Returns the lines as they stand in the running text: each with the space before it, or without its hyphen."""
    joined: list[str] = []
    for line in (" ".join(line.split()) for line in lines):
        at = next((at for at in reversed(range(len(joined))) if joined[at]), 0)
        last = joined[at] if joined else ""
        hyphen = _LINE_END_HYPHEN.search(last[-_LONGEST_WORD:])
        if not line or not hyphen or line.split(" ", 1)[0] in _SHARING:
            joined.append(f" {line}" if last and line else line)
        else:
            ends_word = last.endswith(SOFT_HYPHEN) or (line[:1].islower() and _is_plain(hyphen.group(1)))
            joined[at] = last[:-1] + ("-" if last.endswith(HARD_HYPHEN) or not ends_word else "")
            joined.append(line)
    return joined


def _is_plain(part: str) -> bool:
    """Tells whether a part of a word has neither digits nor capitals inside: its hyphen is the line end's."""
    return part.isalpha() and len(part) > 1 and part[1:].islower()


def _begins_block(held: Sequence[Line], line: Line, usual: float) -> bool:
    """Tells whether `line` begins a new block after the lines held so far."""
    first, last = held[0], held[-1]
    if last.heading or line.heading:
        return last.heading != line.heading or line.blank_before
    if _is_figure(first, last):
        return False
    return (
        (line.blank_before and not _runs_on(last, line))
        or _begins_item(first, last, line)
        or _ADDRESS.match(line.text) is not None
        or (len(held) == 1 and not _is_item(first.text) and _is_heading(first, line, usual))
        or _begins_by_its_words(last, line, usual)
    )


def _begins_by_its_words(last: Line, line: Line, usual: float) -> bool:
    """Tells whether what the lines say, and their length, sets them apart."""
    short = len(last.text) < _SHORT_LINE * usual
    if _QUOTATION.match(line.text) and short and not last.text.endswith(","):
        return True
    if line.heading == 0:  # its looks are known: short lines may be any column's
        return ends_sentence(last.text) and is_attribution(line.text)
    return ends_sentence(last.text) and (is_attribution(line.text) or could_be_heading(line.text) or short)


def _begins_item(first: Line, last: Line, line: Line) -> bool:
    """Tells whether a line begins a list item; a dash or number may also stand at a line's begin by chance."""
    if _DASH.match(line.text) and not _DASH.match(first.text):
        return ends_sentence(last.text)
    return bool(_BULLET.match(line.text)) or (bool(_STEP.match(line.text)) and ends_sentence(last.text))


def _runs_on(last: Line, line: Line) -> bool:
    """Tells whether a sentence goes on across a page break or a blank line: in the middle of words."""
    return line.text[:1].islower() and not ends_sentence(last.text) and len(last.text) >= _RUN_ON_CHARACTERS


def ends_sentence(text: str) -> bool:
    """Tells whether a line ends a sentence or introduces what follows."""
    return bool(_SENTENCE_END.search(text))


def begins_with_bullet(text: str) -> bool:
    """Tells whether a line begins with a bullet."""
    return bool(_BULLET.match(text))


def _is_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _STEP.match(text))


def could_be_heading(text: str) -> bool:
    """Tells whether a line is short enough for a heading, begins like one, and ends no sentence."""
    number = _NUMBERED_HEADING.match(text)
    bare = text[number.end() :] if number else text
    fits = len(text) <= _HEADING_CHARACTERS and len(text.split()) <= _HEADING_WORDS
    return fits and not bare[:1].islower() and any(char.isalpha() for char in bare) and not _SENTENCE_END.search(text)


def _is_heading(line: Line, following: Line | None, usual: float) -> bool:
    """Tells whether a line stands by itself above text that begins anew.

    Where no white space sets it off (the text of a PDF), it must be numbered, or clearly shorter than what follows.
    """
    if line.heading:
        return True
    if not could_be_heading(line.text) or is_attribution(line.text) or following is None:
        return False
    if line.heading == 0 and _STEP.match(line.text) and _STEP.match(following.text):
        return False
    begins_anew = following.text[:1].isupper() or _is_item(following.text) or following.text[:1] in "“\"«'‘¿¡"
    if _NUMBERED_HEADING.match(line.text):
        return begins_anew or bool(_NUMBERED_HEADING.match(following.text))
    if line.heading == 0:
        return False
    set_off = line.blank_before or len(line.text) < _SHORT_HEADING * usual < len(following.text)
    return begins_anew and set_off and not _ends_within_sentence(line.text)


def _ends_within_sentence(text: str) -> bool:
    """Tells whether a line's end shows that its sentence goes on: a comma, a hyphen, an article."""
    runs_on = text.rsplit(maxsplit=1)[-1] in word_list("structure", "lines", "run_on")
    return runs_on or text.endswith(",") or _LINE_END_HYPHEN.search(text) is not None


def _level(line: Line) -> int:
    """Returns the level of a heading: by its number ("2.1" is of the second), else by its looks."""
    if number := _NUMBERED_HEADING.match(line.text):
        return line.text[: number.end()].strip().rstrip(".").count(".") + 1
    return line.heading or 1


def _is_figure(first: Line, last: Line) -> bool:
    """Tells whether only a number is held so far: what follows says of what."""
    return first is last and _FIGURE.fullmatch(first.text) is not None


def _block(lines: Sequence[Line], following: Line | None, usual: float) -> Block:
    first = lines[0]
    alone = len(lines) == 1 and not _BULLET.match(first.text) and _is_heading(first, following, usual)
    whole = paragraph_of(lines)
    if first.heading or alone:
        return replace(whole, kind=BlockKind.HEADING, level=_level(first))
    if bullet := _BULLET.match(whole.text):
        return replace(cut(whole, bullet.end(), len(whole.text)), kind=BlockKind.BULLET)
    if is_figure(first.text) and is_label(first.text, whole.text[len(first.text) :].strip()):
        return replace(whole, kind=BlockKind.KEY_FIGURE)
    return replace(whole, kind=BlockKind.STEP) if _STEP.match(whole.text) else whole


def paragraph_of(lines: Sequence[Line]) -> Block:
    """Returns lines as one paragraph that knows where each of them stands."""
    parts = _joined(line.text for line in lines)
    starts = accumulate((len(part) for part in parts), initial=0)
    places = tuple(Place(start, line.box) for start, line in zip(starts, lines, strict=False) if line.box)
    return Block(kind=BlockKind.PARAGRAPH, text="".join(parts), page=lines[0].page, places=places)
