"""What a person decided about a draft."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.domain.value import Value


class Act(StrEnum):
    """The four things a person can do with a draft."""

    APPROVE = "approve"
    EDIT = "edit"  # approve another wording; the original is kept
    REJECT = "reject"
    ESCALATE = "escalate"


class Approval(Value):
    """Who decided what about which version of which draft, when and why. `text` is what may be sent."""

    act: Act
    case_id: str
    draft_version: int
    by: str
    at: AwareDatetime
    text: str | None = None
    original: str | None = None
    reason: str | None = None
