"""What a request may cost: how long its address and its body may be, and how long answering it may take."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.problems import problem
from api.uploads_form import MOST_FILES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kb.config import Config

logger = logging.getLogger(__name__)

# As long as servers and proxies let addresses be by their own settings.
_LONGEST_ADDRESS = 8192
# A form with files: as many as may come at once, each as large as files may be, and what stands around.
_FORM_AROUND_FILES = 1_000_000
# Where files may be sent to.
_UPLOADS = ("/v1/documents", "/uploads")
_TOO_LARGE = 413


class Limits:
    """Refuses what is too long, and gives up what takes too long."""

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self._app = app
        self._body = config.max_body_kb * 1000
        self._form = config.max_file_mb * 1_000_000 * MOST_FILES + _FORM_AROUND_FILES
        self._seconds = config.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or has the application answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").lower().startswith("multipart/form-data")
        is_upload = is_form and scope["path"].startswith(_UPLOADS)
        most = self._form if is_upload else self._body
        if (refused := _refused(scope, headers, most)) is not None:
            await problem(HTTPConnection(scope), *refused)(scope, receive, send)
        elif is_upload:  # which takes as long as the line needs
            await self._app(scope, _counted(receive, most), send)
        else:
            await self._timed(scope, _counted(receive, most), send)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has a request answered, or tells that it takes too long; what has begun may go on, for streams have no end.

        A thread that works on the answer cannot be stopped: it ends its work, which nobody waits for.
        """
        began = False

        async def send_in_time(message: Message) -> None:
            nonlocal began
            began = True
            limit.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as limit:
                await self._app(scope, receive, send_in_time)
        except TimeoutError:
            if began:
                raise
            logger.warning("a request took too long")
            await problem(HTTPConnection(scope), 503, "took_too_long")(scope, receive, send)


def _refused(scope: Scope, headers: Headers, most: int) -> tuple[int, str] | None:
    """Returns why a request is refused by its head alone, None if it is not."""
    address = len(scope.get("raw_path") or scope["path"].encode()) + len(scope.get("query_string", b""))
    if address > _LONGEST_ADDRESS:
        return 414, "http_414"
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return 400, "http_400"
    return (_TOO_LARGE, "http_413") if int(length[:20]) > most else None


def _counted(receive: Receive, most: int) -> Receive:
    """Returns what receives a body, and refuses it as soon as it is too long, whatever length it said to have."""
    received = 0

    async def receive_counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(_TOO_LARGE)
        return message

    return receive_counted
