from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from kb.access import Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.config import load_config
from kb.errors import OverloadedError, UsageError
from kb.job_store import MOST_ATTEMPTS
from kb.jobs import Ending, FileStatus, Job, JobFile, JobState
from kb.text import digest
from kb.types import Document, DocumentKind
from tests.conftest import WordEmbedder
from tests.kb.uploads import deliver

AN = Reader(name="an", scopes=frozenset({Scope.READ, Scope.WRITE}), internal=True)
BO = replace(AN, name="bo", groups=frozenset({"board"}))
ADDED = Ending(status=FileStatus.ADDED, passages=3)


@pytest.fixture
def write_uploaded(base: KnowledgeBase) -> Callable[..., Document]:
    """Writes the document of a file as an ingest would."""

    def write(file: JobFile, visibility: str = "internal") -> Document:
        document = Document(
            id=digest(file.origin),
            origin=file.origin,
            source=file.name,
            content_hash=file.content_hash,
            title=file.name,
            kind=DocumentKind.REPORT,
            language="en",
            year=2024,
            pages=1,
            visibility=visibility,
        )
        state = SourceState(
            origin=file.origin,
            source=file.name,
            content_hash=file.content_hash,
            reader="1",
            status="added",
            document_id=document.id,
        )
        with base.catalog.transaction() as connection:
            base.catalog.put_document(connection, document)
            base.catalog.record_source(connection, state)
        return document

    return write


def claimed(base: KnowledgeBase) -> JobFile:
    found = base.jobs.claim()
    assert found is not None
    return found


def again(base: KnowledgeBase, job: Job) -> Job:
    found = base.jobs.job(job.id)
    assert found is not None
    return found


def test_files_are_taken_in_the_order_in_which_they_came(base: KnowledgeBase) -> None:
    first = deliver(base, ("b.txt", b"b"), ("a.txt", b"a"))
    second = deliver(base, ("c.txt", b"c"))
    assert (first.state, base.jobs.unfinished()) == (JobState.QUEUED, 3)
    names = []
    while (file := base.jobs.claim()) is not None:
        names.append(file.name)
        base.jobs.end(file, ADDED)
    assert names == ["b.txt", "a.txt", "c.txt"]
    done = again(base, first)
    assert (done.state, [file.passages for file in done.files]) == (JobState.DONE, [3, 3])
    assert done.finished_at is not None
    assert [job.id for job in base.jobs.jobs("", 10)[1]] == [second.id, first.id]


def test_a_job_shows_how_far_it_is_and_raises_no_revision(base: KnowledgeBase) -> None:
    revision = base.catalog.revision()
    job = deliver(base, ("a.txt", b"a"), ("b.txt", b"b"))
    file = claimed(base)
    base.jobs.note_pages(file, 3, 10)
    running = again(base, job)
    assert (running.state, running.files[0].pages_done, running.files[0].pages) == (JobState.RUNNING, 3, 10)
    base.jobs.put_back(file)
    assert again(base, job).state is JobState.QUEUED
    assert claimed(base).attempts == 0
    assert base.catalog.revision() == revision


def test_a_file_that_ends_the_process_is_given_up(base: KnowledgeBase) -> None:
    job = deliver(base, ("bomb.pdf", b"bomb"))
    for attempt in range(MOST_ATTEMPTS):
        assert claimed(base).attempts == attempt
        base.jobs.resume()
    [file] = again(base, job).files
    assert (file.status, file.reason_key, file.reason_values) == (
        "failed",
        "upload_gave_up",
        {"attempts": MOST_ATTEMPTS},
    )
    assert base.jobs.claim() is None
    base.jobs.sweep()
    assert base.spool.names() == set()


def test_what_was_written_before_the_process_died_has_ended(
    base: KnowledgeBase, write_uploaded: Callable[..., Document]
) -> None:
    job = deliver(base, ("a.txt", b"a"))
    document = write_uploaded(claimed(base))
    base.jobs.resume()
    [file] = again(base, job).files
    assert (file.status, file.document_id) == (FileStatus.ADDED, document.id)


def test_what_has_ended_stays_as_it_ended(base: KnowledgeBase) -> None:
    job = deliver(base, ("a.txt", b"a"))
    file = claimed(base)
    base.jobs.end(file, ADDED)
    base.jobs.end(file, Ending(status=FileStatus.FAILED, reason_key="no_text"))
    base.jobs.put_back(file)
    base.jobs.note_pages(file, 1, 2)
    assert again(base, job).files[0].status is FileStatus.ADDED


def test_the_same_key_gives_the_same_job_and_keeps_nothing_more(base: KnowledgeBase) -> None:
    first = deliver(base, ("a.txt", b"a"), reader=AN, key="one")
    assert deliver(base, ("a.txt", b"a"), reader=AN, key="one") == first
    assert deliver(base, ("a.txt", b"a"), reader=BO, key="one").id != first.id
    assert deliver(base, ("a.txt", b"a"), reader=AN).id != first.id
    for other in ({"visibility": "public"}, {"origin": "/files/x", "visibility": None}):
        with pytest.raises(UsageError) as caught:
            deliver(base, ("a.txt", b"a"), reader=AN, key="one", **other)  # type: ignore[arg-type]
        assert caught.value.key == "idempotency_key_reused"
    with pytest.raises(UsageError):
        deliver(base, ("b.txt", b"a"), reader=AN, key="one")
    assert [path.name for path in base.spool.root.iterdir()] == [first.files[0].content_hash]


def test_content_that_waits_becomes_one_document(base: KnowledgeBase) -> None:
    job = deliver(base, ("a.txt", b"same"), ("b.txt", b"same"), ("c.txt", b"other"))
    later = deliver(base, ("d.txt", b"same"), reader=AN)
    a, b, c = (file.origin for file in job.files)
    assert a == b == later.files[0].origin != c
    assert deliver(base, ("a.txt", b"same"), visibility="public").files[0].origin != a


def test_content_that_is_uploaded_already_ends_at_once(
    base: KnowledgeBase, write_uploaded: Callable[..., Document]
) -> None:
    deliver(base, ("a.txt", b"same"))
    file = claimed(base)
    document = write_uploaded(file)
    base.jobs.end(file, ADDED)
    base.jobs.sweep()
    job = deliver(base, ("b.txt", b"same"), reader=AN)
    assert (job.state, job.files[0].status, job.files[0].document_id) == ("done", "unchanged", document.id)
    assert job.finished_at == job.created_at
    assert list(base.spool.root.iterdir()) == []


@pytest.mark.parametrize("held", ["groups:board", "public", "groups:team"])
def test_content_of_another_visibility_is_a_document_of_its_own(
    base: KnowledgeBase, write_uploaded: Callable[..., Document], held: str
) -> None:
    deliver(base, ("a.txt", b"same"), visibility=held)
    file = claimed(base)
    document = write_uploaded(file, held)
    base.jobs.end(file, ADDED)
    for wanted in ("internal", "groups:board"):  # she is in no group
        [new] = deliver(base, ("b.txt", b"same"), reader=AN, visibility=wanted).files
        assert (new.status, new.document_id) == (FileStatus.WAITING, None)
        assert digest(new.origin) != document.id


def test_content_whose_document_was_hidden_while_a_copy_waits_is_its_own(
    base: KnowledgeBase, write_uploaded: Callable[..., Document]
) -> None:
    deliver(base, ("a.txt", b"same"), ("b.txt", b"same"))
    file = claimed(base)
    write_uploaded(file, "groups:board")  # as after a change by an administrator
    base.jobs.end(file, ADDED)
    assert deliver(base, ("c.txt", b"same"), reader=AN).files[0].origin != file.origin


def test_a_document_that_is_about_to_be_replaced_is_no_match(
    base: KnowledgeBase, write_uploaded: Callable[..., Document]
) -> None:
    deliver(base, ("a.txt", b"old"))
    file = claimed(base)
    document = write_uploaded(file)
    base.jobs.end(file, ADDED)
    replacing = deliver(base, ("a.txt", b"new"), origin=document.origin, visibility=None)
    assert replacing.files[0].origin == document.origin
    for content in (b"old", b"new"):
        assert deliver(base, ("c.txt", content)).files[0].origin != document.origin


def test_too_many_waiting_files_are_refused_whole(tmp_path: Path) -> None:
    base = KnowledgeBase(load_config(tmp_path, {"KB_MAX_QUEUED_FILES": "2"}), WordEmbedder())
    kept = deliver(base, ("a.txt", b"a"), key="one")
    with pytest.raises(OverloadedError):
        deliver(base, ("b.txt", b"b"), ("c.txt", b"c"))
    assert base.jobs.unfinished() == 1
    deliver(base, ("b.txt", b"b"))
    assert deliver(base, ("a.txt", b"a"), key="one") == kept
    with pytest.raises(OverloadedError):
        deliver(base, ("c.txt", b"c"))
    assert len(list(base.spool.root.iterdir())) == 2
    base.close()


class Jobs(RuleBasedStateMachine):
    """Any order of uploading, taking, crashing and ending: each file ends once, and is on the disk until then."""

    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.endings: dict[tuple[str, int], FileStatus] = {}
        self.uploaded: set[tuple[str, int]] = set()
        self.taken: JobFile | None = None

    @initialize()
    def open(self) -> None:
        self.folder = TEMP.mktemp("jobs")
        self.base = KnowledgeBase(load_config(self.folder, {"KB_MAX_QUEUED_FILES": "6"}), WordEmbedder())

    def teardown(self) -> None:
        if hasattr(self, "base"):
            self.base.close()

    @rule(contents=st.lists(st.sampled_from([b"a", b"b", b"c"]), min_size=1, max_size=3))
    def upload(self, contents: list[bytes]) -> None:
        before = self.base.jobs.unfinished()
        try:
            job = deliver(self.base, *(("name.txt", content) for content in contents))
        except OverloadedError:
            assert before + len(contents) > 6
        else:
            self.uploaded |= {(file.job_id, file.position) for file in job.files}

    @precondition(lambda self: self.taken is None)
    @rule()
    def take(self) -> None:
        self.base.jobs.resume()
        self.taken = self.base.jobs.claim()

    @precondition(lambda self: self.taken is not None)
    @rule(status=st.sampled_from([FileStatus.ADDED, FileStatus.FAILED, FileStatus.SKIPPED]))
    def end(self, status: FileStatus) -> None:
        assert self.taken is not None
        assert (self.taken.job_id, self.taken.position) not in self.endings
        self.base.jobs.end(self.taken, Ending(status=status, reason_key=None if status == "added" else "no_text"))
        self.taken = None

    @precondition(lambda self: self.taken is not None)
    @rule()
    def put_back(self) -> None:
        assert self.taken is not None
        self.base.jobs.put_back(self.taken)
        self.taken = None

    @rule()
    def crash(self) -> None:
        self.taken = None
        self.base.close()
        self.base = KnowledgeBase(self.base.config, WordEmbedder())

    @rule()
    def sweep(self) -> None:
        self.base.jobs.sweep()

    @invariant()
    def each_ends_once_and_is_there_until_then(self) -> None:
        if not hasattr(self, "base"):
            return
        _, jobs = self.base.jobs.jobs(None, 1000)
        files = {(file.job_id, file.position): file for job in jobs for file in job.files}
        assert set(files) == self.uploaded
        for key, file in files.items():
            if file.is_finished:
                assert self.endings.setdefault(key, file.status) == file.status
                assert file.status is not FileStatus.FAILED or file.reason_key
            else:
                assert key not in self.endings
                assert self.base.spool.path(file.content_hash).is_file()
                assert file.attempts < MOST_ATTEMPTS
        running = [file for file in files.values() if file.status is FileStatus.RUNNING]
        assert len(running) <= 1
        assert all((job.finished_at is not None) == (job.state is JobState.DONE) for job in jobs)


TEMP: pytest.TempPathFactory


@pytest.fixture(scope="module", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> None:
    global TEMP  # noqa: PLW0603 - the library makes the machine itself
    TEMP = tmp_path_factory


TestJobs = Jobs.TestCase
TestJobs.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
