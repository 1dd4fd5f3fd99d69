from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import TooLargeError
from kb.spool import Spool


class Dribble(io.BytesIO):
    """Gives fewer bytes at once than are asked for, and fails when it is told to."""

    def __init__(self, content: bytes, fails_at: int | None = None) -> None:
        super().__init__(content)
        self._fails_at = fails_at

    def read(self, size: int | None = -1, /) -> bytes:
        if self._fails_at is not None and self.tell() >= self._fails_at:
            raise ConnectionResetError
        return super().read(min(size or 1, 700))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "uploads", 1)


def test_what_is_received_gets_its_name_when_it_is_kept(spool: Spool) -> None:
    content = b"water" * 1000
    received = spool.receive(Dribble(content))
    assert received.content_hash == hashlib.sha256(content).hexdigest()
    assert spool.names() == set()
    spool.keep(received)
    assert spool.names() == {received.content_hash}
    assert spool.path(received.content_hash).read_bytes() == content
    received.discard()
    assert spool.path(received.content_hash).read_bytes() == content


def test_the_same_content_twice_is_one_file(spool: Spool) -> None:
    for _ in range(2):
        spool.keep(spool.receive(io.BytesIO(b"once")))
    assert len(list(spool.root.iterdir())) == 1


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_too_large_a_file_leaves_nothing(spool: Spool, size: int) -> None:
    with pytest.raises(TooLargeError):
        spool.receive(io.BytesIO(bytes(size)))
    assert list(spool.root.iterdir()) == []
    spool.receive(io.BytesIO(bytes(1_000_000)))


def test_a_connection_that_breaks_leaves_nothing(spool: Spool) -> None:
    with pytest.raises(ConnectionResetError):
        spool.receive(Dribble(bytes(5000), fails_at=2000))
    assert list(spool.root.iterdir()) == []


def test_what_a_killed_server_left_is_removed(spool: Spool) -> None:
    kept = spool.receive(io.BytesIO(b"kept"))
    spool.keep(kept)
    spool.receive(io.BytesIO(b"never kept"))
    spool.remove_unfinished()
    assert [path.name for path in spool.root.iterdir()] == [kept.content_hash]


@settings(deadline=None, max_examples=30)
@given(contents=st.lists(st.binary(max_size=50), unique=True, max_size=6), data=st.data())
def test_only_what_is_needed_is_kept(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes], data: st.DataObject
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool"), 1)
    names = set()
    for content in contents:
        received = spool.receive(io.BytesIO(content))
        spool.keep(received)
        names.add(received.content_hash)
    needed = data.draw(st.sets(st.sampled_from(sorted(names)))) if names else set()
    waiting = spool.receive(io.BytesIO(b"on its way"))
    spool.keep_only(needed)
    assert spool.names() == needed
    spool.keep(waiting)
    assert spool.path(waiting.content_hash).read_bytes() == b"on its way"
