"""Servers with other settings than usual, for what stands at the edge of HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from api.access_mode import Access
from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore


def client_of(base: KnowledgeBase, access: Access | None = None, **settings: Any) -> TestClient:
    base.config = replace(base.config, **settings)
    return TestClient(
        create_app(base, access), base_url="http://localhost"
    )  # not entered: its end would close the base


def routes_of(client: TestClient) -> FastAPI:
    assert isinstance(client.app, FastAPI)
    return client.app


def bearer(base: KnowledgeBase, *scopes: Scope, name: str = "An") -> dict[str, str]:
    return {"Authorization": f"Bearer {KeyStore(base.catalog).create(name, scopes=scopes or (Scope.READ,))[1]}"}


def add_stream(client: TestClient) -> Callable[[], int]:
    """Adds an address that streams without an end, and returns what tells how much of it was made."""
    made = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal made
        while made < 1000:
            made += 1
            yield b"data: x\n\n"

    @routes_of(client).get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(pieces(), media_type="text/event-stream")

    return lambda: made


def add_reading(client: TestClient, address: str = "/read") -> None:
    """Adds an address that reads whatever is sent."""

    @routes_of(client).post(address)
    async def read(request: Request) -> int:
        return len(await request.body())
