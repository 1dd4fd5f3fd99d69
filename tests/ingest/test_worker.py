from __future__ import annotations

import io
from typing import Any

import pytest

from ingest import worker
from ingest.blocks import Parsed
from ingest.options import ReadOptions
from ingest.wire import Row, decode, read_parsed
from ingest.worker import ReadFile, Worker, read_file
from kb.errors import ReadError


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "allow_seconds", lambda _: None)  # the tests' own process


def answer(read: ReadFile, content: bytes = b"content", name: str = "a.md") -> list[Row]:
    sent = io.BytesIO()
    Worker(read, sent, seconds=1).answer(content, name, ocr=True)
    return [decode(line) for line in sent.getvalue().splitlines()]


def test_a_document_is_sent_after_its_pages_and_before_the_end() -> None:
    def read(_content: bytes, _name: str, options: ReadOptions) -> Parsed:
        options.on_page(1, 2)
        options.on_page(2, 2)
        return Parsed(blocks=(), title="Report")

    first, second, *document, (end, peak) = answer(read)
    assert [first, second] == [["done", 1, 2], ["done", 2, 2]]
    assert read_parsed(document) == Parsed(blocks=(), title="Report")
    assert end == "end"
    assert peak >= 0


def test_ocr_is_told() -> None:
    sent = io.BytesIO()
    Worker(read_file, sent, seconds=1).ocr_begins()
    assert decode(sent.getvalue()) == ["ocr"]


@pytest.mark.parametrize(
    ("error", "row"),
    [
        (ReadError("password"), ["error", "password", {}, False]),
        (MemoryError(), ["memory"]),
        (ZeroDivisionError(), ["error", "unexpected", {"cause": "ZeroDivisionError"}, False]),
        (RecursionError(), ["error", "unexpected", {"cause": "RecursionError"}, False]),
    ],
)
def test_why_there_is_no_document_is_sent(error: Exception, row: Row) -> None:
    def read(*_: Any) -> Parsed:
        raise error

    told, (end, _) = answer(read)
    assert told == row
    assert end == "end"


def test_a_file_is_told_by_its_content_and_read() -> None:
    parsed = read_file(b"# Water\n\nThe pump.", "a.md", ReadOptions())
    assert [block.text for block in parsed.blocks] == ["Water", "The pump."]
    with pytest.raises(ReadError):
        read_file(b"", "a.md", ReadOptions())
