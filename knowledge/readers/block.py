"""What every reader of a format hands on: blocks of text in reading order, each with its place."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.product import Product
from knowledge.readers.revisions import Revision

Kind = Literal["heading", "text", "item", "row", "record"]


class Block(BaseModel):
    """A heading, a paragraph, a list item, a table row or a record, as the format marks it.

    `level` is a heading's depth from 1 (0: looks like a heading, depth unknown; with
    an empty text it ends such a section) or a list item's nesting from 1. `place` is a
    ready-made heading ("sheet!row") that replaces the path of headings. `products` are SKUs that the format itself names (a
    product_id key, the SKU column). `valid_from` and `valid_to` are this row's own, where it has such columns; a row of a
    version table has `revision` instead, which speaks of the document.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    text: str
    level: int = 0
    page: int | None = None
    place: str | None = None
    products: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    revision: Revision | None = None


class Reading(BaseModel):
    """What a format's reader found: blocks, products, metadata of the head (front matter) and notes on what was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    blocks: tuple[Block, ...] = ()
    products: tuple[Product, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
