"""Who calls: bearer tokens, kept as hashes, compared in constant time. Without a token nothing is answered.

Tokens come from the setting AFTERSALES_TOKENS, or are issued (`aftersales tokens create`) as `as_live_<id>_<secret>`, with
scopes, shops and an end of their own. Every caller may make only so many requests in a minute.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agent.api.errors import Problem
from agent.api.rate import Rate
from agent.domain.permission import ROLE_SCOPES
from agent.domain.value import Value
from agent.errors import ConfigurationError
from agent.store.records import TokenRecord

ROLES = tuple(ROLE_SCOPES)
_MIN_TOKEN = 16
_bearer = HTTPBearer(
    auto_error=False, description="A token of AFTERSALES_TOKENS, or an issued one."
)


class Caller(Value):
    """Who acts, with which role, for which shops (none named: all), and what they may do."""

    name: str
    role: str
    shops: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()

    def shop(self, asked: str | None, default: str) -> str:
        """Return the shop that is meant; Problem 403 for one that the token is not for."""
        name = asked or default
        if self.shops and name not in self.shops:
            raise Problem(403, "shop", "this token is for other shops")
        return name


class Tokens:
    """The known tokens. `open_` lets everybody on this machine in as a lead, for a desk without any token."""

    def __init__(
        self,
        given: Iterable[tuple[str, str, str]] = (),
        *,
        open_: bool = False,
        issued: Callable[[str], TokenRecord | None] = lambda _token: None,
        rate: Rate | None = None,
    ) -> None:
        """Take (name, role, token); roles and lengths are checked at once.

        `issued` looks an issued token up: None for one that is unknown, ended or revoked.
        """
        self._open = open_
        self._issued = issued
        self._rate = rate
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
            caller = Caller(name=name, role=role, scopes=ROLE_SCOPES[role])
            self._known.append((sha256(token.encode()).digest(), caller))

    def __bool__(self) -> bool:
        """Whether any token is configured."""
        return bool(self._known)

    def caller(self, scheme: str, token: str) -> Caller:
        """Return who shows this token; Problem 401 for nobody, 429 for somebody who asks too often."""
        found = self._found(scheme, token)
        if found is None:
            raise Problem(
                401,
                "not_signed_in",
                "send the header Authorization: Bearer <token>",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if self._rate is not None:
            self._rate.count(found.name)
        return found

    def _found(self, scheme: str, token: str) -> Caller | None:
        if not self._known and self._open and not token:
            return Caller(name="local", role="lead", scopes=ROLE_SCOPES["lead"])
        shown = sha256(token.encode()).digest()
        found = None
        for known, caller in self._known:  # all of them, so that time tells nothing
            if compare_digest(known, shown):
                found = caller
        if found is None:
            issued = self._issued(token)
            if issued is not None:
                scopes = ROLE_SCOPES.get(issued.role, frozenset()) & issued.scopes
                found = Caller(
                    name=issued.name, role=issued.role, shops=issued.shops, scopes=scopes
                )
        if found is None and not self._known and self._open:
            return Caller(name="local", role="lead", scopes=ROLE_SCOPES["lead"])
        return found if scheme.lower() == "bearer" else None


def signed_in(
    request: Request,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Give a route who calls."""
    tokens: Tokens = request.app.state.context.tokens
    scheme, token = (shown.scheme, shown.credentials.strip()) if shown else ("", "")
    return tokens.caller(scheme, token)


def may(scope: str) -> Callable[[Caller], Caller]:
    """Return what gives a route who calls, if their token has the scope."""

    def allowed(caller: Annotated[Caller, Depends(signed_in)]) -> Caller:
        if scope not in caller.scopes:
            raise Problem(
                403,
                "role",
                f"this needs the scope {scope}; the role {caller.role} or its token lacks it",
            )
        return caller

    return allowed


def is_loopback(host: str) -> bool:
    """Whether a server bound to this address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
