"""What is counted of a server while it runs, for Prometheus."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.stages import Stage

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# A search takes some ten milliseconds on a small machine, and a second under load (`benchmarks/load.py`).
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SECONDS_OF_A_STAGE = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Metrics:
    """Counts of one application, which share nothing with those of another."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("praktijkbank_requests", "Requests that were answered.", labels, registry=own)
        self._seconds = Histogram(
            "praktijkbank_request_seconds",
            "How long answering took.",
            ("method", "route"),
            registry=own,
            buckets=_SECONDS,
        )
        self._at_work = Gauge("praktijkbank_requests_in_progress", "Requests being answered.", registry=own)
        self._stages = Histogram(
            "praktijkbank_search_stage_seconds",
            "How long a stage of a search took.",
            ("stage",),
            registry=own,
            buckets=_SECONDS_OF_A_STAGE,
        )
        self._waiting = Gauge("praktijkbank_waiting", "What waits to be done.", ("what",), registry=own)

    def in_progress(self) -> AbstractContextManager[object]:
        """Returns a context in which one more request is being answered."""
        return self._at_work.track_inprogress()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def observe_stage(self, stage: Stage, seconds: float) -> None:
        """Counts how long a stage of a search took."""
        self._stages.labels(str(stage)).observe(seconds)

    def exposition(self, waiting: Mapping[str, int]) -> bytes:
        """Returns all counts as Prometheus reads them, with what waits to be done at this moment."""
        for what, number in waiting.items():
            self._waiting.labels(what).set(number)
        return generate_latest(self._registry)
