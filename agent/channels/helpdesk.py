"""django-helpdesk: tickets in, a private follow-up as the draft, a public one as the reply.

Its webhooks are unsigned and never retried, so the secret stands in the path:
`/hooks/{shop}/{channel}/{secret}/new` and `…/follow-up`. What a lost webhook would have brought is fetched by the API.
A follow-up's `title` renames the ticket, so the ticket's own title is handed back (django-helpdesk 2.6.1).
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hmac import compare_digest
from typing import Any

from pydantic import Field, SecretStr

from agent.channels.channel import (
    Capabilities,
    Fetched,
    InboundEvent,
    Note,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
    Unverified,
)
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.kind import ChannelKind, Level
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Message, Role
from agent.domain.value import Value
from agent.errors import InvalidCase, Unreachable


class HelpdeskConfig(Value):
    """The settings of one helpdesk: `secret` is the part of the webhook's path, `user_id` whose name follow-ups carry."""

    url: str
    user: str
    password: SecretStr
    user_id: int
    secret: SecretStr = Field(min_length=16)
    queues: tuple[str, ...] = ()


class HelpdeskChannel:
    """Reads tickets with their follow-ups; writes follow-ups."""

    name = "helpdesk"
    capabilities = Capabilities(private_note=True, needs_public_url=False)

    def __init__(self, config: HelpdeskConfig, *, clock: Clock) -> None:
        self._config = config
        self._gateway = Gateway(
            config.url, clock=clock, auth=(config.user, config.password.get_secret_value())
        )

    @property
    def sends(self) -> bool:
        """The API takes follow-ups at any time."""
        return True

    def read(self, request: Request) -> Received:
        """Check the path's secret and read the ticket that the webhook carries."""
        given = request.path.strip("/").partition("/")[0]
        if not compare_digest(given.encode(), self._config.secret.get_secret_value().encode()):
            raise Unverified("the path's secret does not match; check the webhook address")
        try:
            document = json.loads(request.body)
            ticket, queue = document["ticket"], document.get("queue_slug")
            if self._config.queues and queue not in self._config.queues:
                return Received()
            return Received(events=tuple(self._events(ticket)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InvalidCase("the body holds no ticket") from None

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Return the open tickets, for webhooks that were lost; known events are dropped by their ids."""
        del hint
        page = int(cursor or 1)
        try:
            answer = self._gateway.call(
                "GET", "/api/tickets/", query={"status": "1,2", "page": str(page)}
            )
        except CallFailed as failed:
            raise Unreachable(f"helpdesk: {failed}") from None
        events = tuple(event for ticket in answer["results"] for event in self._events(ticket))
        more = bool(answer.get("next"))
        return Fetched(events=events, cursor=str(page + 1) if more else None, more=more)

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Add an approved text as a public follow-up; the helpdesk mails it to the buyer."""
        del idempotency_key
        return self._follow_up(reply.thread, reply.text, public=True)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Add a draft as a private follow-up: staff see it, nobody is mailed."""
        del idempotency_key
        text = "\n\n".join(part for part in (note.summary, note.text, note.url) if part)
        return self._follow_up(note.thread, text, public=False)

    def _events(self, ticket: dict[str, Any]) -> Iterator[InboundEvent]:
        number, thread = int(ticket["id"]), {"ticket": int(ticket["id"])}
        opening = "\n".join(
            part for part in (ticket.get("title"), ticket.get("description")) if part
        )
        follow_ups = [one for one in ticket.get("followup_set", []) if one.get("public")]
        opened = str(follow_ups[0]["date"]) if follow_ups else None
        yield self._event(f"ticket-{number}", number, opening, Role.BUYER, opened, thread)
        for one in follow_ups:
            text = str(one.get("comment") or "")
            if not text or text == ticket.get("description"):
                continue
            role = Role.BUYER if one.get("user") is None else Role.SELLER
            yield self._event(f"followup-{one['id']}", number, text, role, one.get("date"), thread)

    def _event(
        self,
        event_id: str,
        number: int,
        text: str,
        role: Role,
        at: str | None,
        thread: dict[str, Any],
    ) -> InboundEvent:
        moment = datetime.fromisoformat(at) if at else None
        message = Message(role=role, text=text, at=moment)
        case = Case(id=f"ticket-{number}", messages=(message,))
        return InboundEvent(
            event_id=event_id, type="message", case=case, thread=thread, provider_id=event_id
        )

    def shown(self, reply: Reply, *, idempotency_key: str) -> str | None:
        """Return the follow-up that already says this: the API knows no idempotency key."""
        del idempotency_key
        number = reply.thread.get("ticket")
        if not isinstance(number, int):
            return None
        try:
            ticket = self._gateway.call("GET", f"/api/tickets/{number}/")
        except CallFailed as failed:
            raise Unreachable(f"helpdesk: {failed}") from None
        public = (one for one in ticket.get("followup_set", []) if one.get("public"))
        own = [one for one in public if one.get("user") == self._config.user_id]
        last = max(own, key=lambda one: int(one["id"]), default=None)
        said = last is not None and last.get("comment") == reply.text
        return f"followup-{last['id']}" if last is not None and said else None

    def _follow_up(self, thread: dict[str, Any], text: str, *, public: bool) -> SendResult:
        number = thread.get("ticket")
        if not isinstance(number, int):
            return SendResult(state=SendState.REFUSED, error="the case has no ticket")
        try:
            ticket = self._gateway.call("GET", f"/api/tickets/{number}/")
            body = {
                "ticket": number,
                "user": self._config.user_id,
                "title": ticket.get("title", ""),
                "comment": text,
                "public": public,
            }
            made = self._gateway.call("POST", "/api/followups/", json=body)
        except CallFailed as failed:
            return failed.result
        return SendResult(state=SendState.DELIVERED, provider_id=f"followup-{made.get('id')}")


KIND = ChannelKind(
    name="helpdesk",
    level=Level.REAL_SERVER,
    proof="a real django-helpdesk: web form, private draft that is mailed to nobody, one public reply by mail",
    config=HelpdeskConfig,
    open=HelpdeskChannel,
)
