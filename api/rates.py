"""How many requests a reader may make in a minute."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_WINDOW = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a reader stands: requests that are left, and seconds until there are more again."""

    allowed: bool
    remaining: int
    seconds: int


class Rates:
    """Counts the requests of readers over the last minute; they are forgotten when the server ends.

    Args:
        per_minute: requests that one reader may make; 0 sets no limit.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._item = RateLimitItemPerMinute(max(per_minute, 1))
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, who: str) -> Standing:
        """Counts a request of a reader, unless they have made too many."""
        is_allowed = self._limiter.hit(self._item, who)
        reset, remaining = self._limiter.get_window_stats(self._item, who)
        return Standing(allowed=is_allowed, remaining=remaining, seconds=_seconds_until(reset))

    def headers(self, standing: Standing) -> dict[str, str]:
        """Returns what tells a reader where they stand, as the IETF's draft writes it."""
        return {
            "RateLimit-Policy": f'"default";q={self.per_minute};w={_WINDOW}',
            "RateLimit": f'"default";r={standing.remaining};t={standing.seconds}',
        }


def _seconds_until(moment: float) -> int:
    return min(max(math.ceil(moment - time.time()), 1), _WINDOW)
