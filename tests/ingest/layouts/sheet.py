"""Sets pages whose truth is known: each text is placed on the page and noted as what a person reads, in one call.

A page is laid out in reading order; the order of its content stream is another matter (`stream.py`), as it is in the
files that layout programs write. A "~" in a text marks where a word may be broken; a break after a hyphen of the
word's own adds none.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from ingest.blocks import Block, BlockKind

BODY, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
A4 = (595.0, 842.0)
A5 = (420.0, 595.0)

Drawing = Callable[[Canvas], None]
Truth = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A text object: where it begins (base line from the top of the page), and its type.

    `block` is the place of its block in the truth, None for what nobody reads as text.
    """

    text: str
    left: float
    base: float
    font: str = BODY
    size: float = 10.0
    tracking: float = 0.0
    spread: float = 0.0
    shade: str = "black"
    mode: int = 0
    angle: int = 0
    block: int | None = None

    @property
    def width(self) -> float:
        """How far the text reaches along its line."""
        bare: float = stringWidth(self.text, self.font, self.size)
        return bare + self.tracking * len(self.text) + self.spread * self.text.count(" ")


Order = Callable[[list[Run], Sequence[Block]], list[Run]]
Tag = Callable[[Run, Sequence[Block]], tuple[str, int] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file with what a person reads in it: one truth, or several where readers may differ.

    `unread` is on its pages and no part of its text, such as running headers. `labels` are the printed page numbers,
    where the file tells them. `all_ink` says that everything drawn is text that is read.
    """

    content: bytes
    truths: tuple[Truth, ...]
    unread: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    all_ink: bool = False


@dataclass(slots=True)
class Leaf:
    """One page: texts, and what is drawn under them."""

    runs: list[Run] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)


def as_placed(runs: list[Run], _truth: Sequence[Block]) -> list[Run]:
    """The stream in reading order."""
    return runs


def _no_tag(_run: Run, _truth: Sequence[Block]) -> None:
    return None


class Sheet:
    """A document that is being set, page by page."""

    def __init__(self, *, size: tuple[float, float] = A4, order: Order = as_placed, tag: Tag = _no_tag) -> None:
        self.width, self.height = size
        self.truth: list[Block] = []
        self.unread: list[str] = []
        self._order, self._tag = order, tag
        self._leaves = [Leaf()]

    @property
    def page(self) -> int:
        """The number of the page that is being set."""
        return len(self._leaves)

    @property
    def runs(self) -> list[Run]:
        """The texts of this page so far."""
        return self._leaves[-1].runs

    def next_page(self) -> None:
        self._leaves.append(Leaf())

    def draw(self, drawing: Drawing) -> None:
        """Draws something under the texts of this page."""
        self._leaves[-1].drawings.append(drawing)

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, fill: str = "", stroke: str = "") -> None:
        """Draws a rectangle under the texts of this page, from its upper left corner."""
        (left, top), (width, height) = corner, size

        def rectangle(canvas: Canvas) -> None:
            canvas.setLineWidth(0.7)
            if fill:
                canvas.setFillColor(fill)
            if stroke:
                canvas.setStrokeColor(stroke)
            canvas.rect(left, self.height - top - height, width, height, fill=bool(fill), stroke=bool(stroke))

        self.draw(rectangle)

    def rule(self, left: float, top: float, width: float, *, height: float = 0.0) -> None:
        """Draws a line across or, with a height, down."""

        def line(canvas: Canvas) -> None:
            canvas.setStrokeColor("#999999")
            canvas.setLineWidth(0.5)
            canvas.line(left, self.height - top, left + width, self.height - top - height)

        self.draw(line)

    def expect(self, kind: BlockKind, text: str, *, level: int = 0) -> int:
        """Notes a text as read next, and returns its place."""
        self.truth.append(Block(kind=kind, text=text.replace("~", ""), level=level, page=self.page))
        return len(self.truth) - 1

    def put(self, run: Run) -> None:
        self._leaves[-1].runs.append(run)

    def aside(self, run: Run) -> None:
        """Puts a text that is no part of what is read."""
        self.put(run)
        self.unread.append(run.text)

    def pdf(self) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(self.width, self.height), invariant=1, pageCompression=0)
        for leaf in self._leaves:
            for drawing in leaf.drawings:
                canvas.saveState()
                drawing(canvas)
                canvas.restoreState()
            for run in self._order(leaf.runs, self.truth):
                self._show(canvas, run)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def case(self, *others: Truth, content: bytes | None = None, all_ink: bool = False) -> Case:
        """Returns what was set, with further truths that are as good."""
        return Case(
            content=content or self.pdf(),
            truths=(tuple(self.truth), *others),
            unread=tuple(self.unread),
            all_ink=all_ink,
        )

    def _show(self, canvas: Canvas, run: Run) -> None:
        tag = self._tag(run, self.truth)
        canvas.saveState()
        canvas.translate(run.left, self.height - run.base)
        canvas.rotate(run.angle)
        text: PDFTextObject = canvas.beginText(0, 0)
        text.setFont(run.font, run.size)
        text.setFillColor(run.shade)
        text.setCharSpace(run.tracking)
        text.setWordSpace(run.spread)
        text.setTextRenderMode(run.mode)
        text.textOut(run.text)
        if tag:
            canvas.addLiteral(f"/{tag[0]} <</MCID {tag[1]}>> BDC")
        canvas.drawText(text)
        if tag:
            canvas.addLiteral("EMC")
        canvas.restoreState()
