"""What a channel must do: say whose event this is, and take an approved reply.

A channel never decides, never drafts, and has no way to show a draft to a buyer: `send` takes what an approval covers.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from agent.domain.case import Case
from agent.domain.value import Value
from agent.errors import InvalidInput

MAX_BODY = 1_000_000
"""Bytes of one event; more is refused unread."""


class Unverified(InvalidInput):
    """An event whose sender cannot be proved: no, wrong, garbled or stale signature."""


class Capabilities(Value):
    """What a platform can do. None: no limit is known."""

    private_note: bool = False
    edit: bool = False
    attachments: bool = False
    signed: bool = False
    needs_public_url: bool = False
    max_chars: int | None = None
    reply_window_hours: int | None = None
    reply_quota: int | None = None


class InboundEvent(Value):
    """A verified event. `event_id` is the sender's, the same for each repetition of one event."""

    event_id: str
    type: str
    case: Case


class SendState(StrEnum):
    """How a try to send ended."""

    DELIVERED = "delivered"
    RETRY = "retry"  # the receiver is busy, down or out of reach
    REFUSED = "refused"  # trying again cannot help


class SendResult(Value):
    """The channel's answer; `retry_after` are the seconds that the receiver asked for, `error` is one line."""

    state: SendState
    provider_id: str | None = None
    retry_after: float | None = None
    error: str | None = None


class Channel(Protocol):
    """One way to and from buyers."""

    @property
    def name(self) -> str:
        """The channel's name in paths and rows."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the platform can do."""
        ...

    @property
    def sends(self) -> bool:
        """Whether replies can leave this way now; otherwise they wait in the outbox."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> InboundEvent:
        """Verify an event and read it.

        Raises:
            Unverified: the sender cannot be proved; nothing of the body was looked at.
            InvalidCase: the sender is known, but what it sent is no case.
        """
        ...

    def send(self, payload: dict[str, Any], *, idempotency_key: str) -> SendResult:
        """Hand an approved reply to the platform; the same key again must not show it twice. Never raises."""
        ...
