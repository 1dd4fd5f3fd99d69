from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ingest.sources import Source, discover
from kb.errors import UsageError


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")


def _labels(*paths: Path) -> list[str]:
    return [source.label for source in discover(paths)]


def test_files_come_in_order_of_name_labelled_from_the_folder_asked_for(tmp_path: Path) -> None:
    _write(tmp_path / "docs", "b.txt", "ouinhi/2024.pdf", "a.pdf")

    assert _labels(tmp_path / "docs") == ["docs/a.pdf", "docs/b.txt", "docs/ouinhi/2024.pdf"]


def test_a_file_asked_for_by_itself_is_labelled_with_its_name(tmp_path: Path) -> None:
    _write(tmp_path / "docs", "a.pdf", "b.pdf")

    assert _labels(tmp_path / "docs" / "a.pdf") == ["a.pdf"]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.pdf",
        ".git/config",
        "deep/.cache/page.html",
        "~$report.docx",
        ".~lock.report.odt#",
        "Thumbs.db",
        "thumbs.db",
        "desktop.ini",
        ".DS_Store",
    ],
)
def test_hidden_lock_and_system_files_are_left_out(tmp_path: Path, name: str) -> None:
    _write(tmp_path / "docs", name, "report.docx")

    assert _labels(tmp_path / "docs") == ["docs/report.docx"]


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    _write(tmp_path, "docs/a.txt", "secret/b.txt")
    (tmp_path / "docs" / "link.txt").symlink_to(tmp_path / "secret" / "b.txt")
    (tmp_path / "docs" / "folder").symlink_to(tmp_path / "secret", target_is_directory=True)
    (tmp_path / "docs" / "broken.txt").symlink_to(tmp_path / "nowhere")

    assert _labels(tmp_path / "docs") == ["docs/a.txt"]


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    _write(tmp_path, "docs/a.txt")
    (tmp_path / "docs" / "again").symlink_to(tmp_path / "docs", target_is_directory=True)

    assert _labels(tmp_path / "docs") == ["docs/a.txt"]


def test_each_file_is_found_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    _write(tmp_path, "docs/a.txt", "docs/deep/b.txt")
    docs = tmp_path / "docs"

    found = discover([docs, docs / "a.txt", docs / "deep", docs / ".." / "docs"])

    assert [source.path for source in found] == [docs.resolve() / "a.txt", docs.resolve() / "deep" / "b.txt"]
    assert found[0].label == "docs/a.txt"


def test_the_same_file_has_the_same_origin_from_wherever_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "docs/a.txt")
    monkeypatch.chdir(tmp_path)

    (near,) = discover([Path("docs")])
    (far,) = discover([tmp_path / "docs" / "a.txt"])

    assert near.origin == far.origin == (tmp_path.resolve() / "docs" / "a.txt").as_posix()


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert discover([tmp_path]) == []


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt")
    missing = tmp_path / "missing"

    with pytest.raises(UsageError) as raised:
        discover([tmp_path / "a.txt", missing])

    assert raised.value.key == "path_missing"
    assert raised.value.values == {"path": missing}


def test_an_origin_names_the_file_and_not_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    assert Source(path=path, label="docs/a.txt").origin == path.as_posix()


def test_a_file_inside_a_file_is_named_after_it() -> None:
    mail = Source(path=Path("/files/docs/mail.eml"), label="docs/mail.eml")
    inner = mail.attached("note.eml").attached("a.pdf")
    assert inner.origin == "/files/docs/mail.eml!/note.eml!/a.pdf"
    assert inner.label == "docs/mail.eml!/note.eml!/a.pdf"
    assert (mail.name, inner.name, inner.path) == ("mail.eml", "a.pdf", mail.path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_no_text_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("a")
    (source,) = discover([path])
    assert source.label == "caf\\udce9.txt"
    assert source.origin.encode()
    assert source.path.read_text() == "a"
