"""How often one caller may ask: so many requests in each minute of the clock."""

from math import ceil
from threading import Lock

from agent.api.errors import Problem
from agent.domain.clock import Clock

_MINUTE = 60


class Rate:
    """Counts requests by caller and minute, in this process."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._most = per_minute
        self._clock = clock
        self._lock = Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def count(self, caller: str) -> None:
        """Count one request; Problem 429 with Retry-After when it is one too many."""
        now = self._clock.now().timestamp()
        with self._lock:
            minute = int(now // _MINUTE)
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            seen = self._counts[caller] = self._counts.get(caller, 0) + 1
        if seen > self._most:
            wait = max(1, ceil((minute + 1) * _MINUTE - now))
            raise Problem(
                429,
                "too_many_requests",
                f"{self._most} requests a minute are served; wait {wait} seconds",
                headers={
                    "Retry-After": str(wait),
                    "RateLimit-Policy": f'"minute";q={self._most};w={_MINUTE}',
                    "RateLimit": f'"minute";r=0;t={wait}',
                },
            )
