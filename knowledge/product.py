"""A product as the shop's catalogue tells it."""

from pydantic import BaseModel, ConfigDict


class Product(BaseModel):
    """One SKU. `price` is a decimal string as written; `attributes` keeps every other column by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: str
    title: str = ""
    category: str | None = None
    price: str | None = None
    stock: int | None = None
    warranty: str | None = None
    similar_to: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
