"""`docs/bad-input.md` says what the code does; what it says is held against real files where they are there."""

from __future__ import annotations

import re
import tomllib

import pytest

from ingest.reading import SandboxedReader
from kb.errors import ReadError
from tests.conftest import ROOT

PAGE = (ROOT / "docs/bad-input.md").read_text(encoding="utf-8")
MESSAGES = tomllib.loads((ROOT / "kb/data/messages.toml").read_text(encoding="utf-8"))
SOURCES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "ingest").rglob("*.py"))]
RAISED = re.compile(r"(ReadError|UnsupportedError)\(\s*\"([a-z_]+)\"")
ROW = re.compile(r"^\| [^|]+ \| (failed|skipped) \| `([a-z_]+)` \| ([^|]+) \|$", re.MULTILINE)

ROWS = {code: (status, told) for status, code, told in ROW.findall(PAGE)}
STATUSES = {
    key: "skipped" if error == "UnsupportedError" else "failed"
    for text in SOURCES
    for error, key in RAISED.findall(text)
}


def test_the_page_names_exactly_the_codes_that_there_are() -> None:
    assert sorted(ROWS) == sorted(STATUSES)
    assert len(ROW.findall(PAGE)) == len(ROWS) == PAGE.count("| failed |") + PAGE.count("| skipped |")


@pytest.mark.parametrize("code", sorted(ROWS))
def test_each_code_has_its_status_and_its_sentence(code: str) -> None:
    status, told = ROWS[code]
    assert status == STATUSES[code]
    assert told == MESSAGES[code]["en"]


CORPUS = ROOT.parent / "shared" / "corpus"
# How each bad file of the corpus ends; all others there are read. Without tesseract a picture needs OCR.
ENDINGS = {
    "aes256_r6_both_passwords.pdf": "password",
    "blank.pdf": "no_text",
    "empty.eml": "empty_file",
    "encrypted.msg": "unsupported",
    "encrypted_rc4.pdf": "password",
    "fake.rtf": "unsupported",
    "fake_legacy.doc": "unsupported",
    "invalid_header_only.pdf": "damaged",
    "livecycle_xfa.pdf": "xfa_form",
    "no_contents.pdf": "no_text",
    "password_openpassword.pdf": "password",
    "password_protected.xlsx": "password",
    "pdf_with_javascript.pdf": "no_text",
    "pdfjs_empty.pdf": "no_text",
    "tilde_lock_file.docx": "unknown_type",
}
SAME_WITHOUT_OCR = {"needs_ocr": {"no_text", "read"}}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not part of the repository")
def test_the_bad_files_of_the_corpus_end_as_the_page_says(shared_reader: SandboxedReader) -> None:
    wrong = {}
    for path in sorted(CORPUS.glob("*/badinput/*")):
        try:
            shared_reader.read(path.read_bytes(), path.name)
            ending = "read"
        except ReadError as reason:
            ending = reason.key
        expected = ENDINGS.get(path.name, "read")
        if ending != expected and expected not in SAME_WITHOUT_OCR.get(ending, ()):
            wrong[path.name] = ending
    assert wrong == {}
