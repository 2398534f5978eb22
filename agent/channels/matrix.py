"""Matrix: the desk is an application service of the shop's homeserver.

In: the homeserver PUTs transactions with its `hs_token` and repeats them until they are answered 200. A room that invites
the desk's user is joined and becomes a case; drafts go to the staff room; a member of staff approves there with
`/ok CASE vN`. Out: an approved reply is put under its idempotency key, so the homeserver itself drops a repetition
(Matrix client-server API, "Transaction identifiers"; application service API, "Pushing events").
"""

import json
import re
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

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
    StaffAct,
    Unverified,
)
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.kind import ChannelKind, Level
from agent.channels.staff_command import shown, staff_act
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Attachment, Message, Role
from agent.domain.value import Value
from agent.errors import InvalidCase, Unreachable

_MEDIA = {"m.image": "photo", "m.video": "video", "m.audio": "audio", "m.file": "file"}


class MatrixConfig(Value):
    """The settings of one shop's homeserver; tokens are those of the registration file."""

    homeserver: str
    server_name: str
    as_token: SecretStr
    hs_token: SecretStr = Field(min_length=16)
    user: str = "desk"
    staff_room: str | None = None
    staff: dict[str, str] = {}


class MatrixChannel:
    """Reads transactions, joins rooms it is invited to, sends notes and replies."""

    name = "matrix"
    capabilities = Capabilities(
        private_note=True,
        attachments=True,
        signed=True,
        idempotent=True,
        needs_public_url=False,
        max_chars=20_000,
    )

    def __init__(self, config: MatrixConfig, *, clock: Clock) -> None:
        self._config = config
        self._me = f"@{config.user}:{config.server_name}"
        token = config.as_token.get_secret_value()
        self._gateway = Gateway(
            config.homeserver, clock=clock, headers={"authorization": f"Bearer {token}"}
        )

    @property
    def sends(self) -> bool:
        """An application service can always answer."""
        return True

    def read(self, request: Request) -> Received:
        """Verify a transaction and read its events; others than messages and invitations are of no interest."""
        self._verify(request)
        if request.method != "PUT" or "/transactions/" not in request.path:
            return Received()
        try:
            document = json.loads(request.body)
            events = document["events"]
            if not isinstance(events, list):
                raise TypeError("events")
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InvalidCase("the transaction has no list of events") from None
        found: list[InboundEvent] = []
        acts: list[StaffAct] = []
        rooms: list[str] = []
        for event in events:
            if isinstance(event, dict):
                self._sort(event, found, acts, rooms)
        return Received(
            events=tuple(found), acts=tuple(acts), fetch=" ".join(dict.fromkeys(rooms)) or None
        )

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Join the rooms named by `hint`; what is said in them is pushed."""
        for room in (hint or "").split():
            try:
                self._gateway.call("POST", _client(f"/join/{quote(room, safe='')}"), json={})
            except CallFailed as failed:
                if failed.state is SendState.RETRY:
                    raise Unreachable(f"matrix: joining a room: {failed}") from None
        return Fetched(cursor=cursor)

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Say an approved text in the buyer's room."""
        return self._say(str(reply.thread.get("room", "")), reply.text, idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Show a draft in the staff room, with the command that approves exactly this version."""
        if self._config.staff_room is None:
            return SendResult(state=SendState.REFUSED, error="no staff_room is configured")
        return self._say(self._config.staff_room, shown(note), idempotency_key)

    def _verify(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        expected = self._config.hs_token.get_secret_value()
        if scheme.lower() != "bearer" or not compare_digest(token.encode(), expected.encode()):
            raise Unverified("the homeserver's token does not match hs_token; check both sides")

    def _sort(
        self,
        event: dict[str, Any],
        found: list[InboundEvent],
        acts: list[StaffAct],
        rooms: list[str],
    ) -> None:
        content = event.get("content")
        room, sender, event_id = (event.get(key) for key in ("room_id", "sender", "event_id"))
        if not (isinstance(content, dict) and isinstance(room, str) and isinstance(sender, str)):
            return
        if event.get("type") == "m.room.member":
            if content.get("membership") == "invite" and event.get("state_key") == self._me:
                rooms.append(room)
            return
        if event.get("type") != "m.room.message" or not isinstance(event_id, str):
            return
        if content.get("m.relates_to", {}).get("rel_type") == "m.replace":
            return  # what was said first is what was said
        if room == self._config.staff_room:
            text = str(content.get("body", ""))
            act = staff_act(text, event_id=event_id, sender=sender, roles=self._config.staff)
            acts.extend([act] if act else [])
        else:
            found.append(self._event(event, content, room, sender, event_id))

    def _event(
        self, event: dict[str, Any], content: dict[str, Any], room: str, sender: str, event_id: str
    ) -> InboundEvent:
        ours = sender == self._me or sender in self._config.staff
        kind = _MEDIA.get(str(content.get("msgtype")))
        stamp = event.get("origin_server_ts")
        message = Message(
            role=Role.SELLER if ours else Role.BUYER,
            text=str(content.get("body", "")),
            at=datetime.fromtimestamp(stamp / 1000, UTC) if isinstance(stamp, int) else None,
            attachments=(Attachment(kind=kind),) if kind else (),
        )
        return InboundEvent(
            event_id=event_id[:200],
            type="message",
            case=Case(id=case_id(room), messages=(message,)),
            thread={"room": room},
            provider_id=event_id,
        )

    def _say(self, room: str, text: str, key: str) -> SendResult:
        if not room:
            return SendResult(state=SendState.REFUSED, error="the case has no room")
        transaction = re.sub(r"[^A-Za-z0-9._~-]", "-", key)
        path = f"/rooms/{quote(room, safe='')}/send/m.room.message/{transaction}"
        try:
            answer = self._gateway.call(
                "PUT", _client(path), json={"msgtype": "m.text", "body": text}
            )
        except CallFailed as failed:
            return failed.result
        return SendResult(state=SendState.DELIVERED, provider_id=str(answer.get("event_id", key)))


def case_id(room: str) -> str:
    """Return the case of a room: its id without the signs that paths and chat commands give a meaning to."""
    return "mx-" + re.sub(r"[^A-Za-z0-9._-]", "-", room.lstrip("!"))


def _client(path: str) -> str:
    return f"/_matrix/client/v3{path}"


KIND = ChannelKind(
    name="matrix",
    level=Level.REAL_SERVER,
    proof="a real Synapse pushes, a person approves in the staff room, the buyer reads one reply",
    config=MatrixConfig,
    open=MatrixChannel,
)
