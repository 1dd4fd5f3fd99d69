"""Uploads past the HTTP API, for tests."""

from __future__ import annotations

import io

from kb.access import INTERNAL, LOCAL, Reader
from kb.bootstrap import KnowledgeBase
from kb.jobs import Delivery, Job, Upload


def deliver(
    base: KnowledgeBase,
    *files: tuple[str, bytes],
    reader: Reader = LOCAL,
    visibility: str | None = INTERNAL,
    origin: str | None = None,
    key: str | None = None,
) -> Job:
    """Takes files in, and returns their job."""
    uploads = tuple(Upload(name=name, received=base.spool.receive(io.BytesIO(content))) for name, content in files)
    return base.intake.add(
        Delivery(reader=reader, uploads=uploads, visibility=visibility, origin=origin, idempotency_key=key)
    )
