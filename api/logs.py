"""What the server logs: lines of JSON on standard error, without anything that readers sent and documents say.

All that is logged by the standard library's means comes through here, also what libraries log. Of errors their types
and places are told, never their messages, which may hold values.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from types import TracebackType

    from structlog.typing import EventDict, WrappedLogger

_OURS = ("api", "kb", "ingest")
_DEEPEST = 30


@contextmanager
def noting(**fields: str) -> Iterator[None]:
    """Has all that is logged inside say something besides."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


def configure_logs(level: str) -> None:
    """Has all that is logged from a level on written to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # Each request has a line of ours, which holds no address.
    logging.getLogger("uvicorn.access").disabled = True


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Takes out what other people's code would write into its messages: nobody has looked at what that is."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns a line for what was logged."""
        told = copy(record)
        told.stack_info = None
        if record.name.split(".")[0] not in _OURS:
            told.args = None
        return super().format(told)


def formatter() -> logging.Formatter:
    """Returns what makes a line of JSON of what is logged."""
    return _Formatter(
        foreign_pre_chain=[
            structlog.stdlib.ExtraAdder(),
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
        ],
        processors=[
            _with_places_of_errors,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=_of_no_known_type),
        ],
    )


def _with_places_of_errors(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = [_told(one) for one in _chain(error)]
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields an error and what led to it."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _told(error: BaseException) -> dict[str, object]:
    kind = type(error)
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    return [f"{code.co_filename}:{line} {code.co_qualname}" for code, line in frames[-_DEEPEST:]]


def _of_no_known_type(value: object) -> str:
    return type(value).__name__
