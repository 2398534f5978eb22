"""What the words of a clause say, by the patterns of propose.yaml: problems, outcomes, freight, days, ceilings, what is asked for."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.policy.spans import Span, spans_of

Raw = dict[str, Any]


ASIDE = re.compile(
    r"[^，,。；;（(]*(?:除外|照样|另一回事|请看|见《|不受|以外的|重新计算|由我们去追)[^，,。；;）)]*",
)


_AMOUNT = re.compile(
    r"(?:最高|至多|上限(?:为|為)?|不超过|不超過|封顶|up to|at most|maximum(?: of)?)\s*(?:人民币|¥|￥|\$|CNY|RMB|USD|NT\$)?\s*(\d+(?:\.\d{1,2})?)\s*(?:元|块|塊|yuan|¥)?"
    r"(?!\s*(?:天|日|days?|小时|小時|hours?|%))",
    re.IGNORECASE,
)


PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*%")


FAULTS = ("quality", "damaged", "wrong_item", "not_as_described")


TASTE = ("changed_mind", "size")


BACK = ["refund", "return_refund", "cancel"]


TOLD = ["complaint", "none"]


@lru_cache(maxsize=1)
def patterns() -> dict[str, Any]:
    """Read propose.yaml, once per process."""
    text = files("agent.policy").joinpath("propose.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    compiled: dict[str, Any] = {"exclusion": re.compile(data.pop("exclusion"), re.I)}
    for name, pairs in data.items():
        compiled[name] = [(value, re.compile(pattern, re.I)) for value, pattern in pairs]
    return compiled


def hits(group: str, text: str) -> list[str]:
    """Return the values of a group of patterns that a text meets, in the order of the file."""
    return [value for value, pattern in patterns()[group] if pattern.search(text)]


def days_within(text: str, notes: list[str]) -> tuple[Raw, list[str]]:
    """Return the days since delivery as the clause says them, and the notes with what is doubtful about them."""
    found = [s for s in spans_of(text) if s.maximum is not None or s.minimum is not None]
    if not found:
        return {}, [*notes, "no number of days is named; it holds without limit"]
    chosen: Span = next((s for s in found if s.counted), found[0])
    rest = {s.days for s in found} - {chosen.days}
    doubt = (
        [
            f"several spans stand there ({', '.join(str(s.days) for s in found)} days); check which holds"
        ]
        if rest
        else []
    )
    return {"days_since_delivered": chosen.bounds()}, [*notes, *doubt]


def asked(text: str) -> Raw:
    """Return what the clause asks the buyer to send; a photo or a video shows the same."""
    asks = hits("asks", text)
    if "video" in asks and "photo" in asks:
        asks = ["photo"]  # either shows it
    return {"ask_for": asks} if asks else {}


def ceiling(text: str) -> Raw:
    """Return the highest amount that the clause names."""
    found = _AMOUNT.search(text)
    return {"max": found[1]} if found else {}


def freight_named(text: str) -> list[str]:
    """Return who pays the freight by a clause: seller, buyer, both, or nobody named."""
    return hits("freight", text)


_WAY_TO_SHOP = re.compile(
    r"(?:寄回|寄来|寄來|寄过来|寄到店|送修)(?:的)?(?:运费|運費|邮费|郵費)?(?:由)?(?:买家|買家|您|客人|顾客|顧客|自己)|(?:买家|買家|您|客人)[^，。；]{0,4}(?:寄回|寄来|寄來|寄过来)[^，。；]{0,4}(?:运费|運費|邮费|郵費)"
    r"|return (?:postage|shipping) is (?:paid by the buyer|yours)|\byou (?:pay|cover) (?:the )?(?:postage|shipping) (?:to us|there|in)\b",
    re.IGNORECASE,
)
"""The buyer pays for sending goods to the shop, whoever pays the way back."""


def way_to_shop(text: str) -> str | None:
    """Return who pays for sending goods to the shop by a clause; None where it does not say."""
    if _WAY_TO_SHOP.search(text):
        return "buyer"
    who = freight_named(text)
    return who[0] if len(who) == 1 else None


def freighted(raw: Raw, text: str, notes: list[str]) -> tuple[Raw, list[str]]:
    """Return the rule with who pays the freight, and the notes with what is doubtful about it."""
    who = hits("freight", text)
    own = list(notes)
    if len(who) > 1:
        own.append("freight is named for both sides; split the rule by who is at fault")
        return {**raw, "freight": way_to_shop(text) or who[0]}, own
    if who:
        return {**raw, "freight": who[0]}, own
    own.append("the clause does not say who pays the freight; unsaid, it falls on the seller")
    fault = set(raw["when"].get("problem", ())) & {*FAULTS, "missing_item"}
    return ({**raw, "freight": "seller"} if fault else raw), own
