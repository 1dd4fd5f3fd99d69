from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import uploads_routes
from api.app import create_app
from api.identity import reader
from api.working import work
from api.workshop import Workshop
from ingest.pipeline import ingest
from kb import lexical
from kb.access import ANYBODY, LOCAL, Reader, Scope
from kb.audit import entries
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.erasing import erase_documents, erase_persons
from kb.jobs import UPLOADED
from kb.persons import MARK
from kb.scrubbing import scrub_pending
from tests.conftest import WordEmbedder

AN = Reader(name="an", scopes=frozenset({Scope.READ, Scope.WRITE}), groups=frozenset({"board"}), internal=True)
BO = replace(AN, name="bo", groups=frozenset())
CY = replace(BO, name="cy", scopes=frozenset({Scope.READ}))
ADMIN = replace(BO, name="root", scopes=frozenset({Scope.ADMIN}))
NOTE = ("note.txt", b"Waste is collected in fifteen neighbourhoods by tricycle.\n")
MEETING = ("meeting.md", b"# Report 2023\n\nThe water committee of Ouinhi meets.\n")
BROKEN = ("broken.pdf", b"%PDF-1.7\nnot really\n")


class Desk:
    """A client whose requests come from whom is said, over a base that is worked on when it is said."""

    def __init__(self, client: TestClient, app: FastAPI, base: KnowledgeBase) -> None:
        self.client, self.base, self._app = client, base, app
        self.be(AN)

    def be(self, who: Reader) -> None:
        self._app.dependency_overrides[reader] = lambda: who

    def send(self, *files: tuple[str, bytes], visibility: str | None = None, **headers: str) -> Any:
        data = {} if visibility is None else {"visibility": visibility}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/v1/documents", files=[("files", file) for file in files], data=data, headers=named)

    def job(self, answer: Any, **headers: str) -> Any:
        return self.client.get(answer.headers["location"], headers=headers).json()

    def work(self) -> None:
        work(self.base, once=True)


@contextmanager
def opened(base: KnowledgeBase) -> Iterator[Desk]:
    app = create_app(base, workshop=Workshop(base, command=None))
    with TestClient(app, headers={"X-Request-ID": "same"}) as client:
        yield Desk(client, app, base)


@pytest.fixture(autouse=True)
def as_nice_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.working.os.nice", lambda _: 0)


@pytest.fixture
def desk(base: KnowledgeBase) -> Iterator[Desk]:
    with opened(base) as found:
        yield found


def test_uploads_become_documents(desk: Desk) -> None:
    answer = desk.send(MEETING, BROKEN, NOTE)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['job_id']}"
    assert answer.json()["state"] == "queued"
    desk.work()
    job = desk.job(answer, **{"Accept-Language": "nl"})
    assert (job["state"], [file["status"] for file in job["files"]]) == ("done", ["added", "failed", "added"])
    broken = job["files"][1]
    assert "beschadigd" in broken["reason"]
    assert (broken["code"] is not None, broken["document_id"]) == (True, None)
    [document] = [d for d in desk.base.catalog.documents() if d.source == "note.txt"]
    assert job["files"][2]["document_id"] == document.id
    assert (document.visibility, document.origin.startswith(UPLOADED)) == ("internal", True)
    assert desk.client.get(f"/v1/documents/{document.id}").json()["passages"][0]["text"].startswith("Waste")
    assert desk.base.spool.names() == set()


def test_the_same_again_is_unchanged(desk: Desk) -> None:
    first = desk.send(NOTE)
    desk.work()
    [file] = desk.send(("copy.txt", NOTE[1])).json()["files"]
    assert (file["status"], file["document_id"]) == ("unchanged", desk.job(first)["files"][0]["document_id"])
    twice = desk.send(MEETING, ("again.md", MEETING[1]))
    desk.work()
    files = desk.job(twice)["files"]
    assert [file["status"] for file in files] == ["added", "unchanged"]
    assert files[0]["document_id"] == files[1]["document_id"]
    assert desk.base.catalog.counts()["documents"] == 2


def test_a_key_makes_a_request_repeatable(desk: Desk) -> None:
    first = desk.send(NOTE, idempotency_key="k1")
    assert desk.send(NOTE, idempotency_key="k1").json() == first.json()
    assert desk.send(MEETING, idempotency_key="k1").status_code == 422
    assert desk.send(NOTE, idempotency_key="x" * 201).status_code == 422
    assert desk.client.get("/v1/jobs").json()["total"] == 1


def test_only_writers_send_and_only_to_those_who_see(desk: Desk) -> None:
    assert desk.send(NOTE, visibility="groups:board").status_code == 202
    desk.be(BO)
    assert desk.send(NOTE, visibility="groups:board").status_code == 403
    assert desk.send(NOTE, visibility="everybody").status_code == 422
    assert desk.send(NOTE, visibility="public").status_code == 202
    desk.be(CY)
    assert desk.send(NOTE).status_code == 403
    desk.be(replace(AN, internal=False))
    assert desk.send(NOTE).status_code == 403


def test_what_somebody_else_uploaded_unseen_is_not_revealed(desk: Desk) -> None:
    desk.send(NOTE, visibility="groups:board")
    desk.work()
    desk.be(BO)
    answer = desk.send(NOTE)
    assert answer.json()["files"][0]["status"] == "waiting"
    desk.work()
    [file] = desk.job(answer)["files"]
    assert file["status"] == "added"
    assert desk.base.catalog.counts()["documents"] == 2
    assert desk.client.get(f"/v1/documents/{file['document_id']}").status_code == 200


def test_a_job_is_its_owners_and_administrators(desk: Desk) -> None:
    place = desk.send(NOTE).headers["location"]
    for who, status, total in ((AN, 200, 1), (BO, 404, 0), (ADMIN, 200, 1), (LOCAL, 200, 1), (ANYBODY, 404, 0)):
        desk.be(who)
        assert desk.client.get(place).status_code == status
        assert desk.client.get("/v1/jobs").json()["total"] == total
    desk.be(LOCAL)
    nobodys = desk.send(MEETING).headers["location"]
    desk.be(ANYBODY)
    for what in ("", "/events"):
        unknown, hidden = desk.client.get(f"/v1/jobs/unknown{what}"), desk.client.get(nobodys + what)
        assert (hidden.status_code, hidden.json()) == (404, unknown.json())


def test_uploads_are_noted_once(desk: Desk) -> None:
    sent, again = (desk.send(NOTE, MEETING, idempotency_key="k1") for _ in range(2))
    assert sent.json() == again.json()
    with desk.base.catalog.engine.connect() as connection:
        total, [noted] = entries(connection, 10)
    assert (total, noted.who, noted.action, noted.details) == (1, "an", "documents.upload", {"files": 2})
    assert sent.headers["location"].endswith(noted.subject)


def test_a_file_that_is_named_after_somebody_who_was_erased_is_turned_away_without_its_name(desk: Desk) -> None:
    erase_persons(desk.base, ["Clarisse Houngbo"], "root")
    sent = desk.send(("Report Clarisse HOUNGBO.txt", NOTE[1]))
    desk.work()
    [file] = desk.job(sent)["files"]
    assert (file["status"], file["code"], file["name"]) == ("skipped", "erased", MARK)
    scrub_pending(desk.base)
    assert not any(b"HOUNGBO" in path.read_bytes() for path in desk.base.config.home.rglob("*") if path.is_file())


def test_a_file_takes_a_documents_place(desk: Desk) -> None:
    sent = desk.send(NOTE, visibility="groups:board")
    desk.work()
    name = desk.job(sent)["files"][0]["document_id"]
    answer = desk.client.put(f"/v1/documents/{name}", files={"file": ("new.md", MEETING[1])})
    assert answer.status_code == 202
    desk.work()
    [file] = desk.job(answer)["files"]
    assert (file["status"], file["document_id"]) == ("updated", name)
    [document] = desk.base.catalog.documents()
    assert (document.source, document.visibility) == ("new.md", "groups:board")
    desk.be(BO)
    hidden = desk.client.put(f"/v1/documents/{name}", files={"file": NOTE})
    unknown = desk.client.put("/v1/documents/unknown", files={"file": NOTE})
    assert (hidden.status_code, hidden.json()) == (404, unknown.json())


def test_what_takes_the_place_of_a_file_from_a_folder_stays_in_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "benin").mkdir()
    (tmp_path / "benin" / "note.txt").write_bytes(NOTE[1])
    ingest([tmp_path / "benin"], desk.base)
    [document] = desk.base.catalog.documents()
    desk.client.put(f"/v1/documents/{document.id}", files={"file": MEETING})
    desk.work()
    [changed] = desk.base.catalog.documents()
    assert (changed.id, changed.source, changed.origin) == (document.id, "benin/meeting.md", document.origin)


def test_why_a_file_failed_is_told_also_when_its_document_was_erased(desk: Desk) -> None:
    sent = desk.send(NOTE)
    desk.work()
    name = desk.job(sent)["files"][0]["document_id"]
    answer = desk.client.put(f"/v1/documents/{name}", files={"file": ("old.rtf", b"{\\rtf1 old}")})
    desk.work()
    assert desk.job(answer)["files"][0]["code"] == "unsupported"
    erase_documents(desk.base, [name], "root")
    [file] = desk.job(answer)["files"]
    assert (file["code"], file["name"], file["document_id"]) == ("erased", MARK, None)
    assert "kb erase allow" in file["reason"]
    assert desk.client.get("/v1/jobs").status_code == 200


def test_a_document_that_was_removed_does_not_come_back(desk: Desk) -> None:
    sent = desk.send(NOTE, visibility="groups:board")
    desk.work()
    name = desk.job(sent)["files"][0]["document_id"]
    answer = desk.client.put(f"/v1/documents/{name}", files={"file": MEETING})
    numbers = [stored.number for stored in desk.base.catalog.passages_of(name)]
    with desk.base.catalog.transaction() as connection:
        lexical.remove(connection, numbers)
        desk.base.catalog.remove_document(connection, name)
    desk.work()
    [file] = desk.job(answer)["files"]
    assert (file["status"], file["code"]) == ("failed", "upload_without_place")
    assert desk.base.catalog.documents() == []


def test_a_bad_file_takes_no_place(desk: Desk) -> None:
    sent = desk.send(NOTE)
    desk.work()
    name = desk.job(sent)["files"][0]["document_id"]
    for _ in range(2):
        answer = desk.client.put(f"/v1/documents/{name}", files={"file": BROKEN})
        desk.work()
        [file] = desk.job(answer)["files"]
        assert (file["status"], file["document_id"]) == ("failed", name)
    assert "tricycle" in desk.client.get(f"/v1/documents/{name}").text


def test_administrators_decide_who_sees_a_document(desk: Desk) -> None:
    sent = desk.send(NOTE)
    desk.work()
    name = desk.job(sent)["files"][0]["document_id"]
    place, wanted = f"/v1/documents/{name}", {"visibility": "groups:b, a"}
    assert desk.client.patch(place, json=wanted).status_code == 403
    desk.be(ADMIN)
    assert desk.client.patch(place, json=wanted).json() == {"document_id": name, "visibility": "groups:a,b"}
    assert desk.client.patch(place, json={"visibility": "nobody"}).status_code == 422
    assert desk.client.patch("/v1/documents/unknown", json=wanted).status_code == 404
    desk.be(AN)
    assert desk.client.get(place).status_code == 404
    assert desk.job(sent)["files"][0]["document_id"] is None


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\x\\a.txt", "a.txt"),
        ("a\x1b[31m.txt", "a [31m.txt"),
        ("..", "attachment"),
    ],
)
def test_names_lead_nowhere(desk: Desk, sent: str, name: str) -> None:
    assert desk.send((sent, b"x")).json()["files"][0]["name"] == name


def test_long_names_are_cut(desk: Desk) -> None:
    assert len(desk.send(("a" * 300 + ".txt", b"x")).json()["files"][0]["name"]) <= 200


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {}},
        {"data": {"files": "text"}},
        {"files": [("file", NOTE)]},
        {"files": [("files", NOTE), ("other", NOTE)]},
        {"files": [("files", NOTE)], "data": {"secret": "x"}},
        {"files": [("files", NOTE)], "data": {"visibility": "x" * 5000}},
        {"files": [("files", NOTE)] * 21},
        {"content": b"--x\r\nnonsense", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"", "headers": {"content-type": "multipart/form-data"}},
    ],
)
def test_forms_that_are_none_are_refused(desk: Desk, request_: dict[str, Any]) -> None:
    answer = desk.client.post("/v1/documents", **request_)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert desk.base.jobs.unfinished() == 0


def test_too_much_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    config = load_config(tmp_path, {"KB_MAX_FILE_MB": "1", "KB_MAX_QUEUED_FILES": "2"})
    with opened(KnowledgeBase(config, WordEmbedder())) as desk:
        answer = desk.send(NOTE, ("large.txt", bytes(1_000_001)))
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (413, "upload_too_large")
        assert desk.base.spool.names() == set()
        assert desk.send(NOTE, MEETING).status_code == 202
        full = desk.send(BROKEN)
        assert (full.status_code, full.headers["retry-after"]) == (429, "5")
        assert len(list(desk.base.spool.root.iterdir())) == 2


def test_who_may_not_send_is_refused_before_anything_is_read(desk: Desk) -> None:
    desk.be(CY)
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert desk.client.post("/v1/documents", content=b"nonsense", headers=headers).status_code == 403


def events_of(desk: Desk, place: str) -> list[Any]:
    with desk.client.stream("GET", f"{place}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]


def test_a_job_is_followed_until_it_is_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads_routes, "_LOOK_EVERY_SECONDS", 0.01)
    place = desk.send(NOTE, MEETING).headers["location"]
    found: list[Any] = []
    following = threading.Thread(target=lambda: found.extend(events_of(desk, place)))
    following.start()
    desk.work()
    following.join(60)
    assert not following.is_alive()
    assert found[-1] == desk.client.get(place).json()
    assert found[-1]["state"] == "done"
    assert all(one != two for one, two in pairwise(found))
    assert [one["state"] for one in events_of(desk, place)] == ["done"]


def test_following_ends_when_the_server_stops(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads_routes, "_LOOK_EVERY_SECONDS", 0.01)
    place = desk.send(NOTE).headers["location"]
    looks = iter([False, False])
    desk.client.app.state.is_stopping = lambda: next(looks, True)  # type: ignore[attr-defined]  # it is our app
    assert [one["state"] for one in events_of(desk, place)] == ["queued"]


def test_jobs_are_paged_the_newest_first(desk: Desk) -> None:
    names = [desk.send((f"{n}.txt", b"%d" % n)).json()["job_id"] for n in range(3)]
    pages = [desk.client.get("/v1/jobs", params={"page": page, "per_page": 2}).json() for page in (1, 2)]
    assert [[job["job_id"] for job in page["jobs"]] for page in pages] == [[names[2], names[1]], [names[0]]]
    assert [page["total"] for page in pages] == [3, 3]


def test_the_form_is_described(desk: Desk) -> None:
    described = desk.client.get("/openapi.json").json()["paths"]
    schema = described["/v1/documents"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {"files", "visibility"}
    assert "put" in described["/v1/documents/{document_id}"]
