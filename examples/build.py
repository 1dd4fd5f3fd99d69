"""Render the example texts as the kinds of document that partnerships exchange.

Each file in `texts/` holds one document: a TOML head between `+++` lines, then a body in which every line
is one block and its first characters say which kind (`MARKERS`). The lines before the first heading are the
introduction. Every run writes the same bytes, so that a changed document always means a changed text.
"""

from __future__ import annotations

import argparse
import itertools
import re
import textwrap
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as DocxParagraph
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

HERE = Path(__file__).resolve().parent


class ExampleError(Exception):
    """A source text that cannot be rendered."""


# --- the texts -------------------------------------------------------------------------------------------


class Mark(StrEnum):
    """What a line of a body is."""

    CHAPTER = "chapter"
    SECTION = "section"
    BULLETS = "bullets"
    STEPS = "steps"
    TABLE = "table"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    FIGURE = "figure"
    WARNING = "warning"
    PARAGRAPH = "paragraph"


MARKERS = (
    (re.compile(r"### "), Mark.SECTION),
    (re.compile(r"## "), Mark.CHAPTER),
    (re.compile(r"-- "), Mark.ATTRIBUTION),
    (re.compile(r"- "), Mark.BULLETS),
    (re.compile(r"\d+\. "), Mark.STEPS),
    (re.compile(r"\| "), Mark.TABLE),
    (re.compile(r"> "), Mark.QUOTE),
    (re.compile(r"= "), Mark.FIGURE),
    (re.compile(r"! "), Mark.WARNING),
    (re.compile(r""), Mark.PARAGRAPH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a body; only lists and tables have more than one line."""

    mark: Mark
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text of a block of one line."""
        return self.lines[0]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table (or the two halves of a key figure), row by row."""
        return [[cell.strip() for cell in line.strip(" |").split("|")] for line in self.lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What surrounds a web page's own text."""

    menu: str = ""
    nav: tuple[str, ...] = ()
    related: str = ""
    links: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    cookies: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One source text."""

    path: str
    kind: str
    language: str
    title: str
    subtitle: str
    running: str
    page: str
    date: str
    front_matter: bool
    site: Site
    blocks: tuple[Block, ...]

    @property
    def intro(self) -> tuple[Block, ...]:
        """The blocks before the first heading."""
        return tuple(itertools.takewhile(lambda block: block.mark is not Mark.CHAPTER, self.blocks))

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks from the first heading on."""
        return self.blocks[len(self.intro) :]


def read_text(path: Path) -> Text:
    """Parse one source file."""
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0]:  # noqa: PLR2004 - before, between and after the two rules
        raise ExampleError(f"{path.name}: expected a TOML head between two '+++' lines at the top")
    head = tomllib.loads(parts[1])
    return Text(
        path=head["path"],
        kind=head["kind"],
        language=head["language"],
        title=head["title"],
        subtitle=head.get("subtitle", ""),
        running=head.get("running", ""),
        page=head.get("page", ""),
        date=head.get("date", ""),
        front_matter=head.get("front_matter", False),
        site=Site(**_frozen(head.get("site", {}))),
        blocks=tuple(parse(parts[2])),
    )


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    """A frozen class holds tuples where TOML gives lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def parse(body: str) -> Iterator[Block]:
    """Split a body into blocks: neighbouring lines of one list or table belong together."""
    marked = (_marked(line) for line in body.splitlines())
    for mark, lines in itertools.groupby(marked, key=lambda pair: pair[0] if pair[1] else None):
        if mark is not None:
            yield Block(mark=mark, lines=tuple(line for _, line in lines))


def _marked(line: str) -> tuple[Mark, str]:
    for pattern, mark in MARKERS:
        if found := pattern.match(line):
            return mark, line[found.end() :].strip()
    raise ExampleError(f"no marker fits {line!r}")  # the last pattern fits every line


def typeset(text: str, language: str) -> str:
    """Set no-break spaces, as a word processor does, where a line must not end."""
    text = re.sub(r"(?<=\d) (?=%|\d{3}\b)", "\u00a0", text)
    if language != "fr":
        return text
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)


# --- Markdown, plain text and HTML -----------------------------------------------------------------------


def write_markdown(text: Text, path: Path) -> None:
    """Write Markdown, with its title in a YAML head or as the first heading."""
    head = f"# {text.title}"
    if text.front_matter:
        head = f'---\ntitle: "{text.title}"\ndate: {text.date}\n---'
    path.write_text("\n\n".join([head, *map(markdown_block, text.blocks)]) + "\n", encoding="utf-8")


def markdown_block(block: Block) -> str:
    """Render one block as Markdown."""
    match block.mark:
        case Mark.CHAPTER | Mark.SECTION:
            return f"{'##' if block.mark is Mark.CHAPTER else '###'} {block.text}"
        case Mark.BULLETS:
            return "\n".join(f"- {line}" for line in block.lines)
        case Mark.STEPS:
            return "\n".join(f"{number}. {line}" for number, line in enumerate(block.lines, 1))
        case Mark.TABLE:
            rows = [f"| {' | '.join(row)} |" for row in block.rows]
            return "\n".join([rows[0], "|" + " --- |" * len(block.rows[0]), *rows[1:]])
        case Mark.QUOTE:
            return f"> {block.text}"
        case _:
            return block.text


def write_plain(text: Text, path: Path) -> None:
    """Write plain text, wrapped as an e-mail program does."""
    head = [text.title.upper(), text.subtitle]
    path.write_text("\n\n".join([*head, *map(plain_block, text.blocks)]) + "\n", encoding="utf-8")


def plain_block(block: Block) -> str:
    """Render one block as plain text."""
    match block.mark:
        case Mark.CHAPTER | Mark.SECTION:
            return f"{block.text}\n{'-' * len(block.text)}"
        case Mark.BULLETS:
            return "\n".join(_wrapped(line, first="- ") for line in block.lines)
        case Mark.STEPS:
            return "\n".join(_wrapped(line, first=f"{n}. ") for n, line in enumerate(block.lines, 1))
        case _:
            return _wrapped(block.text)


def _wrapped(line: str, *, first: str = "") -> str:
    return textwrap.fill(line, 75, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>body {{ font-family: sans-serif; max-width: 46rem; margin: auto; line-height: 1.5 }}</style>
</head>
<body>
<div class="cookie-banner">{cookies}</div>
<header>
<nav aria-label="{menu}">
{nav}
</nav>
</header>
<main>
<h1>{title}</h1>
<p class="subtitle">{subtitle}</p>
{blocks}
</main>
<aside>
<h2>{related}</h2>
{links}
</aside>
<footer>
{footer}
</footer>
</body>
</html>
"""


def write_html(text: Text, path: Path) -> None:
    """Write a web page with the menu, side column and footer that such pages carry."""
    site = text.site
    page = PAGE.format(
        language=text.language,
        title=escape(text.title),
        subtitle=escape(text.subtitle),
        cookies=escape(site.cookies),
        menu=escape(site.menu),
        related=escape(site.related),
        nav=_links(site.nav),
        links=_links(site.links),
        footer=_links(site.footer),
        blocks="\n".join(map(html_block, text.blocks)),
    )
    path.write_text(page, encoding="utf-8")


def _links(labels: tuple[str, ...]) -> str:
    return _items("ul", [f'<a href="#">{escape(label)}</a>' for label in labels])


def _items(tag: str, items: list[str]) -> str:
    return "\n".join([f"<{tag}>", *(f"<li>{item}</li>" for item in items), f"</{tag}>"])


def html_block(block: Block) -> str:
    """Render one block as HTML."""
    match block.mark:
        case Mark.CHAPTER | Mark.SECTION:
            tag = "h2" if block.mark is Mark.CHAPTER else "h3"
            return f"<{tag}>{escape(block.text, quote=False)}</{tag}>"
        case Mark.BULLETS | Mark.STEPS:
            tag = "ul" if block.mark is Mark.BULLETS else "ol"
            return _items(tag, [escape(line, quote=False) for line in block.lines])
        case Mark.TABLE:
            return _html_table(block.rows)
        case Mark.QUOTE:
            return f"<blockquote><p>{escape(block.text, quote=False)}</p></blockquote>"
        case _:
            return f"<p>{escape(block.text, quote=False)}</p>"


def _html_table(rows: list[list[str]]) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        lines.append("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>")
    return "\n".join(["<table>", *lines, "</table>"])


# --- DOCX ------------------------------------------------------------------------------------------------

DOCX_DATE = datetime(2025, 1, 1)  # noqa: DTZ001 - the library writes the date as it is given
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip entry can hold


def write_docx(text: Text, path: Path) -> None:
    """Write a word-processor document with real heading and list styles."""
    document = docx.Document()
    _set_properties(document, text)
    document.add_heading(typeset(text.title, text.language), level=0)
    document.add_paragraph(typeset(text.subtitle, text.language), style="Subtitle")
    for block in text.blocks:
        add_docx_block(document, block, text.language)
    document.sections[0].footer.paragraphs[0].text = typeset(text.title, text.language)
    buffer = BytesIO()
    document.save(buffer)
    path.write_bytes(_repacked(buffer))


def _set_properties(document: Docx, text: Text) -> None:
    """Fill in our own properties and drop those that the library's template brings along."""
    properties = document.core_properties
    properties.title, properties.language = text.title, text.language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = DOCX_DATE
    relations = document.part.package.rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            del relations[key]


def add_docx_block(document: Docx, block: Block, language: str) -> None:
    """Append one block to a document."""
    lines = [typeset(line, language) for line in block.lines]
    match block.mark:
        case Mark.CHAPTER | Mark.SECTION:
            document.add_heading(lines[0], level=1 if block.mark is Mark.CHAPTER else 2)
        case Mark.BULLETS:
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
        case Mark.STEPS:
            _restart([document.add_paragraph(line, style="List Number") for line in lines], document)
        case Mark.TABLE:
            _add_docx_table(document, Block(mark=block.mark, lines=tuple(lines)).rows)
        case Mark.QUOTE:
            document.add_paragraph(lines[0], style="Quote")
        case Mark.ATTRIBUTION:
            document.add_paragraph().add_run(lines[0]).bold = True
        case Mark.WARNING:
            document.add_paragraph(lines[0], style="Intense Quote")
        case _:
            document.add_paragraph(lines[0])


def _restart(steps: list[DocxParagraph], document: Docx) -> None:
    """Give a numbered list its own counter: one style otherwise counts on through the whole document."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    for step in steps:
        properties = step._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - the API has no lists
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number.numId


def _add_docx_table(document: Docx, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(value).bold = number == 0
    document.add_paragraph()


def _repacked(packed: BytesIO) -> bytes:
    """Write the zip again with fixed dates: the library stamps every entry with the present."""
    result = BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_DATE), source.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return result.getvalue()


# --- PDF -------------------------------------------------------------------------------------------------

INK, ACCENT, PALE, WARM = HexColor("#1f2a30"), HexColor("#0f5c63"), HexColor("#e4f0ef"), HexColor("#b4541a")
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN, GUTTER = 18 * mm, 8 * mm
WIDTH = PAGE_WIDTH - 2 * MARGIN
COLUMN = (WIDTH - GUTTER) / 2
TOP, BOTTOM = PAGE_HEIGHT - 24 * mm, 20 * mm
SIGNATURE = re.compile(rb"ReportLab [Gg]enerated PDF document[^\r\n]*")
BALANCE_STEP = 4 * mm  # about one line
HEADING_ROOM = 25 * mm  # a heading needs this much below it, or it goes to the next column


def _style(name: str, size: float, **settings: object) -> ParagraphStyle:
    defaults: dict[str, object] = {"fontName": "Helvetica", "leading": size * 1.38, "textColor": INK}
    return ParagraphStyle(name, fontSize=size, **{**defaults, **settings})


STYLES: dict[str, ParagraphStyle] = {
    "title": _style("title", 22, fontName="Helvetica-Bold", textColor=white),
    "subtitle": _style("subtitle", 11.5, textColor=white, spaceBefore=3),
    "intro": _style("intro", 11, fontName="Helvetica-Oblique"),
    "number": _style("number", 24, fontName="Helvetica-Bold", textColor=ACCENT, alignment=1),
    "label": _style("label", 9.5, alignment=1),
    "cell": _style("cell", 9),
    "head cell": _style("head cell", 9, fontName="Helvetica-Bold", textColor=white),
    "before": _style("before", 9.6, fontName="Helvetica-Bold", spaceBefore=8, keepWithNext=1),
    Mark.CHAPTER: _style("chapter", 14, fontName="Helvetica-Bold", textColor=ACCENT, spaceBefore=10),
    Mark.SECTION: _style("section", 11, fontName="Helvetica-Bold", textColor=WARM, spaceBefore=5),
    Mark.PARAGRAPH: _style("paragraph", 9.8, spaceBefore=4),
    Mark.BULLETS: _style("bullets", 9.8, leftIndent=11, bulletIndent=1, spaceBefore=3),
    Mark.STEPS: _style("steps", 9.8, leftIndent=17, bulletIndent=1, spaceBefore=3),
    Mark.QUOTE: _style("quote", 10.4, fontName="Times-Italic", leftIndent=10, spaceBefore=8, keepWithNext=1),
    Mark.ATTRIBUTION: _style("attribution", 9, fontName="Helvetica-Bold", leftIndent=10, spaceAfter=5),
    Mark.WARNING: _style(
        "warning", 9.8, backColor=HexColor("#fbece2"), borderColor=WARM, borderWidth=0.8, borderPadding=6,
        leftIndent=7, rightIndent=7, spaceBefore=12, spaceAfter=10,
    ),
}  # fmt: skip


def write_pdf(text: Text, path: Path) -> None:
    """Write a designed page: title and introduction across it, the rest in one or two columns."""
    best, pages = compose_pdf(text, BOTTOM)
    bottom = BOTTOM
    # Shorter columns on the later pages, as long as no page is added, leave the last page balanced.
    while text.kind == "pdf-columns" and bottom < PAGE_HEIGHT / 2:
        bottom += BALANCE_STEP
        trial, count = compose_pdf(text, bottom)
        if count > pages:
            break
        best = trial
    # The library signs its files in comments; blanks of the same length leave every offset as it was.
    path.write_bytes(SIGNATURE.sub(lambda found: b" " * len(found[0]), best))


def compose_pdf(text: Text, bottom: float) -> tuple[bytes, int]:
    """Set one PDF whose later pages end at `bottom`, and count its pages."""
    head = pdf_head(text)
    width = COLUMN if text.kind == "pdf-columns" else WIDTH
    blocks = [flowable for block in text.body for flowable in pdf_block(block, text.language, width)]
    buffer = BytesIO()
    about = {"title": text.title, "subject": text.subtitle, "lang": text.language}
    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1, author="", creator="", producer="", **about)
    document.addPageTemplates(pdf_templates(text, head.wrap(WIDTH, PAGE_HEIGHT)[1], bottom))
    document.build([NextPageTemplate("next"), head, FrameBreak(), *blocks])
    return buffer.getvalue(), document.page


def pdf_templates(text: Text, head_height: float, bottom: float) -> list[PageTemplate]:
    """Lay out the first page, below its title, and the pages after it."""

    def paint(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _paint_margins(canvas, text)

    head = Frame(MARGIN, TOP - head_height, WIDTH, head_height + 1, 0, 0, 0, 0, id="head")
    below = TOP - head_height - 4 * mm
    return [
        PageTemplate("first", [head, *_frames(text, below, BOTTOM)], onPage=paint),
        PageTemplate("next", _frames(text, TOP, bottom), onPage=paint),
    ]


def _frames(text: Text, top: float, bottom: float) -> list[Frame]:
    lefts, width = ([MARGIN, MARGIN + COLUMN + GUTTER], COLUMN) if text.kind == "pdf-columns" else ([MARGIN], WIDTH)
    return [Frame(left, bottom, width, top - bottom, 0, 0, 0, 0) for left in lefts]


def _paint_margins(canvas: Canvas, text: Text) -> None:
    """Draw the running header and the page number."""
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(ACCENT)
    canvas.drawString(MARGIN, PAGE_HEIGHT - 15 * mm, text.running)
    canvas.drawRightString(PAGE_WIDTH - MARGIN, 12 * mm, f"{text.page} {canvas.getPageNumber()}")
    canvas.setStrokeColor(ACCENT)
    canvas.line(MARGIN, PAGE_HEIGHT - 17 * mm, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 17 * mm)


def pdf_head(text: Text) -> Table:
    """The title on a coloured band and the introduction below it."""
    title = [_paragraph(getattr(text, part), part, text.language) for part in ("title", "subtitle")]
    intro = [_paragraph(block.text, "intro", text.language) for block in text.intro]
    style = TableStyle(
        [
            ("BACKGROUND", (0, 0), (0, 0), ACCENT),
            ("LEFTPADDING", (0, 0), (0, 0), 12),
            ("TOPPADDING", (0, 0), (0, 0), 10),
            ("BOTTOMPADDING", (0, 0), (0, 0), 14),
            ("LEFTPADDING", (0, 1), (0, 1), 0),
            ("RIGHTPADDING", (0, 1), (0, 1), 0),
            ("TOPPADDING", (0, 1), (0, 1), 9),
        ]
    )
    return Table([[title], [intro]], colWidths=[WIDTH], style=style)


def pdf_block(block: Block, language: str, width: float) -> list[Flowable]:
    """Render one block as flowables for a column of this width."""
    match block.mark:
        case Mark.CHAPTER | Mark.SECTION:
            return [CondPageBreak(HEADING_ROOM), _paragraph(block.text, block.mark, language)]
        case Mark.BULLETS:
            return [_paragraph(line, block.mark, language, "•") for line in block.lines]
        case Mark.STEPS:
            numbered = enumerate(block.lines, 1)
            return [_paragraph(line, block.mark, language, f"{number}.") for number, line in numbered]
        case Mark.FIGURE:
            return [Spacer(0, 8), _figure(block.rows[0], language, width), Spacer(0, 6)]
        case Mark.TABLE:
            return [Spacer(0, 6), _pdf_table(block.rows, language, width), Spacer(0, 6)]
        case _:
            before = block.mark is Mark.ATTRIBUTION and block.text.endswith(":")
            return [_paragraph(block.text, "before" if before else block.mark, language)]


def _paragraph(text: str, style: str, language: str, bullet: str | None = None) -> Paragraph:
    return Paragraph(escape(typeset(text, language), quote=False), STYLES[style], bulletText=bullet)


def _figure(halves: list[str], language: str, width: float) -> Table:
    """A box with one large number and what it counts."""
    number, label = halves
    rows = [[_paragraph(number, "number", language)], [_paragraph(label, "label", language)]]
    style = [
        ("BACKGROUND", (0, 0), (-1, -1), PALE),
        ("LINEABOVE", (0, 0), (-1, 0), 2, ACCENT),
        ("BOTTOMPADDING", (0, 0), (0, 0), 0),
        ("BOTTOMPADDING", (0, 1), (0, 1), 9),
    ]
    return Table(rows, colWidths=[width], style=TableStyle(style))


def _pdf_table(rows: list[list[str]], language: str, width: float) -> Table:
    """A table whose columns share the width by their longest cell."""
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = [
        [_paragraph(cell, "cell" if number else "head cell", language) for cell in row]
        for number, row in enumerate(rows)
    ]
    style = [("BACKGROUND", (0, 0), (-1, 0), ACCENT), ("GRID", (0, 0), (-1, -1), 0.4, ACCENT)]
    widths = [width * part / sum(longest) for part in longest]
    return Table(cells, colWidths=widths, style=TableStyle(style), repeatRows=1)


# --- all of them -----------------------------------------------------------------------------------------

WRITERS: dict[str, Callable[[Text, Path], None]] = {
    "pdf": write_pdf,
    "pdf-columns": write_pdf,
    "docx": write_docx,
    "html": write_html,
    "markdown": write_markdown,
    "text": write_plain,
}


def build(sources: Path, out: Path) -> list[Path]:
    """Render every text below `sources` and return the files written."""
    written = []
    for source in sorted(sources.glob("*.md")):
        text = read_text(source)
        if text.kind not in WRITERS:
            raise ExampleError(f"{source.name}: kind is {text.kind!r}, expected one of {', '.join(WRITERS)}")
        path = out / text.path
        path.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[text.kind](text, path)
        written.append(path)
    return written


def main() -> None:
    """Build the documents from the command line."""
    parser = argparse.ArgumentParser(description="Render the example documents from their texts.")
    parser.add_argument("--out", type=Path, default=HERE / "documents", help="folder to write to")
    for path in build(HERE / "texts", parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
