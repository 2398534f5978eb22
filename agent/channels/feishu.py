"""Feishu: an app's bot. Buyers or colleagues write to it; drafts go to a staff group as a card with buttons.

Events come encrypted and signed; the address check wants its challenge back within a second (Feishu open platform, event
subscription 2.0, card callbacks 2.0).
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from pydantic import SecretStr

from agent.channels import vendor_signature
from agent.channels.channel import (
    Answer,
    Capabilities,
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
from agent.channels.vendor_cipher import FeishuCipher
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Attachment, Message
from agent.domain.value import Value
from agent.errors import InvalidCase

_MEDIA = {"image": "photo", "media": "video", "audio": "audio", "file": "file"}


class FeishuConfig(Value):
    """The settings of one app; `staff` gives each open_id its role, `staff_chat` is where cards go."""

    app_id: str
    app_secret: SecretStr
    encrypt_key: SecretStr
    verification_token: SecretStr
    staff_chat: str | None = None
    staff: dict[str, str] = {}
    base: str = "https://open.feishu.cn"


class FeishuChannel:
    """Opens events, sends messages and cards."""

    name = "feishu"

    def __init__(self, config: FeishuConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.capabilities = Capabilities(
            private_note=config.staff_chat is not None,
            attachments=True,
            signed=True,
            idempotent=True,
            needs_public_url=True,
        )
        self._cipher = FeishuCipher(config.encrypt_key.get_secret_value())
        self._access: tuple[str, datetime] | None = None

    @property
    def sends(self) -> bool:
        """The interface takes messages at any time."""
        return True

    def read(self, request: Request) -> Received:
        """Open an event: the address check, a message, or a pressed button."""
        event = self._opened(request)
        if event.get("type") == "url_verification":
            body = json.dumps({"challenge": event.get("challenge", "")}).encode()
            return Received(answer=Answer(body=body))
        try:
            header, content = event["header"], event["event"]
            if header["event_type"] == "im.message.receive_v1":
                found = self._message(header, content)
                return Received(events=(found,) if found else ())
            if header["event_type"] == "card.action.trigger":
                return self._pressed(header, content)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise InvalidCase("the event is not one of those that its type promises") from None
        return Received()

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Send an approved text into the conversation; `uuid` makes Feishu drop a repetition for an hour."""
        chat = reply.thread.get("chat")
        if not isinstance(chat, str):
            return SendResult(state=SendState.REFUSED, error="the case has no Feishu chat")
        return self._say(chat, "text", {"text": reply.text}, idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Show a draft to the staff group, with buttons bound to exactly this version."""
        if self._config.staff_chat is None:
            return SendResult(state=SendState.REFUSED, error="no staff_chat is configured")
        return self._say(self._config.staff_chat, "interactive", card(note), idempotency_key)

    def _opened(self, request: Request) -> dict[str, Any]:
        try:
            document = json.loads(request.body)
            sealed = document["encrypt"]
            if not isinstance(sealed, str):
                raise TypeError("encrypt")
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Unverified("the body holds no encrypted event") from None
        event = json.loads(_or_unverified(self._cipher.open(sealed)))
        check = event.get("type") == "url_verification"
        if not check:  # the address check is encrypted, but not signed
            proof = vendor_signature.Proof(request.headers, request.body, self._clock.now())
            vendor_signature.feishu(proof, self._config.encrypt_key.get_secret_value())
        header = event if check else event.get("header")
        token = str(header.get("token")) if isinstance(header, dict) else ""
        expected = self._config.verification_token.get_secret_value()
        if not compare_digest(token.encode(), expected.encode()):
            raise Unverified("the verification token does not match; check both sides")
        return dict(event)

    def _message(self, header: dict[str, Any], content: dict[str, Any]) -> InboundEvent | None:
        message = content["message"]
        if content["sender"].get("sender_type", "user") != "user":
            return None  # a bot's own words
        kind = str(message["message_type"])
        said = json.loads(message["content"])
        spoken = Message(
            text=str(said.get("text", "")),
            at=datetime.fromtimestamp(int(message["create_time"]) / 1000, UTC),
            attachments=(Attachment(kind=_MEDIA[kind]),) if kind in _MEDIA else (),
        )
        chat = str(message["chat_id"])
        return InboundEvent(
            event_id=str(header["event_id"]),
            type="message",
            case=Case(id=f"fs-{chat}", messages=(spoken,)),
            thread={"chat": chat},
            provider_id=str(message["message_id"]),
        )

    def _pressed(self, header: dict[str, Any], content: dict[str, Any]) -> Received:
        person, value = str(content["operator"]["open_id"]), content["action"]["value"]
        role = self._config.staff.get(person)
        if role is None:
            return Received(answer=_toast("error", "您没有批准权限，请找主管在售后台里加上"))
        act = StaffAct(
            event_id=str(header["event_id"]),
            act=str(value["act"]),
            case_id=str(value["case_id"]),
            draft_version=int(value["draft_version"]),
            by=person,
            role=role,
        )
        return Received(acts=(act,), answer=_toast("info", "收到，正在处理"))

    def _say(self, chat: str, kind: str, content: dict[str, Any], key: str) -> SendResult:
        body = {
            "receive_id": chat,
            "msg_type": kind,
            "content": json.dumps(content, ensure_ascii=False),
            "uuid": sha256(key.encode()).hexdigest()[:50],
        }
        try:
            gateway = Gateway(
                self._config.base,
                clock=self._clock,
                headers={"authorization": f"Bearer {self._token()}"},
            )
            answer = gateway.call(
                "POST", "/open-apis/im/v1/messages", json=body, query={"receive_id_type": "chat_id"}
            )
            if answer.get("code"):
                raise CallFailed(SendState.RETRY, f"feishu answered code {answer['code']}")
        except CallFailed as failed:
            return failed.result
        found = answer.get("data", {}).get("message_id", key)
        return SendResult(state=SendState.DELIVERED, provider_id=str(found))

    def _token(self) -> str:
        now = self._clock.now()
        if self._access is None or self._access[1] <= now:
            body = {
                "app_id": self._config.app_id,
                "app_secret": self._config.app_secret.get_secret_value(),
            }
            answer = Gateway(self._config.base, clock=self._clock).call(
                "POST", "/open-apis/auth/v3/tenant_access_token/internal", json=body
            )
            if answer.get("code"):
                raise CallFailed(SendState.RETRY, f"feishu gives no token (code {answer['code']})")
            life = timedelta(seconds=max(60, int(answer.get("expire", 7200)) - 300))
            self._access = (str(answer["tenant_access_token"]), now + life)
        return self._access[0]


def card(note: Note) -> dict[str, Any]:
    """Return the card of a draft: its ground, its text, and a button each to approve or reject it."""
    buttons = [
        {
            "tag": "button",
            "text": {"tag": "plain_text", "content": label},
            "type": style,
            "behaviors": [
                {
                    "type": "callback",
                    "value": {
                        "act": act,
                        "case_id": note.case_id,
                        "draft_version": note.draft_version,
                    },
                }
            ],
        }
        for label, style, act in (
            ("批准发送", "primary", "approve"),
            ("转主管", "default", "escalate"),
        )
    ]
    texts = [part for part in (note.summary, note.text) if part]
    body: list[dict[str, Any]] = [
        {"tag": "div", "text": {"tag": "plain_text", "content": text}} for text in texts
    ]
    return {
        "schema": "2.0",
        "header": {"title": {"tag": "plain_text", "content": f"待审回复 v{note.draft_version}"}},
        "body": {"elements": [*body, *buttons]},
    }


def _toast(kind: str, text: str) -> Answer:
    body = json.dumps({"toast": {"type": kind, "content": text}}, ensure_ascii=False)
    return Answer(body=body.encode())


def _or_unverified(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unverified("the envelope holds no event")
    return text


KIND = ChannelKind(
    name="feishu",
    level=Level.VECTORS,
    proof="the published decryption example; events and cards as its documents describe them",
    config=FeishuConfig,
    open=FeishuChannel,
)
