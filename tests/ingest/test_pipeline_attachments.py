"""Files inside files: each a document of its own, and gone when it is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import Connection

from ingest import pipeline
from ingest.blocks import Attachment, Block, BlockKind, Parsed
from ingest.outcomes import Outcome, Status
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.catalog import SourceState
from kb.errors import ReadError
from kb.types import Query
from tests.ingest.small_files import mail


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {outcome.source: outcome.status.value for outcome in outcomes}


class Nesting:
    """Reads JSON: a text, and attachments by name, which are such files themselves; notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Has nothing to close."""

    def read(self, content: bytes, name: str, on_page: Callable[[int, int], None]) -> Parsed:
        self.asked.append(name)
        on_page(1, 1)
        if content == b"bad":
            raise ReadError("damaged", cause="bad")
        said = json.loads(content)
        attachments = [(key, inner if inner == "bad" else json.dumps(inner)) for key, inner in said.items() if key]
        return Parsed(
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=said[""]),) if said.get("") else (),
            attachments=tuple(Attachment(name=key, content=inner.encode()) for key, inner in attachments),
        )


@pytest.fixture
def nesting(monkeypatch: pytest.MonkeyPatch) -> Nesting:
    found = Nesting()
    monkeypatch.setattr(pipeline, "SandboxedReader", lambda _: found)
    return found


def said(word: str) -> str:
    return f"The water committee of Ouinhi speaks about {word} and what it means for the neighbourhood."


def put(tmp_path: Path, content: object, name: str = "mail.eml") -> Path:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / name).write_text(json.dumps(content))
    return tmp_path / "in"


@pytest.mark.usefixtures("nesting")
def test_each_attachment_becomes_a_document_of_its_own(base: KnowledgeBase, tmp_path: Path) -> None:
    mail = {"": said("pumps"), "b.pdf": {"": said("rain"), "c.txt": {"": said("wells")}}, "bad.pdf": "bad"}
    report = ingest([put(tmp_path, mail), put(tmp_path, {"": said("taps")}, "zz.txt")], base)
    assert [(outcome.source, outcome.status.value) for outcome in report.outcomes] == [
        ("in/mail.eml", "added"),
        ("in/mail.eml!/b.pdf", "added"),
        ("in/mail.eml!/b.pdf!/c.txt", "added"),
        ("in/mail.eml!/bad.pdf", "failed"),
        ("in/zz.txt", "added"),
    ]
    assert report.passages == base.catalog.counts()["passages"] == 4
    found = base.searcher.search(Query(text="wells")).hits[0].document
    assert found.source == "in/mail.eml!/b.pdf!/c.txt"
    assert found.origin == (tmp_path / "in" / "mail.eml").as_posix() + "!/b.pdf!/c.txt"
    assert problems_of(base) == []


def test_an_unchanged_file_reports_what_is_inside_it_as_unchanged_too(
    base: KnowledgeBase, tmp_path: Path, nesting: Nesting
) -> None:
    folder = put(tmp_path, {"": said("pumps"), "b.pdf": {"": said("rain"), "c.txt": {"": said("wells")}}, "d": "bad"})
    first = ingest([folder], base)
    nesting.asked.clear()
    second = ingest([folder / "mail.eml"], base)
    assert nesting.asked == []
    assert [outcome.source for outcome in second.outcomes] == [
        "mail.eml",
        "mail.eml!/b.pdf",
        "mail.eml!/b.pdf!/c.txt",
        "mail.eml!/d",
    ]
    assert {outcome.status for outcome in second.outcomes} == {Status.UNCHANGED}
    assert [o.document_id for o in second.outcomes] == [o.document_id for o in first.outcomes]
    assert second.passages == first.passages == 3
    assert not second.complete


def test_what_failed_inside_a_file_is_read_again_when_asked(
    base: KnowledgeBase, tmp_path: Path, nesting: Nesting
) -> None:
    folder = put(tmp_path, {"": said("pumps"), "b.pdf": {"": said("rain")}, "d": "bad"})
    ingest([folder], base)
    nesting.asked.clear()
    again = ingest([folder], base, retry=True)
    assert nesting.asked == ["mail.eml", "d"]
    assert [outcome.status.value for outcome in again.outcomes] == ["unchanged", "unchanged", "failed"]
    assert base.catalog.counts()["documents"] == 2


def test_what_a_changed_file_no_longer_holds_is_removed(base: KnowledgeBase, tmp_path: Path, nesting: Nesting) -> None:
    folder = put(tmp_path, {"": said("pumps"), "b.pdf": {"": said("rain"), "c.txt": {"": said("wells")}}, "d": "bad"})
    ingest([folder], base)
    nesting.asked.clear()
    report = ingest([put(tmp_path, {"": said("taps"), "e.pdf": {"": said("roofs")}})], base)
    assert statuses(report.outcomes) == {"in/mail.eml": "updated", "in/mail.eml!/e.pdf": "added"}
    origin = (folder / "mail.eml").as_posix()
    assert set(base.catalog.source_states()) == {origin, f"{origin}!/e.pdf"}
    assert not any("wells" in hit.passage.text for hit in base.searcher.search(Query(text="wells rain")).hits)
    assert len(base.originals.names()) == 2
    assert problems_of(base) == []
    nesting.asked.clear()
    ingest([put(tmp_path, {"": said("taps"), "f.pdf": {"": said("roofs")}, "e.pdf": {"": said("roofs")}})], base)
    assert nesting.asked == ["mail.eml", "f.pdf"]  # what is inside and did not change is not read again


@pytest.mark.usefixtures("nesting")
def test_a_file_that_turned_bad_keeps_what_was_inside_it(base: KnowledgeBase, tmp_path: Path) -> None:
    folder = put(tmp_path, {"": said("pumps"), "b.pdf": {"": said("rain")}})
    ingest([folder], base)
    (folder / "mail.eml").write_text("bad")
    report = ingest([folder], base)
    assert statuses(report.outcomes) == {"in/mail.eml": "failed", "in/mail.eml!/b.pdf": "unchanged"}
    assert base.catalog.counts()["documents"] == 2


@pytest.mark.usefixtures("nesting")
def test_a_file_that_holds_only_others_is_passed_over_and_they_are_not(base: KnowledgeBase, tmp_path: Path) -> None:
    folder = put(tmp_path, {"b.pdf": {"": said("rain")}})
    report = ingest([folder], base)
    assert statuses(report.outcomes) == {"in/mail.eml": "skipped", "in/mail.eml!/b.pdf": "added"}
    assert [o.reason.key for o in report.outcomes if o.reason] == ["only_attachments"]
    assert report.complete
    again = ingest([folder], base)
    assert {o.status for o in again.outcomes} == {Status.UNCHANGED}
    assert again.complete


def test_what_is_inside_is_in_the_catalogue_before_the_file_is_noted(
    base: KnowledgeBase, tmp_path: Path, nesting: Nesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    record = base.catalog.record_source

    def note(connection: Connection, state: SourceState) -> None:
        noted.append(state.source)
        record(connection, state)

    monkeypatch.setattr(base.catalog, "record_source", note)
    put(tmp_path, {"": said("pumps"), "b.pdf": {"": said("rain")}}, "a.eml")
    ingest([put(tmp_path, {"b.pdf": {"": said("wells")}}, "b.eml")], base)
    assert noted == ["in/a.eml!/b.pdf", "in/a.eml", "in/b.eml!/b.pdf", "in/b.eml"]
    assert nesting.asked == ["a.eml", "b.pdf", "b.eml", "b.pdf"]


@pytest.mark.usefixtures("nesting")
def test_nesting_has_its_limit(base: KnowledgeBase, tmp_path: Path) -> None:
    content: dict[str, object] = {"": said("wells")}
    for level in range(5):
        content = {"": said(f"pumps{level}"), "in": content}
    report = ingest([put(tmp_path, content)], base)
    assert [outcome.status.value for outcome in report.outcomes] == ["added"] * 4 + ["skipped"]
    reason = report.outcomes[-1].reason
    assert reason is not None
    assert reason.key == "nested_too_deep"


@pytest.mark.usefixtures("nesting")
def test_the_number_of_attachments_has_its_limit(base: KnowledgeBase, tmp_path: Path) -> None:
    content = {"": said("pumps")} | {f"a{number:03}": {"": said(f"wells{number}")} for number in range(103)}
    folder = put(tmp_path, content)
    for status in ("added", "unchanged"):
        report = ingest([folder], base)
        assert len(report.outcomes) == 102
        (rest,) = (outcome for outcome in report.outcomes if outcome.source == "in/mail.eml!/+3")
        assert {outcome.status.value for outcome in report.outcomes if outcome != rest} == {status}
        assert rest.reason is not None
        assert (rest.reason.key, rest.reason.values["count"]) == ("too_many_attachments", 3)
    assert base.catalog.counts()["documents"] == 101


def test_an_attachment_over_the_limit_is_passed_over(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unpacking(Nesting):  # a file inside a packed file may be larger than that
        def read(self, content: bytes, name: str, on_page: Callable[[int, int], None]) -> Parsed:
            parsed = super().read(content, name, on_page)
            return replace(parsed, attachments=(Attachment(name="b.pdf", content=bytes(201_000_000)),))

    monkeypatch.setattr(pipeline, "SandboxedReader", lambda _: Unpacking())
    report = ingest([put(tmp_path, {"": said("pumps")})], base)
    assert [o.reason.key for o in report.outcomes if o.reason] == ["file_too_large"]


def test_a_mail_and_what_is_attached_to_it_are_two_documents(base: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "bericht.eml").write_bytes(mail())
    report = ingest([tmp_path / "bericht.eml"], base)
    assert statuses(report.outcomes) == {"bericht.eml": "added", "bericht.eml!/verslag.txt": "added"}
    assert len(base.originals.names()) == 2
