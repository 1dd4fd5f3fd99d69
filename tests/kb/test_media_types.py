from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.media_types import media_type_of
from tests.conftest import EXAMPLES

OFFICE = "application/vnd.openxmlformats-officedocument."


def packed(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


TYPES = {"[Content_Types].xml": b""}


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.7 ...", "a.docx", "application/pdf"),
        (b"junk\n%PDF-1.7", "a", "application/pdf"),
        (packed(**TYPES, **{"word/document.xml": b""}), "a", OFFICE + "wordprocessingml.document"),
        (packed(**TYPES, **{"ppt/presentation.xml": b""}), "a", OFFICE + "presentationml.presentation"),
        (packed(**TYPES, **{"xl/workbook.xml": b""}), "a.pdf", OFFICE + "spreadsheetml.sheet"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "a", "application/vnd.oasis.opendocument.text"),
        (packed(mimetype=b"text/html\r\nX-Evil: 1"), "a", "application/zip"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.\r\nX: 1"), "a", "application/zip"),
        (packed(**{"a.txt": b"a"}), "a.docx", "application/zip"),
        (b"PK\x03\x04 and no more", "a.docx", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "a.MSG", "application/vnd.ms-outlook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "a.doc", "application/x-ole-storage"),
        (b"<html>", "a.html", "text/html"),
        (b"# Title", "a.md", "text/markdown"),
        (b"a;b", "A.CSV", "text/csv"),
        (b"From: a", "a.eml", "message/rfc822"),
        (b"text", "a", "text/plain"),
        (b"", "a.pdf", "text/plain"),
        (b"\0\1", "a.txt", "application/octet-stream"),
    ],
)
def test_content_tells_the_media_type(tmp_path: Path, content: bytes, name: str, expected: str) -> None:
    (tmp_path / "file").write_bytes(content)
    assert media_type_of(tmp_path / "file", name) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", packed(mimetype=b"x")]))
def test_any_file_has_a_media_type_that_is_a_header(tmp_path: Path, content: bytes, start: bytes) -> None:
    (tmp_path / "file").write_bytes(start + content)
    found = media_type_of(tmp_path / "file", "file")
    assert found.isprintable()
    assert found.isascii()
    assert found.count("/") == 1


def test_every_example_has_a_type_of_its_own() -> None:
    found = {path.suffix: media_type_of(path, path.name) for path in EXAMPLES.rglob("*") if path.is_file()}
    assert found[".pdf"] == "application/pdf"
    assert not {"application/octet-stream", "application/zip"} & set(found.values())
