"""The smallest text that decides something, and how it is cited."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Clock(StrEnum):
    """By which date a clause or rule is chosen: a shop's promise by the order, a law or platform rule by the processing."""

    ORDER = "order"
    PROCESSING = "processing"


class Clause(BaseModel):
    """A numbered item, a paragraph under a heading, a table row, a question with its answer, or a product's attributes.

    `path` is relative to the shop's folder. `heading` is the path of headings joined by " > ", or `sheet!row`. `text` is
    verbatim and quotable. `clause_id` is made from path, heading, text, validity and scope, so unchanged clauses keep theirs.
    `products` are the SKUs it belongs to; empty means the whole shop. `about` is the catalogue's name of its one product where
    neither heading nor text says it (a row of prices or guarantees): buyers ask for the vacuum cleaner, not for VC-8.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clause_id: str
    path: str
    heading: str
    text: str
    page: int | None = None
    language: str = "zh-Hans"
    clock: Clock = Clock.ORDER
    valid_from: date | None = None
    valid_to: date | None = None
    products: tuple[str, ...] = ()
    about: str = ""


class Citation(BaseModel):
    """Where a statement stands: path, heading, and the words quoted verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    heading: str = ""
    quote: str = ""
