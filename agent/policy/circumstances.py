"""What the words and the records of a case tell beyond the reading: the goods' state, earlier promises, where it was sold."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.domain.case import Case
from agent.domain.message import Role
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Language, Problem, Reading, Want
from agent.domain.shop import Shop
from agent.policy.dislikes import dislikes
from knowledge.product import Product

_GIVEN_BACK = frozenset({Want.REFUND, Want.RETURN_REFUND, Want.EXCHANGE, Want.CANCEL})
_MAINLAND_ZONES = frozenset({
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC",
})  # fmt: skip


def abroad(order: Order | None, shop: Shop) -> bool:
    """Whether the sale is outside the mainland, where its statutes are a floor that we keep but no ground to name."""
    if order and order.paid:
        return order.paid.currency != "CNY"
    return shop.timezone not in _MAINLAND_ZONES


_CHINESE_MONEY = frozenset({"CNY", "TWD", "HKD", "MOP"})
_HOME_PLATFORMS = frozenset({"taobao", "tmall", "jd", "pdd", "wechat"})
_BEYOND_THE_MAINLAND = re.compile(
    r"香港|澳门|澳門|台湾|台灣|臺灣|\b(?:hong kong|macau|taiwan)\b", re.IGNORECASE
)


def overseas(case: Case, language: Language) -> bool:
    """Whether the parcel goes abroad: by the order's currency and address, else by the platform, else by the buyer's language."""
    if case.platform.lower() == "aliexpress":
        return True
    order = case.order
    if order and order.paid:
        address = (order.buyer.address or "") if order.buyer else ""
        sent_out = order.paid.currency == "CNY" and _BEYOND_THE_MAINLAND.search(address)
        return order.paid.currency not in _CHINESE_MONEY or bool(sent_out)
    return case.platform.lower() not in _HOME_PLATFORMS and language is Language.EN


def titles(subject: tuple[OrderItem, ...], known: list[Product]) -> tuple[str, ...]:
    """Return the titles and categories of the goods in question."""
    words = [text for item in subject for text in (item.title, item.category)]
    words += [text for product in known for text in (product.title, product.category)]
    return tuple(dict.fromkeys(word for word in words if word))


# What makes goods of a kind no longer intact: a broken seal (七日办法 art. 9 (1)), a device activated, altered or with its serial number
# defaced (art. 9 (2)), a tag cut or goods soiled (art. 9 (3)); worn next to the skin. Opening to look is none of these (art. 8).
_SPOILED_BY = {
    "hygiene": {"used"},
    "cosmetics": {"opened", "used"},
    "food": {"opened", "used"},
    "activation": {"activated", "used", "altered"},
    "electronics": {"altered"},
    "apparel": {"tag_cut", "soiled"},
}


_FAULTS_TOLD = re.compile(
    r"坏|壞|断|斷|破|裂|碎|漏|烂|爛|霉|故障|毛病|异味|異味|臭|色差|瑕疵|质量|品質|问题|問題|掉|脱|脫|起球|变形|變形|变质|變質|过期|過期|不新鲜|不新鮮|开线|開線|划痕|刮|污|渍|漬"
    r"|(?:不|没|沒|充不|开不|開不|连不|連不|打不)(?:亮|响|響|动|動|转|轉|通|热|熱|能用|能开|进|進|上|了机|反应|反應|声音|聲音)|别的|別的|发错|發錯|不一样|不一樣|不符"
    r"|defect|broke|dead|crack|fault|stopp|leak|torn|bubbl|wrong|damag|doesn't work|not work|smell|stain|scratch|rotten|mould",
    re.IGNORECASE,
)
_AS_IMAGINED = re.compile(
    r"(?:跟|和|与|與)?我?想(?:像|象)?的[^，。！？,.!?]{0,4}不(?:太)?(?:一样|一樣|同)"
)
"""What differs from a picture in somebody's head differs from no page."""
_UNTOUCHED = re.compile(
    r"(?:[没沒]有?|未)(?:怎么|怎麼)?(?:[^\s，。！？见見听聽遇说說想收][过過]|拆|动|動|用)"
)
"""What nobody has tried has shown no fault."""
_TAKEN_FOR_FAULTS = frozenset({Problem.QUALITY, Problem.DAMAGED})


def as_taste(reading: Reading, texts: tuple[str, ...]) -> Reading:
    """Return the reading with a dislike as what it is: goods wanted back, disliked or never tried, and no word of any fault."""
    said = "\n".join(texts)
    if reading.problem not in _TAKEN_FOR_FAULTS or reading.wants not in _GIVEN_BACK:
        return reading
    unwanted = dislikes(said) or _UNTOUCHED.search(said)
    if not unwanted or _FAULTS_TOLD.search(_AS_IMAGINED.sub("", said)):
        return reading
    return reading.model_copy(update={"problem": Problem.CHANGED_MIND})


_ON_ARRIVAL = re.compile(
    r"收到|到手|到货|到貨|打开|打開|拆开|拆開|开箱|開箱|快递|快遞|运输|運輸|物流|包裹|寄来|寄來|\b(?:arriv|transit|deliver|courier|parcel|box|open)",
    re.IGNORECASE,
)
_SHOWS_BY = 15  # days after delivery by which harm done on the way has shown


def as_fault(reading: Reading, texts: tuple[str, ...], days: int | None) -> Reading:
    """Return the reading with what broke long after delivery as a fault: harm done on the way shows when opened."""
    late = days is not None and days > _SHOWS_BY
    if reading.problem is not Problem.DAMAGED or not late or _ON_ARRIVAL.search("\n".join(texts)):
        return reading
    return reading.model_copy(update={"problem": Problem.QUALITY})


_BEFORE_ARRIVAL = frozenset({"unpaid", "to_ship", "shipped"})


def as_question(reading: Reading, status: str) -> Reading:
    """Return the reading with talk of a fitter's visit as a question: what has not arrived and has nothing wrong cannot be repaired."""
    if reading.wants is not Want.REPAIR or reading.problem is not Problem.NONE:
        return reading
    if status not in _BEFORE_ARRIVAL:
        return reading
    return reading.model_copy(
        update={"wants": Want.POLICY, "all_wants": (Want.POLICY,), "claim": False}
    )


def untouched(reading: Reading, done: frozenset[str], goods: tuple[str, ...]) -> bool | None:
    """Return whether the goods are intact, by the words and by what art. 9 of the measures asks of goods of their kind."""
    if reading.intact is False:
        return False
    if any(done & _SPOILED_BY.get(kind, set()) for kind in goods):
        return False
    return reading.intact


def seller_texts(case: Case) -> Iterator[str]:
    """Yield what the seller wrote, in this conversation and in the contacts on record."""
    yield from (m.text for m in case.messages if m.role is Role.SELLER)
    stack = [case.history]
    while stack:
        part = stack.pop()
        if isinstance(part, list | tuple):
            stack.extend(part)
        elif isinstance(part, dict):
            if str(part.get("role", "")).lower() in {"seller", "staff", "agent", "客服"}:
                yield " ".join(
                    str(v) for k, v in part.items() if k != "role" and isinstance(v, str)
                )
            stack.extend(v for v in part.values() if isinstance(v, list | dict))


def review_facts(case: Case, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return stars, age in days and kind of a review, as Facts names them."""
    if case.review is None:
        return {}
    created = case.review.created_at
    age = (now.astimezone(zone).date() - created.astimezone(zone).date()).days if created else None
    return {"stars": case.review.stars, "appended": case.review.appended, "review_age_days": age}
