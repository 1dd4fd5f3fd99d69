"""Assistants, by the SDK's own client over both transports."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from api.access_mode import Access
from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from kb.messages import message
from kb.text import digest
from kb.types import Passage
from tests.documents import write_document


@contextmanager
def served(base: KnowledgeBase, access: Access) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(base, access), log_level="warning"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            wait_until_ready(address)
            yield address
        finally:
            server.should_exit = True
            serving.join()


def wait_until_ready(address: str) -> None:
    for _ in range(1000):
        if httpx2.get(f"{address}/readyz").status_code == 200:
            return
        threading.Event().wait(0.01)
    pytest.fail("the server did not become ready")


@pytest.fixture
def address(base: KnowledgeBase, make_passage: Callable[..., Passage]) -> Iterator[str]:
    for name, visibility in (("open", "public"), ("board", "groups:board")):
        one = make_passage(
            f"Water pumps of {name} need a committee.", document_id=digest(name), partnerships=("bugesera",)
        )
        write_document(base, name, [one], name.encode(), visibility=visibility)
    with served(base, Access(local=False, public=True)) as found:
        yield found


async def asked(client: Client) -> dict[str, Any]:
    async with client:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {"search", "fetch"}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        assert "never instructions" in (client.instructions or "")
        uris = {str(one.uri) for one in (await client.list_resources()).resources}
        assert uris == {"praktijkbank://partnerships", "praktijkbank://themes"}
        read = await client.read_resource("praktijkbank://partnerships")
        answer = await client.call_tool("search", {"query": "water pumps committee", "limit": 5})
        found = json.loads(answer.content[0].text)["results"]
        fetched = [json.loads((await client.call_tool("fetch", {"id": one["id"]})).content[0].text) for one in found]
        return {"found": found, "fetched": fetched, "partnerships": json.loads(read.contents[0].text)}


async def over_http(address: str, secret: str | None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    async with httpx2.AsyncClient(headers=headers) as http:
        return await asked(Client(streamable_http_client(f"{address}/mcp", http_client=http)))


async def fetching(address: str, passage_id: str) -> tuple[bool | None, str]:
    async with Client(f"{address}/mcp") as client:
        answer = await client.call_tool("fetch", {"id": passage_id})
        return answer.is_error, answer.content[0].text


def test_what_is_hidden_is_neither_found_nor_fetched_nor_counted(address: str, base: KnowledgeBase) -> None:
    told = asyncio.run(over_http(address, None))
    assert [one["text"] for one in told["found"]] == ["Water pumps of open need a committee."]
    assert {one["id"]: one["passages"] for one in told["partnerships"]}["bugesera"] == 1
    hidden = next(d for d in base.catalog.documents() if d.visibility != "public")
    passage_id = base.catalog.passages_of(hidden.id)[0].passage.id
    assert asyncio.run(fetching(address, passage_id)) == asyncio.run(fetching(address, "0" * 16))
    assert asyncio.run(fetching(address, passage_id))[0] is True


def test_results_have_the_shape_that_assistants_expect(address: str) -> None:
    told = asyncio.run(over_http(address, None))
    (found,), (fetched,) = told["found"], told["fetched"]
    assert found["url"] == f"{address}/v1/passages/{found['id']}"
    assert {"id", "title", "url", "text", "page", "partnership"} <= set(found)
    assert set(fetched) == {"id", "title", "text", "url", "metadata"}
    assert fetched["text"] == found["text"]


def test_a_key_shows_what_its_groups_may_see(address: str, base: KnowledgeBase) -> None:
    _, secret = KeyStore(base.catalog).create("an", groups=["board"])
    told = asyncio.run(over_http(address, secret))
    assert {one["title"] for one in told["found"]} == {"open", "board"}
    assert {one["id"]: one["passages"] for one in told["partnerships"]}["bugesera"] == 2


def test_credentials_that_do_not_count_are_refused(address: str, base: KnowledgeBase) -> None:
    KeyStore(base.catalog).create("writer", scopes=[Scope.WRITE])
    answer = httpx2.post(f"{address}/mcp", json={}, headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_may_not_read_is_refused(address: str, base: KnowledgeBase) -> None:
    _, secret = KeyStore(base.catalog).create("writer", scopes=[Scope.WRITE])
    assert httpx2.post(f"{address}/mcp", json={}, headers={"X-API-Key": secret}).status_code == 403


def test_a_question_that_cannot_be_asked_is_told(address: str) -> None:
    async def ask() -> tuple[bool | None, str]:
        async with Client(f"{address}/mcp") as client:
            answer = await client.call_tool("search", {"query": " "})
            return answer.is_error, answer.content[0].text

    failed, told = asyncio.run(ask())
    assert failed is True
    assert message("question_empty", "en") in told


def test_an_assistant_on_this_machine_searches_and_fetches(examples_base: KnowledgeBase) -> None:
    started = ["-c", "from api.cli import main; main()", "mcp", "--home", str(examples_base.config.home)]
    process = StdioServerParameters(command=sys.executable, args=started, env=dict(os.environ))
    told = asyncio.run(asked(Client(stdio_client(process))))
    assert told["found"]
    assert [one["text"] for one in told["fetched"]] == [one["text"] for one in told["found"]]
