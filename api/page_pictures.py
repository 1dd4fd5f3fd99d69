"""The page that a passage stands on as a picture, for the command line and over HTTP."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kb.errors import StorageError, UnknownError, UsageError
from kb.messages import message
from kb.pictures import PDF_MARK_WITHIN, PagePicture, encoded, is_pdf, render_page
from kb.rows import StoredPassage
from kb.types import PictureFormat
from kb.view import View

# Some fifty pictures of pages: what a few people have on their screens.
_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """A passage, one of its pages, and the file with that page."""

    stored: StoredPassage
    page: int
    file: Path


class PictureCache:
    """The pictures that were made last, in memory alone; safe to share between threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Returns the picture of a key, made if it is not held; two threads may both make one."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._size += len(made) - len(self._held.pop(key, b""))
            self._held[key] = made
            while self._size > self._most_bytes:
                self._size -= len(self._held.popitem(last=False)[1])
        return made


def page_place(view: View, passage_id: str, page: int | None, language: str) -> PagePlace:
    """Returns where a picture of a passage comes from; without a page, it is the first that the passage stands on.

    Raises:
        UnknownError: there is no such passage, or its document has no pages that can be shown.
        UsageError: the passage does not stand on that page.
        StorageError: the original is gone.
    """
    stored = view.passage(passage_id)
    file = view.original_file(stored.document)
    if not stored.passage.pages or not _is_pdf(file, stored):
        raise UnknownError("no_page_picture", source=stored.document.source, place=_place(stored, language))
    return PagePlace(stored=stored, page=_chosen_page(stored.passage.pages, page), file=file)


def rendered(place: PagePlace, width: int) -> PagePicture:
    """Returns the picture of a page, without marks.

    Raises:
        StorageError: the original is gone.
    """
    try:
        content = place.file.read_bytes()
    except OSError as cause:
        raise StorageError("original_missing", source=place.stored.document.source) from cause
    return render_page(content, place.page, width=width)


def marked_page(place: PagePlace, width: int, held: PictureCache) -> bytes:
    """Returns the picture of a page as WebP, with the passage marked."""
    boxes = place.stored.passage.boxes
    key = (place.stored.document.content_hash, place.page, width, boxes)
    return held.get(key, lambda: encoded(rendered(place, width).marked(boxes), PictureFormat.WEBP))


def _is_pdf(file: Path, stored: StoredPassage) -> bool:
    try:
        with file.open("rb") as opened:
            return is_pdf(opened.read(PDF_MARK_WITHIN))
    except OSError as cause:
        raise StorageError("original_missing", source=stored.document.source) from cause


def _chosen_page(pages: tuple[int, ...], wanted: int | None) -> int:
    if wanted is not None and wanted not in pages:
        raise UsageError("passage_elsewhere", page=wanted, pages=", ".join(map(str, pages)))
    return wanted or pages[0]


def _place(stored: StoredPassage, language: str) -> str:
    page = [message("page", language, page=stored.passage.pages[0])] if stored.passage.pages else []
    return " › ".join([stored.document.title, *stored.passage.headings, *page])
