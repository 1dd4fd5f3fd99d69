from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits import MOST_DEPTH
from ingest.xml import attribute, html_without, local, number, one_line, parse, stream
from kb.errors import ReadError

BILLION = '<!DOCTYPE a [<!ENTITY a0 "ha">{}]><a>&a9;</a>'.format(
    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
).encode()


def _reason(content: bytes) -> str:
    keys = []
    for read in (parse, lambda content: list(stream(content, "a", "b"))):
        with pytest.raises(ReadError) as raised:
            read(content)
        keys.append(raised.value.key)
    assert keys[0] == keys[1]
    return str(keys[0])


def test_elements_are_told_by_their_names_without_namespace() -> None:
    root = parse(b'<x:a xmlns:x="u" x:b="1" c="2"><!-- no --><?pi no?><x:d/></x:a>')

    assert local(root) == "a"
    assert [local(child) for child in root.iterchildren()] == ["d"]
    assert (attribute(root, "b"), attribute(root, "c"), attribute(root, "d", "3")) == ("1", "2", "3")


def test_elements_are_streamed_and_emptied() -> None:
    content = b"<a>" + b"".join(f"<b n='{n}'>t</b><c/>".encode() for n in range(1000)) + b"</a>"
    seen = []
    for element in stream(content, "b"):
        seen.append((number(element.get("n")), element.text))
        assert sum(1 for _ in element.itersiblings(preceding=True)) <= 2

    assert seen == [(n, "t") for n in range(1000)]


def test_entities_are_refused_at_once() -> None:

    assert _reason(BILLION) == "xml_entities"


def test_a_file_of_the_machine_is_never_read() -> None:
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'

    assert _reason(outside) == "xml_entities"


def test_a_document_type_without_entities_is_passed_over() -> None:
    assert parse(b'<!DOCTYPE a SYSTEM "https://example.org/a.dtd"><a>text</a>').text == "text"


@pytest.mark.parametrize(("depth", "key"), [(MOST_DEPTH, None), (MOST_DEPTH + 1, "too_deep"), (100_000, "too_deep")])
def test_elements_nest_to_the_limit_and_no_deeper(depth: int, key: str | None) -> None:
    content = b"<a>" * depth + b"</a>" * depth

    if key:
        assert _reason(content) == key
    else:
        parse(content)


@pytest.mark.parametrize("content", [b"", b"text", b"<a>", b"<a></b>", b"\xff\xfe<"])
def test_what_is_no_xml_is_damaged(content: bytes) -> None:
    assert _reason(content) == "damaged"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_element_or_a_reason(content: bytes) -> None:
    try:
        parse(b"<a>" + content)
    except ReadError as reason:
        assert reason.key in {"damaged", "xml_entities", "too_deep"}  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \n b\t c\xa0d ", "a b c d"),
        ("transformatie \uf0e0 wereld", "transformatie → wereld"),
        ("\uf0b7 punt", "punt"),
        ("", ""),
    ],
)
def test_text_is_one_line_of_what_can_be_shown(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("-3", -3), ("x", 7), ("", 7), (None, 7), ("1.5", 7)])
def test_a_number_that_is_none_is_the_default(text: str | None, value: int) -> None:
    assert number(text, 7) == value


def test_elements_are_taken_out_of_html_and_what_follows_them_stays() -> None:
    left = html_without("<p>a<b class='x'>b</b>c</p><blockquote type='cite'>d</blockquote>e", ["//b", "//blockquote"])

    assert "ac</p>" in left
    assert "d</b" not in left
    assert "e" in left
    assert html_without("", ["//b"]) == ""
