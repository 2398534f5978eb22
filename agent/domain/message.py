"""What was said."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.domain.value import Value


class Role(StrEnum):
    """Who wrote a message."""

    BUYER = "buyer"
    SELLER = "seller"


class Attachment(Value):
    """Something sent along: photo, video, screenshot …; `note` says what it shows, where somebody looked."""

    kind: str = "photo"
    note: str | None = None


class Message(Value):
    """One message of the conversation."""

    role: Role = Role.BUYER
    text: str = ""
    at: AwareDatetime | None = None
    attachments: tuple[Attachment, ...] = ()
