"""From the contract's guard-text `context` (section 4), or from a Decision, to what the guards take."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agent.domain.decision import DeadlineKind, Decision, Freight, Outcome
from agent.domain.draft import Surface
from agent.domain.money import Money
from agent.errors import InvalidInput
from agent.guards.guard import Decided, GuardContext, Private

ANY_CURRENCY = (
    "XXX"  # ISO 4217: no currency; a bare amount in a context holds for whatever the text is in
)

_KEYS = frozenset({"decision", "buyer", "review", "language", "platform", "grounds"})
_DECISION = frozenset({
    "outcome", "amount_max", "amount", "freight", "triage", "lane", "reasons", "missing", "deadlines", "answerable", "confidence",
    "pending", "conditions", "alternative", "tried", "proofs", "cautions",
})  # fmt: skip
_BUYER = frozenset({"name", "phone", "address", "order_id", "tier", "tracking_no"})
_REVIEW = frozenset({"age_days", "appended", "stars", "text", "photos", "created_at"})


def parse_context(
    data: Mapping[str, Any] | None,
    *,
    surface: str | Surface = Surface.IM,
    platform: str = "other",
    grounds: Sequence[str] = (),
    max_chars: int | None = None,
    now: datetime | None = None,
) -> GuardContext:
    """Read a context in the contract's form; `grounds` are further texts (clauses of the shop) that facts may rest on.

    Besides the contract's keys it takes `platform` and `grounds` (a list of texts). `now` gives a review with `created_at`
    its age. An unknown key or a value that can't be read is InvalidInput naming it.
    """
    context = _object(data, "context", _KEYS)
    decision = _object(context.get("decision"), "context.decision", _DECISION)
    review = _object(context.get("review"), "context.review", _REVIEW)
    more = context.get("grounds") or ()
    if isinstance(more, str) or not all(isinstance(text, str) for text in more):
        raise InvalidInput("context.grounds: expected a list of texts")
    return GuardContext(
        surface=_one_of(Surface, surface, "surface") or Surface.IM,
        language=str(context.get("language") or "zh-Hans"),
        platform=str(context.get("platform") or platform).lower(),
        decided=_decided(decision) if context.get("decision") is not None else None,
        private=_private(_object(context.get("buyer"), "context.buyer", _BUYER)),
        grounds=(*grounds, *more, *_stated(decision)),
        told=(str(review["text"]),) if review.get("text") else (),
        max_chars=max_chars,
        review_age_days=_age(review, now),
        appended=bool(review.get("appended")),
    )


def decided_from(decision: Decision) -> Decided:
    """Return what a decision lets a text promise."""
    return Decided(
        outcome=decision.outcome,
        amount_max=decision.amount,
        freight=decision.freight,
        pending=decision.pending,
        deadlines=tuple(dict.fromkeys(deadline.kind for deadline in decision.deadlines)),
        alternative=decision.alternative,
    )


def grounds_from(decision: Decision) -> tuple[str, ...]:
    """Return the texts of a decision that facts may rest on: reasons, headings, quotes, and the days of its deadlines."""
    return _stated(decision.model_dump(mode="json"))


def _object(value: Any, where: str, known: frozenset[str]) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{where}: expected an object with any of {', '.join(sorted(known))}")
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        raise InvalidInput(
            f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}"
        )
    return value


def _one_of(kinds: Any, value: Any, where: str) -> Any:
    if value is None or value == "null":
        return None
    try:
        return kinds(value)
    except ValueError:
        raise InvalidInput(f"{where}: {str(value)[:40]!r} is none of {', '.join(kinds)}") from None


def _decided(decision: Mapping[str, Any]) -> Decided:
    amount = decision.get("amount_max")
    if amount is None:
        amount = decision.get("amount")
    kinds = [
        kind
        for deadline in decision.get("deadlines") or ()
        if (
            kind := _one_of(
                DeadlineKind, _part(deadline, "kind"), "context.decision.deadlines.kind"
            )
        )
    ]
    alternative = decision.get("alternative")
    return Decided(
        outcome=_one_of(Outcome, decision.get("outcome"), "context.decision.outcome"),
        amount_max=_money(amount),
        freight=_one_of(Freight, decision.get("freight"), "context.decision.freight"),
        pending=bool(decision.get("pending")),
        deadlines=tuple(dict.fromkeys(kinds)),
        alternative=str(alternative) if alternative else None,
    )


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else value


def _money(value: Any) -> Money | None:
    if value is None or value == "null":
        return None
    currency = ANY_CURRENCY
    if isinstance(value, Mapping):
        currency, value = str(value.get("currency") or ANY_CURRENCY).upper(), value.get("value")
    try:
        return Money.of(str(value), currency)
    except ValueError:
        raise InvalidInput(
            'context.decision.amount_max: expected a decimal amount such as "129.00"'
        ) from None


def _private(buyer: Mapping[str, Any]) -> Private:
    numbers = tuple(str(buyer[key]) for key in ("order_id", "tracking_no") if buyer.get(key))
    texts = {key: str(buyer[key]) for key in ("name", "phone", "address") if buyer.get(key)}
    return Private(**texts, numbers=numbers)


def _stated(decision: Mapping[str, Any]) -> tuple[str, ...]:
    texts: list[str] = []
    for reason in decision.get("reasons") or ():
        citation = _part(reason, "citation")
        parts = [_part(reason, "text") if isinstance(reason, Mapping) else reason]
        parts += (
            [_part(citation, "heading"), _part(citation, "quote")]
            if isinstance(citation, Mapping)
            else []
        )
        texts += [str(part) for part in parts if part]
    texts += [
        str(due) for deadline in decision.get("deadlines") or () if (due := _part(deadline, "due"))
    ]
    return tuple(texts)


def _age(review: Mapping[str, Any], now: datetime | None) -> float | None:
    age = review.get("age_days")
    if age is not None:
        try:
            return float(age)
        except (TypeError, ValueError):
            raise InvalidInput("context.review.age_days: expected a number of days") from None
    created = review.get("created_at")
    if not created or now is None:
        return None
    try:
        at = datetime.fromisoformat(str(created).replace("Z", "+00:00"))
    except ValueError:
        raise InvalidInput(
            "context.review.created_at: expected a time such as 2026-11-21T10:00:00+08:00"
        ) from None
    return (now - (at if at.tzinfo else at.replace(tzinfo=now.tzinfo))).total_seconds() / 86_400
