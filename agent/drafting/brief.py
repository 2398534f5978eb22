"""Everything a writer may know."""

from typing import Literal

from pydantic import AwareDatetime

from agent.domain.case import CaseKind
from agent.domain.decision import Decision
from agent.domain.draft import Strategy, Surface
from agent.domain.money import Money
from agent.domain.reading import Language, Reading
from agent.domain.review import Review
from agent.domain.shop import Tone
from agent.domain.value import Value

Wish = Literal["", "shorter", "warmer", "formal"]
"""How a person would like the next version to read."""


class Passage(Value):
    """A clause that search found, best first in the brief."""

    path: str
    heading: str
    text: str
    score: float = 0.0


class OrderView(Value):
    """The order without the buyer's personal data: safe to word from. Times carry the shop's zone."""

    titles: tuple[str, ...] = ()
    status: str | None = None
    paid: Money | None = None
    placed_at: AwareDatetime | None = None
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    last_event: str | None = None
    last_event_at: AwareDatetime | None = None


class Offer(Value):
    """A product in stock that may be offered instead."""

    sku: str
    title: str


class Brief(Value):
    """One case, decided, ready to be worded. Buyer texts are masked: no phone, address, name or number of the order.

    `messages` are what the buyer said (oldest first); `returned` whether they wait for what follows goods sent back; `answered` whether we have spoken in this talk already,
    `pictured` whether they sent a picture or other evidence; `charts` are all rows of the tables found, where the buyer names a
    measure. `seed` makes the choice of wording repeatable: the same seed, the same text. `wish` is how a person asked for the
    next version; `examples` are the shop's own approved replies of this kind,
    masked, for a model to learn the tone from.
    """

    case_id: str
    version: int = 1
    kind: CaseKind
    surface: Surface
    platform: str = "other"
    language: Language
    shop_name: str = ""
    tone: Tone = Tone.WARM
    now: AwareDatetime
    reading: Reading
    decision: Decision
    strategy: Strategy | None = None
    passages: tuple[Passage, ...] = ()
    charts: tuple[Passage, ...] = ()
    order: OrderView | None = None
    messages: tuple[str, ...] = ()
    returned: bool = False
    answered: bool = False
    pictured: bool = False
    review: Review | None = None
    offers: tuple[Offer, ...] = ()
    max_chars: int = 500
    wish: Wish = ""
    examples: tuple[str, ...] = ()

    @property
    def seed(self) -> str:
        """What the variation of wording depends on."""
        return f"{self.case_id}:{self.version}"
