"""Word files made from their XML, so that a test states what matters of them and nothing else."""

from __future__ import annotations

import io
import zipfile

from ingest.blocks import Block, BlockKind
from ingest.readers.docx import read_docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OUTER = {"document": ("document", "body"), "styles": ("styles",), "numbering": ("numbering",)}
TEXT = "De moestuinen zijn uitgebreid voor 190 vrouwen en jongeren, en de oogst is verdubbeld in drie jaar."

Found = list[tuple[BlockKind, str]]


def word_file(body: str, **parts: str) -> bytes:
    """Returns a Word file with this body; parts are styles, numbering, footnotes or endnotes by their names."""
    parts = {"document": body, **parts}
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_TYPES}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    files = {f"word/{name}.xml": _part(name, inner) for name, inner in parts.items()}
    files["_rels/.rels"] = _relations(
        f'<Relationship Id="r1" Type="{_TYPES}/officeDocument" Target="word/document.xml"/>'
    )
    files["word/_rels/document.xml.rels"] = _relations(relations)
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "", look: str = "") -> str:
    """Returns a paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, look)}</w:p>"


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def blocks(body: str, **parts: str) -> tuple[Block, ...]:
    return read_docx(word_file(body, **parts)).blocks


def found(body: str, **parts: str) -> Found:
    return [(block.kind, block.text) for block in blocks(body, **parts)]


def texts(body: str, **parts: str) -> list[str]:
    return [text for _, text in found(body, **parts)]


def levels(body: str, **parts: str) -> list[tuple[int, str]]:
    """Returns the headings with their levels."""
    return [(block.level, block.text) for block in blocks(body, **parts) if block.kind is BlockKind.HEADING]


def _part(name: str, inner: str) -> str:
    outer = _OUTER.get(name, (name,))
    opened = "".join(f"<w:{tag}{' ' + NAMESPACES if not place else ''}>" for place, tag in enumerate(outer))
    return opened + inner + "".join(f"</w:{tag}>" for tag in reversed(outer))


def _relations(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )
