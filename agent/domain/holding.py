"""Holding texts: short sentences that a lead has approved beforehand, for the first seconds and for the night."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import AwareDatetime, Field

from agent.domain.reading import Language
from agent.domain.value import Value


class HoldingWhen(StrEnum):
    """When a holding text is sent."""

    BY_HAND = "by_hand"  # never by itself: a person copies it
    UNANSWERED = "unanswered"  # a buyer has waited too long, at any hour
    AWAY = "away"  # the same, outside the shop's working hours


class HoldingText(Value):
    """A text that may be sent as it stands, with the lead (`by`, `role`) who approved it and when.

    `after_seconds` a buyer has waited before it is sent. `for_danger`: the lead finds it fit for somebody whose safety is at
    stake too; every other text is kept from such a case, which a person must word.
    """

    id: str
    text: str
    by: str
    role: str
    at: AwareDatetime
    when: HoldingWhen = HoldingWhen.BY_HAND
    after_seconds: int = Field(20, ge=5, le=600)
    language: Language = Language.ZH_HANS
    for_danger: bool = False


def chosen(
    texts: Iterable[HoldingText], *, language: str, away: bool, danger: bool
) -> HoldingText | None:
    """Return the text for a buyer who waits, None where no lead approved one that fits.

    Where nobody is there (`away`) a text for that comes first; of several the one approved last.
    """
    fitting = [
        one
        for one in texts
        if one.language == language
        and (one.for_danger or not danger)
        and (one.when is HoldingWhen.UNANSWERED or (away and one.when is HoldingWhen.AWAY))
    ]
    return max(fitting, key=lambda one: (one.when is HoldingWhen.AWAY, one.at), default=None)
