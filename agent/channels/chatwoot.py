"""Chatwoot: an agent bot's events in, private notes as drafts, public messages as replies.

Deliveries are signed from 4.13.0 on; for older installations a secret stands in the path. Events that are none of ours are
answered 200: any other answer makes Chatwoot open a pending conversation.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from pydantic import Field, SecretStr, model_validator

from agent.channels import vendor_signature
from agent.channels.channel import (
    Capabilities,
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
from agent.domain.message import Attachment, Message, Role
from agent.domain.value import Value
from agent.errors import InvalidCase

_KINDS = {"image": "photo", "video": "video", "audio": "audio", "file": "file"}


class ChatwootConfig(Value):
    """The settings of one account: the bot's token, the webhook's secrets or a secret in the path."""

    url: str
    account: int
    token: SecretStr
    secrets: tuple[SecretStr, ...] = ()
    path_secret: SecretStr | None = Field(default=None, min_length=16)

    @model_validator(mode="after")
    def _proved_somehow(self) -> "ChatwootConfig":
        if not self.secrets and self.path_secret is None:
            raise ValueError("secrets (from 4.13) or path_secret is needed")
        return self


class ChatwootChannel:
    """Reads message events, writes notes and replies into the conversation."""

    name = "chatwoot"

    def __init__(self, config: ChatwootConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.capabilities = Capabilities(
            private_note=True, attachments=True, signed=bool(config.secrets)
        )
        self._gateway = Gateway(
            config.url, clock=clock, headers={"api_access_token": config.token.get_secret_value()}
        )

    @property
    def sends(self) -> bool:
        """The API takes messages at any time."""
        return True

    def read(self, request: Request) -> Received:
        """Verify a delivery and read its message, the buyer's or a colleague's; notes and activities are no message."""
        self._verify(request)
        try:
            event = json.loads(request.body)
            if event.get("event") != "message_created" or event.get("private"):
                return Received()
            role = {"incoming": Role.BUYER, "outgoing": Role.SELLER}.get(event.get("message_type"))
            if role is None:
                return Received()
            return Received(events=(self._event(event, role),))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InvalidCase("the body is no Chatwoot message event") from None

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Post an approved text to the buyer."""
        return self._post(reply.thread, reply.text, private=False, key=idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Post a draft as a private note."""
        text = "\n\n".join(part for part in (note.summary, note.text, note.url) if part)
        return self._post(note.thread, text, private=True, key=idempotency_key)

    def _verify(self, request: Request) -> None:
        if self._config.secrets:
            proof = vendor_signature.Proof(request.headers, request.body, self._clock.now())
            _any(proof, [secret.get_secret_value() for secret in self._config.secrets])
            return
        secret = self._config.path_secret
        given = request.path.strip("/").partition("/")[0]
        if secret is None or not compare_digest(given.encode(), secret.get_secret_value().encode()):
            raise Unverified("the path's secret does not match; check the webhook address")

    def _event(self, event: dict[str, Any], role: Role) -> InboundEvent:
        conversation = event["conversation"]
        number = int(conversation["id"])
        attachments = tuple(
            Attachment(kind=_KINDS.get(str(one.get("file_type")), "file"))
            for one in event.get("attachments") or ()
        )
        message = Message(
            role=role,
            text=str(event.get("content") or ""),
            at=_moment(event.get("created_at")),
            attachments=attachments,
        )
        return InboundEvent(
            event_id=f"message-{event['id']}",
            type="message",
            case=Case(id=f"cw-{self._config.account}-{number}", messages=(message,)),
            thread={"conversation": number, "can_reply": bool(conversation.get("can_reply", True))},
            provider_id=f"message-{event['id']}",
        )

    def _post(self, thread: dict[str, Any], text: str, *, private: bool, key: str) -> SendResult:
        number = thread.get("conversation")
        if not isinstance(number, int):
            return SendResult(state=SendState.REFUSED, error="the case has no conversation")
        if not private and not thread.get("can_reply", True):
            return SendResult(
                state=SendState.REFUSED, error="the platform's reply window is closed"
            )
        path = f"/api/v1/accounts/{self._config.account}/conversations/{number}/messages"
        # `echo_id` comes back in the event, so that a repetition can be told by a person; Chatwoot does not drop it.
        body = {
            "content": text,
            "message_type": "outgoing",
            "private": private,
            "content_type": "text",
            "echo_id": key,
        }
        try:
            made = self._gateway.call("POST", path, json=body)
        except CallFailed as failed:
            return failed.result
        return SendResult(state=SendState.DELIVERED, provider_id=f"message-{made.get('id', key)}")


def _any(proof: vendor_signature.Proof, secrets: Sequence[str]) -> None:
    """Accept one of several secrets: they change, and Chatwoot shows the new one only after it is in use."""
    refused: Unverified | None = None
    for secret in secrets:
        try:
            vendor_signature.chatwoot(proof, secret)
        except Unverified as error:
            refused = error
        else:
            return
    raise refused or Unverified("no secret is configured")


def _moment(value: Any) -> datetime | None:
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


KIND = ChannelKind(
    name="chatwoot",
    level=Level.VECTORS,
    proof="payloads as its source documents them; signature recomputed; no server run",
    config=ChatwootConfig,
    open=ChatwootChannel,
)
