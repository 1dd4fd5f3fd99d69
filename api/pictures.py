"""The picture of a passage's page, written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from kb.access import LOCAL
from kb.bootstrap import KnowledgeBase
from kb.errors import StorageError, UsageError
from kb.messages import message
from kb.pictures import encoded, is_pdf, render_page
from kb.rows import StoredPassage
from kb.text import words
from kb.types import PictureFormat
from kb.view import view_of

# Letters of a title in the name of a file: enough to tell files apart, and far from what file systems hold.
_MOST_LETTERS = 60


class PictureOut(BaseModel):
    """A written picture; `boxes` are the passage's lines in its pixels: left, top, right, bottom."""

    file: str
    page: int
    width: int
    height: int
    boxes: list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which picture is wanted: of which page (else the first), in which file and format, how wide in pixels."""

    page: int | None = None
    out: Path | None = None
    picture_format: PictureFormat | None = None
    width: int


def write_picture(base: KnowledgeBase, passage_id: str, wish: Wish) -> PictureOut:
    """Writes a picture of a page that a passage stands on, with the passage marked.

    Raises:
        UsageError: there is no such passage or page, or the document has no pages that can be shown.
        StorageError: the original is gone, or the picture cannot be written.
    """
    stored = base.catalog.passage(passage_id)
    if stored is None:
        raise UsageError("passage_unknown")
    content = view_of(base, LOCAL).original(stored.document.id)
    if not stored.passage.pages or not is_pdf(content):
        raise UsageError("no_page_picture", source=stored.document.source, place=_place(stored, base.config.language))
    page = _chosen_page(stored.passage.pages, wish.page)
    picture = render_page(content, page, width=wish.width)
    file = wish.out or Path(f"{_stem(stored)}-p{page}.{wish.picture_format or PictureFormat.PNG}")
    _write(file, encoded(picture.marked(stored.passage.boxes), wish.picture_format or _format_of(file)))
    width, height = picture.image.size
    boxes = picture.pixels(stored.passage.boxes)
    return PictureOut(file=str(file), page=page, width=width, height=height, boxes=boxes)


def picture_sentence(picture: PictureOut, language: str) -> str:
    """Returns what was written, in the reader's language."""
    if not picture.boxes:
        return message("picture_unmarked", language, file=picture.file, page=picture.page)
    return message("picture_written", language, file=picture.file, page=picture.page, lines=len(picture.boxes))


def _chosen_page(pages: tuple[int, ...], wanted: int | None) -> int:
    if wanted is not None and wanted not in pages:
        raise UsageError("passage_elsewhere", page=wanted, pages=", ".join(map(str, pages)))
    return wanted or pages[0]


def _place(stored: StoredPassage, language: str) -> str:
    page = [message("page", language, page=stored.passage.pages[0])] if stored.passage.pages else []
    return " › ".join([stored.document.title, *stored.passage.headings, *page])


def _stem(stored: StoredPassage) -> str:
    """Returns the title as a name that every file system takes."""
    title = "-".join(word.folded for word in words(stored.document.title))[:_MOST_LETTERS].strip("-")
    return title or stored.document.id


def _format_of(file: Path) -> PictureFormat:
    ending = file.suffix.lower().removeprefix(".")
    return PictureFormat(ending) if ending in set(PictureFormat) else PictureFormat.PNG


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as cause:
        raise StorageError("file_unwritable", path=file, cause=cause.strerror or type(cause).__name__) from cause
