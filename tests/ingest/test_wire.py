from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Attachment, Block, Parsed, Place
from ingest.wire import decode, encode, error_row, parsed_rows, read_error, read_parsed
from kb.errors import ReadError, UnsupportedError
from kb.types import Box, Page

_settings = settings(max_examples=100, deadline=None, derandomize=True)
_numbers = st.floats(allow_nan=False)
_text = st.text(max_size=20)


def _any(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Fills every field of a dataclass, also one that is added later, with anything of its type."""
    hints = get_type_hints(kind)
    found = {field.name: given.get(field.name, st.from_type(hints[field.name])) for field in fields(kind)}
    return st.builds(kind, **found)


_boxes = st.builds(Box, st.integers(), _numbers, _numbers, _numbers, _numbers)
_places = st.builds(Place, st.integers(), _boxes)
_blocks = _any(Block, text=_text, places=st.lists(_places, max_size=3).map(tuple))
_pages = _any(Page, confidence=_numbers)
_attachments = _any(Attachment)
_parsed = _any(
    Parsed,
    blocks=st.lists(_blocks, max_size=4).map(tuple),
    page_facts=st.lists(_pages, max_size=3).map(tuple),
    attachments=st.lists(_attachments, max_size=3).map(tuple),
)


@_settings
@given(_parsed)
def test_a_document_arrives_as_it_was_sent(parsed: Parsed) -> None:
    assert read_parsed(decode(encode(row)) for row in parsed_rows(parsed)) == parsed


def test_a_large_attachment_goes_in_pieces() -> None:
    content = bytes(range(256)) * 10_000
    parsed = Parsed(blocks=(), attachments=(Attachment(name="a", content=content), Attachment(name="b", content=b"")))
    lines = [encode(row) for row in parsed_rows(parsed)]
    assert max(map(len, lines)) < 1_500_000
    assert read_parsed(map(decode, lines)) == parsed


def test_half_characters_are_left_out() -> None:
    assert decode(encode(["about", "a\ud800b", "\ud83d\ude00"])) == ["about", "ab", ""]


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"print('x')", b"\xff\xfe", b'"done"'])
def test_what_is_no_row_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own and ours
        decode(line)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["about", None, None, None, {}], ["wonder"]],
        [["about", None, None, None, {}], ["piece", "QQ=="]],
        [["about", None, None, None, {}], ["block", {"kind": "poem", "text": "a", "places": []}]],
        [["about", None, None, None, {}], ["block", {"kind": "heading", "text": "a", "places": [], "run": "rm"}]],
        [["about", None, None, None, {}], ["page", 1]],
    ],
)
def test_rows_that_tell_no_document_are_refused(rows: list[list[Any]]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_parsed(rows)


@pytest.mark.parametrize("kind", [ReadError, UnsupportedError])
def test_a_reason_arrives_with_its_values_as_they_are_shown(kind: type[ReadError]) -> None:
    reason = kind("damaged", cause=ValueError("no end"))
    name, *values = decode(encode(error_row(reason)))
    told = read_error(values)
    assert name == "error"
    assert type(told) is kind
    assert str(told) == str(reason)


def test_a_reason_that_has_no_message_is_refused() -> None:
    for values in (["nonsense", {}, False], ["damaged", {}, False]):
        with pytest.raises(KeyError):
            read_error(values)
