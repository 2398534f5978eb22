"""What a decision about a case carries: the draft that was seen, and what its act needs besides."""

from typing import Literal

from pydantic import AwareDatetime, Field

from agent.domain.override import Override
from agent.domain.value import Value


class Decided(Value):
    """Which draft is meant; the header If-Match may say it instead."""

    draft_version: int | None = Field(None, ge=1, le=1_000_000)


class Approved(Decided):
    """An approval; `override` is a lead's word that what the guards block in this very text is a false alarm.

    It names each blocking finding by its kind and the words at its span (null where it has none). Whatever blocks and is
    not named is refused with 403, as is another role than lead or admin. Nobody can override pii, rating_bribe,
    off_platform, injection, length and review_window: 422.
    """

    override: Override | None = None


class Edited(Approved):
    """Another wording to approve."""

    text: str = Field(min_length=1, max_length=20_000)
    reason: str | None = Field(None, max_length=1000)


class Reasoned(Decided):
    """A decision with its reason."""

    reason: str = Field(min_length=1, max_length=1000)


class Escalated(Decided):
    """A hand-over to a lead."""

    reason: str | None = Field(None, max_length=1000)


class Regenerated(Decided):
    """A wish for another draft."""

    style: Literal["auto", "template", "model", "shorter", "warmer", "formal"] | None = None


class Snoozed(Value):
    """Until when a case is put aside."""

    until: AwareDatetime


class Closed(Value):
    """The end of a case."""

    reason: str | None = Field(None, max_length=1000)
