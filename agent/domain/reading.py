"""What a case says: the outcome of reading it."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.domain.claim import ClaimType
from agent.domain.value import Value


class Language(StrEnum):
    """The languages a draft is written in."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


class Want(StrEnum):
    """What the buyer wants. Order of binding: see `BINDING`."""

    REFUND = "refund"
    RETURN_REFUND = "return_refund"
    CANCEL = "cancel"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    RESHIP = "reship"
    COMPENSATE = "compensate"
    CHANGE_ORDER = "change_order"
    URGE = "urge"
    LOGISTICS = "logistics"
    STATUS = "status"
    POLICY = "policy"
    PRODUCT = "product"
    INVOICE = "invoice"
    COMPLAINT = "complaint"
    HUMAN = "human"
    NONE = "none"


class Triage(StrEnum):
    """Where words (of a message) or facts (of a decision) put a case."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    COMPENSATE = "compensate"
    ESCALATE = "escalate"
    REPLY = "reply"


CLAIM_WANTS = frozenset({
    Want.REFUND, Want.RETURN_REFUND, Want.CANCEL, Want.EXCHANGE, Want.REPAIR, Want.RESHIP, Want.COMPENSATE,
})  # fmt: skip

WANT_OF = {
    ClaimType.REFUND_ONLY: Want.REFUND, ClaimType.RETURN_REFUND: Want.RETURN_REFUND, ClaimType.EXCHANGE: Want.EXCHANGE,
    ClaimType.REPAIR: Want.REPAIR, ClaimType.RESHIP: Want.RESHIP, ClaimType.COMPENSATE: Want.COMPENSATE,
}  # fmt: skip
"""What a claim filed on the platform wants."""


class Risk(StrEnum):
    """What makes a case dangerous."""

    INJURY = "injury"
    FOOD_SAFETY = "food_safety"
    FIRE = "fire"
    COUNTERFEIT = "counterfeit"
    LEGAL = "legal"
    REGULATOR = "regulator"
    MEDIA = "media"
    BLACKMAIL = "blackmail"
    SELF_HARM = "self_harm"
    MINOR = "minor"
    ABUSE_BY_STAFF = "abuse_by_staff"
    REPEAT_CONTACT = "repeat_contact"


class Problem(StrEnum):
    """What went wrong in the buyer's eyes; rules have it as the fact `problem`, templates name it first."""

    NONE = "none"  # a question, or nothing wrong
    CHANGED_MIND = "changed_mind"  # no longer wanted, bought by mistake, does not like it
    SIZE = "size"  # does not fit: too large, too small
    QUALITY = "quality"  # defect: broken in use, does not work, poor workmanship
    DAMAGED = "damaged"  # arrived broken or with the packaging crushed
    WRONG_ITEM = "wrong_item"  # another product, colour or size than ordered
    MISSING_ITEM = "missing_item"  # part of the order, an accessory or a gift is not there
    NOT_AS_DESCRIBED = "not_as_described"  # differs from the page: material, colour, function
    COUNTERFEIT = "counterfeit"  # said to be fake, or the shop a fraud
    NOT_SHIPPED = "not_shipped"  # paid, not shipped yet
    LATE = "late"  # shipped, on its way too long
    LOST = "lost"  # tracking stuck, or signed for but not received
    PRICE_DROP = "price_drop"  # cheaper now than paid
    PROMISE_BROKEN = "promise_broken"  # staff are said to have promised and not kept
    SERVICE = "service"  # attitude, slow answers, refused help
    OUT_OF_STOCK = "out_of_stock"  # ordered or wanted and not to be had
    SAFETY = "safety"  # injury, allergy, fire, food safety


class Slots(Value):
    """Facts the words carry. Absent when not said."""

    order_id: str | None = None
    sku: str | None = None
    size: str | None = None
    color: str | None = None
    amount: str | None = None
    date: str | None = None
    phone: str | None = None
    tracking_no: str | None = None


class Reading(Value):
    """What the words say. `want` and `wants` follow the contract's `wants` and `all_wants`.

    `confidence` is the calibrated probability of `want` (0–1). `claimed_promise` means that the buyer says staff
    promised something: a statement to check, never a fact. `spans` quote the words that a risk or want rests on.
    `intact` is what the words say of the goods' state: True (unused, tags on), False (used, washed, tag cut), None.
    """

    claim: bool = False
    wants: Want = Want.NONE
    all_wants: tuple[Want, ...] = ()
    triage: Triage = Triage.REPLY
    problem: Problem = Problem.NONE
    emotion: Literal[0, 1, 2, 3] = 0
    language: Language = Language.ZH_HANS
    foreign: bool = False
    risks: tuple[Risk, ...] = ()
    slots: Slots = Field(default_factory=Slots)
    injection: bool = False
    claimed_promise: bool = False
    must_escalate: bool = False
    intact: bool | None = None
    confidence: float = 1.0
    spans: tuple[str, ...] = ()
    reader: Literal["embedded", "model"] = "embedded"
