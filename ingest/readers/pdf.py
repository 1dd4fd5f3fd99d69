"""PDF: pypdf tells what the file is and whether it may be read, PDFium places its letters, geometry orders them.

A page whose text is garbled is read by pypdf's extractor instead, and where that is no better by OCR; so is a page that
is only a picture.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from ingest import ocr
from ingest.blocks import Parsed
from ingest.fragments import fragments
from ingest.layout import blocks_of
from ingest.legible import legibility
from ingest.letters import Field, page_words
from ingest.limits import MOST_PIXELS
from ingest.options import ReadOptions
from ingest.page import PageWords
from ingest.pagelayout import Flow, lay_out
from ingest.readers.pdf_forms import fields_of
from ingest.readers.pdf_gate import Gate, check_pages, open_gate
from ingest.readers.pdf_stream import stream_flow
from ingest.running import ReadPage, without_running
from kb.errors import ReadError
from kb.pictures import scanned_page
from kb.types import Page, PageMethod

# Text below this is garbled; what set it stands at `ingest.legible.legibility`.
_LEGIBLE = 0.5
# A page with fewer letters beside a picture of this share of it is a picture with a stamp or a number on it.
_FEW_LETTERS = 30
_PICTURE_SHARE = 0.5
# In a document with text of its own, so long is spent on what its pictures may say: a photograph takes 20 seconds.
_SECONDS_OF_PICTURES = 10


def read_pdf(content: bytes, options: ReadOptions = ReadOptions()) -> Parsed:  # noqa: B008 - frozen
    """Reads a PDF.

    Args:
        content: the file.
        options: whether OCR may be used, and who is told of the pages done.

    Raises:
        ReadError: it needs a password or OCR, holds no text, has too many pages, or is damaged.
    """
    gate = open_gate(content)
    document = _open(content)
    try:
        check_pages(len(document))
        reading = _Reading(document, gate, options)
        blocks = tuple(blocks_of(reading.flows()))
    finally:
        document.close()
    attachments = gate.attachments if gate else ()
    if not blocks and not attachments:
        raise reading.reason()
    return Parsed(
        blocks=blocks,
        title=gate.title if gate else None,
        date=gate.date if gate else None,
        pages=len(reading.pages),
        page_facts=tuple(reading.pages),
        attachments=attachments,
    )


def _open(content: bytes) -> pypdfium2.PdfDocument:
    """Opens a PDF in PDFium, which reads some files that pypdf cannot.

    Raises:
        ReadError: it cannot either, or it needs a password.
    """
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as cause:
        if cause.err_code == FPDF_ERR_PASSWORD:
            raise ReadError("password") from cause
        raise ReadError("damaged", cause="PDFium") from cause


@dataclass(slots=True)
class _Reading:
    """One PDF as it is read, page by page; `pages` tells how each was, `pictures` how many only OCR could read."""

    document: pypdfium2.PdfDocument
    gate: Gate | None
    options: ReadOptions
    pages: list[Page] = field(default_factory=list)
    pictures: int = 0
    texts: int = 0
    seconds: float = 0.0
    letters: Counter[float] = field(default_factory=Counter)

    def flows(self) -> Iterator[Flow]:
        """Yields the pages laid out, in their order."""
        fallback: dict[int, Flow] = {}
        for read in without_running(self._read_pages(fallback)):
            number = read.page.number
            yield fallback.pop(number) if number in fallback else lay_out(read, _usual(self.letters))

    def reason(self) -> ReadError:
        """Returns why no text was found."""
        if self.gate and self.gate.is_xfa:
            return ReadError("xfa_form")
        if self.pictures:
            if self.options.ocr and ocr.available():
                return ReadError("nothing_recognised", pages=len(self.pages))
            return ReadError("needs_ocr", pages=len(self.pages))
        return ReadError("no_text")

    def _read_pages(self, fallback: dict[int, Flow]) -> Iterator[ReadPage]:
        """Yields the words of each page; where another extractor read a page, puts it into `fallback`."""
        count = len(self.document)
        for number in range(1, count + 1):
            words, page = self._read_page(number, fallback)
            self.pages.append(page)
            sizes = _sizes(words)
            self.letters += sizes
            yield ReadPage(words, fragments(words.words), _usual(sizes))
            self.options.on_page(number, count)

    def _read_page(self, number: int, fallback: dict[int, Flow]) -> tuple[PageWords, Page]:
        """Returns the words of a page; none where PDFium cannot open it, which does not cost the others."""
        try:
            page = self.document[number - 1]
            try:
                return self._best(page, page_words(page, number, self._fields(number)), fallback)
            finally:
                page.close()
        except pypdfium2.PdfiumError:
            return _empty(number), self._fact(number, 0.0, PageMethod.NONE)

    def _best(self, page: pypdfium2.PdfPage, words: PageWords, fallback: dict[int, Flow]) -> tuple[PageWords, Page]:
        """Returns the most legible reading of a page: its letters, pypdf's text, or OCR."""
        number, text = words.number, _text(words)
        is_picture = _is_picture(words, text) and not (text and self._is_digital())
        self.texts += bool(text) and not is_picture
        confidence = 0.0 if words.unread > len(text) else legibility(text) if text else 1.0
        if not is_picture and confidence >= _LEGIBLE:
            return words, self._fact(number, confidence, PageMethod.GEOMETRY if text else PageMethod.NONE)
        if not is_picture and (other := self._stream(number)) and other[1] >= _LEGIBLE:
            fallback[number] = other[0]
            return _empty(number), self._fact(number, other[1], PageMethod.STREAM)
        if found := self._recognised(page, number):
            return found.words, self._fact(number, found.confidence, PageMethod.OCR)
        self.pictures += 1
        kept = words if text and confidence >= _LEGIBLE else _empty(number)
        return kept, self._fact(number, confidence if kept is words else 0.0, PageMethod.NONE)

    def _is_digital(self) -> bool:
        """Tells whether most pages so far have text of their own: pictures are then illustrations, not scans."""
        return 2 * self.texts > len(self.pages)

    def _recognised(self, page: pypdfium2.PdfPage, number: int) -> ocr.Recognised | None:
        """Returns what OCR makes of a page, None where it is not there, fails or finds no words."""
        if not self.options.ocr or not ocr.available():
            return None
        if self._is_digital() and self.seconds > _SECONDS_OF_PICTURES:
            return None
        width, height = page.get_size()
        begun = time.monotonic()
        try:
            found = ocr.recognise(scanned_page(page, most_pixels=MOST_PIXELS), number, width, height)
        except ReadError:
            return None
        finally:
            self.seconds += time.monotonic() - begun
        return found if found.words.words else None

    def _fields(self, number: int) -> list[Field]:
        page = self.gate.page(number) if self.gate and self.gate.has_form else None
        return fields_of(page) if page else []

    def _stream(self, number: int) -> tuple[Flow, float] | None:
        page = self.gate.page(number) if self.gate else None
        if not page:
            return None
        flow = stream_flow(page, number)
        text = " ".join(line.text for line in flow.lines)
        return (flow, legibility(text)) if text else None

    def _fact(self, number: int, confidence: float, method: PageMethod) -> Page:
        labels = self.gate.labels if self.gate else ()
        label = labels[number - 1] if number <= len(labels) else str(number)
        return Page(number=number, label=label, confidence=round(confidence, 3), method=method)


def _text(words: PageWords) -> str:
    return " ".join(word.text for word in words.words)


def _is_picture(words: PageWords, text: str) -> bool:
    """Tells whether a page is a picture without a text layer."""
    letters = sum(char.isalnum() for char in text)
    largest = max(((p.right - p.left) * (p.bottom - p.top) for p in words.pictures), default=0.0)
    return letters < _FEW_LETTERS and largest > _PICTURE_SHARE * words.width * words.height


def _sizes(words: PageWords) -> Counter[float]:
    """Returns how many letters of a page each size of type has."""
    letters: Counter[float] = Counter()
    for word in words.words:
        letters[round(word.size, 1)] += len(word.text)
    return letters


def _usual(letters: Counter[float]) -> float:
    return letters.most_common(1)[0][0] if letters else 1.0


def _empty(number: int) -> PageWords:
    return PageWords(number=number, width=1.0, height=1.0, words=[])
