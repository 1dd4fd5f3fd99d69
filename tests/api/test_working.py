from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest

from api import working
from api.working import work
from ingest.reading import SandboxedReader
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.errors import ModelError
from kb.jobs import FileStatus
from kb.locks import write_lock
from tests.conftest import EXAMPLES, WordEmbedder
from tests.kb.uploads import deliver

MAIL = b"""From: an@example.org
Subject: Minutes of Ouinhi
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

The water committee of Ouinhi meets every month.
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="note.txt"

Waste is collected in fifteen neighbourhoods by tricycle.
--x--
"""


@pytest.fixture(autouse=True)
def as_nice_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.working.os.nice", lambda _: 0)


def statuses(base: KnowledgeBase) -> list[str]:
    return [file.status for job in reversed(base.jobs.jobs(None, 9)[1]) for file in job.files]


def test_a_message_and_what_is_inside_it_are_seen_by_the_same(base: KnowledgeBase) -> None:
    deliver(base, ("minutes.eml", MAIL), visibility="groups:board")
    work(base, once=True)
    [job] = base.jobs.jobs(None, 9)[1]
    assert (job.files[0].status, job.files[0].passages) == (FileStatus.ADDED, 2)
    found = {document.source: document.visibility for document in base.catalog.documents()}
    assert found == {"minutes.eml": "groups:board", "minutes.eml!/note.txt": "groups:board"}
    assert problems_of(base) == []


def test_pages_are_noted(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    path = EXAMPLES / "laarne-ouinhi" / "jaarrapport-2023.pdf"
    deliver(base, (path.name, path.read_bytes()))
    monkeypatch.setattr(working, "_NOTE_PAGES_EVERY_SECONDS", 0)
    work(base, once=True)
    [file] = base.jobs.jobs(None, 9)[1][0].files
    assert file.pages_done == file.pages > 0


def before_each_file(monkeypatch: pytest.MonkeyPatch, between: Callable[[KnowledgeBase], None]) -> None:
    read_next = working._next_file

    def look(base: KnowledgeBase, reader: SandboxedReader) -> bool | None:
        between(base)
        return read_next(base, reader)

    monkeypatch.setattr(working, "_next_file", look)


def test_it_waits_while_somebody_else_writes(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_PAUSE_SECONDS", 0.01)
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))
    held, seen = threading.Event(), threading.Event()

    def write() -> None:
        with write_lock(base.config.home):
            held.set()
            seen.wait(60)

    pauses = 0

    def between(_: KnowledgeBase) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 4:
            assert statuses(base) == ["waiting"]
            seen.set()

    before_each_file(monkeypatch, between)
    writer = threading.Thread(target=write)
    writer.start()
    held.wait(60)
    work(base, once=True)
    writer.join(60)
    assert statuses(base) == ["added"]


def test_between_files_the_lock_is_free(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(base, ("a.txt", b"Waste is collected by tricycle."), ("b.txt", b"The committee meets."))
    found: list[list[str]] = []

    def between(one: KnowledgeBase) -> None:
        with write_lock(one.config.home):
            found.append(statuses(one))

    before_each_file(monkeypatch, between)
    work(base, once=True)
    assert found == [["waiting", "waiting"], ["added", "waiting"], ["added", "added"]]


def test_a_model_that_is_missing_costs_no_file_an_attempt(
    base: KnowledgeBase, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))

    def fail(_: object) -> None:
        raise ModelError("model_missing", model="x", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(embedder, "embed_passages", fail)
        for _ in range(4):
            with pytest.raises(ModelError):
                work(base, once=True)
    [file] = base.jobs.jobs(None, 9)[1][0].files
    assert (file.status, file.attempts) == (FileStatus.WAITING, 0)
    work(base, once=True)
    assert statuses(base) == ["added"]


def told_while_reading(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    deliver(base, ("a.txt", b"Waste is collected by tricycle."), ("b.txt", b"The committee meets."))
    read = SandboxedReader.read

    def told(self: SandboxedReader, content: bytes, name: str, on_page: object) -> object:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGTERM)
        return read(self, content, name, on_page)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(SandboxedReader, "read", told)


def test_told_to_end_it_ends_after_the_file(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    told_while_reading(base, monkeypatch, 1)
    before = signal.getsignal(signal.SIGTERM)
    work(base, once=False)
    assert statuses(base) == ["added", "waiting"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_told_twice_it_puts_the_file_back(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    told_while_reading(base, monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        work(base, once=False)
    [job] = base.jobs.jobs(None, 9)[1]
    assert [(file.status, file.attempts) for file in job.files] == [("waiting", 0), ("waiting", 0)]


def test_what_a_killed_process_wrote_comes_into_the_index(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("kb.index.Indexer.finish", killed)
        with pytest.raises(SystemExit):
            work(base, once=True)
    assert statuses(base) == ["running"]
    assert not list(base.index_root.glob("gen-*"))
    work(base, once=True)
    assert statuses(base) == ["added"]
    assert list(base.index_root.glob("gen-*"))
