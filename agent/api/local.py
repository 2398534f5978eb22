"""Keeps a desk without logins to this machine, even when a browser or a proxy is talked into asking it."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.api.auth import is_loopback
from agent.api.errors import problem

_SIGNED = ("/hooks/", "/healthz")
"""Paths that prove their callers themselves, or tell nothing."""


class LocalOnly:
    """Refuses requests whose Host or Origin is not this machine: DNS rebinding, or a proxy in front of an open desk."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it."""
        if scope["type"] == "http" and not scope["path"].startswith(_SIGNED):
            request = Request(scope)
            if not is_loopback(request.url.hostname or "") or not _own(
                request.headers.get("origin")
            ):
                answer = problem(
                    request,
                    403,
                    "local_only",
                    "this desk has no logins and answers this machine only; set tokens and console users",
                )
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _own(origin: str | None) -> bool:
    if origin is None:
        return True
    host = origin.partition("://")[2].rsplit(":", 1)[0]
    return is_loopback(host)
