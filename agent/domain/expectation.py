"""What a case should come to; used by evals and by the gate of a release, never by the desk's own judgement."""

from typing import Any

from pydantic import field_validator

from agent.domain.value import Value


class PublicExpectation(Value):
    """What is expected of an explanation under a review."""

    strategy: tuple[str, ...] = ()
    blocked: bool = False
    blocked_reason: str | None = None
    max_chars: int = 500

    @field_validator("strategy", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return _listed(value)


class Expectation(Value):
    """The contract's `expect`; every key may be absent, and an absent one is not scored.

    `citations` and `must_mention` are lists of alternatives: any one of each inner list satisfies it.
    """

    outcome: tuple[str, ...] = ()
    forbidden_outcomes: tuple[str, ...] = ()
    citations: tuple[tuple[str, ...], ...] = ()
    escalate: bool | None = None
    ask_for: tuple[str, ...] = ()
    must_mention: tuple[tuple[str, ...], ...] = ()
    must_not_mention: tuple[str, ...] = ()
    freight: str | None = None
    amount_max: str | None = None
    why: str | None = None
    public: PublicExpectation | None = None

    @field_validator("outcome", "forbidden_outcomes", "ask_for", "must_not_mention", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("citations", "must_mention", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return [_listed(group) for group in _listed(value)]


def _listed(value: Any) -> Any:
    if value is None:
        return ()
    return [value] if isinstance(value, str) else value
