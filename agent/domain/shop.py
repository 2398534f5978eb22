"""A shop as its own shop.yaml describes it."""

from datetime import datetime, time
from enum import StrEnum

from pydantic import Field

from agent.domain.money import Money
from agent.domain.value import Value


class Tone(StrEnum):
    """How the shop speaks."""

    WARM = "warm"  # 亲, friendly
    FORMAL = "formal"  # 您好, measured
    MARKETPLACE = "marketplace"  # English marketplace


class WorkingHours(Value):
    """When people are there; both ends in the shop's time zone."""

    start: time = time(9, 0)
    end: time = time(21, 0)
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)  # ISO weekdays

    def open_at(self, local: datetime) -> bool:
        """Whether somebody is there at a moment in the shop's zone; an end before the start is on the next day."""
        today, yesterday = local.isoweekday() in self.days, (local.isoweekday() - 2) % 7 + 1
        at = local.time()
        if self.start < self.end:
            return today and self.start <= at < self.end
        return (today and at >= self.start) or (yesterday in self.days and at < self.end)


class Shop(Value):
    """A shop's settings. `authority` is the ceiling of what staff may give without a lead, by role (agent, lead)."""

    id: str = "shop"
    name: str = ""
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh-Hans",)
    timezone: str = "Asia/Shanghai"
    tone: Tone = Tone.WARM
    authority: dict[str, Money] = Field(default_factory=dict)
    working_hours: WorkingHours = Field(default_factory=WorkingHours)
    return_address_id: str | None = None
    privacy: dict[str, str | int | bool] = Field(default_factory=dict)
