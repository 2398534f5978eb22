"""Money in minor units."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Self

from pydantic import model_serializer, model_validator

from agent.domain.value import Value

_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0}


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
        """Return the given share, rounded half up to a whole minor unit."""
        exact = Decimal(self.minor) * numerator / denominator
        return type(self)(
            minor=int(exact.quantize(Decimal(1), ROUND_HALF_UP)), currency=self.currency
        )

    def __str__(self) -> str:
        """Return value and currency, e.g. "129.00 CNY"."""
        return f"{self.value} {self.currency}"
