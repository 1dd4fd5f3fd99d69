"""The HTTP application. Making it loads nothing heavy: that happens in the background once the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from api.access_mode import Access
from api.curation_routes import router as curation
from api.erasure_routes import router as erasures
from api.gate import Gate
from api.practices_routes import router as practices
from api.problems import add_problem_handlers
from api.routes import health, router
from api.scrubber import Scrubber
from api.service import Service
from kb import __version__
from kb.bootstrap import KnowledgeBase

# How often a running server looks whether the catalogue names another model; it takes a tenth of a millisecond.
_LOOK_EVERY_SECONDS = 1.0


def create_app(base: KnowledgeBase, access: Access | None = None) -> FastAPI:
    """Returns the application over a knowledge base, which it closes when the server stops.

    Args:
        base: the knowledge base.
        access: how to find out who asks; without it, who asks sits at this machine, by whatever name they call it.
    """
    access = access or Access()
    service = Service(base)
    scrubber = Scrubber(base)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ended = asyncio.Event()
        keeping_up = asyncio.create_task(_keep_up(service, ended))
        await asyncio.to_thread(scrubber.resume)
        yield
        ended.set()
        await keeping_up
        await asyncio.to_thread(scrubber.close)
        service.close()
        base.close()

    # The interactive pages would fetch their scripts from elsewhere.
    app = FastAPI(title="praktijkbank", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.service = service
    app.state.access = access
    app.state.scrubber = scrubber
    app.add_middleware(Gate, access=access)
    app.include_router(router)
    app.include_router(practices)
    app.include_router(curation)
    app.include_router(erasures)
    app.include_router(health)
    add_problem_handlers(app)
    return app


async def _keep_up(service: Service, ended: asyncio.Event) -> None:
    while not ended.is_set():
        await asyncio.to_thread(service.keep_up)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _LOOK_EVERY_SECONDS)
