from __future__ import annotations

import contextlib
import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import limits
from ingest.archive import open_archive
from kb.errors import ReadError

MakeArchive = Callable[..., bytes]

_settings = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# A leading slash or back slash says nothing: names that differ by it only name the same part.
_part_name = st.text("abc/é", min_size=1, max_size=6).filter(lambda name: not name.startswith("/"))
_wrong_bytes = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)


def _reason(content: bytes) -> str:
    with pytest.raises(ReadError) as raised:
        open_archive(content).check()
    return raised.value.key


def _stating(content: bytes, size: int) -> bytes:
    """Returns an archive of one part that states another size, in both of its headers."""
    changed = bytearray(content)
    changed[22:26] = struct.pack("<I", size)
    central = content.find(b"PK\x01\x02")
    changed[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(changed)


def test_parts_are_read_by_name_in_any_case_and_with_any_slash(make_archive: MakeArchive) -> None:
    archive = open_archive(make_archive({"ppt/Slides/slide1.xml": b"a", "word\\document.xml": b"b"}))

    assert archive.names == {"ppt/slides/slide1.xml", "word/document.xml"}
    assert archive.read("PPT/slides/Slide1.xml") == b"a"
    assert archive.read("word/document.xml") == b"b"
    assert "ppt/slides/slide2.xml" not in archive


def test_a_missing_part_is_damage(make_archive: MakeArchive) -> None:
    with pytest.raises(ReadError) as raised:
        open_archive(make_archive({"a": b""})).read("b")

    assert raised.value.key == "damaged"


def test_names_are_data(make_archive: MakeArchive, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    archive = open_archive(make_archive({"../outside.xml": b"x", "/etc/inside.xml": b"y"}))
    archive.check()

    assert archive.read("../outside.xml") == b"x"
    assert os.listdir(str(tmp_path)) == []  # noqa: PTH208 - a plain list is what is compared


def test_what_unpacks_beyond_the_limit_is_refused(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UNZIPPED_BYTES", 2_000_000)
    content = make_archive({"a": os.urandom(1_000_000), "b": os.urandom(1_000_001)})

    with pytest.raises(ReadError) as raised:
        open_archive(content)

    assert raised.value.key == "unzipped_too_large"
    assert raised.value.values == {"size": 2, "most": 2}


def test_a_dense_archive_is_refused(make_archive: MakeArchive) -> None:
    assert _reason(make_archive({"a": b"\0" * 20_000_000})) == "unzipped_too_dense"


def test_a_small_dense_archive_is_no_harm(make_archive: MakeArchive) -> None:
    open_archive(make_archive({"a": b"\0" * 1_000_000})).check()


def test_too_many_parts_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ZIP_ENTRIES", 10)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    content = b"PK\x03\x04" + b"PK\x01\x02" * 11

    assert _reason(content) == "too_many_parts"


def test_an_archive_at_the_limits_is_opened(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_archive({str(number): os.urandom(100) for number in range(10)})
    monkeypatch.setattr(limits, "MOST_ZIP_ENTRIES", 10)
    monkeypatch.setattr(limits, "MOST_UNZIPPED_BYTES", 1000)

    open_archive(content).check()


def test_a_part_larger_than_stated_is_refused(make_archive: MakeArchive) -> None:
    content = _stating(make_archive({"word/media/a.png": b"\0" * 3_000_000}), 100)

    assert _reason(content) == "damaged"
    with pytest.raises(ReadError) as raised:
        open_archive(content).read("word/media/a.png")
    assert raised.value.values == {"cause": "size"}


def test_a_lying_part_costs_no_more_than_it_states(make_archive: MakeArchive) -> None:
    content = _stating(make_archive({"a": b"\0" * 100_000_000}), 100)

    tracemalloc.start()
    with contextlib.suppress(ReadError):
        open_archive(content).check()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


def test_a_part_smaller_than_stated_is_damage_to_its_reader_only(make_archive: MakeArchive) -> None:
    archive = open_archive(_stating(make_archive({"a": b"text"}), 1000))
    archive.check()

    assert archive.read("a") == b"text"


def test_damage_to_one_part_does_not_cost_the_others(make_archive: MakeArchive) -> None:
    content = bytearray(make_archive({"a.png": b"picture" * 9, "b.xml": b"<x/>"}, zipfile.ZIP_STORED))
    content[content.find(b"picture")] ^= 0xFF
    archive = open_archive(bytes(content))
    archive.check()

    assert archive.read("b.xml") == b"<x/>"
    with pytest.raises(ReadError) as raised:
        archive.read("a.png")
    assert raised.value.key == "damaged"


def test_parts_that_share_their_bytes_are_refused(make_archive: MakeArchive) -> None:
    content = make_archive({"a": os.urandom(500)}, zipfile.ZIP_STORED)
    start = content.find(b"PK\x01\x02")
    entry, end = content[start : content.find(b"PK\x05\x06")], content[content.find(b"PK\x05\x06") :]
    ended = bytearray(end)
    ended[8:12] = struct.pack("<HH", 9, 9)
    ended[12:16] = struct.pack("<I", len(entry) * 9)

    assert _reason(content[:start] + entry * 9 + bytes(ended)) == "damaged"


def test_an_encrypted_part_asks_for_a_password(make_archive: MakeArchive) -> None:
    content = bytearray(make_archive({"a": b"text"}))
    content[content.find(b"PK\x01\x02") + 8] |= 1

    assert _reason(bytes(content)) == "password"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_no_office_program_uses_are_refused(make_archive: MakeArchive, method: int) -> None:
    assert _reason(make_archive({"a": b"text"}, method)) == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_stand(make_archive: MakeArchive, encoding: str) -> None:
    bomb = '<?xml version="1.0"?>' + " " * 65_500 + '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert _reason(make_archive({"word/document.xml": bomb.encode(encoding)})) == "xml_entities"
    open_archive(make_archive({"word/media/text.bin": bomb.encode(encoding)})).check()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", b"PK\x05\x06" + b"\0" * 10])
def test_what_is_no_archive_is_damaged(content: bytes) -> None:
    assert _reason(content) == "damaged"


@_settings
@given(wrong=_wrong_bytes)
def test_an_archive_with_wrong_bytes_is_read_within_the_limits_or_refused(
    make_archive: MakeArchive, wrong: list[tuple[int, int]]
) -> None:
    content = bytearray(make_archive({"a.xml": b"<a>" + b"x" * 500 + b"</a>", "b": os.urandom(50), "c": b""}))
    for place, byte in wrong:
        content[place % len(content)] = byte
    try:
        archive = open_archive(bytes(content))
        archive.check()
        sizes = [len(archive.read(name)) for name in archive.names]
    except ReadError:
        return
    assert sum(sizes) <= limits.MOST_UNZIPPED_BYTES


@_settings
@given(parts=st.dictionaries(_part_name, st.binary(max_size=200), max_size=5))
def test_every_part_comes_back_as_it_was_packed(make_archive: MakeArchive, parts: dict[str, bytes]) -> None:
    content = make_archive(parts)
    with zipfile.ZipFile(io.BytesIO(content)) as known:
        archive = open_archive(content)
        assert all(archive.read(name) == known.read(name) for name in parts)
