"""One rule of a YAML file, read strictly."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from agent.domain.case import CaseKind
from agent.domain.claim import ClaimType
from agent.domain.decision import DeadlineKind, Freight, Outcome
from agent.domain.reading import Language, Problem, Risk, Want
from agent.errors import ConfigurationError
from agent.policy.facts import CONDITION_FACTS
from agent.policy.rule import (
    AmountFormula,
    CautionRule,
    Condition,
    DeadlineRule,
    Layer,
    Rule,
)
from knowledge.clause import Citation, Clock

_E = TypeVar("_E", bound=StrEnum)

RULE_KEYS = frozenset({
    "id", "title", "clause", "clock", "valid_from", "valid_to", "platforms", "when", "outcome", "freight", "amount",
    "conditions", "ask_for", "prove", "alternative", "deadline", "priority", "text", "unverified", "note", "yields", "accepted",
})  # fmt: skip

ASK_WORDS = frozenset({
    "photo", "video", "nameplate", "batch_no", "label_photo", "screenshot", "proxy_receipt", "order_id", "size", "address",
})  # fmt: skip

STATUSES = ("unpaid", "to_ship", "shipped", "delivered", "completed", "closed", "unknown")

_CLOSED_SETS: dict[str, tuple[str, ...]] = {
    "problem": tuple(Problem), "want": tuple(Want), "wants": tuple(Want), "risks": tuple(Risk), "kind": tuple(CaseKind),
    "claim_type": tuple(ClaimType), "language": tuple(Language), "status": STATUSES,
}  # fmt: skip

_NUMBERS = frozenset({
    "days_since_placed", "days_since_shipped", "days_since_delivered", "hours_since_placed", "hours_since_shipped", "hours_since_delivered", "hours_to_ship", "days_to_ship", "stuck_days", "emotion", "stars",
    "paid", "claimed", "price_gap", "items_price", "review_age_days", "warranty_days", "spoiled_percent",
})  # fmt: skip

_SECONDS = {"seconds": 1, "hours": 3600, "days": 86400}


class Place(NamedTuple):
    """Where an error is: the file, and the rule in it."""

    path: str
    entry: str

    def error(self, key: str, problem: str) -> ConfigurationError:
        """Return the error for a key, as one line."""
        return ConfigurationError(" ".join(f"{self.path}: {self.entry}: {key} {problem}".split()))


def read_rule(
    raw: Mapping[str, Any], place: Place, *, layer: Layer, citation: Citation, clock: Clock
) -> Rule:
    """Read one rule; every mistake is a ConfigurationError naming file, rule and key."""
    _known(raw, RULE_KEYS, place, "")
    outcome = _member(raw.get("outcome"), Outcome, place, "outcome")
    return Rule(
        id=raw["id"],
        title=str(raw.get("title") or raw["id"]),
        layer=layer,
        citation=citation,
        clock=_member(raw.get("clock", clock.value), Clock, place, "clock"),
        valid_from=_day(raw.get("valid_from"), place, "valid_from"),
        valid_to=_day(raw.get("valid_to"), place, "valid_to"),
        platforms=tuple(
            name.lower() for name in _strings(raw.get("platforms"), place, "platforms")
        ),
        when=_conditions(raw.get("when"), place),
        outcome=outcome,
        freight=_member(raw["freight"], Freight, place, "freight") if raw.get("freight") else None,
        amount=_amount(raw.get("amount"), place),
        conditions=_strings(raw.get("conditions"), place, "conditions"),
        ask_for=_asked(raw, place),
        prove=raw.get("prove"),
        alternative=str(raw["alternative"]) if raw.get("alternative") else None,
        deadline=read_deadline(raw["deadline"], place) if raw.get("deadline") else None,
        priority=_whole(raw.get("priority", 50), place, "priority"),
        text=_text(raw.get("text"), place),
    )


def read_deadline(raw: Any, place: Place) -> DeadlineRule:
    """Read a deadline: {kind, hours|days|seconds, …}."""
    if not isinstance(raw, dict):
        raise place.error("deadline", "must be like {kind: refund_by, days: 7}")
    known = {
        "kind",
        "from",
        "for",
        "outcomes",
        "statuses",
        "platforms",
        "risks",
        "window",
        "working",
        "source",
        "unverified",
        *_SECONDS,
    }
    _known(raw, known, place, "deadline.")
    spans = [
        float(raw[unit]) * size
        for unit, size in _SECONDS.items()
        if isinstance(raw.get(unit), int | float)
    ]
    if len(spans) != 1 or spans[0] < 0:
        raise place.error("deadline", "needs exactly one of seconds, hours, days, as a number")
    start = str(raw.get("from", "message"))
    if start not in {"message", "placed", "review", "now"}:
        raise place.error(
            "deadline.from", f"{start!r} is not known; known: message, placed, review, now"
        )
    window = raw.get("window")
    return DeadlineRule(
        kind=_member(raw.get("kind"), DeadlineKind, place, "deadline.kind"),
        seconds=spans[0],
        start=start,
        for_kinds=_strings(raw.get("for"), place, "deadline.for"),
        outcomes=_strings(raw.get("outcomes"), place, "deadline.outcomes"),
        statuses=_strings(raw.get("statuses"), place, "deadline.statuses"),
        platforms=_strings(raw.get("platforms"), place, "deadline.platforms"),
        risks=_strings(raw.get("risks"), place, "deadline.risks"),
        window=(int(window[0]), int(window[1])) if window else None,
        working=bool(raw.get("working", False)),
        source=str(raw.get("source") or ""),
        unverified=bool(raw.get("unverified", False)),
    )


def read_caution(raw: Any, place: Place) -> CautionRule:
    """Read what an answer sets off: {id, source, outcomes, problems, statuses, freight, text}."""
    if not isinstance(raw, dict) or not raw.get("id") or not raw.get("source"):
        raise place.error("cautions", "must be like {id: …, source: …, outcomes: […], text: {…}}")
    lists = ("outcomes", "problems", "statuses", "freight")
    _known(raw, {"id", "source", "text", *lists}, place, "cautions.")
    return CautionRule(
        id=str(raw["id"]),
        source=str(raw["source"]),
        text=_text(raw.get("text"), place),
        **{key: _strings(raw.get(key), place, f"cautions.{key}") for key in lists},
    )


def _known(raw: Mapping[str, Any], known: Iterable[str], place: Place, prefix: str) -> None:
    unknown = sorted(set(map(str, raw)) - set(known))
    if unknown:
        raise place.error(
            f"{prefix}{unknown[0]}", f"is not known; known keys: {', '.join(sorted(known))}"
        )


def _member(value: Any, members: type[_E], place: Place, key: str) -> _E:
    if isinstance(value, str) and value in {member.value for member in members}:
        return members(value)
    said = "is missing" if value is None else f"{value!r} is not known"
    raise place.error(key, f"{said}; known: {', '.join(member.value for member in members)}")


def _day(value: Any, place: Place, key: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise place.error(key, f"{value!r} is not a date; write it like 2026-09-01") from None


def _whole(value: Any, place: Place, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise place.error(key, f"{value!r} is not a whole number")
    return value


def _strings(value: Any, place: Place, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or any(not isinstance(part, str) for part in listed):
        raise place.error(key, "must be a list of words")
    return tuple(listed)


def _asked(raw: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """Return what to ask for; what the buyer has to prove is asked for too (淘宝平台争议处理规则 art. 65, 76)."""
    words = list(_strings(raw.get("ask_for"), place, "ask_for"))
    prove = raw.get("prove")
    if prove is not None:
        if not isinstance(prove, dict) or prove.get("who") not in {"buyer", "seller"}:
            raise place.error("prove", "must be like {who: buyer|seller, what: [photo]}")
        _known(prove, {"who", "what"}, place, "prove.")
        what = _strings(prove.get("what"), place, "prove.what")
        words += what if prove["who"] == "buyer" else ()
    for word in words:
        if word not in ASK_WORDS:
            raise place.error(
                "ask_for", f"{word!r} is not known; known: {', '.join(sorted(ASK_WORDS))}"
            )
    return tuple(dict.fromkeys(words))


def _text(value: Any, place: Place) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise place.error("text", "must give a sentence by language: zh-Hans, zh-Hant, en")
    _known(value, [language.value for language in Language], place, "text.")
    return {str(key): " ".join(str(part).split()) for key, part in value.items()}


def _amount(raw: Any, place: Place) -> AmountFormula | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise place.error("amount", 'must be like {of: paid, percent: 100, max: "30.00"}')
    _known(raw, {"of", "percent", "max"}, place, "amount.")
    base = raw.get("of", "items")
    bases = ("paid", "items", "claimed", "price_gap")
    if base not in bases:
        raise place.error("amount.of", f"{base!r} is not known; known: {', '.join(bases)}")
    percent, limit = raw.get("percent", 100), raw.get("max")
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= 100:
        raise place.error("amount.percent", f"{percent!r} must be a number from 0 to 100")
    try:
        if limit is not None and Decimal(str(limit)) < 0:
            raise InvalidOperation
    except InvalidOperation:
        raise place.error(
            "amount.max", f'{limit!r} is not an amount; write it like "30.00"'
        ) from None
    return AmountFormula(of=base, percent=percent, limit=None if limit is None else str(limit))


def _conditions(raw: Any, place: Place) -> tuple[Condition, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, dict):
        raise place.error(
            "when", "must be a mapping of facts; known facts: " + ", ".join(sorted(CONDITION_FACTS))
        )
    _known(raw, CONDITION_FACTS, place, "when.")
    return tuple(_condition(fact, wanted, place) for fact, wanted in raw.items())


def _condition(fact: str, wanted: Any, place: Place) -> Condition:
    key = f"when.{fact}"
    if isinstance(wanted, dict):
        return _ranged(fact, wanted, place, key)
    return Condition(fact=fact, one_of=_values(fact, wanted, place, key))


def _ranged(fact: str, wanted: Mapping[str, Any], place: Place, key: str) -> Condition:
    _known(wanted, {"min", "max", "not", "known"}, place, f"{key}.")
    if not wanted:
        raise place.error(key, "is empty; use min, max, not or known")
    bounds = {}
    for name, field in (("min", "minimum"), ("max", "maximum")):
        if name in wanted:
            bounds[field] = _bound(fact, wanted[name], place, f"{key}.{name}")
    excluded = _values(fact, wanted["not"], place, f"{key}.not") if "not" in wanted else ()
    if excluded and (bounds or "known" in wanted):
        raise place.error(key, "cannot mix not with min, max or known; write two rules")
    if "known" in wanted and not isinstance(wanted["known"], bool):
        raise place.error(f"{key}.known", "must be true or false")
    return Condition(fact=fact, excluded=excluded, known=wanted.get("known"), **bounds)


def _bound(fact: str, value: Any, place: Place, key: str) -> float:
    if fact not in _NUMBERS:
        raise place.error(
            key, f"fits only numbers; {fact} is none. Numbers: {', '.join(sorted(_NUMBERS))}"
        )
    try:
        return float(str(value))
    except ValueError:
        raise place.error(key, f"{value!r} is not a number") from None


def _values(fact: str, wanted: Any, place: Place, key: str) -> tuple[Any, ...]:
    listed = tuple(wanted) if isinstance(wanted, list) else (wanted,)
    if not listed or any(part is None or isinstance(part, list | dict) for part in listed):
        raise place.error(key, "must be a value or a list of values")
    known = _CLOSED_SETS.get(fact)
    for part in listed:
        if known and str(part) not in known:
            raise place.error(key, f"{part!r} is not known; known: {', '.join(known)}")
    return listed
