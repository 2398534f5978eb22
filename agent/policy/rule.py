"""One rule, and the conditions it holds under."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from agent.domain.decision import DeadlineKind, Freight, Outcome
from agent.domain.money import Money
from agent.domain.reading import Language
from agent.domain.value import Value
from agent.policy.facts import Facts
from knowledge.clause import Citation, Clock

# Which word to ask for when a fact is not in hand; contract section 3.
ASKED_AS = {
    "has_photo": "photo", "has_video": "video", "has_evidence": "photo", "evidence_kinds": "photo",
    "has_order": "order_id", "intact": "photo",
}  # fmt: skip

# Facts that only an order tells: unknown without one, and worth asking for its number.
ORDER_FACTS = frozenset({
    "status", "days_since_placed", "days_since_shipped", "days_since_delivered", "hours_since_placed", "hours_since_shipped", "hours_since_delivered", "hours_to_ship", "days_to_ship", "stuck_days", "stood_still", "carrier_lost",
    "signed", "category", "goods", "custom_made", "custom_made_confirmed", "no_return_confirmed", "paid", "items_price",
    "price_gap", "warranty_days", "within_warranty", "in_stock",
})  # fmt: skip


# Free text of the shop or platform: a rule's word counts wherever it stands inside ("内衣" in "女士内衣").
_FREE_TEXT = frozenset({"category", "tier"})


class Layer(StrEnum):
    """Whose rule it is."""

    SHOP = "shop"
    PLATFORM = "platform"
    LAW = "law"


class Condition(Value):
    """What must hold of one fact: one of some values, a range, not some values, known or not.

    An unknown fact passes `excluded` and `known: false`, and nothing else.
    """

    fact: str
    one_of: tuple[Any, ...] = ()
    excluded: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    known: bool | None = None

    def holds(self, facts: Facts) -> bool | None:
        """Return whether it holds; None where the fact is unknown and knowing it would tell."""
        value = getattr(facts, self.fact)
        unsaid = self.fact == "status" and value == "unknown" and value not in self.one_of
        unknown = value is None or unsaid
        if self.known is not None:
            return self.known is not unknown
        if unknown:
            return True if self.excluded else None
        if self.excluded:
            free = self.fact in _FREE_TEXT and _inside(value, self.excluded)
            return not (free or _among(value, self.excluded))
        if self.one_of:
            return _among(value, self.one_of) or (
                self.fact in _FREE_TEXT and _inside(value, self.one_of)
            )
        number = int(value.minor) / 100 if isinstance(value, Money) else float(value)
        low = self.minimum is None or number >= self.minimum
        return low and (self.maximum is None or number <= self.maximum)

    def __str__(self) -> str:
        """Return the condition as a person reads it, e.g. "days_since_delivered ≤ 7"."""
        parts = []
        if self.one_of:
            parts.append("is " + " | ".join(map(_shown, self.one_of)))
        if self.excluded:
            parts.append("is not " + " | ".join(map(_shown, self.excluded)))
        if self.minimum is not None:
            parts.append(f"≥ {self.minimum:g}")
        if self.maximum is not None:
            parts.append(f"≤ {self.maximum:g}")
        if self.known is not None:
            parts.append("is known" if self.known else "is unknown")
        return f"{self.fact} {' and '.join(parts)}"


def _among(value: Any, options: tuple[Any, ...]) -> bool:
    if isinstance(value, tuple):
        return any(str(part) == str(option) for part in value for option in options)
    if isinstance(value, bool) or any(isinstance(option, bool) for option in options):
        return any(value is option for option in options)
    return any(str(value) == str(option) for option in options)


def _inside(value: Any, options: tuple[Any, ...]) -> bool:
    return any(str(option).lower() in str(value).lower() for option in options)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class AmountFormula(Value):
    """How much: a percentage of a base, at most `limit` and at least `least` (decimals in the order's currency).

    `spoiled` is the bad pieces' share of the items, `spare` the price of the parts that the buyer names; `days` gives `each` for every day begun of a `fact` (in days, or in hours by its name) beyond
    so many of its own unit.
    """

    of: Literal["paid", "items", "claimed", "price_gap", "spoiled", "spare", "days"] = "items"
    percent: float = 100
    limit: str | None = None
    least: str | None = None
    each: str | None = None
    fact: str | None = None
    beyond: int = 0


class DeadlineRule(Value):
    """When something must have happened, counted from the buyer's message or another moment of the case.

    `for_kinds`, `outcomes`, `statuses`, `platforms` and `risks` narrow it; `window` names daily hours that alone count (JD's evidence
    clock); `working` brings it forward into the shop's own working hours.
    """

    kind: DeadlineKind
    seconds: float
    start: Literal["message", "placed", "review", "now"] = "message"
    for_kinds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    window: tuple[int, int] | None = None
    working: bool = False
    source: str = ""
    unverified: bool = False
    pack: str = ""

    @property
    def provenance(self) -> str:
        """Where it comes from; unverified defaults say so."""
        return f"{self.source}［默认值，未核实 unverified］" if self.unverified else self.source


class CautionRule(Value):
    """What an answer of some outcomes sets off on a platform; `statuses` and `freight` narrow it."""

    id: str
    source: str
    outcomes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    freight: tuple[str, ...] = ()
    pack: str = ""
    text: Mapping[str, str] = {}


class Rule(Value):
    """A rule with the clause it rests on; the keys of the file are described in docs and in `rulebook`.

    `yields`: a rule of a pack that holds only where buyer and seller have agreed nothing else (任意性规范).
    """

    id: str
    title: str
    layer: Layer
    pack: str = ""
    citation: Citation
    unverified: bool = False
    note: str | None = None
    clock: Clock = Clock.ORDER
    valid_from: date | None = None
    valid_to: date | None = None
    platforms: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    outcome: Outcome
    freight: Freight | None = None
    amount: AmountFormula | None = None
    conditions: tuple[str, ...] = ()
    ask_for: tuple[str, ...] = ()
    prove: Mapping[str, Any] | None = None
    alternative: str | None = None
    deadline: DeadlineRule | None = None
    priority: int = 50
    text: Mapping[str, str] = {}
    yields: bool = False

    @property
    def facts_named(self) -> frozenset[str]:
        """The facts its conditions speak of."""
        return frozenset(condition.fact for condition in self.when)

    def condition(self, fact: str) -> Condition | None:
        """Return the condition on a fact, if there is one."""
        return next((c for c in self.when if c.fact == fact), None)

    def in_force(self, facts: Facts) -> bool:
        """Whether it is in force: a shop's promise by the order's date, law and platform by the day of processing.

        Source: 淘宝平台争议处理规则 art. 92 (new rules reach unfinished transactions) and art. 15 (a promise binds).
        """
        on = facts.order_date or facts.today if self.clock is Clock.ORDER else facts.today
        return (not self.valid_from or self.valid_from <= on) and (
            not self.valid_to or on <= self.valid_to
        )

    def said(self, language: Language) -> str | None:
        """Return the ground in the buyer's language, if the rule words it."""
        return self.text.get(language.value)
