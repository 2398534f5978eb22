"""Rows of a platform's list, read one by one: what cannot be read is named in the log and stops nothing."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from agent.channels.channel import InboundEvent, SendState
from agent.channels.gateway import CallFailed
from agent.errors import Unreachable

log = logging.getLogger(__name__)

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading raises when a platform's answer is not of the documented form."""


def read_each(
    channel: str, rows: Iterable[Any], reader: Callable[[Any], InboundEvent]
) -> list[InboundEvent]:
    """Return the events of the rows that can be read.

    Raises:
        Unreachable: the platform does not say more about one now; all of them are asked for again.
    """
    events = []
    for place, row in enumerate(rows, start=1):
        try:
            events.append(reader(row))
        except CallFailed as failed:
            if failed.state is SendState.RETRY:
                raise Unreachable(f"{channel}: {failed}") from None
            log.warning("%s: row %d was left out: %s", channel, place, failed)
        except UNREADABLE as error:
            kind = type(error).__name__
            log.error("%s: row %d cannot be read (%s)", channel, place, kind)
    return events
