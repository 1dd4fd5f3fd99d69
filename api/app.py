"""The HTTP application. Making it loads nothing heavy: that happens in the background once the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api.access_mode import Access
from api.administration import router as administration
from api.admission import ADMITTED, Seats
from api.curation_routes import router as curation
from api.description import describe, operation_id
from api.document_routes import router as documents
from api.erasure_routes import router as erasing
from api.feedback_routes import router as feedback
from api.gate import Gate
from api.http_etags import ETags
from api.http_headers import AnswerHeaders
from api.http_limits import Limits
from api.http_trace import Trace
from api.mcp_server import Assistants
from api.metrics import Metrics
from api.page_pictures import PictureCache
from api.passage_routes import router as passages
from api.practices_routes import router as practices
from api.problems import add_problem_handlers
from api.rates import Rates
from api.routes import health, router
from api.scrubber import Scrubber
from api.service import Service
from api.uploads_routes import router as uploads
from api.vocabulary_routes import router as vocabulary
from api.web_app import add_pages
from api.workshop import Workshop
from kb import __version__
from kb.bootstrap import KnowledgeBase
from kb.config import Config

# How often a running server looks whether the catalogue names another model; it takes a tenth of a millisecond.
_LOOK_EVERY_SECONDS = 1.0


def create_app(base: KnowledgeBase, access: Access | None = None, workshop: Workshop | None = None) -> FastAPI:
    """Returns the application over a knowledge base, which it closes when the server stops.

    Args:
        base: the knowledge base.
        access: how to find out who asks; without it, who asks sits at this machine, by whatever name they call it.
        workshop: reads what is uploaded; without one, a process is started whenever there is something to read.
    """
    access = access or Access()
    service, scrubber, workshop = Service(base), Scrubber(base), workshop or Workshop(base)
    assistants = Assistants(service, access)
    metrics = Metrics()
    base.observe = metrics.observe_stage

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ended = asyncio.Event()
        keeping_up = asyncio.create_task(_keep_up(service, ended))
        await asyncio.to_thread(scrubber.resume)
        working = asyncio.create_task(workshop.run())
        async with assistants.running():
            yield
        await asyncio.to_thread(scrubber.close)
        ended.set()
        await workshop.stop()
        await working
        await keeping_up
        service.close()
        base.close()

    # The interactive pages would fetch their scripts from elsewhere.
    app = FastAPI(
        title="praktijkbank",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: operation_id(route.name, list(map(str, route.tags))),
    )
    app.state.service = service
    app.state.access = access
    app.state.scrubber = scrubber
    app.state.workshop = workshop
    app.state.is_stopping = lambda: False  # who runs the server knows
    app.state.metrics = metrics
    app.state.rates = Rates(base.config.requests_per_minute)
    app.state.seats = Seats()
    app.state.pictures = PictureCache()
    reading = (router, documents, passages, vocabulary, feedback)
    for one in (*reading, practices, curation, uploads, erasing, administration):
        app.include_router(one, dependencies=ADMITTED)
    app.include_router(health)
    app.router.routes.append(Route("/mcp", assistants))
    add_problem_handlers(app)
    add_pages(app)
    _surround(app, access, base.config, metrics)
    describe(app)
    return app


def _surround(app: FastAPI, access: Access, config: Config, metrics: Metrics) -> None:
    """Puts around an application what every request passes; the last is the outermost."""
    app.add_middleware(ETags)
    app.add_middleware(Limits, config=config)
    app.add_middleware(Gate, access=access)
    if access.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(access.origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "X-API-Key",
                "Content-Type",
                "If-None-Match",
                "Idempotency-Key",
                "X-Request-ID",
            ],
            expose_headers=["ETag", "X-Request-ID", "RateLimit", "RateLimit-Policy", "Retry-After", "Location"],
        )
    app.add_middleware(Trace, metrics=metrics)
    app.add_middleware(AnswerHeaders, access=access)


async def _keep_up(service: Service, ended: asyncio.Event) -> None:
    while not ended.is_set():
        await asyncio.to_thread(service.keep_up)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _LOOK_EVERY_SECONDS)
