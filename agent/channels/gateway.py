"""Calls to a chat tool's own HTTP interface, and what an answer means for a reply.

The base address comes from the shop's own configuration, never from an event; redirects are not followed, and an error
never carries a token, a query or a body.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from agent.channels.address_guard import checked_url
from agent.channels.channel import SendResult, SendState
from agent.channels.retry import BUSY, bounded, retry_after
from agent.domain.clock import Clock

TIMEOUT_SECONDS = 15.0


class CallFailed(Exception):
    """The interface did not do what was asked; `state` says whether asking again can help."""

    def __init__(self, state: SendState, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.state = state
        self.retry_after = retry_after

    @property
    def result(self) -> SendResult:
        """Return it as the result of a try to send."""
        return SendResult(state=self.state, error=str(self), retry_after=self.retry_after)


class Gateway:
    """One vendor interface: base address, fixed headers, JSON in and out."""

    def __init__(
        self,
        base: str,
        *,
        clock: Clock,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Take the address as the shop configured it; a wrong one is a ConfigurationError."""
        checked_url(base)
        self._base = base.rstrip("/")
        self._clock = clock
        self._headers = dict(headers or {})
        self._auth = auth
        self._timeout = timeout

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the JSON of a successful answer ({} where there is none).

        Raises:
            CallFailed: no answer, or one that says no.
        """
        try:
            with httpx.Client(
                timeout=self._timeout, trust_env=False, follow_redirects=False, auth=self._auth
            ) as client:
                answer = client.request(
                    method,
                    self._base + path,
                    json=json,
                    params=dict(query) if query else None,
                    data=dict(form) if form else None,
                    headers=self._headers,
                )
        except httpx.HTTPError as error:
            raise CallFailed(SendState.RETRY, f"no answer ({type(error).__name__})") from None
        if answer.is_success:
            return _json(answer)
        raise self._failed(answer)

    def _failed(self, answer: httpx.Response) -> CallFailed:
        status = answer.status_code
        text = f"the interface answered {status}"
        if status in BUSY or status >= 500:
            return CallFailed(SendState.RETRY, text, self._retry_after(answer))
        if status in (400, 404, 413, 422) or answer.is_redirect:
            return CallFailed(SendState.REFUSED, text)
        # 401 and 403 are mostly a token being renewed: worth the schedule.
        return CallFailed(SendState.RETRY, text)

    def _retry_after(self, answer: httpx.Response) -> float | None:
        """Read the header, or Matrix' milliseconds in the body."""
        value = answer.headers.get("retry-after")
        if value is not None:
            return retry_after(value, now=self._clock.now())
        body = _json(answer)
        wait = body.get("retry_after_ms") if isinstance(body, dict) else None
        return bounded(wait / 1000) if isinstance(wait, (int, float)) else None


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json() if answer.content else {}
    except ValueError:
        return {}
