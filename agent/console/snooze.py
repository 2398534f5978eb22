"""How long a case is put aside."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.errors import InvalidInput

_SPANS = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1), "3h": timedelta(hours=3)}
_MORNING = 9


def snoozed_until(named: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when a case comes back: after 10m, 1h or 3h, or at nine of the next `morning` in the shop's zone.

    InvalidInput for any other name.
    """
    if named in _SPANS:
        return now + _SPANS[named]
    if named != "morning":
        raise InvalidInput(f"until: choose one of {', '.join((*_SPANS, 'morning'))}")
    local = now.astimezone(zone)
    morning = local.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
