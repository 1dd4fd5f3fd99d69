from __future__ import annotations

from pathlib import Path

from kb.originals import Originals, content_hash


def test_content_is_stored_once_under_its_hash(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    name = originals.put(b"report")
    assert originals.put(b"report") == name == content_hash(b"report")
    assert originals.path(name).read_bytes() == b"report"
    assert originals.names() == {name}
    assert originals.intact(name)


def test_changed_and_missing_content_is_noticed(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    name = originals.put(b"report")
    originals.path(name).write_bytes(b"forged")
    assert not originals.intact(name)
    assert not originals.intact(content_hash(b"other"))


def test_what_nothing_refers_to_and_what_is_half_written_goes(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    kept, gone = originals.put(b"kept"), originals.put(b"gone")
    (originals.path(kept).parent / ".part-x").write_bytes(b"half")
    originals.remove_unfinished()
    originals.keep_only({kept})
    assert originals.names() == {kept}
    assert not originals.path(gone).exists()
    assert not list(tmp_path.rglob(".part-*"))
