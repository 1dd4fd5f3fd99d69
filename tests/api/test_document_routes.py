from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.text import digest
from tests.api.reading import keyed, ready
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage
from tests.kb.test_pictures import pdf

NAME = 'Réunion "d\'été".pdf'
CONTENT = pdf()


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> KnowledgeBase:
    fill([make_passage("One."), make_passage("Two.")], NAME, CONTENT)
    fill([make_passage("Three.")], "Note.html", b"<html><script>alert(1)</script>")
    [hidden] = fill([make_passage("Four.")], "Minutes", b"From: the board")
    give(base, hidden, "groups:board")
    return base


@pytest.fixture
def client(filled: KnowledgeBase) -> Iterator[TestClient]:
    with ready(filled, Access(local=False)) as found:
        yield found


@pytest.fixture
def reader(filled: KnowledgeBase) -> dict[str, str]:
    return keyed(filled)


def listed(client: TestClient, reader: dict[str, str], **params: Any) -> tuple[int, list[str]]:
    answer = client.get("/v1/documents", params=params, headers=reader).json()
    return answer["total"], [one["title"] for one in answer["documents"]]


def test_documents_are_listed_by_what_is_asked(client: TestClient, reader: dict[str, str]) -> None:
    assert listed(client, reader) == (2, ["Note.html", NAME])
    assert listed(client, reader, sort="source", per_page=1, page=2) == (2, [NAME])
    assert listed(client, reader, q="REUNION") == (1, [NAME])
    assert listed(client, reader, kind=["report", "other"], year=2024, language="en")[0] == 2
    assert listed(client, reader, kind="handbook") == (0, [])
    assert listed(client, reader, page=9) == (2, [])
    for wrong in ({"kind": "poem"}, {"language": "de"}, {"year": "x"}, {"sort": "length"}, {"per_page": 101}):
        assert client.get("/v1/documents", params=wrong, headers=reader).status_code == 422


def test_a_document_in_a_list_tells_how_many_passages_it_has(client: TestClient, reader: dict[str, str]) -> None:
    rows = client.get("/v1/documents", headers=reader).json()["documents"]
    assert {one["title"]: one["passages"] for one in rows} == {NAME: 2, "Note.html": 1}


def test_who_may_see_a_document_is_told_to_who_may_write(
    client: TestClient, filled: KnowledgeBase, reader: dict[str, str]
) -> None:
    writer = keyed(filled, Scope.READ, Scope.WRITE, groups=["board"])
    own = client.get("/v1/documents", headers=writer).json()["documents"]
    assert {one["title"]: one["visibility"] for one in own} == {
        NAME: "internal",
        "Note.html": "internal",
        "Minutes": "groups:board",
    }
    path = f"/v1/documents/{digest('Note.html')}"
    assert client.get(path, headers=writer).json()["visibility"] == "internal"
    assert "visibility" not in client.get(path, headers=reader).json()
    assert all("visibility" not in one for one in client.get("/v1/documents", headers=reader).json()["documents"])


def test_an_original_is_saved_under_its_name_and_never_run(client: TestClient, reader: dict[str, str]) -> None:
    answer = client.get(f"/v1/documents/{digest(NAME)}/original", headers=reader)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "application/pdf"
    how, _, name = answer.headers["content-disposition"].partition("; filename*=utf-8''")
    assert (how, unquote(name)) == ("attachment", NAME)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["cache-control"].startswith("private")
    page = client.get(f"/v1/documents/{digest('Note.html')}/original", headers=reader)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-disposition"] == 'attachment; filename="Note.html"'
    assert page.headers["content-security-policy"] == "sandbox"


def test_a_part_of_an_original_can_be_asked_for(client: TestClient, reader: dict[str, str]) -> None:
    path = f"/v1/documents/{digest(NAME)}/original"
    part = client.get(path, headers={**reader, "Range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, CONTENT[1:4])


def test_a_hidden_original_answers_like_one_that_never_was(client: TestClient, reader: dict[str, str]) -> None:
    same = {**reader, "X-Request-ID": "same"}
    for path in ("", "/original"):
        hidden = client.get(f"/v1/documents/{digest('Minutes')}{path}", headers=same)
        never = client.get(f"/v1/documents/{'0' * 16}{path}", headers=same)
        assert (hidden.status_code, hidden.content) == (404, never.content)
