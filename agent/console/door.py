"""Who may come in: our own login page, sessions kept in this process, a cookie that no script can read.

Sessions end after half a day, and with the process. Passwords are compared in constant time; a name that fails too often
waits. Nothing of a person is kept in the browser but the random cookie.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from hmac import compare_digest
from importlib.resources import files
from secrets import token_urlsafe
from time import monotonic
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.console.call import Person

COOKIE = "aftersales_session"
_HALF_DAY = 12 * 3600.0
_TRIES = 8
_WAIT = 300.0
_MOST_BYTES = 4096
_PAGES = ("/", "/panel")


class Door:
    """Keeps who is signed in. Without users everybody on this machine is a lead."""

    def __init__(
        self,
        users: Sequence[tuple[str, str, str]],
        *,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._users = tuple(users)
        self._people = {name: Person(name, role) for name, role, _ in users}
        self._timer = timer
        self._sessions: dict[str, tuple[str, float]] = {}
        self._failed: dict[str, list[float]] = defaultdict(list)

    @property
    def locked(self) -> bool:
        """Whether anybody has to sign in at all."""
        return bool(self._users)

    def person(self, token: str | None) -> Person | None:
        """Return the person whose session this is, None for nobody; an open door knows one lead."""
        if not self.locked:
            return Person("local", "lead")
        name, until = self._sessions.get(token or "", ("", 0.0))
        return self._people.get(name) if until > self._timer() else None

    def name_of(self, request: Request) -> str | None:
        """Return the name that a request's cookie stands for; None for nobody."""
        person = self.person(request.cookies.get(COOKIE))
        return person.name if person else None

    def enter(self, name: str, password: str) -> str | None:
        """Return a new session for the right password, None for a wrong one or too many tries."""
        now = self._timer()
        recent = [at for at in self._failed[name] if now - at < _WAIT]
        self._failed[name] = recent
        known = False
        for user, _, secret in self._users:  # all of them, so that time tells nothing
            same = compare_digest(f"{user}\n{secret}".encode(), f"{name}\n{password}".encode())
            known = known or same
        if len(recent) >= _TRIES or not known:
            recent.append(now)
            return None
        self._failed.pop(name, None)
        self._sessions = {key: held for key, held in self._sessions.items() if held[1] > now}
        token = token_urlsafe(32)
        self._sessions[token] = (name, now + _HALF_DAY)
        return token

    def leave(self, request: Request) -> None:
        """End the session of a request."""
        self._sessions.pop(request.cookies.get(COOKIE, ""), None)

    def install(self, app: FastAPI) -> None:
        """Add the login page, and send whoever opens the console without a session there."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/login", self._show, methods=["GET"])
        router.add_api_route("/login", self._sign_in, methods=["POST"])
        router.add_api_route("/logout", self._sign_out, methods=["GET", "POST"])
        app.include_router(router)
        app.add_middleware(_ToLogin, door=self)

    def _show(self, request: Request) -> Response:
        if not self.locked or self.name_of(request):
            return RedirectResponse(_after(request), status_code=303)
        return _page(200)

    async def _sign_in(self, request: Request) -> Response:
        if len(await request.body()) > _MOST_BYTES:
            return _page(400)
        form = await request.form()
        token = self.enter(str(form.get("username", "")), str(form.get("password", "")))
        if token is None:
            return _page(400)
        answer = RedirectResponse(_after(request), status_code=303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=int(_HALF_DAY),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    def _sign_out(self, request: Request) -> Response:
        self.leave(request)
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer


class _ToLogin:
    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in _PAGES and self._door.locked:
            request = Request(scope)
            if self._door.name_of(request) is None:
                wanted = f"{request.url.path}?{request.url.query}".rstrip("?")
                to = "/login" if wanted == "/" else f"/login?next={quote(wanted)}"
                await RedirectResponse(to, status_code=303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _after(request: Request) -> str:
    """Return where to go after the login: one of our own pages, never an address that a link brings along."""
    wanted = request.query_params.get("next", "/")
    return wanted if wanted.partition("?")[0] in _PAGES else "/"


def _page(status: int) -> HTMLResponse:
    text = (files("agent.console") / "static" / "login.html").read_text(encoding="utf-8")
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(text.replace("__FAILED__", str(status == 400).lower()), status, headers)
