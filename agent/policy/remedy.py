"""The remedies that a clause names, each as a rule of its own with what a person should check in it."""

import re
from collections.abc import Iterator

from agent.policy.clause_words import (
    BACK,
    PERCENT,
    TASTE,
    TOLD,
    Raw,
    asked,
    ceiling,
    days_within,
    freighted,
    hits,
)
from agent.policy.spans import spans_of

_STAYS = re.compile(
    r"(?:低于|低於|不到|少于|less than|under|below)\s*[^\d]{0,5}(\d+(?:\.\d{1,2})?)[^。]{0,30}(?:不用|不需要|无需|無需|不必|not need to)[^。]{0,6}(?:寄回|退回|send|return)"
    r"|(\d+(?:\.\d{1,2})?)\s*元(?:以下|以内)[^。]{0,12}(?:不用|不需要|无需|不必)[^。]{0,4}(?:寄回|退回)",
    re.IGNORECASE,
)


def cancelled(notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """Orders cancelled before they leave."""
    when = {"want": BACK, "status": ["unpaid", "to_ship"], "custom_made_confirmed": {"not": True}}
    yield {"when": when, "outcome": "refund", "amount": {"of": "paid"}}, list(notes)


def intercepted(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """Parcels on their way, stopped or refused."""
    when = {"want": BACK, "problem": ["changed_mind", "size", "none"], "status": ["shipped"]}
    raw = {"when": when, "outcome": "return_refund", "amount": {"of": "paid"}}
    yield freighted(raw, text, notes)


def lost(text: str, words: list[str], notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """Parcels that stand still or have not arrived."""
    still = re.search(r"更新|停滞|停滯|不动|不動|tracking|updat", text)
    signed = re.search(r"签收|簽收|signed", text)
    found = spans_of(text)
    when: Raw = {"problem": ["lost", "late"]}
    if signed and not still:
        when |= {"problem": ["lost"], "signed": True}
    elif found:
        days = max(span.days for span in found)
        when |= {
            "status": ["shipped"],
            ("stuck_days" if still else "days_since_shipped"): {"min": days},
        }
    own = (
        [*notes]
        if found or signed
        else [*notes, "no number of days is named; it holds without limit"]
    )
    if found and not (signed and not still):
        clock = "stuck_days" if still else "days_since_shipped"
        waits = {**when, clock: {"max": when[clock]["min"] - 1}}
        yield {"when": waits, "outcome": "inform"}, list(own)
    if len(found) > 1:
        own.append("several spans stand there; the longest is taken")
    if "refund" in words or "return_refund" in words:
        yield {"when": {"want": BACK, **when}, "outcome": "refund", "amount": {"of": "paid"}}, own
    if "reship" in words:
        raw = {"when": {"want": ["reship", "exchange", *TOLD], **when}, "outcome": "reship"}
        yield {**raw, "freight": "seller"}, own


def priced(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """A later fall of the price."""
    found = [span for span in spans_of(text) if span.maximum is not None]
    clock = (
        "days_since_delivered"
        if re.search(r"签收|簽收|收货|收貨|收到|deliver", text)
        else "days_since_placed"
    )
    when: Raw = {"problem": ["price_drop"]}
    own = list(notes)
    if found:
        when[clock] = {"max": found[0].maximum}
    else:
        own.append("no number of days is named; it holds without limit")
    if len(found) > 1:
        own.append(
            f"several spans stand there ({', '.join(str(s.maximum) for s in found)} days); the first is taken"
        )
    amount = {"of": "price_gap", **ceiling(text)}
    asks = {"ask_for": ["screenshot"]} if re.search(r"截图|截圖|screenshot", text) else {}
    yield {"when": when, "outcome": "compensate", "amount": amount, **asks}, own


def delayed(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """Late shipment made good."""
    percent = PERCENT.search(text)
    base: Raw = {"of": "paid", "percent": float(percent[1])} if percent else {"of": "claimed"}
    own = [
        *notes,
        "from which hour a parcel counts as late stands elsewhere; add hours_since_placed",
    ]
    if not percent and not ceiling(text):
        own.append("no ceiling is named; set amount.max")
    when = {"problem": ["not_shipped"], "status": ["to_ship"]}
    yield {"when": when, "outcome": "compensate", "amount": {**base, **ceiling(text)}}, own


def missing(text: str, words: list[str], notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    """Something left out: sent on, or its price back."""
    within, own = days_within(text, notes)
    asks = asked(text)
    when = {"problem": ["missing_item"], **within}
    if "reship" in words or "refund" not in words:
        wants = {"want": ["reship", "exchange", *TOLD]} if "refund" in words else {}
        raw = {"when": {**wants, **when}, "outcome": "reship", "freight": "seller", **asks}
        unsaid = [] if hits("freight", text) or re.search(r"免费|免費|free", text) else [
            "the clause does not say who pays the freight; it falls on the seller"
        ]  # fmt: skip
        yield raw, own + unsaid
    if "refund" in words:
        money = {"amount": {"of": "claimed"}}
        yield {"when": {"want": BACK, **when}, "outcome": "refund", **money, **asks}, own


def faulty(
    topic: str, text: str, words: list[str], problems: list[str], notes: list[str]
) -> Iterator[tuple[Raw, list[str]]]:
    """Faulty, damaged, wrong or misdescribed goods: each remedy that is named."""
    within, own = days_within(text, notes)
    asks = asked(text)
    when = {"problem": problems, **within}
    money = re.search(r"补偿|補償|compensat", text)
    if money and PERCENT.search(text):
        yield from _kept(text, when, own, asks)
        return
    if (
        re.search(r"质保期内|質保期內|保修期内|保修期內|保固期内|保固期內|under warranty", text)
        and "repair" in words
    ):
        yield from repaired(text, when, within, own, asks)
        return
    stays = _STAYS.search(text)
    if stays:
        top = float(stays[1] or stays[2]) - 0.01
        small = {**when, "items_price": {"max": round(top, 2)}}
        yield {"when": small, "outcome": "refund", "amount": {"of": "items"}, **asks}, list(own)
    plain = re.sub(
        r"send (?:the |a )?replacement|重新发|重新寄", "", f"{topic} {text}", flags=re.IGNORECASE
    )
    swap, back = (
        "exchange" in hits("outcomes", plain),
        bool(set(words) & {"return_refund", "refund"}),
    )
    if back:
        wants = {"want": [*BACK, *TOLD]} if swap or "reship" in words else {}
        raw = {
            "when": {**wants, **when},
            "outcome": "return_refund",
            "amount": {"of": "items"},
            **asks,
        }
        second = swap and re.search(r"没货|沒貨|缺货|缺貨|out of stock", text)
        first = [*own, "money back is named only where an exchange is not possible"]
        yield freighted(raw, text, first if second else own)
    for outcome, named in (("exchange", swap), ("reship", "reship" in words and not swap)):
        if named:
            wants = {"want": ["exchange", "reship"]} if back else {}
            yield freighted({"when": {**wants, **when}, "outcome": outcome, **asks}, text, own)
    if (
        "repair" in words
        and not (swap and not re.search(r"保修|质保|質保|保固|warranty", topic))
        and not back
    ):
        yield from repaired(text, when, within, own, asks)


def repaired(
    text: str, when: Raw, within: Raw, notes: list[str], asks: Raw
) -> Iterator[tuple[Raw, list[str]]]:
    """Repair inside the warranty, a paid one outside."""
    over = re.search(r"超过(?:质保|保修)|质保外|保修外|过保|保固期外|out of warranty", text)
    if over:
        late = {"days_since_delivered": {"min": 16}}
        outside = {"problem": when["problem"], **late, "within_warranty": False}
        notes = [
            *notes,
            "the first days are left to the rules for faults (七日、十五日); check min",
        ]
        yield {"when": outside, "outcome": "decline", "alternative": "repair"}, notes
        return
    warranted = re.search(r"质保期|質保期|保修期|保固期|under warranty", text)
    bounds = {"within_warranty": True} if warranted else within
    spoken = [note for note in notes if "no number" not in note or not warranted]
    raw = {"when": {"problem": when["problem"], **bounds}, "outcome": "repair", **asks}
    yield freighted(raw, text, spoken)


def _kept(text: str, when: Raw, notes: list[str], asks: Raw) -> Iterator[tuple[Raw, list[str]]]:
    percent = PERCENT.search(text)
    base = "items" if re.search(r"这件|這件|该商品|該商品|单件|單件|the item", text) else "paid"
    share = {"percent": float(percent[1])} if percent else {}
    amount = {"of": base, **share, **ceiling(text)}
    yield (
        {
            "when": {"want": ["compensate"], **when},
            "outcome": "compensate",
            "amount": amount,
            **asks,
        },
        notes,
    )


def taste(
    topic: str, text: str, words: list[str], problems: list[str], notes: list[str]
) -> Iterator[tuple[Raw, list[str]]]:
    """Returns and exchanges without a fault."""
    whole = f"{topic} {text}"
    if "repair" in words and not set(words) & {"return_refund", "exchange"}:
        over = re.search(r"超过(?:质保|保修)期|质保外|保修外|过保|保固期外|out of warranty", whole)
        own = [*notes, "the clause names no fault; a fault in quality is assumed"]
        when: Raw = {"problem": ["quality"]}
        yield from repaired(
            "超过质保期" if over else text, when, days_within(text, own)[0], own, asked(text)
        )
        return
    within, own = days_within(text, notes)
    named = [p for p in problems if p in TASTE]
    if not named and not set(words) & {"return_refund", "exchange", "refund"}:
        return
    if not named:
        own = [*own, "the clause names no reason; a return without reason is assumed"]
    when = {"problem": [*(named or TASTE), "none"], **within, "intact": {"not": False}}
    if not named or "changed_mind" in named:
        when["problem"] = ["changed_mind", "size", "none"]
    conditions = hits("conditions", text)
    said = {"conditions": conditions} if conditions else {}
    swaps = "exchange" in words and re.search(r"换(?!货运费)|換|exchang|replac|swap", whole)
    backs = bool(set(words) & {"return_refund", "refund"}) or "changed_mind" in named
    if swaps and not (backs and re.search(r"没货|沒貨|缺货|缺貨|out of stock", whole)):
        only = "退" not in re.sub(r"退换|退換|退差", "", whole) and not re.search(
            r"\breturn|refund", whole, re.I
        )
        stock = {"want": ["exchange"], **when, "in_stock": {"not": False}}
        yield freighted({"when": stock, "outcome": "exchange", **said}, text, own)
        if only:
            return
    if backs:
        extra = {"in_stock": False} if re.search(r"没货|沒貨|缺货|缺貨|out of stock", whole) else {}
        raw = {
            "when": {**when, **extra},
            "outcome": "return_refund",
            "amount": {"of": "items"},
            **said,
        }
        yield freighted(raw, text, own)
