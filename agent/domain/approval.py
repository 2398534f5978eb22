"""What a person decided about a draft."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.domain.value import Value


class Act(StrEnum):
    """What a person can do with a draft, and with a text for the time until somebody decides about one."""

    APPROVE = "approve"
    EDIT = "edit"  # approve another wording; the original is kept
    OVERRIDE = "override"  # a lead approves, for a reason, what the guards block; in other words than the draft's or in its own
    REJECT = "reject"
    ESCALATE = "escalate"
    HOLD = "hold"  # a holding text, approved beforehand: the draft goes on waiting


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
