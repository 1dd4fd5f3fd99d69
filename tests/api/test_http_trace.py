from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.logs import formatter
from kb.bootstrap import KnowledgeBase
from tests.api.edge import bearer, client_of, routes_of

Lines = Callable[[], list[dict[str, Any]]]
ASKED = "waterpomp-van-Amina"


def test_a_safe_id_is_taken_over_and_names_the_problem(base: KnowledgeBase) -> None:
    answer = client_of(base).get("/v1/nothing", headers={"X-Request-ID": "step-7.a"})
    assert answer.headers["x-request-id"] == "step-7.a"
    assert answer.json()["instance"] == "urn:praktijkbank:request:step-7.a"


@pytest.mark.parametrize("unsafe", ["", "a b", "x" * 65, "<script>", "a\tb", "é"])
def test_an_unsafe_id_is_replaced(base: KnowledgeBase, unsafe: str) -> None:
    answer = client_of(base).get("/healthz", headers={"X-Request-ID": unsafe.encode()})
    assert len(answer.headers["x-request-id"]) == 32


@pytest.fixture
def lines() -> Iterator[Lines]:
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(formatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_without_what_was_asked(base: KnowledgeBase, lines: Lines) -> None:
    client = client_of(base)
    client.get("/v1/passages/secret-id", params={"q": ASKED}, headers={"X-Request-ID": "mine"})
    client.get(f"/{ASKED}")
    known, unknown = [line for line in lines() if line["event"] == "request"]
    assert {key: known[key] for key in ("level", "request_id", "method", "route", "status", "reader")} == {
        "level": "info",
        "request_id": "mine",
        "method": "GET",
        "route": "/v1/passages/{passage_id}",
        "status": 404,
        "reader": "local",
    }
    assert {"time", "milliseconds"} <= set(known)
    assert (unknown["route"], unknown["reader"]) == ("(none)", "unknown")
    assert "secret" not in str([known, unknown])
    assert ASKED not in str([known, unknown])


def test_a_key_is_logged_by_its_id_and_not_by_its_name(base: KnowledgeBase, lines: Lines) -> None:
    headers = bearer(base, name=ASKED)
    client_of(base).get("/v1/passages/x", headers=headers)
    [line] = [line for line in lines() if line["event"] == "request"]
    assert line["reader"] == "key:" + headers["Authorization"].split("_")[1]
    assert ASKED not in str(line)


def test_an_unforeseen_error_is_answered_and_told_by_type_and_place(base: KnowledgeBase, lines: Lines) -> None:
    client = client_of(base)

    @routes_of(client).get("/fails")
    def fails() -> None:
        try:
            {}[ASKED]
        except KeyError as cause:
            raise RuntimeError(ASKED) from cause

    answer = client.get("/fails", headers={"Accept-Language": "nl", "X-Request-ID": "mine"})
    assert (answer.status_code, answer.json()["title"]) == (500, "Fout van de server")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == "mine"
    found = lines()
    [failure] = [line for line in found if "error" in line]
    assert [one["type"] for one in failure["error"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert any("test_http_trace.py" in place for place in failure["error"][0]["at"])
    assert failure["request_id"] == "mine"
    assert ASKED not in str(found) + answer.text


def test_what_libraries_log_has_no_values(lines: Lines) -> None:
    logging.getLogger("chromadb.api").warning("cannot read %s", ASKED)
    logging.getLogger("kb.index").warning("rebuilt %s", "gen-2")
    assert [line["event"] for line in lines()] == ["cannot read %s", "rebuilt gen-2"]
