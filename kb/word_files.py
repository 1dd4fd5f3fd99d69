"""Word files: paragraphs in named styles, with footnotes. The same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from importlib import resources

from kb.plain import one_line

# The earliest moment that a zip file can hold, so that no clock is in it.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_CORE_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
# A4 upright, in twentieths of a point.
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/>'
    "</w:sectPr>"
)
# Word tells a footnote from the rule above all of them by these two, which must be there.
_RULES = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
# Word wants a country with each language; of others it takes the language alone.
_COUNTRIES = {"nl": "nl-BE", "fr": "fr-FR", "es": "es-ES", "en": "en-GB"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.rels.xml",
    "word/_rels/document.xml.rels": "document.rels.xml",
    "word/settings.xml": "settings.xml",
    "word/footer1.xml": "footer.xml",
}


class Style(StrEnum):
    """The styles of paragraphs, by their names in `kb/data/word/styles.xml`."""

    TITLE = "Title"
    HEADING = "Heading1"
    SUBHEADING = "Heading2"
    TEXT = "Normal"
    QUOTE = "Quote"
    SPEAKER = "Attribution"
    REMARK = "Remark"
    NOTE = "ReaderNote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: one line in a language, after a bold label if there is one, and footnotes at its end."""

    style: Style
    text: str
    language: str
    label: str = ""
    footnotes: tuple[str, ...] = ()


def word_file(title: str, language: str, paragraphs: Sequence[Paragraph], at: str) -> bytes:
    """Returns a Word file.

    Args:
        title: what it is called, in its properties.
        language: of title, labels and footnotes.
        paragraphs: what it says.
        at: when it was last changed, in UTC, as `2026-03-31T12:00:00`.
    """
    notes = [note for paragraph in paragraphs for note in paragraph.footnotes]
    parts = {name: _shipped(file) for name, file in _PARTS.items()}
    parts["word/styles.xml"] = _shipped("styles.xml").replace("{language}", _tag(language))
    parts["docProps/core.xml"] = _core(title, language, at)
    parts["word/document.xml"] = _document(paragraphs, language)
    parts["word/footnotes.xml"] = _footnotes(notes, language)
    return _zipped(parts)


def _document(paragraphs: Iterable[Paragraph], language: str) -> str:
    number, body = 1, list[str]()
    for paragraph in paragraphs:
        body.append(_paragraph(paragraph, language, number))
        number += len(paragraph.footnotes)
    return f"{_XML}<w:document {_NAMESPACES}><w:body>{''.join(body)}{_PAGE}</w:body></w:document>"


def _paragraph(paragraph: Paragraph, language: str, number: int) -> str:
    runs = [_run(paragraph.label, language, properties="<w:b/>", after=" ")] if paragraph.label else []
    runs.append(_run(paragraph.text, paragraph.language))
    runs += [_mark(one) for one in range(number, number + len(paragraph.footnotes))]
    return f'<w:p><w:pPr><w:pStyle w:val="{paragraph.style.value}"/></w:pPr>{"".join(runs)}</w:p>'


def _run(text: str, language: str, *, properties: str = "", after: str = "") -> str:
    spoken = f'<w:lang w:val="{_tag(language)}"/>' if _tag(language) else ""
    return (
        f'<w:r><w:rPr>{properties}{spoken}</w:rPr><w:t xml:space="preserve">{escape(one_line(text))}{after}</w:t></w:r>'
    )


def _mark(number: int) -> str:
    style = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    return f'<w:r>{style}<w:footnoteReference w:id="{number}"/></w:r>'


def _footnotes(notes: Sequence[str], language: str) -> str:
    written = "".join(_footnote(number, note, language) for number, note in enumerate(notes, start=1))
    return f"{_XML}<w:footnotes {_NAMESPACES}>{_RULES}{written}</w:footnotes>"


def _footnote(number: int, note: str, language: str) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    inside = f'<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}{space}{_run(note, language)}'
    return f'<w:footnote w:id="{number}"><w:p>{inside}</w:p></w:footnote>'


def _core(title: str, language: str, at: str) -> str:
    moment = f'xsi:type="dcterms:W3CDTF">{escape(at)}Z</dcterms:'
    inside = (
        f"<dc:title>{escape(one_line(title))}</dc:title><dc:language>{_tag(language)}</dc:language>"
        f"<dcterms:created {moment}created><dcterms:modified {moment}modified>"
    )
    return f"{_XML}<cp:coreProperties {_CORE_NAMESPACES}>{inside}</cp:coreProperties>"


def _tag(language: str) -> str:
    """Returns a language as Word names it, empty if it is none."""
    return _COUNTRIES.get(language, language if _LANGUAGE.fullmatch(language) else "")


def _shipped(file: str) -> str:
    return resources.files("kb").joinpath("data", "word", file).read_text(encoding="utf-8")


def _zipped(parts: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for info, content in _members(parts):
            package.writestr(info, content)
    return written.getvalue()


def _members(parts: dict[str, str]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    for name, content in parts.items():
        info = zipfile.ZipInfo(name, _NO_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 0  # else the file would tell on which system it was made
        yield info, content
