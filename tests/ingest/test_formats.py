from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import Format, sniff
from kb.errors import ReadError, UnsupportedError

MakeZip = Callable[..., bytes]
MakeArchive = Callable[..., bytes]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4
MAIL = b"From: gemeente@example.org\r\nSubject: Verslag\r\nMIME-Version: 1.0\r\n\r\nIn bijlage het verslag.\r\n"


def _ole(*streams: str) -> bytes:
    """Returns a file as Office wrote it until 2003, that names streams inside it."""
    return OLE + "\0".join(streams).encode("utf-16-le")


_settings = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Places (counted round the content) and the bytes to put there.
_wrong_bytes = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)
_REASONS = {"empty_file", "damaged", "password", "unsupported", "unknown_type"}
# Wrong bytes may state sizes and numbers of any kind.
_LIMITS = {"too_many_parts", "unzipped_too_large", "unzipped_too_dense", "xml_entities"}
# Beginnings that lead into each branch, before bytes of any kind.
_BEGINNINGS = [
    b"",
    b"%PDF-1.7",
    b"PK\x03\x04",
    OLE[:8],
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"<html",
    b"<!--",
    b"{",
    b"[",
    b"\xff\xfe",
    b"From:",
]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.4\n...", "report.pdf", Format.PDF),
        (b"%PDF-1.4\n...", "report.txt", Format.PDF),
        (b"\xef\xbb\xbf\r\njunk before it\r\n%PDF-1.4\n...", "scan", Format.PDF),
        (b"<!DOCTYPE html><html><body>Hi", "page", Format.HTML),
        (b"\xef\xbb\xbf  <!doctype HTML>\n<html>", "page.txt", Format.HTML),
        (b'<?xml version="1.0"?>\n<!-- saved -->\n<html xmlns="x">', "page.xhtml", Format.HTML),
        (b"<body><p>Een pagina zonder hoofd.</p>", "page.htm", Format.HTML),
        (b"Gewone tekst.", "notes.md", Format.MARKDOWN),
        (b"Gewone tekst.", "NOTES.MARKDOWN", Format.MARKDOWN),
        (b"# Titel\n\nTekst.", "notes", Format.MARKDOWN),
        (b"# Titel\n\nTekst.", "notes.txt", Format.TEXT),
        (b"Tekst over <html> en PDF.", "notes.txt", Format.TEXT),
        (b"Het getal %PDF- staat hier niet.", "notes.txt", Format.PDF),
        ("Été à Ouinhi".encode("cp1252"), "notes.txt", Format.TEXT),
        ("Été à Ouinhi".encode("utf-16"), "notes.txt", Format.TEXT),
        ("Été à Ouinhi".encode("utf-16-le"), "notes.txt", Format.TEXT),
        ("Été à Ouinhi".encode("utf-16-be"), "notes.txt", Format.TEXT),
        ("pays;année\nBénin;2024".encode("utf-16-le"), "data.csv", Format.CSV),
        ("<!doctype html><p>Été".encode("utf-16"), "page", Format.HTML),
        (b"land;jaar\nBenin;2024", "data.csv", Format.CSV),
        (b"land\tjaar\nBenin\t2024", "DATA.TSV", Format.CSV),
        (b"land;jaar\nBenin;2024", "data.txt", Format.TEXT),
        (MAIL, "mail.eml", Format.EML),
        (MAIL, "mail", Format.EML),
        (MAIL.replace(b"MIME-V", b"Mime-V"), "mail.txt", Format.EML),
        (b"Betreft: verslag", "mail.eml", Format.EML),
        (b"From: the start we worked together.\nSubject: water\n", "notes.txt", Format.TEXT),
        (b"[Aanwezig: vijf leden]\nVerslag van de vergadering.", "notes.txt", Format.TEXT),
    ],
)
def test_content_tells_what_a_file_is(content: bytes, name: str, expected: Format) -> None:
    assert sniff(content, name) is expected


def test_a_zip_with_a_word_part_is_docx(small_docx: bytes) -> None:
    assert sniff(small_docx, "anything.bin") is Format.DOCX


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\0" * 5000])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        sniff(content, "report.pdf")

    assert type(raised.value) is ReadError
    assert raised.value.key == "empty_file"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("word/document.xml", Format.DOCX),
        ("ppt/presentation.xml", Format.PPTX),
        ("xl/workbook.xml", Format.XLSX),
        ("XL\\Workbook.xml", Format.XLSX),
    ],
)
def test_office_files_are_told_by_their_parts(make_zip: MakeZip, part: str, expected: Format) -> None:
    assert sniff(make_zip("[Content_Types].xml", part), "file.docx") is expected


@pytest.mark.parametrize("part", ["mimetype", "META-INF/manifest.xml"])
def test_an_open_document_is_told_by_what_it_states(make_archive: MakeArchive, part: str) -> None:
    stated = "application/vnd.oasis.opendocument.text"

    assert sniff(make_archive({part: stated, "content.xml": "<x/>"}), "report.doc") is Format.ODT


@pytest.mark.parametrize(
    ("content", "name", "found", "save_as"),
    [
        (b"{\\rtf1\\ansi Verslag}", "report.doc", "RTF", "DOCX / PDF"),
        (_ole("WordDocument"), "report.docx", "Word 97-2003 (DOC)", "DOCX / PDF"),
        (_ole("Workbook"), "report.xls", "Excel 97-2003 (XLS)", "XLSX"),
        (_ole("PowerPoint Document"), "report.ppt", "PowerPoint 97-2003 (PPT)", "PPTX / PDF"),
        (_ole("__properties_version1.0", "WordDocument"), "mail.msg", "Outlook (MSG)", "EML / PDF"),
        (OLE, "drawing.vsd", "Microsoft Office 97-2003", "PDF"),
        (PNG, "scan.pdf", "PNG", "PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", "photo.jpg", "JPEG", "PDF"),
    ],
)
def test_known_formats_that_are_not_read_say_what_to_save_them_as(
    content: bytes, name: str, found: str, save_as: str
) -> None:
    with pytest.raises(UnsupportedError) as raised:
        sniff(content, name)

    assert raised.value.key == "unsupported"
    assert raised.value.values == {"format": found, "save_as": save_as}


@pytest.mark.parametrize(
    ("parts", "found", "save_as"),
    [
        ({"xl/workbook.bin": "x", "xl/styles.xml": "<x/>"}, "Excel (XLSB)", "XLSX"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument (ODS)", "XLSX"),
        ({"mimetype": "application/vnd.oasis.opendocument.presentation"}, "OpenDocument (ODP)", "PPTX / PDF"),
        ({"mimetype": "application/vnd.oasis.opendocument.graphics"}, "OpenDocument", "PDF"),
        ({"mimetype": "application/epub+zip"}, "EPUB", "PDF"),
        ({"Index/Document.iwa": "x"}, "Apple iWork (Pages, Numbers, Keynote)", "PDF"),
    ],
)
def test_archives_of_formats_that_are_not_read_say_what_to_save_them_as(
    make_archive: MakeArchive, parts: dict[str, str], found: str, save_as: str
) -> None:
    with pytest.raises(UnsupportedError) as raised:
        sniff(make_archive(parts), "report.docx")

    assert raised.value.values == {"format": found, "save_as": save_as}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x7fELF" + b"\0" * 100, "program"),
        (b"\x01\x02\x03\x04 text", "notes.txt"),
        (b"\x01\x00\x02\x00\x03\x00\x04\x00" * 9, "sound.raw"),
        (b"\xff\xfe" + b"\x01\x00\x02\x00" * 9, "notes.txt"),
        (json.dumps({"verslag": ["a", "b"]}).encode(), "data.json"),
        (b" \n[1, 2, 3]\n", "data.txt"),
    ],
)
def test_what_is_no_document_is_of_unknown_type(content: bytes, name: str) -> None:
    with pytest.raises(UnsupportedError) as raised:
        sniff(content, name)

    assert raised.value.key == "unknown_type"


def test_a_zip_of_other_files_is_of_unknown_type(make_zip: MakeZip) -> None:
    with pytest.raises(UnsupportedError) as raised:
        sniff(make_zip("photo.jpg", "notes/word.txt"), "archive.zip")

    assert raised.value.key == "unknown_type"


def test_an_encrypted_office_file_is_said_to_have_a_password() -> None:
    with pytest.raises(ReadError) as raised:
        sniff(_ole("EncryptedPackage"), "report.docx")

    assert type(raised.value) is ReadError
    assert raised.value.key == "password"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_zip_that_was_cut_off_is_damaged(small_docx: bytes, share: float) -> None:
    with pytest.raises(ReadError) as raised:
        sniff(small_docx[: int(len(small_docx) * share)], "report.docx")

    assert type(raised.value) is ReadError
    assert raised.value.key == "damaged"


def test_a_zip_of_a_newer_version_is_damaged(make_zip: MakeZip) -> None:
    content = bytearray(make_zip("word/document.xml"))
    content[content.find(b"PK\x01\x02") + 6] = 99

    with pytest.raises(ReadError) as raised:
        sniff(bytes(content), "report.docx")

    assert raised.value.key == "damaged"


def test_a_zip_whose_names_are_no_utf_8_is_damaged(make_zip: MakeZip) -> None:
    content = make_zip("word/é.xml").replace("é".encode(), b"\xff\xfe")

    with pytest.raises(ReadError) as raised:
        sniff(content, "report.docx")

    assert raised.value.key == "damaged"


@pytest.mark.parametrize(
    "start",
    [b"<!-- a -->", b"<!---->\n", b"From:\n", b"A: b\n", b"[", b'{"a":', b" ", b"\n", b"# ", b"- [ ] ", b"<?xml ?>"],
)
def test_a_file_is_told_at_once_however_often_something_is_repeated(start: bytes) -> None:
    content = start * min(22, 8000 // len(start)) if start.startswith(b"<!--") else start * (8000 // len(start))

    with contextlib.suppress(ReadError):
        sniff(content + b"text", "notes.txt")


@_settings
@given(
    start=st.sampled_from(_BEGINNINGS),
    rest=st.binary(max_size=300),
    name=st.sampled_from(["a", "a.md", "a.eml", "a.csv"]),
)
def test_any_bytes_end_in_a_format_or_a_reason(start: bytes, rest: bytes, name: str) -> None:
    try:
        found = sniff(start + rest, name)
    except ReadError as reason:
        assert reason.key in _REASONS  # noqa: PT017
    else:
        assert isinstance(found, Format)


@_settings
@given(wrong=_wrong_bytes)
def test_any_zip_with_wrong_bytes_ends_in_a_format_or_a_reason(make_zip: MakeZip, wrong: list[tuple[int, int]]) -> None:
    content = bytearray(make_zip("word/document.xml", "[Content_Types].xml"))
    for place, byte in wrong:
        content[4 + place % (len(content) - 4)] = byte
    try:
        found = sniff(bytes(content), "report.docx")
    except ReadError as reason:
        assert reason.key in _REASONS | _LIMITS  # noqa: PT017
    else:
        assert found is Format.DOCX
