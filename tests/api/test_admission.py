from __future__ import annotations

import asyncio

import pytest

from api.access_mode import Access
from api.admission import Seats
from api.rates import Rates
from kb.bootstrap import KnowledgeBase
from kb.errors import NotReadyError
from tests.api.edge import bearer, client_of

CLOSED = Access(local=False)


def test_each_reader_has_their_own_rate(base: KnowledgeBase) -> None:
    client = client_of(base, CLOSED, requests_per_minute=3)
    an, bo = bearer(base, name="An"), bearer(base, name="An")
    answers = [client.get("/v1/passages/x", headers=an) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
    refused = answers[3]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "urn:praktijkbank:problem:rate_exceeded"
    assert client.get("/v1/passages/x", headers=bo).status_code == 404
    assert {client.get(path).status_code for path in ("/healthz",) * 5} == {200}


def test_who_is_not_known_is_counted_by_address(base: KnowledgeBase) -> None:
    client = client_of(base, Access(local=False, public=True), requests_per_minute=1)
    assert [client.get("/v1/passages/x").status_code for _ in range(2)] == [404, 429]


@pytest.mark.parametrize(("access", "most"), [(Access(), 1), (CLOSED, 0)])
def test_who_sits_at_the_machine_and_where_no_limit_is_set_nobody_is_counted(
    base: KnowledgeBase, access: Access, most: int
) -> None:
    client = client_of(base, access, requests_per_minute=most)
    headers = bearer(base) if not access.local else {}
    answers = [client.get("/v1/passages/x", headers=headers) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {404}
    assert all("ratelimit" not in answer.headers for answer in answers)


def test_what_is_refused_is_not_counted() -> None:
    rates = Rates(1)
    assert [rates.take("an").allowed for _ in range(3)] == [True, False, False]
    assert rates.take("bo").allowed


def test_seats_are_taken_waited_for_and_given_free() -> None:
    async def drill() -> list[str]:
        seats, told = Seats(seats=1, most_waiting=1), list[str]()
        leave = asyncio.Event()

        async def sit(name: str) -> None:
            try:
                async for _ in seats.taken():
                    told.append(f"{name} sits")
                    await leave.wait()
            except NotReadyError:
                told.append(f"{name} is sent away")

        first, second = asyncio.create_task(sit("first")), asyncio.create_task(sit("second"))
        await asyncio.sleep(0)
        await sit("third")
        leave.set()
        await asyncio.gather(first, second)
        await sit("fourth")
        return told

    assert asyncio.run(drill()) == ["first sits", "third is sent away", "second sits", "fourth sits"]
