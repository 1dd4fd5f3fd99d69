"""The HTTP application. Making it loads nothing heavy: that happens in the background once the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.problems import add_problem_handlers
from api.routes import health, router
from api.service import Service
from kb import __version__
from kb.bootstrap import KnowledgeBase


def create_app(base: KnowledgeBase) -> FastAPI:
    """Returns the application over a knowledge base, which it closes when the server stops."""
    service = Service(base)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(asyncio.to_thread(service.load))
        yield
        await loading
        base.close()

    # The interactive pages would fetch their scripts from elsewhere.
    app = FastAPI(title="praktijkbank", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.service = service
    app.include_router(router)
    app.include_router(health)
    add_problem_handlers(app)
    return app
