"""Structure out of lines: which lines are one paragraph, bullet, heading, quotation or attribution.

For formats that give lines and no structure (plain text, the text of a PDF). What the rules look for stands
in `ingest/data/cues.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.blocks import Block, BlockKind
from ingest.cues import is_attribution

_BULLET = re.compile(r"\s*(?:[•▪◦‣●○■□·\x7f\uf0a7\uf0b7]\s*|[–—*-]\s+)(?=\S)")
_DASH = re.compile(r"\s*[–—-]\s")
_INNER_BULLET = re.compile(r"\s+(?=[•▪‣●■\x7f\uf0a7\uf0b7]\s)")
_UNDERLINE = re.compile(r"([-=~_*])\1{2,}")
_QUOTATION = re.compile(r"[“«„]\s*\w")
_ADDRESS = re.compile(r"https?://\S+$")
_STEP = re.compile(r"\s*(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*$")
_LINE_END_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|page|página|p\.)\s*)?\d{1,4}(?:\s*(?:/|van|of|sur|de)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")

# A line that goes on in lower case after a blank line continues one of at least this length.
_RUN_ON_CHARACTERS = 30
# Longer lines are no headings; measured on the headings of the sample corpus, of which 98 % are shorter.
_HEADING_CHARACTERS = 80
_HEADING_WORDS = 11
# A heading that no white space sets off is shorter than this share of the usual line, which what follows passes.
_SHORT_HEADING = 0.7
# A line that ends a sentence and is shorter than this share of the usual line ends its paragraph.
_SHORT_LINE = 0.8
# A line at the top or bottom of this share of the pages is a running header or footer.
_RUNNING_SHARE = 0.5
_RUNNING_PAGES = 3
_EDGE_LINES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; whether white space sets it off, and whether it is underlined as a heading."""

    text: str
    page: int | None
    blank_before: bool
    underlined: bool = False


def page_lines(pages: Iterable[tuple[int | None, str]]) -> list[Line]:
    """Returns the lines of all pages, without running headers, footers and page numbers.

    Args:
        pages: number and text of each page; the number is None where there are no pages.
    """
    split = [(number, text.replace("\xa0", " ").replace("\t", " ").splitlines()) for number, text in pages]
    running = _running_lines([lines for number, lines in split if number is not None])
    found: list[Line] = []
    for number, lines in split:
        blank = True
        for text in _without_edges(lines, running) if number is not None else lines:
            if found and not blank and _UNDERLINE.fullmatch(text.strip()):
                found[-1] = replace(found[-1], underlined=True)
                blank = True
                continue
            for part in _INNER_BULLET.split(text.strip()) if text.strip() else ():
                found.append(Line(part, number, blank))
                blank = False
            blank = not text.strip()
    return found


def structure(lines: Sequence[Line]) -> list[Block]:
    """Returns the blocks that the lines form, in their order."""
    usual = median(len(line.text) for line in lines) if lines else 0
    blocks: list[Block] = []
    held: list[Line] = []
    for line in lines:
        if held and _begins_block(held, line, usual):
            blocks.append(_block(held, line, usual))
            held = []
        held.append(line)
    if held:
        blocks.append(_block(held, None, usual))
    return blocks


def join_lines(lines: Iterable[str]) -> str:
    """Joins lines to running text and takes back the hyphens of line ends.

    A hyphen stays after capitals and digits ("SDG-partnerschap"), and where the next line begins with a
    capital or with a word that shares it ("voedsel- en waterbeleid").
    """
    text = ""
    for line in (line.strip() for line in lines):
        hyphen = _LINE_END_HYPHEN.search(text)
        if not text:
            text = line
        elif hyphen and line[:1].islower():
            whole = hyphen.group(1).islower() or hyphen.group(1).istitle()
            shares = line.split(" ", 1)[0] in ("en", "of", "et", "ou", "y", "o", "and", "or")
            text = f"{text} {line}" if shares else (text[:-1] if whole else text) + line
        elif hyphen:
            text += line
        else:
            text += f" {line}"
    return re.sub(r"\s+", " ", text)


def _running_lines(pages: Sequence[Sequence[str]]) -> set[str]:
    """Returns the lines, with digits masked, that stand at the edge of most pages."""
    if len(pages) < _RUNNING_PAGES:
        return set()
    seen = Counter(mask for lines in pages for mask in {_masked(text) for text in _edges(lines)})
    least = max(_RUNNING_PAGES, len(pages) * _RUNNING_SHARE)
    return {mask for mask, count in seen.items() if count >= least}


def _edges(lines: Sequence[str]) -> list[str]:
    full = [text for text in lines if text.strip()]
    return full[:_EDGE_LINES] + full[-_EDGE_LINES:]


def _without_edges(lines: Sequence[str], running: set[str]) -> list[str]:
    full = [place for place, text in enumerate(lines) if text.strip()]
    edges = set(full[:_EDGE_LINES] + full[-_EDGE_LINES:])
    return [
        text
        for place, text in enumerate(lines)
        if place not in edges or not (_masked(text) in running or _PAGE_NUMBER.fullmatch(text.strip()))
    ]


def _masked(text: str) -> str:
    return _DIGITS.sub("0", text.strip())


def _begins_block(held: Sequence[Line], line: Line, usual: float) -> bool:
    """Tells whether `line` begins a new block after the lines held so far."""
    first, last = held[0], held[-1]
    if last.underlined or (line.blank_before and not _runs_on(last, line)):
        return True
    if _begins_item(first, last, line) or _ADDRESS.match(line.text):
        return True
    if len(held) == 1 and not _is_item(first.text) and _is_heading(first, line, usual):
        return True
    short = len(last.text) < _SHORT_LINE * usual
    if _QUOTATION.match(line.text) and short and not last.text.endswith(","):
        return True
    if not _ends_sentence(last.text):
        return False
    return is_attribution(line.text) or _could_be_heading(line.text) or short


def _begins_item(first: Line, last: Line, line: Line) -> bool:
    """Tells whether a line begins a list item; a dash or number may also stand at a line's begin by chance."""
    if _DASH.match(line.text) and not _DASH.match(first.text):
        return _ends_sentence(last.text)
    return bool(_BULLET.match(line.text)) or (bool(_STEP.match(line.text)) and _ends_sentence(last.text))


def _runs_on(last: Line, line: Line) -> bool:
    """Tells whether a sentence goes on across a page break or a blank line: in the middle of words."""
    return line.text[:1].islower() and not _ends_sentence(last.text) and len(last.text) >= _RUN_ON_CHARACTERS


def _ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def _is_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _STEP.match(text))


def _could_be_heading(text: str) -> bool:
    number = _NUMBERED_HEADING.match(text)
    bare = text[number.end() :] if number else text
    fits = len(text) <= _HEADING_CHARACTERS and len(text.split()) <= _HEADING_WORDS
    return fits and not bare[:1].islower() and any(char.isalpha() for char in bare) and not _SENTENCE_END.search(text)


def _is_heading(line: Line, following: Line | None, usual: float) -> bool:
    """Tells whether a line stands by itself above text that begins anew.

    Where no white space sets it off (the text of a PDF), it must be numbered, or clearly shorter than what follows.
    """
    if line.underlined:
        return True
    if not _could_be_heading(line.text) or is_attribution(line.text) or following is None:
        return False
    begins_anew = following.text[:1].isupper() or _is_item(following.text) or following.text[:1] in "“\"«'‘¿¡"
    if _NUMBERED_HEADING.match(line.text):
        return begins_anew or bool(_NUMBERED_HEADING.match(following.text))
    set_off = line.blank_before or len(line.text) < _SHORT_HEADING * usual < len(following.text)
    return begins_anew and set_off and not line.text.endswith(",") and _LINE_END_HYPHEN.search(line.text) is None


def _block(lines: Sequence[Line], following: Line | None, usual: float) -> Block:
    first = lines[0]
    if len(lines) == 1 and not _BULLET.match(first.text) and _is_heading(first, following, usual):
        number = _NUMBERED_HEADING.match(first.text)
        level = first.text[: number.end()].strip().rstrip(".").count(".") + 1 if number else 1
        return Block(kind=BlockKind.HEADING, text=join_lines([first.text]), level=level, page=first.page)
    kind = BlockKind.PARAGRAPH
    text = join_lines(line.text for line in lines)
    if bullet := _BULLET.match(text):
        kind, text = BlockKind.BULLET, text[bullet.end() :]
    elif _STEP.match(text):
        kind = BlockKind.STEP
    return Block(kind=kind, text=text, page=first.page)
