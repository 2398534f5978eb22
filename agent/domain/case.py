"""A case: what a buyer brought, and how it may move through the desk."""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field, field_validator, model_validator

from agent.domain.claim import Claim
from agent.domain.expectation import Expectation
from agent.domain.message import Message, Role
from agent.domain.order import Order, with_currency
from agent.domain.review import Review
from agent.domain.value import Value


class CaseKind(StrEnum):
    """What opened the case."""

    MESSAGE = "message"
    CLAIM = "claim"
    REVIEW = "review"


class Case(Value):
    """One case in the contract's format (section 4). `language` and `now` may be absent; `platform` is any word."""

    id: str
    kind: CaseKind = CaseKind.MESSAGE
    platform: str = "other"
    language: str | None = None
    now: AwareDatetime | None = None
    messages: tuple[Message, ...] = ()
    order: Order | None = None
    orders: tuple[Order, ...] = ()
    claim: Claim | None = None
    review: Review | None = None
    history: Any = Field(default=None)
    expect: Expectation | None = None

    @field_validator("id", mode="before")
    @classmethod
    def _id_as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("platform", mode="before")
    @classmethod
    def _known_or_other(cls, value: Any) -> Any:
        return "other" if value is None else str(value).lower()

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        """Take null lists as empty and give the claim's bare amount the order's currency."""
        if not isinstance(data, dict):
            return data
        data = {key: value for key, value in data.items() if value is not None}
        claim, order = data.get("claim"), data.get("order")
        if isinstance(claim, dict):
            paid = order.get("paid") if isinstance(order, dict) else None
            currency = paid.get("currency", "CNY") if isinstance(paid, dict) else "CNY"
            claim = {key: value for key, value in claim.items() if value is not None}
            data["claim"] = {**claim, "amount": with_currency(claim.get("amount"), currency)}
        return data

    @property
    def buyer_texts(self) -> tuple[str, ...]:
        """What the buyer wrote, oldest first: messages, the claim's reason, the review."""
        said = [message.text for message in self.messages if message.role is Role.BUYER]
        if self.claim and self.claim.reason:
            said.append(self.claim.reason)
        if self.review and self.review.text:
            said.append(self.review.text)
        return tuple(said)


class CaseStatus(StrEnum):
    """Where a case stands at the desk."""

    OPEN = "open"  # received, no draft yet
    WAITING = "waiting"  # a draft waits for a person
    APPROVED = "approved"  # a reply is on its way
    ANSWERED = "answered"  # the reply has been delivered; the case stays under follow-up
    ESCALATED = "escalated"  # a lead has it
    REJECTED = "rejected"  # the draft was refused; a new one is to come
    FAILED = "failed"  # delivery failed for good: a person must act
    CLOSED = "closed"


ALLOWED_MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    # ANSWERED from every state: a person may answer in the chat tool at any time.
    CaseStatus.OPEN: frozenset({CaseStatus.WAITING, CaseStatus.ANSWERED, CaseStatus.CLOSED}),
    CaseStatus.WAITING: frozenset({
        CaseStatus.WAITING, CaseStatus.APPROVED, CaseStatus.ESCALATED, CaseStatus.REJECTED, CaseStatus.ANSWERED,
        CaseStatus.CLOSED,
    }),
    CaseStatus.APPROVED: frozenset({CaseStatus.ANSWERED, CaseStatus.FAILED, CaseStatus.WAITING}),
    CaseStatus.ANSWERED: frozenset({CaseStatus.WAITING, CaseStatus.CLOSED}),
    CaseStatus.ESCALATED: frozenset({
        CaseStatus.WAITING, CaseStatus.APPROVED, CaseStatus.ANSWERED, CaseStatus.CLOSED,
    }),
    CaseStatus.REJECTED: frozenset({CaseStatus.WAITING, CaseStatus.ANSWERED, CaseStatus.CLOSED}),
    CaseStatus.FAILED: frozenset({
        CaseStatus.WAITING, CaseStatus.APPROVED, CaseStatus.ANSWERED, CaseStatus.CLOSED,
    }),
    CaseStatus.CLOSED: frozenset({CaseStatus.WAITING}),
}  # fmt: skip
