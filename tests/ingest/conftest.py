"""What tests of reading files share: small files made on the spot, and the registry that ships."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.places import Gazetteer
from kb.registry import load_registry

MakePdf = Callable[..., bytes]
MakeZip = Callable[..., bytes]
MakeArchive = Callable[..., bytes]


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer(load_registry(tmp_path_factory.mktemp("no-registry-of-its-own")))


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """Sets each page's lines below each other; a page without lines holds a drawing only."""

    def make(*pages: Sequence[str], title: str = "") -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, invariant=1, pageCompression=0)
        canvas.setTitle(title)
        for lines in pages:
            canvas.rect(40, 40, 500, 700)
            for place, line in enumerate(lines):
                canvas.drawString(60, 720 - 16 * place, line)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def make_zip() -> MakeZip:
    def make(*names: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name), "content")
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def small_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Resultaten", level=1)
    document.add_paragraph("De moestuinen zijn uitgebreid voor 190 vrouwen en jongeren.")
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():  # dates of their own, so that every run has the same bytes
            target.writestr(zipfile.ZipInfo(name), source.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


@pytest.fixture(scope="session")
def examples() -> Path:
    return Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def make_archive() -> MakeArchive:
    """Packs parts by their names, deflated as office programs do; other flags are those of `zipfile`."""

    def make(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
        return buffer.getvalue()

    return make
