"""What the rules give."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from agent.domain.money import Money
from agent.domain.reading import Triage
from agent.domain.value import Value
from knowledge.clause import Citation


class Outcome(StrEnum):
    """What is to be done."""

    REFUND = "refund"  # money back; goods stay, or were never sent
    RETURN_REFUND = "return_refund"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    COMPENSATE = "compensate"  # difference, price protection, delay, goodwill within authority
    INFORM = "inform"  # an answer is enough
    DECLINE = "decline"  # with the clause and the best alternative
    ESCALATE = "escalate"  # a lead must take it


class Lane(StrEnum):
    """The console's queues."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    ESCALATION = "escalation"
    REPLY = "reply"


class Freight(StrEnum):
    """Who pays the return freight."""

    BUYER = "buyer"
    SELLER = "seller"


class DeadlineKind(StrEnum):
    """What must have happened by then."""

    FIRST_ANSWER = "first_answer"
    FOLLOW_UP = "follow_up"
    PLATFORM_ANSWER = "platform_answer"
    PLATFORM_REVIEW = "platform_review"
    SHIP_BY = "ship_by"
    REFUND_BY = "refund_by"
    EVIDENCE_BY = "evidence_by"
    REVIEW_REPLY_BY = "review_reply_by"
    SEND_WINDOW = "send_window"


class Deadline(Value):
    """A point in time with where it comes from: the platform's API, a rule, or a default (marked where unverified)."""

    kind: DeadlineKind
    due: AwareDatetime
    source: str


class Reason(Value):
    """A rule that applies, said in a sentence, with the clause it rests on.

    `note` is for people at the desk, never for the buyer: a figure behind the rule is a default that nobody has verified.
    """

    rule: str
    text: str
    citation: Citation
    note: str | None = None


class Proof(Value):
    """Who must prove what next (contract words: photo, proxy_receipt …; papers: purchase_papers, packing_record …), by which rule."""

    who: Literal["buyer", "seller"]
    what: tuple[str, ...] = ()
    source: str = ""


class Caution(Value):
    """What sending an answer with this decision sets off under the platform's rules, for the person who approves it."""

    id: str
    source: str
    text: str


class Trial(Value):
    """One rule tried: it applied, or it failed on the named condition."""

    rule: str
    title: str
    applied: bool
    failed_on: str | None = None


class Decision(Value):
    """The outcome with its grounds.

    `missing` are facts or evidence to ask for (contract words: photo, video, order_id …). `conditions` are what the buyer
    must fulfil, as template keys (intact, tags_on, gift_back, all_accessories …). `alternative` is offered when declining
    (exchange, repair, coupon …). `pending` means: the outcome holds once `missing` has arrived. `tried` explains. `proofs` and
    `cautions` are for the person at the desk: who must prove what next, and what agreeing sets off on the platform.
    """

    outcome: Outcome
    amount: Money | None = None
    freight: Freight | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    alternative: str | None = None
    pending: bool = False
    deadlines: tuple[Deadline, ...] = ()
    answerable: bool = True
    confidence: float = 1.0
    tried: tuple[Trial, ...] = ()
    proofs: tuple[Proof, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def triage(self) -> Triage:
        """Where the outcome puts the case."""
        return _TRIAGE[self.outcome]

    @property
    def lane(self) -> Lane:
        """The console's queue."""
        return _LANE[self.outcome]


_TRIAGE = {
    Outcome.REFUND: Triage.REFUND,
    Outcome.RETURN_REFUND: Triage.REFUND,
    Outcome.EXCHANGE: Triage.EXCHANGE,
    Outcome.RESHIP: Triage.EXCHANGE,
    Outcome.REPAIR: Triage.REPAIR,
    Outcome.COMPENSATE: Triage.COMPENSATE,
    Outcome.INFORM: Triage.REPLY,
    Outcome.DECLINE: Triage.REPLY,
    Outcome.ESCALATE: Triage.ESCALATE,
}

_LANE = {
    Outcome.REFUND: Lane.REFUND,
    Outcome.RETURN_REFUND: Lane.REFUND,
    Outcome.COMPENSATE: Lane.REFUND,
    Outcome.EXCHANGE: Lane.EXCHANGE,
    Outcome.RESHIP: Lane.EXCHANGE,
    Outcome.REPAIR: Lane.EXCHANGE,
    Outcome.ESCALATE: Lane.ESCALATION,
    Outcome.INFORM: Lane.REPLY,
    Outcome.DECLINE: Lane.REPLY,
}
