from __future__ import annotations

from typing import Any

import pytest

from api.access_mode import Access
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from tests.api.reading import keyed, ready
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage


@pytest.fixture
def ids(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> tuple[str, str]:
    [seen] = fill([make_passage("Pumps.")], "report")
    [hidden] = fill([make_passage("Secret pumps.")], "minutes", b"minutes")
    give(base, hidden, "groups:board")
    return seen, hidden


def said(passage_id: str, **more: str) -> dict[str, Any]:
    return {"passage_id": passage_id, "verdict": "wrong", **more}


def test_what_a_reader_says_reaches_curators(base: KnowledgeBase, ids: tuple[str, str]) -> None:
    seen, _ = ids
    with ready(base, Access(local=False)) as client:
        answer = client.post("/v1/feedback", json=said(seen, question="pumps?", note="two"), headers=keyed(base))
        listed = client.get("/v1/feedback", headers=keyed(base, Scope.READ, Scope.CURATE)).json()
    assert answer.status_code == 201
    assert (answer.json()["who"], answer.json()["question"], answer.json()["note"]) == ("An", "pumps?", "two")
    assert listed == {"total": 1, "feedback": [answer.json()]}


def test_curators_see_what_was_said_of_what_they_see(base: KnowledgeBase, ids: tuple[str, str]) -> None:
    curating = (Scope.READ, Scope.CURATE)
    chief, curator, board = (
        keyed(base, Scope.ADMIN),
        keyed(base, *curating),
        keyed(base, *curating, groups=["board"]),
    )
    with ready(base, Access(local=False)) as client:
        for one in ids:
            client.post("/v1/feedback", json=said(one), headers=board)
        totals = [client.get("/v1/feedback", headers=who).json()["total"] for who in (chief, board, curator)]
        paged = client.get("/v1/feedback", params={"per_page": 1, "page": 2}, headers=board).json()
        useful = client.get("/v1/feedback", params={"verdict": "useful"}, headers=chief).json()
        with base.catalog.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM documents")
        gone = [client.get("/v1/feedback", headers=who).json()["total"] for who in (chief, board, curator)]
    assert (totals, gone) == ([2, 2, 1], [2, 0, 0])
    assert (paged["total"], [one["passage_id"] for one in paged["feedback"]]) == (2, [ids[0]])
    assert useful == {"total": 0, "feedback": []}


def test_nobody_in_particular_says_nothing_and_readers_read_nothing(base: KnowledgeBase, ids: tuple[str, str]) -> None:
    give(base, ids[0], "public")
    with ready(base, Access(local=False, public=True)) as client:
        assert client.get(f"/v1/passages/{ids[0]}").status_code == 200
        assert client.post("/v1/feedback", json=said(ids[0])).status_code == 401
        assert client.get("/v1/feedback").status_code == 401
        assert client.get("/v1/feedback", headers=keyed(base)).status_code == 403


def test_a_hidden_passage_is_spoken_of_like_one_that_never_was(base: KnowledgeBase, ids: tuple[str, str]) -> None:
    with ready(base, Access(local=False)) as client:
        reader = {**keyed(base), "X-Request-ID": "same"}
        hidden, never = (client.post("/v1/feedback", json=said(one), headers=reader) for one in (ids[1], "0" * 16))
        assert (hidden.status_code, hidden.content) == (404, never.content)


@pytest.mark.parametrize(
    "changes", [{"verdict": "fine"}, {"note": "x" * 2001}, {"question": "x" * 2001}, {"by": "Chief"}]
)
def test_what_is_not_as_expected_is_refused(base: KnowledgeBase, ids: tuple[str, str], changes: dict[str, str]) -> None:
    with ready(base) as client:
        assert client.post("/v1/feedback", json={**said(ids[0]), **changes}).status_code == 422
