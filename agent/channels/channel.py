"""What a channel must do: say whose event this is, and take an approved reply.

A channel never decides, never drafts, and has no way to show a draft to a buyer: `send` takes what an approval covers, and
`note` (only with the capability `private_note`) what staff alone may see. What a platform can do beyond reading and
sending is said by the small protocols at the end; a channel has them or lacks them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from threading import Event
from typing import Any, Protocol, runtime_checkable

from pydantic import AwareDatetime, Field, field_validator

from agent.domain.case import Case
from agent.domain.value import Value
from agent.errors import InvalidInput

MAX_BODY = 1_000_000
"""Bytes of one event; more is refused unread."""


class Unverified(InvalidInput):
    """An event whose sender cannot be proved: no, wrong, garbled or stale signature."""


class Capabilities(Value):
    """What a platform can do. None: no limit is known.

    `private_note`: staff see a draft inside the tool. `reply_window_hours` and `reply_quota`: how long after a buyer's
    message, and how many times, the shop may answer; an event may say it more exactly. `max_chars` of one reply.
    `idempotent`: the platform shows a reply once, however often it gets the same key. Without it a try whose end nobody
    saw (a crash) is looked up with `Shows`, or given to a person: a reply is never sent twice. `surfaces`: which texts leave
    this way, where it sends at all; the others a person puts into the platform's own window.
    """

    idempotent: bool = False
    surfaces: frozenset[str] = frozenset({"im", "public_review"})
    private_note: bool = False
    edit: bool = False
    attachments: bool = False
    signed: bool = False
    needs_public_url: bool = False
    max_chars: int | None = None
    reply_window_hours: int | None = None
    reply_quota: int | None = None


class Request(Value):
    """An HTTP request to a channel's way in. `path` is what follows `/hooks/{shop}/{channel}`, with its first slash.

    Header names are lower case.
    """

    method: str = "POST"
    path: str = ""
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: bytes = b""

    @field_validator("headers", mode="before")
    @classmethod
    def _lower_case(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(name).lower(): text for name, text in value.items()}
        return value


class InboundEvent(Value):
    """A verified event about one case. `event_id` is the sender's, the same for each repetition of one event.

    `case` holds what is new, or the whole thread; messages of the role `seller` are what the desk sent itself (an echo) or
    what a person wrote in the chat tool (a takeover): the desk tells them apart, by `provider_id` (the platform's id of
    the message) or by the text. `thread` is where a reply goes (a room, a ticket, a conversation), handed back to `send`.
    """

    event_id: str = Field(min_length=1, max_length=200)
    type: str = Field(max_length=60)
    case: Case
    thread: dict[str, Any] = {}
    provider_id: str | None = None
    reply_by: AwareDatetime | None = None
    quota_left: int | None = None


class StaffAct(Value):
    """What a member of staff decided inside the chat tool, e.g. with a button of a card.

    `role` is what the shop's configuration gives this person, never what the event claims.
    """

    event_id: str = Field(min_length=1, max_length=200)
    act: str = Field(pattern="^(approve|edit|reject|escalate)$")
    case_id: str
    draft_version: int
    by: str
    role: str
    text: str | None = None
    reason: str | None = None


class Answer(Value):
    """What the sender is answered at once."""

    status: int = 200
    body: bytes = b"{}"
    media_type: str = "application/json"


class Received(Value):
    """What a request brought. Nothing of interest: no events, and the usual 200.

    `fetch` asks to call the channel's `fetch` with this hint soon, for platforms that only ring the bell.
    """

    events: tuple[InboundEvent, ...] = ()
    acts: tuple[StaffAct, ...] = ()
    answer: Answer | None = None
    fetch: str | None = None


class Fetched(Value):
    """What a call to the platform brought, the cursor to go on from, and whether there is more."""

    events: tuple[InboundEvent, ...] = ()
    cursor: str | None = None
    more: bool = False


class Reply(Value):
    """An approved text on its way to the buyer.

    `holding`: a lead approved it beforehand; the answer itself follows, under the same `draft_version` or a later one.
    """

    shop: str
    case_id: str
    draft_version: int
    text: str
    surface: str = "im"
    language: str | None = None
    platform: str = "other"
    kind: str = "message"
    channel: str = "api"
    thread: dict[str, Any] = {}
    holding: bool = False


class Note(Value):
    """A draft for the eyes of staff: `text` is the draft, `summary` one line on the decision and its ground."""

    shop: str
    case_id: str
    draft_version: int
    text: str
    summary: str = ""
    url: str | None = None
    thread: dict[str, Any] = {}


class SendState(StrEnum):
    """How a try to send ended."""

    DELIVERED = "delivered"
    RETRY = "retry"  # the receiver is busy, down or out of reach
    REFUSED = "refused"  # trying again cannot help
    GONE = "gone"  # the receiver wants nothing any more: this way out is stopped until a person starts it again


class SendResult(Value):
    """The channel's answer; `retry_after` are the seconds that the receiver asked for, `error` is one line."""

    state: SendState
    provider_id: str | None = None
    retry_after: float | None = None
    error: str | None = None


class Channel(Protocol):
    """One way to and from the buyers of one shop."""

    @property
    def name(self) -> str:
        """The kind of channel, as in `aftersales channels list`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the platform can do."""
        ...

    @property
    def sends(self) -> bool:
        """Whether replies can leave this way now; otherwise they wait in the outbox."""
        ...

    def read(self, request: Request) -> Received:
        """Verify a request and read what it brings; called in a worker thread, must not wait for other machines.

        Raises:
            Unverified: the sender cannot be proved; nothing of the body was looked at.
            InvalidCase: the sender is known, but what it sent is no case.
        """
        ...

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Hand an approved reply to the platform; the same key again must not show it twice. Never raises."""
        ...


@runtime_checkable
class Notes(Protocol):
    """A channel whose tool has private notes or staff cards."""

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Show a draft to staff, and to nobody else. Never raises."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A channel that can look up whether a reply is already there, for platforms that know no idempotency key."""

    def shown(self, reply: Reply, *, idempotency_key: str) -> str | None:
        """Return the platform's id of the reply if the buyer can see it, else None.

        Raises:
            Unreachable: the platform does not answer; nothing is sent before it does.
        """
        ...


@runtime_checkable
class Notifies(Protocol):
    """A channel to the shop's own systems: it is told what happens at the desk, without any buyer's words."""

    @property
    def wants(self) -> frozenset[str]:
        """The kinds of events it wants, e.g. draft.proposed, case.overdue; empty: none."""
        ...

    def notify(
        self, kind: str, data: dict[str, Any], *, at: datetime, idempotency_key: str
    ) -> SendResult:
        """Tell it one event. Never raises."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """A channel that must be asked for messages: after a bell (`Received.fetch`), and now and then for what was missed."""

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Return what came after `cursor` (None: from the beginning); the desk keeps events and cursor together.

        Raises:
            Unreachable: the platform does not answer; it is asked again later.
        """
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel that keeps a connection of its own open (XMPP, WebSocket) instead of, or beside, its way in."""

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Run until `stop` is set; `deliver` returns when everything is kept, and only then may it be confirmed.

        It may raise when the connection breaks; it is called again after a growing pause.
        """
        ...
