"""What every guard gets and gives."""

from typing import Protocol

from agent.domain.decision import DeadlineKind, Freight, Outcome
from agent.domain.draft import Surface
from agent.domain.finding import Finding
from agent.domain.money import Money
from agent.domain.value import Value


class Decided(Value):
    """What was decided, as far as a text may promise it.

    A None amount: no amount was decided. `alternative` is what may be offered instead when declining (exchange, repair …).
    """

    outcome: Outcome | None = None
    amount_max: Money | None = None
    freight: Freight | None = None
    pending: bool = False
    deadlines: tuple[DeadlineKind, ...] = ()
    alternative: str | None = None


class Private(Value):
    """Personal data of this buyer that must not stand in a text; `numbers` are order, tracking and account numbers."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    numbers: tuple[str, ...] = ()


class GuardContext(Value):
    """Everything a guard may know besides the text.

    `decided` None: nothing was decided, so nothing may be promised. `grounds` are the texts a factual sentence may rest on:
    clauses of the shop, reasons, order facts; `told` is what the buyer wrote, which it may repeat. `platform` as in the case.
    `review_age_days` and `appended` belong to reviews.
    """

    surface: Surface = Surface.IM
    language: str = "zh-Hans"
    platform: str = "other"
    decided: Decided | None = None
    private: Private = Private()
    grounds: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    max_chars: int | None = None
    review_age_days: float | None = None
    appended: bool = False


class Guard(Protocol):
    """One family of checks over a text; pure, never rewrites."""

    def __call__(self, text: str, context: GuardContext) -> tuple[Finding, ...]:
        """Return what is wrong with the text, in order of position."""
        ...
