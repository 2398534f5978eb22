"""What a clause takes off a refund for a gift that does not come back.

网络购买商品七日无理由退货暂行办法 art. 12: gifts go back with the goods, or their price is paid as it was marked beforehand.
"""

import re

from agent.domain.money import Money
from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.subjects import things

_GIFT = re.compile(r"赠品|贈品|赠送|贈送|随单送|隨單送|附赠|附贈|送的|gift", re.I)
_TAKEN_OFF = re.compile(r"扣|折价|折價|按[^，。；]{0,6}价|deduct|charge", re.I)
_PRICED = re.compile(
    r"([^，。；、（）()\d]{0,12}?)(?:标价|標價|价值|價值|定价|售价)?[（(]?(?:标价|價值|价值)?\s*[¥￥$]?\s*(\d{1,4}(?:\.\d{1,2})?)\s*(?:元|块|塊|USD|dollars?)",
    re.IGNORECASE,
)


def gift_price(documents: Documents, facts: Facts) -> Money | None:
    """Return the marked price of the gift that the buyer no longer has; None where no clause prices it, or which gift is unclear."""
    if not facts.gift_gone or facts.paid is None:
        return None
    said = things(facts.said)
    prices: dict[str, frozenset[str]] = {}
    for one in documents.statements:
        if not one.applies(facts) or not _GIFT.search(one.text):
            continue
        for part in one.parts:
            if _TAKEN_OFF.search(part.text):
                prices |= {m[2]: things(m[1]) for m in _PRICED.finditer(one.text)}
    meant = [price for price, names in prices.items() if names & said]
    chosen = meant if len(meant) == 1 else list(prices) if len(prices) == 1 else []
    return Money.of(chosen[0], facts.paid.currency) if chosen else None
