"""What the buyer formally asks for on the platform."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.domain.money import Money
from agent.domain.value import Value


class ClaimType(StrEnum):
    """The kinds of after-sale request that platforms know."""

    REFUND_ONLY = "refund_only"
    RETURN_REFUND = "return_refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    RESHIP = "reship"
    COMPENSATE = "compensate"


class ClaimEvidence(Value):
    """One piece of evidence; `note` says what it shows."""

    kind: str = "photo"
    note: str | None = None


class ClaimItem(Value):
    """Which goods, and how many of them, the claim is about."""

    sku: str | None = None
    qty: int = 1


class Claim(Value):
    """A formal after-sale request; `answer_by` is until when the platform itself waits for the shop's answer."""

    type: ClaimType
    reason: str | None = None
    amount: Money | None = None
    evidence: tuple[ClaimEvidence, ...] = ()
    items: tuple[ClaimItem, ...] = ()
    answer_by: AwareDatetime | None = None
