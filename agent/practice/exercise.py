"""A simulated buyer: what they bought, and what they say turn by turn."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from agent.domain.case import CaseKind
from agent.domain.claim import Claim
from agent.domain.decision import Outcome
from agent.domain.message import Attachment
from agent.domain.money import Money
from agent.domain.order import LogisticsEvent, Order, OrderItem
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.practice.parts import PartName


class Scan(Value):
    """A line of the carrier's tracking, so many days before the buyer writes."""

    days: float
    text: str


class Sketch(Value):
    """An order told in days before the buyer writes, so that an exercise never grows old."""

    items: tuple[OrderItem, ...] = ()
    paid: Money | None = None
    status: str | None = None
    placed: float | None = None
    shipped: float | None = None
    delivered: float | None = None
    scans: tuple[Scan, ...] = ()

    def order(self, now: datetime) -> Order:
        """Return the order as it looks at a moment; it has no number and no buyer."""

        def at(days: float | None) -> datetime | None:
            return None if days is None else now - timedelta(days=days)

        return Order(
            items=self.items,
            paid=self.paid,
            status=self.status,
            placed_at=at(self.placed),
            shipped_at=at(self.shipped),
            delivered_at=at(self.delivered),
            logistics=tuple(
                LogisticsEvent(at=at(scan.days), text=scan.text) for scan in self.scans
            ),
        )


class Turn(Value):
    """What the buyer says next; not said at all where the clerk's reply already holds the part `unless`."""

    text: str
    unless: PartName | None = None
    sends: tuple[Attachment, ...] = ()


class Exercise(Value):
    """One buyer to answer. `lesson` says by language what the case teaches; `answer` is what a colleague wrote, if it was real.

    `level` 1 is everyday, 2 needs a rule looked up, 3 needs a cool head. `stars` belong to a public review, whose text is the
    only turn. `expect` are the outcomes that the law and common practice allow, where they are the same for every shop.
    """

    id: str
    level: Literal[1, 2, 3] = 2
    topic: Problem = Problem.NONE
    language: str = "zh-Hans"
    platform: str = "taobao"
    kind: CaseKind = CaseKind.MESSAGE
    order: Sketch | None = None
    claim: Claim | None = None
    stars: int | None = None
    turns: tuple[Turn, ...] = Field(min_length=1)
    lesson: dict[str, str] = {}
    expect: tuple[Outcome, ...] = ()
    answer: str = ""
    own: bool = False
