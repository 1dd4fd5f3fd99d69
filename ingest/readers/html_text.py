"""The words of an element of a web page in the lines that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.xml import Element

# Shown as nothing: a soft hyphen, and signs that only join or part what stands beside them.
_UNSEEN = {0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None}
_SPACE = re.compile(r"\s+")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]+|[a-z])[\])]?")
_ARROW_BACK = re.compile(r"[↩↑↵^⬆\ufe0e\s]+")
_BOLD = ("b", "strong")
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Run:
    """Text within a line, or a line break."""

    text: str
    bold: bool = False


_NOTHING = Run("")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown; `bold` where all of it is."""

    text: str
    bold: bool = False


def text_of(element: Element) -> str:
    """Returns the text of an element in one line."""
    return one_line(run.text for run in runs_of(element))


def one_line(texts: Iterable[str]) -> str:
    """Returns texts as one, with single spaces."""
    return " ".join("".join(texts).split())


def text_run(text: str | None, *, bold: bool = False) -> Run:
    """Returns text between tags; where its lines break in the source says nothing."""
    if not text:
        return _NOTHING
    return Run(_SPACE.sub(" ", text if text.isascii() else text.translate(_UNSEEN)), bold)


def runs_of(element: Element, *, bold: bool = False) -> Iterator[Run]:
    """Yields the text of an element; the marks of notes are no words."""
    if element.tag in ("br", "hr"):
        yield Run(_BREAK)
    elif not _is_note_mark(element):
        bold = bold or element.tag in _BOLD
        yield text_run(element.text, bold=bold)
        for child in element:
            yield from runs_of(child, bold=bold)
            yield text_run(child.tail, bold=bold)


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """Returns the lines that text makes; a blank one is a line without text."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.text == _BREAK:
            lines.append([])
        elif run.text:
            lines[-1].append(run)
    return [Line(one_line(run.text for run in line), _is_bold(line)) for line in lines]


def _is_bold(line: list[Run]) -> bool:
    shown = [run for run in line if run.text.strip()]
    return bool(shown) and all(run.bold for run in shown)


def _is_note_mark(element: Element) -> bool:
    """Tells whether an element is the raised number that leads to a note, or the arrow that leads back."""
    if element.tag not in ("sup", "a"):
        return False
    link = element if element.tag == "a" else element.find(".//a")
    if link is None or not link.get("href", "").startswith("#"):
        return False
    raised = element.tag == "sup" or element.find(".//sup") is not None
    text = "".join(element.itertext()).strip()
    return _ARROW_BACK.fullmatch(text) is not None or (raised and _NOTE_MARK.fullmatch(text) is not None)
