"""The generic signed JSON webhook, in and out, by Standard Webhooks 1.0.

In: `{"type": "case.created" | "message.created", "timestamp": …, "data": <case in the contract's form>}`.
Out: `{"type": "reply.approved", "timestamp": …, "data": {"case_id", "draft_version", "text", "surface", …}}`, where
`webhook-id` is the same for every try of one reply.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx
from pydantic import Field, SecretStr, ValidationError

from agent.channels.address_guard import Refused, checked_url, resolve
from agent.channels.channel import (
    Capabilities,
    InboundEvent,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
)
from agent.channels.kind import ChannelKind, Level
from agent.channels.retry import BUSY, retry_after
from agent.channels.signature import Signer
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.conversation import checked_id
from agent.domain.value import Value
from agent.errors import InvalidCase

EVENT_TYPES = ("case.created", "message.created")
TIMEOUT_SECONDS = 15.0


class WebhookChannel:
    """Proves and reads signed events, posts signed replies. Without a `url` it only listens."""

    name = "webhook"
    capabilities = Capabilities(
        attachments=True, signed=True, needs_public_url=True, idempotent=True
    )

    def __init__(
        self,
        *,
        secrets: Sequence[str],
        clock: Clock,
        url: str | None = None,
        allow_private: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        events: Sequence[str] = (),
    ) -> None:
        """Take the secrets newest first; `allow_private` permits replies to loopback and private addresses.

        `events` are the kinds of events that the receiver wants to be told beside replies.
        """
        self.wants = frozenset(events)
        self._signer = Signer(secrets)
        self._clock = clock
        self._url = url
        self._allow_private = allow_private
        self._timeout = timeout
        if url is not None:
            checked_url(url)

    @property
    def sends(self) -> bool:
        """Whether replies can leave: a receiver is configured."""
        return self._url is not None

    def read(self, request: Request) -> Received:
        """Verify an event and read its case."""
        event_id = self._signer.verify(request.headers, request.body, now=self._clock.now())
        try:
            envelope = json.loads(request.body)
        except (ValueError, RecursionError):
            raise InvalidCase("the body is not JSON") from None
        if not isinstance(envelope, dict) or envelope.get("type") not in EVENT_TYPES:
            raise InvalidCase(f"`type` must be {' or '.join(EVENT_TYPES)}")
        try:
            case = Case.model_validate(envelope.get("data"))
        except ValidationError as error:
            raise InvalidCase(f"`data` is no case: {_where(error)}") from None
        event = InboundEvent(event_id=event_id, type=envelope["type"], case=checked_id(case))
        return Received(events=(event,))

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Post a reply once and say how it went."""
        if self._url is None:
            return SendResult(state=SendState.RETRY, error="no receiver is configured")
        data = reply.model_dump(mode="json", exclude={"thread"})
        return self._post("reply.approved", data, at=self._clock.now(), key=idempotency_key)

    def notify(
        self, kind: str, data: dict[str, Any], *, at: datetime, idempotency_key: str
    ) -> SendResult:
        """Tell the receiver an event once and say how it went."""
        if self._url is None:
            return SendResult(state=SendState.RETRY, error="no receiver is configured")
        return self._post(kind, data, at=at, key=idempotency_key)

    def _post(self, kind: str, data: dict[str, Any], *, at: datetime, key: str) -> SendResult:
        url = self._url or ""
        envelope = {"type": kind, "timestamp": at.isoformat(), "data": data}
        body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
        headers = {
            **self._signer.headers(key, body, at=self._clock.now()),
            "content-type": "application/json",
            "user-agent": "aftersales-desk",
        }
        try:
            target = resolve(url, allow_private=self._allow_private)
        except Refused as refused:
            return SendResult(state=SendState.RETRY, error=str(refused))
        try:
            with httpx.Client(
                timeout=self._timeout, trust_env=False, follow_redirects=False
            ) as client:
                answer = client.post(
                    target.url,
                    content=body.encode(),
                    headers={**headers, "host": target.netloc},
                    extensions={"sni_hostname": target.host},
                )
        except httpx.HTTPError as error:
            return SendResult(state=SendState.RETRY, error=f"no answer ({type(error).__name__})")
        return self._result(answer, key)

    def _result(self, answer: httpx.Response, key: str) -> SendResult:
        status = answer.status_code
        if answer.is_success:
            return SendResult(
                state=SendState.DELIVERED, provider_id=answer.headers.get("x-message-id", key)[:200]
            )
        if status == 410:
            return SendResult(
                state=SendState.GONE, error="the receiver wants nothing any more (410)"
            )
        if status in BUSY or status >= 500:
            after = retry_after(answer.headers.get("retry-after"), now=self._clock.now())
            return SendResult(
                state=SendState.RETRY, retry_after=after, error=f"the receiver answered {status}"
            )
        if answer.is_redirect:
            return SendResult(
                state=SendState.REFUSED,
                error=f"the receiver redirects ({status}); set its final URL",
            )
        # 401, 404 and their like are often a receiver being deployed or mended: worth the schedule.
        return SendResult(state=SendState.RETRY, error=f"the receiver answered {status}")


def _where(error: ValidationError) -> str:
    # Never the input: it is the buyer's.
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])


class WebhookConfig(Value):
    """The settings of one shop's webhook in `channels.yaml`."""

    secrets: tuple[SecretStr, ...] = Field(min_length=1)
    url: str | None = None
    allow_private: bool = False
    events: tuple[str, ...] = ()


def _open(config: WebhookConfig, *, clock: Clock) -> WebhookChannel:
    return WebhookChannel(
        secrets=[secret.get_secret_value() for secret in config.secrets],
        clock=clock,
        url=config.url,
        allow_private=config.allow_private,
        events=config.events,
    )


KIND = ChannelKind(
    name="webhook",
    level=Level.REAL_SERVER,
    proof="signed both ways against a real HTTP receiver; the published vector",
    config=WebhookConfig,
    open=_open,
)
