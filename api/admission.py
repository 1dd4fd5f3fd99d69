"""What a request must pass before it is worked on: its reader's rate, its form, and a free seat for what is heavy."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.http_state import state_of
from api.identity import reader
from api.rates import Rates
from kb.access import ANYBODY, LOCAL, Reader
from kb.errors import NotReadyError, OverloadedError

# Searches spend most of their time in libraries that let other threads run; more at once than these only make all of
# them slower. Those that wait are answered within seconds; more would wait longer than people do.
SEATS = 2 * (os.cpu_count() or 1) + 2
MOST_WAITING = 200
_SOON = 2


class Seats:
    """How many searches are at work at once; more wait, and too many are sent away."""

    def __init__(self, seats: int = SEATS, most_waiting: int = MOST_WAITING) -> None:
        self._free = asyncio.Semaphore(seats)
        self._most_waiting = most_waiting
        self._waiting = 0

    async def taken(self) -> AsyncIterator[None]:
        """Waits for a seat, and gives it free at the end.

        Raises:
            NotReadyError: too many wait already.
        """
        if self._free.locked() and self._waiting >= self._most_waiting:
            raise NotReadyError("too_many_waiting", seconds=_SOON)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


async def seated(request: Request) -> AsyncIterator[None]:
    """Holds a seat while a search is at work."""
    seats: Seats = request.app.state.seats
    async for held in seats.taken():
        yield held


async def within_rate(request: Request, reader: Annotated[Reader, Depends(reader)]) -> None:
    """Counts a request of a reader; who sits at the machine itself may make as many as they like.

    Raises:
        OverloadedError: they have made too many.
    """
    rates: Rates = request.app.state.rates
    if not rates.per_minute or reader.via == LOCAL.via:
        return
    _take(request, rates, _counted_as(request, reader))


async def within_rate_of_address(request: Request) -> None:
    """Counts a request by where it comes from, for what is open to who is not known yet.

    Raises:
        OverloadedError: too many came from there.
    """
    rates: Rates = request.app.state.rates
    if rates.per_minute:
        _take(request, rates, _address_counted(request))


async def as_expected(request: Request) -> None:
    """Turns away a body of another media type than the address takes.

    Raises:
        HTTPException: 415.
    """
    field = getattr(request.scope.get("route"), "body_field", None)
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    if field is None or not (given or has_body):
        return
    wanted = getattr(field.field_info, "media_type", "application/json")
    if given != wanted and not (wanted == "application/json" and given.endswith("+json")):
        raise HTTPException(415)


def _take(request: Request, rates: Rates, counted_as: str) -> None:
    standing = rates.take(counted_as)
    state_of(request.scope)["rate_headers"] = rates.headers(standing)
    if not standing.allowed:
        raise OverloadedError("rate_exceeded", most=rates.per_minute, seconds=standing.seconds)


def _counted_as(request: Request, reader: Reader) -> str:
    if reader != ANYBODY:
        return f"{reader.via} {reader.name}"
    return _address_counted(request)


def _address_counted(request: Request) -> str:
    return f"address {_address(request)}"


def _address(request: Request) -> str:
    """Returns from where a request comes: what a trusted proxy says who called it, else the peer."""
    peer = request.client.host if request.client else ""
    proxy = request.app.state.access.proxy
    if proxy is None or not proxy.trusts(peer):
        return peer
    # What stands before the last was there when the proxy was called: anybody could have written it.
    return request.headers.get("x-forwarded-for", "").split(",")[-1].strip() or peer


Seated = Depends(seated, scope="function")
ADMITTED = [Depends(within_rate), Depends(as_expected)]
