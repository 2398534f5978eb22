"""DingTalk: messages to a robot in, replies to the address that came with them while it lives, drafts to a staff group.

In Stream mode the desk connects to DingTalk and needs no public address. In HTTP mode the robot's signature covers the time and
not the body, so its address must be HTTPS, and a secret stands in the path too (DingTalk open platform, "机器人接收消息",
"自定义机器人安全设置").
"""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, new
from threading import Event
from typing import Any
from urllib.parse import urlsplit

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
from agent.channels.dingtalk_stream import DingTalkStream
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.kind import ChannelKind, Level
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Attachment, Message
from agent.domain.value import Value
from agent.errors import InvalidCase

_MEDIA = {"picture": "photo", "video": "video", "audio": "audio", "file": "file"}


class DingTalkConfig(Value):
    """The settings of one robot: its app secret, and the staff group's own robot.

    With a `client_id` the desk connects by itself (Stream mode); without, DingTalk calls, and needs the `path_secret`.
    """

    app_secret: SecretStr
    client_id: str | None = None
    path_secret: SecretStr | None = Field(default=None, min_length=16)
    staff_robot_token: SecretStr | None = None
    staff_robot_secret: SecretStr | None = None
    reply_hosts: tuple[str, ...] = ("oapi.dingtalk.com", "api.dingtalk.com")
    base: str = "https://oapi.dingtalk.com"
    api: str = "https://api.dingtalk.com"

    @model_validator(mode="after")
    def _one_way_in(self) -> "DingTalkConfig":
        if self.client_id is None and self.path_secret is None:
            raise ValueError("client_id (Stream mode) or path_secret (HTTP mode) is needed")
        return self


class DingTalkChannel:
    """Reads the robot's messages, answers at their session address."""

    name = "dingtalk"

    def __init__(self, config: DingTalkConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.capabilities = Capabilities(
            private_note=config.staff_robot_token is not None,
            attachments=True,
            signed=True,
            needs_public_url=config.client_id is None,
        )
        self._stream = (
            DingTalkStream(
                api=config.api,
                client_id=config.client_id,
                client_secret=config.app_secret,
                clock=clock,
                read=self._event,
            )
            if config.client_id is not None
            else None
        )

    @property
    def sends(self) -> bool:
        """Replies can leave while a conversation's address lives."""
        return True

    def read(self, request: Request) -> Received:
        """Verify a message by path and signature and read it."""
        given = request.path.strip("/").partition("/")[0]
        secret = self._config.path_secret
        if secret is None:
            raise Unverified("this robot is in Stream mode; it has no way in over HTTP")
        if not compare_digest(given.encode(), secret.get_secret_value().encode()):
            raise Unverified("the path's secret does not match; check the robot's address")
        proof = vendor_signature.Proof(request.headers, request.body, self._clock.now())
        vendor_signature.dingtalk(proof, self._config.app_secret.get_secret_value())
        try:
            return Received(events=(self._event(json.loads(request.body)),))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InvalidCase("the body is no robot message") from None

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the stream until `stop` is set; in HTTP mode there is nothing to hold."""
        if self._stream is None:
            stop.wait()
        else:
            self._stream.listen(deliver, stop)

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Post an approved text to the conversation's address; DingTalk drops no repetition."""
        url, until = reply.thread.get("url"), reply.thread.get("until_ms")
        if not isinstance(url, str) or not self._own(url):
            return SendResult(state=SendState.REFUSED, error="the case has no DingTalk address")
        if isinstance(until, int) and until <= self._clock.now().timestamp() * 1000:
            return SendResult(
                state=SendState.REFUSED, error="the conversation's reply address has expired"
            )
        return self._post(url, "", {}, reply.text, idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Post a draft to the staff group."""
        token = self._config.staff_robot_token
        if token is None:
            return SendResult(state=SendState.REFUSED, error="no staff robot is configured")
        text = "\n".join(part for part in (note.summary, note.text, note.url) if part)
        query = {"access_token": token.get_secret_value()}
        if self._config.staff_robot_secret is not None:
            stamp = str(int(self._clock.now().timestamp() * 1000))
            secret = self._config.staff_robot_secret.get_secret_value()
            query |= {"timestamp": stamp, "sign": robot_sign(stamp, secret)}
        return self._post(self._config.base, "/robot/send", query, text, idempotency_key)

    def _event(self, message: dict[str, Any]) -> InboundEvent:
        kind = str(message["msgtype"])
        spoken = Message(
            text=str(message.get("text", {}).get("content", "")).strip(),
            at=datetime.fromtimestamp(int(message["createAt"]) / 1000, UTC),
            attachments=(Attachment(kind=_MEDIA[kind]),) if kind in _MEDIA else (),
        )
        url = str(message.get("sessionWebhook", ""))
        until = message.get("sessionWebhookExpiredTime")
        digest = sha256(str(message["conversationId"]).encode()).hexdigest()[:16]
        return InboundEvent(
            event_id=str(message["msgId"]),
            type="message",
            case=Case(id=f"dt-{digest}", messages=(spoken,)),
            thread={"url": url, "until_ms": until} if self._own(url) else {},
            provider_id=str(message["msgId"]),
            reply_by=datetime.fromtimestamp(until / 1000, UTC) if isinstance(until, int) else None,
        )

    def _own(self, url: str) -> bool:
        """Tell whether an address that came with a message is DingTalk's: the body is not signed."""
        parts = urlsplit(url)
        return parts.scheme in ("https", "http") and parts.hostname in self._config.reply_hosts

    def _post(self, base: str, path: str, query: dict[str, str], text: str, key: str) -> SendResult:
        body = {"msgtype": "text", "text": {"content": text}}
        try:
            answer = Gateway(base, clock=self._clock).call("POST", path, json=body, query=query)
        except CallFailed as failed:
            return failed.result
        if answer.get("errcode"):
            return SendResult(
                state=SendState.RETRY, error=f"dingtalk answered errcode {answer['errcode']}"
            )
        return SendResult(state=SendState.DELIVERED, provider_id=key)


def robot_sign(stamp: str, secret: str) -> str:
    """Return a custom robot's `sign`: base64 HMAC-SHA256 over time and secret; httpx escapes it in the query."""
    digest = new(secret.encode(), f"{stamp}\n{secret}".encode(), sha256).digest()
    return b64encode(digest).decode()


KIND = ChannelKind(
    name="dingtalk",
    level=Level.OTHER_SIDE,
    proof="Stream mode beside the vendor's dingtalk-stream at one gateway; signatures and HTTP mode as documented",
    config=DingTalkConfig,
    open=DingTalkChannel,
)
