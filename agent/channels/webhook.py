"""The generic signed JSON webhook, in and out, by Standard Webhooks 1.0.

In: `{"type": "case.created" | "message.created", "timestamp": …, "data": <case in the contract's form>}`.
Out: `{"type": "reply.approved", "timestamp": …, "data": {"case_id", "draft_version", "text", "surface", …}}`, where
`webhook-id` is the same for every try of one reply.
"""

import json
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from pydantic import ValidationError

from agent.channels.address_guard import Refused, checked_url, resolve
from agent.channels.channel import Capabilities, InboundEvent, SendResult, SendState
from agent.channels.signature import Signer
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.conversation import checked_id
from agent.errors import InvalidCase

EVENT_TYPES = ("case.created", "message.created")
TIMEOUT_SECONDS = 15.0
_MAX_RETRY_AFTER = 24 * 3600.0
_BUSY = frozenset({408, 425, 429})


class WebhookChannel:
    """Proves and reads signed events, posts signed replies. Without a `url` it only listens."""

    name = "webhook"
    capabilities = Capabilities(attachments=True, signed=True, needs_public_url=True)

    def __init__(
        self,
        *,
        secrets: Sequence[str],
        clock: Clock,
        url: str | None = None,
        allow_private: bool = False,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Take the secrets newest first; `allow_private` permits replies to loopback and private addresses."""
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

    def read(self, headers: Mapping[str, str], body: bytes) -> InboundEvent:
        """Verify an event and read its case."""
        event_id = self._signer.verify(headers, body, now=self._clock.now())
        try:
            envelope = json.loads(body)
        except (ValueError, RecursionError):
            raise InvalidCase("the body is not JSON") from None
        if not isinstance(envelope, dict) or envelope.get("type") not in EVENT_TYPES:
            raise InvalidCase(f"`type` must be {' or '.join(EVENT_TYPES)}")
        try:
            case = Case.model_validate(envelope.get("data"))
        except ValidationError as error:
            raise InvalidCase(f"`data` is no case: {_where(error)}") from None
        return InboundEvent(event_id=event_id, type=envelope["type"], case=checked_id(case))

    def send(self, payload: dict[str, Any], *, idempotency_key: str) -> SendResult:
        """Post a reply once and say how it went."""
        if self._url is None:
            return SendResult(state=SendState.RETRY, error="no receiver is configured")
        now = self._clock.now()
        envelope = {"type": "reply.approved", "timestamp": now.isoformat(), "data": payload}
        body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
        headers = {
            **self._signer.headers(idempotency_key, body, at=now),
            "content-type": "application/json",
            "user-agent": "aftersales-desk",
        }
        try:
            target = resolve(self._url, allow_private=self._allow_private)
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
        return self._result(answer, idempotency_key)

    def _result(self, answer: httpx.Response, key: str) -> SendResult:
        status = answer.status_code
        if answer.is_success:
            return SendResult(
                state=SendState.DELIVERED, provider_id=answer.headers.get("x-message-id", key)[:200]
            )
        if status == 410:
            return SendResult(state=SendState.REFUSED, error="the receiver is gone for good (410)")
        if status in _BUSY or status >= 500:
            after = self._retry_after(answer.headers.get("retry-after"))
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

    def _retry_after(self, value: str | None) -> float | None:
        """Read seconds or an HTTP date (RFC 9110 section 10.2.3); nonsense is no wish at all."""
        if not value:
            return None
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = (parsedate_to_datetime(value) - self._clock.now()).total_seconds()
            except (ValueError, TypeError):
                return None
        return min(seconds, _MAX_RETRY_AFTER) if seconds >= 0 else None


def _where(error: ValidationError) -> str:
    # Never the input: it is the buyer's.
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
