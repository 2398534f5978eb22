"""Who calls: bearer tokens, kept as hashes, compared in constant time. Without a token nothing is answered."""

from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address

from fastapi import Request

from agent.api.errors import Problem
from agent.domain.authority import ACTING
from agent.domain.value import Value
from agent.errors import ConfigurationError

ROLES = ("agent", "lead", "admin", "auditor")
_MIN_TOKEN = 16


class Caller(Value):
    """Who acts, and with which role."""

    name: str
    role: str


class Tokens:
    """The configured tokens. `open_` lets everybody on this machine in as a lead, for a desk without any token."""

    def __init__(self, given: Iterable[tuple[str, str, str]] = (), *, open_: bool = False) -> None:
        """Take (name, role, token); roles and lengths are checked at once."""
        self._open = open_
        self._known: list[tuple[bytes, Caller]] = []
        for name, role, token in given:
            if role not in ROLES or not name:
                raise ConfigurationError(
                    f"token of {name or '?'}: the role must be one of {', '.join(ROLES)}"
                )
            if len(token) < _MIN_TOKEN:
                raise ConfigurationError(
                    f"token of {name}: at least {_MIN_TOKEN} characters are needed"
                )
            self._known.append((sha256(token.encode()).digest(), Caller(name=name, role=role)))

    def __bool__(self) -> bool:
        """Whether any token is configured."""
        return bool(self._known)

    def caller(self, authorization: str | None) -> Caller:
        """Return who shows this header; Problem 401 for nobody."""
        if not self._known and self._open:
            return Caller(name="local", role="lead")
        scheme, _, token = (authorization or "").partition(" ")
        shown = sha256(token.strip().encode()).digest()
        found = None
        for known, caller in self._known:  # all of them, so that time tells nothing
            if compare_digest(known, shown):
                found = caller
        if found is None or scheme.lower() != "bearer":
            raise Problem(
                401,
                "not_signed_in",
                "send the header Authorization: Bearer <token>",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return found


def signed_in(request: Request) -> Caller:
    """Give a route who calls."""
    tokens: Tokens = request.app.state.context.tokens
    return tokens.caller(request.headers.get("authorization"))


def acting(request: Request) -> Caller:
    """Give a route who calls, if their role may change something."""
    caller = signed_in(request)
    if caller.role not in ACTING:
        raise Problem(403, "role", f"the role {caller.role} only looks; it may not change anything")
    return caller


def is_loopback(host: str) -> bool:
    """Whether a server bound to this address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
