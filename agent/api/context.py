"""What the routes work with, handed over once when the application is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from agent.api.auth import Tokens
from agent.api.idempotency import Once
from agent.api.metrics import Metrics
from agent.channels.switchboard import Switchboard
from agent.desk import Desk

Search = Callable[..., dict[str, Any]]
"""(query, *, shop, k, on, products) → the contract's JSON of a search."""

Check = Callable[..., dict[str, Any]]
"""(text, *, shop, surface, context) → the contract's JSON of a check."""


@dataclass(frozen=True)
class Context:
    """The desk, the shop taken where a request names none, who may call, and the ways in."""

    desk: Desk
    shop: str
    tokens: Tokens
    once: Once
    channels: Switchboard
    search: Search | None = None
    check: Check | None = None
    ready: Callable[[], dict[str, bool]] = dict
    metrics: Metrics = field(default_factory=Metrics)
    fetch: Callable[[str, str, str], None] | None = None


def context(request: Request) -> Context:
    """Give a route its context."""
    found: Context = request.app.state.context
    return found
