"""When a receiver says that it is busy, and how long it wants to be left alone."""

from datetime import datetime
from email.utils import parsedate_to_datetime

BUSY = frozenset({408, 425, 429})
"""HTTP statuses after which the same request may succeed; every 5xx is one too."""
_LONGEST = 24 * 3600.0


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds of a `Retry-After` header: a number or an HTTP date (RFC 9110 section 10.2.3).

    At most a day; nonsense is no wish at all.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return bounded(seconds) if seconds >= 0 else None


def bounded(seconds: float) -> float:
    """Return a pause that no receiver can stretch beyond a day."""
    return min(seconds, _LONGEST)
