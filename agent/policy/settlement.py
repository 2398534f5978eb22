"""Settling a part-return of an order with a threshold discount (满减), to the minor unit.

网络购买商品七日无理由退货暂行办法 art. 17 (2): where goods of a bundle or threshold offer are returned so that the discount no longer holds,
the order is settled by the prices at purchase, and too much or too little is made up. Only for a return without a reason:
where the seller is at fault the buyer does not lose the discount with it.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.domain.money import Money
from agent.domain.value import Value

_N = r"(\d{1,6}(?:\.\d{1,2})?)"
_SAID = (
    re.compile(rf"(?P<each>每)?[满滿]\s*[¥￥$]?\s*{_N}\s*(?:元|块|塊)?\s*(?:立|直|就)?(?:减|減|折抵|折)\s*[¥￥$]?\s*{_N}"),
    re.compile(rf"(?P<each>every)?\s*spend\s*[^\d]{{0,5}}{_N}[^\d]{{1,20}}(?:save|get|off)\s*[^\d]{{0,5}}{_N}", re.I),
)  # fmt: skip
_OFF_FIRST = re.compile(
    rf"{_N}\s*(?:USD|EUR)?\s*off\s*(?:orders?|purchases?)?\s*(?:over|above|of|from)\s*[^\d]{{0,5}}{_N}",
    re.IGNORECASE,
)
_THRESHOLD = ("threshold", "over", "min", "minimum", "full", "满", "門檻", "门槛")
_OFF = ("off", "minus", "reduce", "reduction", "减", "減", "优惠", "優惠")


class Tier(Value):
    """One step of a threshold offer, in minor units: `off` at `threshold`, again for each further one where `each` holds."""

    threshold: int
    off: int
    each: bool = False

    def given(self, total: int) -> int:
        """Return what the offer takes off goods of this list price."""
        if total < self.threshold:
            return 0
        return self.off * (total // self.threshold) if self.each else self.off


class Settlement(Value):
    """How a part-return was settled: list prices of the whole and the kept goods, what the offer took off each, and the refund."""

    paid: Money
    whole: Money
    off: Money
    kept: Money
    kept_off: Money
    kept_due: Money
    refund: Money
    threshold: Money


def tiers(discounts: Any, currency: str) -> tuple[Tier, ...]:
    """Return the threshold offers that an order's free-form `discounts` name."""
    found = [tier for tier in _tiers(discounts, currency) if 0 < tier.off < tier.threshold]
    return tuple(dict.fromkeys(found))


def settle(paid: Money, whole: int, part: int, offers: tuple[Tier, ...]) -> Settlement | None:
    """Settle the return of goods listed at `part` out of goods listed at `whole` (minor units); None where no offer was at work.

    What was paid less than list and offer explain (a coupon) is shared by list price; what was paid more (freight) stays paid.
    """
    off = max((tier.given(whole) for tier in offers), default=0)
    if off <= 0 or not 0 < part < whole:
        return None
    kept = whole - part
    kept_off = max((tier.given(kept) for tier in offers), default=0)
    rest = whole - off - paid.minor  # another discount where positive, freight where negative
    if rest < 0 and paid.minor >= whole:
        return None  # the offer was not at work in what was paid
    shared = paid.model_copy(update={"minor": rest}).share(kept, whole).minor if rest > 0 else rest
    due = kept - kept_off - shared
    refund = min(max(paid.minor - due, 0), paid.minor)
    best = max(offers, key=lambda tier: tier.given(whole))

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=paid.currency)

    return Settlement(
        paid=paid,
        whole=money(whole),
        off=money(off),
        kept=money(kept),
        kept_off=money(kept_off),
        kept_due=money(paid.minor - refund),
        refund=money(refund),
        threshold=money(best.threshold),
    )


def _tiers(raw: Any, currency: str) -> Iterator[Tier]:
    if isinstance(raw, str):
        yield from _said(raw, currency)
    elif isinstance(raw, Mapping):
        threshold, off = _named(raw, _THRESHOLD), _named(raw, _OFF)
        if threshold is not None and off is not None:
            each = bool(raw.get("each") or raw.get("每"))
            yield from _tier(threshold, off, currency, each=each)
        for value in raw.values():
            yield from _tiers(value, currency) if not isinstance(value, int | float) else ()
    elif isinstance(raw, list | tuple):
        for part in raw:
            yield from _tiers(part, currency)


def _said(text: str, currency: str) -> Iterator[Tier]:
    for pattern in _SAID:
        for match in pattern.finditer(text):
            yield from _tier(match[2], match[3], currency, each=bool(match["each"]))
    for match in _OFF_FIRST.finditer(text):
        yield from _tier(match[2], match[1], currency, each=False)


def _named(raw: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((raw[name] for name in names if raw.get(name) is not None), None)


def _tier(threshold: Any, off: Any, currency: str, *, each: bool) -> Iterator[Tier]:
    if isinstance(threshold, Mapping):
        threshold = threshold.get("value")
    if isinstance(off, Mapping):
        off = off.get("value")
    try:
        yield Tier(
            threshold=Money.of(Decimal(str(threshold)), currency).minor,
            off=Money.of(Decimal(str(off)), currency).minor,
            each=each,
        )
    except (InvalidOperation, ValueError):
        return
