"""Money in minor units."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Self

from pydantic import model_serializer, model_validator

from agent.domain.value import Value

_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0}
# Currencies that ISO 4217 gives cents, but whose prices and payments are whole: shares of a whole amount stay whole.
_WHOLE = {"TWD": 100}
_SIGNS = {
    "CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩", "SGD": "S$",
}  # fmt: skip


class Money(Value):
    """An amount as whole minor units (fen, cents) of an ISO 4217 currency; JSON form {"value": "129.00", "currency": "CNY"}."""

    minor: int
    currency: str = "CNY"

    @classmethod
    def of(cls, value: str | int | Decimal, currency: str = "CNY") -> Self:
        """Read a decimal amount; more decimals than the currency has, or no number at all, is a ValueError."""
        try:
            exact = Decimal(str(value).strip()).scaleb(_EXPONENTS.get(currency, 2))
        except InvalidOperation:
            raise ValueError(
                f"{value!r} is not an amount of money; write it like '129.00'"
            ) from None
        if not exact.is_finite() or exact != exact.to_integral_value():
            raise ValueError(f"{value!r} is not an amount of {currency}; write it like '129.00'")
        return cls(minor=int(exact), currency=currency)

    @model_validator(mode="before")
    @classmethod
    def _from_json(cls, data: Any) -> Any:
        if isinstance(data, dict) and "value" in data:
            unknown = set(data) - {"value", "currency"}
            if unknown:
                raise ValueError(f"unknown key {sorted(unknown)[0]!r} in an amount of money")
            currency = str(data.get("currency") or "CNY").upper()
            return {"minor": cls.of(data["value"], currency).minor, "currency": currency}
        if isinstance(data, str | int | float | Decimal):
            return {"minor": cls.of(str(data)).minor, "currency": "CNY"}
        return data

    @model_serializer
    def _to_json(self) -> dict[str, str]:
        return {"value": self.value, "currency": self.currency}

    @property
    def value(self) -> str:
        """The amount as a decimal string, e.g. "129.00"."""
        exponent = _EXPONENTS.get(self.currency, 2)
        return f"{Decimal(self.minor).scaleb(-exponent):.{exponent}f}"

    def share(self, numerator: int, denominator: int) -> Self:
        """Return the given share, rounded half up to a whole minor unit (a whole dollar of TWD, where the amount is whole)."""
        step = _WHOLE.get(self.currency, 1)
        step = step if self.minor % step == 0 else 1
        exact = Decimal(self.minor) * numerator / denominator / step
        return type(self)(
            minor=int(exact.quantize(Decimal(1), ROUND_HALF_UP)) * step, currency=self.currency
        )

    @property
    def shown(self) -> str:
        """The amount as people write it: "¥1,129.00", "NT$2,280", "US$39.90"; another currency by its code."""
        exponent = _EXPONENTS.get(self.currency, 2)
        whole = _WHOLE.get(self.currency)
        if whole and self.minor % whole == 0:
            exponent, number = 0, Decimal(self.minor) / whole
        else:
            number = Decimal(self.minor).scaleb(-exponent)
        sign = _SIGNS.get(self.currency)
        text = f"{number:,.{exponent}f}"
        return f"{sign}{text}" if sign else f"{text} {self.currency}"

    def __str__(self) -> str:
        """Return value and currency, e.g. "129.00 CNY"."""
        return f"{self.value} {self.currency}"
