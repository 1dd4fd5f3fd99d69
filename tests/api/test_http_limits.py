from __future__ import annotations

import threading
from collections.abc import Iterator

from kb.bootstrap import KnowledgeBase
from tests.api.edge import add_reading, add_stream, client_of, routes_of


def test_a_body_that_says_to_be_too_long_is_refused_unread(base: KnowledgeBase) -> None:
    client = client_of(base, max_body_kb=1)
    add_reading(client)
    assert client.post("/read", content=b"x" * 1000).json() == 1000
    answer = client.post("/read", content=b"x" * 1001)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_of_unknown_length_is_refused_where_it_gets_too_long(base: KnowledgeBase) -> None:
    client = client_of(base, max_body_kb=1)
    add_reading(client)
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 100

    answer = client.post("/read", content=pieces())
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:praktijkbank:problem:http_413")


def test_forms_with_files_may_be_as_large_as_files_where_files_are_sent_to(base: KnowledgeBase) -> None:
    client = client_of(base, max_body_kb=1, max_file_mb=1)
    add_reading(client, "/uploads/read")
    add_reading(client)
    assert client.post("/uploads/read", files={"file": b"x" * 1_000_000}).status_code == 200
    assert client.post("/uploads/read", files={"file": b"x" * 21_100_000}).status_code == 413
    assert client.post("/read", files={"file": b"x" * 1_000_000}).status_code == 413


def test_a_long_address_is_refused(base: KnowledgeBase) -> None:
    client = client_of(base)
    assert client.get("/v1/nothing", params={"q": "x" * 8000}).status_code == 404
    answer = client.get("/v1/nothing", params={"q": "x" * 8200}, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.json()["title"]) == (414, "Adresse trop longue")


def test_an_answer_that_takes_too_long_is_given_up_and_streams_are_not(base: KnowledgeBase) -> None:
    client = client_of(base, request_seconds=1)
    go_on = threading.Event()

    @routes_of(client).get("/slow")
    def slow() -> None:
        go_on.wait(30)

    made = add_stream(client)
    answer = client.get("/slow")
    go_on.set()
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:praktijkbank:problem:took_too_long")
    assert answer.headers["retry-after"] == "5"
    assert client.get("/stream").status_code == 200
    assert made() == 1000


def test_other_media_types_and_bodies_that_cannot_be_read_are_problems(base: KnowledgeBase) -> None:
    client = client_of(base)
    cases = {
        "text/plain": (b"{}", 415),
        "application/xml": (b"<a/>", 415),
        "application/json": (b"{", 400),
        "application/json; charset=utf-8": (b'{"practice": "\xff"}', 400),
    }
    for content_type, (body, status) in cases.items():
        answer = client.post("/v1/practices", content=body, headers={"Content-Type": content_type})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
