"""What the buyer ordered, and where the parcel is."""

from typing import Any

from pydantic import AwareDatetime, Field, model_validator

from agent.domain.money import Money
from agent.domain.value import Value


class OrderItem(Value):
    """One line of an order; `price` is for one piece."""

    sku: str | None = None
    title: str | None = None
    qty: int = 1
    price: Money | None = None
    category: str | None = None
    custom_made_confirmed: bool | None = None


class LogisticsEvent(Value):
    """One line of the carrier's tracking."""

    at: AwareDatetime | None = None
    text: str = ""


class Buyer(Value):
    """Who bought; personal data that never reaches a draft, a log or a model."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    tier: str | None = None


class Order(Value):
    """An order as the platform tells it; `discounts` is free-form."""

    order_id: str | None = None
    placed_at: AwareDatetime | None = None
    paid: Money | None = None
    items: tuple[OrderItem, ...] = ()
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    status: str | None = None
    logistics: tuple[LogisticsEvent, ...] = ()
    buyer: Buyer | None = None
    discounts: Any = Field(default=None)

    @property
    def bare(self) -> bool:
        """Whether nothing but the order's number is known."""
        return not (self.items or self.paid or self.placed_at or self.status or self.logistics)

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        """Give amounts written as a bare string the order's currency, and take absent lists as empty."""
        if not isinstance(data, dict):
            return data
        data = {key: value for key, value in data.items() if value is not None}
        paid = data.get("paid")
        currency = (
            paid.get("currency", "CNY")
            if isinstance(paid, dict)
            else getattr(paid, "currency", "CNY")
        )
        items = data.get("items")
        if isinstance(items, list):
            data["items"] = [_priced(item, currency) for item in items]
        return data


def with_currency(amount: Any, currency: str) -> Any:
    """Return a bare decimal amount as an amount of the given currency; anything else as it is."""
    bare = isinstance(amount, str | int | float) and not isinstance(amount, bool)
    return {"value": str(amount), "currency": currency} if bare else amount


def _priced(item: Any, currency: str) -> Any:
    if not isinstance(item, dict):
        return item
    item = {key: value for key, value in item.items() if value is not None}
    return {**item, "price": with_currency(item["price"], currency)} if "price" in item else item
