"""Reading the same folder again brings back nothing that was erased, until that is taken back."""

from __future__ import annotations

import email.message
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.outcomes import Outcome
from ingest.pipeline import ingest
from kb import index, suppression
from kb.access import LOCAL
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.erasing import allow_documents, allow_persons, erase_documents, erase_persons
from kb.errors import StorageError, UnknownError
from kb.schema import suppressions
from kb.scrubbing import scrub_pending
from kb.view import view_of
from tests.kb.erased import holders

NAME = "Zukramofine Plibixgwe"
FIRST = "The water committee of Ouinhi meets every month and repairs the pumps of the twelve quarters by itself."
SECOND = f"The treasurer, {NAME}, keeps the account of the committee and reports to all members at the yearly meeting."


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {one.source: one.reason.key if one.reason else one.status.value for one in outcomes}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    found.mkdir()
    (found / "minutes.md").write_text(f"# Minutes 2023\n\n## Water\n\n{FIRST}\n\n## Money\n\n{SECOND}\n")
    (found / "note.txt").write_text("Waste is collected in fifteen neighbourhoods by tricycle.\n")
    return found


def test_an_erased_document_stays_erased_until_it_is_allowed(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    note = next(one for one in base.catalog.documents() if one.source.endswith("note.txt"))
    erase_documents(base, [note.id], "tester")
    scrub_pending(base)
    for _ in range(2):
        report = ingest([folder], base)
        assert statuses(report.outcomes) == {"files/minutes.md": "unchanged", "files/note.txt": "erased"}
        assert report.complete
    assert holders(base.config.home, ["fifteen neighbourhoods", "note.txt"]) == []

    assert allow_documents(base, [str(folder / "note.txt")], "tester") == 1
    assert statuses(ingest([folder], base).outcomes)["files/note.txt"] == "added"


def test_a_corrected_file_is_another_one(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    note = next(one for one in base.catalog.documents() if one.source.endswith("note.txt"))
    erase_documents(base, [note.id], "tester")
    (folder / "note.txt").write_text("Waste is collected in sixteen neighbourhoods by tricycle.\n")
    assert statuses(ingest([folder], base).outcomes)["files/note.txt"] == "added"


def test_an_erased_person_stays_erased_until_they_are_allowed(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    before = base.catalog.counts()["passages"]
    erase_persons(base, [NAME], "tester")
    scrub_pending(base)
    minutes = next(one for one in base.catalog.documents() if one.source.endswith("minutes.md"))
    assert statuses(ingest([folder], base).outcomes)["files/minutes.md"] == "updated"  # read again once, without them
    assert set(statuses(ingest([folder], base).outcomes).values()) == {"unchanged"}
    assert base.catalog.counts()["passages"] == before - 1
    assert holders(base.config.home, [NAME, NAME.lower(), "treasurer", SECOND[-30:]]) == []
    with pytest.raises(UnknownError):
        view_of(base, LOCAL).original(minutes.id)
    assert problems_of(base) == []

    assert allow_persons(base, [NAME], "tester") == 2
    ingest([folder], base)
    assert base.catalog.counts()["passages"] == before
    assert SECOND.encode() in view_of(base, LOCAL).original(minutes.id)
    assert problems_of(base) == []


def test_of_a_file_named_after_a_person_nothing_is_noted(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    erase_persons(base, [NAME], "tester")
    scrub_pending(base)
    (folder / "plibixgwe-zukramofine.txt").write_text(FIRST)
    (folder / "Zukramofine Plibixgwe.pdf").write_bytes(b"%PDF-1.7\nnot really\n")
    found = statuses(ingest([folder], base).outcomes)
    assert found["files/plibixgwe-zukramofine.txt"] == found["files/Zukramofine Plibixgwe.pdf"] == "erased"
    assert holders(base.config.home, ["libixgwe", "ukramofine"]) == []


def test_what_holds_an_erased_attachment_loses_its_original(base: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    message = email.message.EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.org", "Pumps", "Tue, 12 Mar 2024 09:00:00 +0100"
    message.set_content(FIRST)
    message.add_attachment(SECOND.encode(), maintype="text", subtype="plain", filename="money.txt")
    (folder / "mail.eml").write_bytes(message.as_bytes())
    ingest([folder], base)
    mail, money = base.catalog.documents()
    assert money.source.endswith("mail.eml!/money.txt")

    erased = erase_documents(base, [money.id], "tester")
    assert erased.counts["originals"] == 2
    scrub_pending(base)
    with pytest.raises(UnknownError):
        view_of(base, LOCAL).original(mail.id)
    assert statuses(ingest([folder], base).outcomes)["mails/mail.eml!/money.txt"] == "erased"
    assert [one.id for one in base.catalog.documents()] == [mail.id]
    assert holders(base.config.home, [NAME, SECOND[:30]]) == []
    assert problems_of(base) == []
    assert allow_documents(base, [str(folder / "mail.eml")], "tester") == 1


def test_what_an_ingest_has_read_already_does_not_come_in_after_the_erasure(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], base)
    for path in folder.iterdir():
        path.write_text(path.read_text() + "\nMore.\n")
    ids = [one.id for one in base.catalog.documents() if one.source.endswith("note.txt")]
    embed: Callable[..., object] = index.embed

    def erase_first(*arguments: object) -> object:
        if ids:
            erase_persons(base, [NAME], "tester")
            erase_documents(base, [ids.pop()], "tester")
        return embed(*arguments)

    monkeypatch.setattr(index, "embed", erase_first)
    ingest([folder], base)
    monkeypatch.undo()
    scrub_pending(base)
    assert holders(base.config.home, [NAME, SECOND[:30]]) == []
    assert problems_of(base) == []
    ingest([folder], base)
    assert problems_of(base) == []
    assert holders(base.config.home, [NAME, SECOND[:30]]) == []


def test_without_its_key_nothing_is_read_and_nobody_can_read_the_digests(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    erase_persons(base, [NAME], "tester")
    key = base.config.home / suppression.KEY_NAME
    assert key.stat().st_mode & 0o777 == 0o600
    with base.catalog.engine.connect() as connection:
        held = connection.execute(sa.select(suppressions)).all()
    assert not any("kramofin" in str(row) for row in held)
    key.rename(key.with_suffix(".away"))
    with pytest.raises(StorageError, match="key"):
        ingest([folder], base)
