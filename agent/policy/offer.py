"""What one clause offers: for each remedy it names a rule of its own, with the days, freight and conditions as the clause says them.

Patterns only; what they are not sure of is noted. `propose` turns offers into a rules.yaml.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.policy.spans import Span, spans_of
from agent.policy.wordlists import goods_kinds

Raw = dict[str, Any]

_SENTENCE = re.compile(r"[。；;！!？?\n]|(?<=[a-z0-9)])\.(?=\s|$)")
_ASIDE = re.compile(
    r"[^，,。；;（(]*(?:除外|照样|另一回事|请看|见《|不受|以外的|重新计算|由我们去追)[^，,。；;）)]*",
)
_AMOUNT = re.compile(
    r"(?:最高|至多|上限(?:为|為)?|不超过|不超過|封顶|up to|at most|maximum(?: of)?)\s*(?:人民币|¥|￥|\$|CNY|RMB|USD|NT\$)?\s*(\d+(?:\.\d{1,2})?)\s*(?:元|块|塊|yuan|¥)?"
    r"(?!\s*(?:天|日|days?|小时|小時|hours?|%))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*%")
_CHEAPER = re.compile(
    r"降|价保|價保|保价|保價|价格保护|價格保護|买贵|買貴|价差|便宜|price", re.IGNORECASE
)
_STAYS = re.compile(
    r"(?:低于|低於|不到|少于|less than|under|below)\s*[^\d]{0,5}(\d+(?:\.\d{1,2})?)[^。]{0,30}(?:不用|不需要|无需|無需|不必|not need to)[^。]{0,6}(?:寄回|退回|send|return)"
    r"|(\d+(?:\.\d{1,2})?)\s*元(?:以下|以内)[^。]{0,12}(?:不用|不需要|无需|不必)[^。]{0,4}(?:寄回|退回)",
    re.IGNORECASE,
)
_FAULTS = ("quality", "damaged", "wrong_item", "not_as_described")
_TASTE = ("changed_mind", "size")
AFTERWARDS = "the clause only names the period; that nothing is given after it is assumed"
_BACK = ["refund", "return_refund", "cancel"]
_TOLD = ["complaint", "none"]
_HELD = ["delivered", "completed"]


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


def offers(topic: str, text: str) -> Iterator[tuple[Raw, list[str]]]:
    """Yield each rule that a clause makes, without id and citation, and what a person should check in it."""
    if hits("informs", topic):
        yield from _told(hits("informs", topic)[0])
        return
    parts = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    problems, sure = _problems(topic, text)
    refusing = [p for p in parts if _refuses(p)]
    for part in refusing:
        yield from _refusals(part, problems, topic)
    granting = [_ASIDE.sub("", p) for p in parts if p not in refusing]
    pieces = _pieces(granting)
    for piece in pieces:
        own = hits("problems", piece) if len(pieces) > 1 else []
        about = [p for p in own if p in {*_TASTE, *_FAULTS}] or problems
        for raw, notes in _grants(topic, piece, about, sure=sure, mixed=bool(refusing)):
            yield raw, notes
            yield from _afterwards(raw)


def _told(about: str) -> Iterator[tuple[Raw, list[str]]]:
    """Plain duties of service: the answer informs."""
    if about == "service":
        yield {"when": {"want": _TOLD, "problem": ["service"]}, "outcome": "inform"}, []
    elif about == "invoice":
        yield {"when": {"want": ["invoice"]}, "outcome": "inform"}, []
    elif about == "urge":
        yield {"when": {"want": ["urge"], "status": ["to_ship"]}, "outcome": "inform"}, []
    else:
        for status in (["unpaid", "to_ship"], ["shipped"]):
            when = {"want": ["change_order"], "status": status}
            yield {"when": when, "outcome": "inform", "ask_for": ["address"]}, []


def _pieces(parts: list[str]) -> list[str]:
    """Sentences put together so that each piece has one span and its remedy; what has none of its own belongs to the one before."""
    pieces: list[str] = []
    for part in parts:
        own = bool(spans_of(part)) and bool(hits("outcomes", part))
        if pieces and not (own and spans_of(pieces[-1])):
            pieces[-1] += f"。{part}"
        else:
            pieces.append(part)
    return pieces


def _afterwards(raw: Raw) -> Iterator[tuple[Raw, list[str]]]:
    """What holds once a period is over, where the clause names only the period."""
    bound = raw["when"].get("days_since_delivered", {})
    taste = set(raw["when"].get("problem", ())) <= {*_TASTE, "none"}
    if not taste or "max" not in bound or raw["outcome"] not in {"return_refund", "exchange"}:
        return
    swap = raw["outcome"] == "exchange"
    wants = [*_BACK, "exchange"] if swap else _BACK
    when = {
        "want": wants,
        "problem": raw["when"]["problem"],
        "days_since_delivered": {"min": max(bound["max"], 7) + 1},
    }
    yield (
        {"when": when, "outcome": "decline"},
        ["the clause only names the period; that nothing is given after it is assumed"],
    )


def _refuses(sentence: str) -> bool:
    plain = _ASIDE.sub("", sentence)
    return bool(patterns()["exclusion"].search(plain))


def _problems(topic: str, text: str) -> tuple[list[str], bool]:
    """Return what a clause is about: what its heading names, else its text; the wrong outweighs the taste that describes it."""
    named = hits("problems", topic)
    found = named or hits("problems", _ASIDE.sub("", text))
    if "price_drop" in found and not _CHEAPER.search(topic + text):
        found.remove("price_drop")
    if set(found) & {*_FAULTS, "missing_item"}:
        found = [one for one in found if one not in _TASTE]
    if len(found) > 1 and "price_drop" in found:
        found = ["price_drop"]
    return found, bool(named) or len(found) == 1


def _grants(
    topic: str, text: str, problems: list[str], *, sure: bool, mixed: bool
) -> Iterator[tuple[Raw, list[str]]]:
    stage = hits("stages", f"{topic} {text}")
    words = hits("outcomes", f"{topic} {text}")
    notes = ["the clause also names an exclusion; see its own rule"] if mixed else []
    if not sure and len(problems) > 1:
        notes.append(
            f"the clause speaks of {', '.join(problems)}; split the rule where they differ"
        )
    if "unshipped" in stage and "refund" in words and not problems:
        yield from _cancelled(notes)
        return
    if (
        "in_transit" in stage
        and set(words) & {"refund", "return_refund"}
        and "lost" not in problems
    ):
        yield from _intercepted(text, notes)
        return
    if set(problems) & {"lost", "late"}:
        yield from _lost(text, words, notes)
    elif "price_drop" in problems:
        yield from _priced(text, notes)
    elif "not_shipped" in problems:
        yield from _delayed(text, notes)
    elif "missing_item" in problems:
        yield from _missing(text, words, notes)
    elif set(problems) & set(_FAULTS):
        yield from _faulty(topic, text, words, [p for p in problems if p in _FAULTS], notes)
    elif words or spans_of(text):
        yield from _taste(topic, text, words, problems, notes)


def _cancelled(notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    when = {"want": _BACK, "status": ["unpaid", "to_ship"], "custom_made_confirmed": {"not": True}}
    yield {"when": when, "outcome": "refund", "amount": {"of": "paid"}}, list(notes)


def _intercepted(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    when = {"want": _BACK, "problem": ["changed_mind", "size", "none"], "status": ["shipped"]}
    raw = {"when": when, "outcome": "return_refund", "amount": {"of": "paid"}}
    yield _freighted(raw, text, notes)


def _lost(text: str, words: list[str], notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
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
        yield {"when": {"want": _BACK, **when}, "outcome": "refund", "amount": {"of": "paid"}}, own
    if "reship" in words:
        raw = {"when": {"want": ["reship", "exchange", *_TOLD], **when}, "outcome": "reship"}
        yield {**raw, "freight": "seller"}, own


def _priced(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
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
    amount = {"of": "price_gap", **_ceiling(text)}
    asks = {"ask_for": ["screenshot"]} if re.search(r"截图|截圖|screenshot", text) else {}
    yield {"when": when, "outcome": "compensate", "amount": amount, **asks}, own


def _delayed(text: str, notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    percent = _PERCENT.search(text)
    base: Raw = {"of": "paid", "percent": float(percent[1])} if percent else {"of": "claimed"}
    own = [
        *notes,
        "from which hour a parcel counts as late stands elsewhere; add hours_since_placed",
    ]
    if not percent and not _ceiling(text):
        own.append("no ceiling is named; set amount.max")
    when = {"problem": ["not_shipped"], "status": ["to_ship"]}
    yield {"when": when, "outcome": "compensate", "amount": {**base, **_ceiling(text)}}, own


def _missing(text: str, words: list[str], notes: list[str]) -> Iterator[tuple[Raw, list[str]]]:
    within, own = _within(text, notes)
    asks = _asks(text)
    when = {"problem": ["missing_item"], **within}
    if "reship" in words or "refund" not in words:
        wants = {"want": ["reship", "exchange", *_TOLD]} if "refund" in words else {}
        raw = {"when": {**wants, **when}, "outcome": "reship", "freight": "seller", **asks}
        unsaid = [] if hits("freight", text) or re.search(r"免费|免費|free", text) else [
            "the clause does not say who pays the freight; it falls on the seller"
        ]  # fmt: skip
        yield raw, own + unsaid
    if "refund" in words:
        money = {"amount": {"of": "claimed"}}
        yield {"when": {"want": _BACK, **when}, "outcome": "refund", **money, **asks}, own


def _faulty(
    topic: str, text: str, words: list[str], problems: list[str], notes: list[str]
) -> Iterator[tuple[Raw, list[str]]]:
    within, own = _within(text, notes)
    asks = _asks(text)
    when = {"problem": problems, **within}
    money = re.search(r"补偿|補償|compensat", text)
    if money and _PERCENT.search(text):
        yield from _kept(text, when, own, asks)
        return
    if (
        re.search(r"质保期内|質保期內|保修期内|保修期內|保固期内|保固期內|under warranty", text)
        and "repair" in words
    ):
        yield from _repaired(text, when, within, own, asks)
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
        wants = {"want": [*_BACK, *_TOLD]} if swap or "reship" in words else {}
        raw = {
            "when": {**wants, **when},
            "outcome": "return_refund",
            "amount": {"of": "items"},
            **asks,
        }
        second = swap and re.search(r"没货|沒貨|缺货|缺貨|out of stock", text)
        first = [*own, "money back is named only where an exchange is not possible"]
        yield _freighted(raw, text, first if second else own)
    for outcome, named in (("exchange", swap), ("reship", "reship" in words and not swap)):
        if named:
            wants = {"want": ["exchange", "reship"]} if back else {}
            yield _freighted({"when": {**wants, **when}, "outcome": outcome, **asks}, text, own)
    if (
        "repair" in words
        and not (swap and not re.search(r"保修|质保|質保|保固|warranty", topic))
        and not back
    ):
        yield from _repaired(text, when, within, own, asks)


def _repaired(
    text: str, when: Raw, within: Raw, notes: list[str], asks: Raw
) -> Iterator[tuple[Raw, list[str]]]:
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
    yield _freighted(raw, text, spoken)


def _kept(text: str, when: Raw, notes: list[str], asks: Raw) -> Iterator[tuple[Raw, list[str]]]:
    percent = _PERCENT.search(text)
    base = "items" if re.search(r"这件|這件|该商品|該商品|单件|單件|the item", text) else "paid"
    share = {"percent": float(percent[1])} if percent else {}
    amount = {"of": base, **share, **_ceiling(text)}
    yield (
        {
            "when": {"want": ["compensate"], **when},
            "outcome": "compensate",
            "amount": amount,
            **asks,
        },
        notes,
    )


def _taste(
    topic: str, text: str, words: list[str], problems: list[str], notes: list[str]
) -> Iterator[tuple[Raw, list[str]]]:
    whole = f"{topic} {text}"
    if "repair" in words and not set(words) & {"return_refund", "exchange"}:
        over = re.search(r"超过(?:质保|保修)期|质保外|保修外|过保|保固期外|out of warranty", whole)
        own = [*notes, "the clause names no fault; a fault in quality is assumed"]
        when: Raw = {"problem": ["quality"]}
        yield from _repaired(
            "超过质保期" if over else text, when, _within(text, own)[0], own, _asks(text)
        )
        return
    within, own = _within(text, notes)
    named = [p for p in problems if p in _TASTE]
    if not named and not set(words) & {"return_refund", "exchange", "refund"}:
        return
    if not named:
        own = [*own, "the clause names no reason; a return without reason is assumed"]
    when = {"problem": [*(named or _TASTE), "none"], **within, "intact": {"not": False}}
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
        yield _freighted({"when": stock, "outcome": "exchange", **said}, text, own)
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
        yield _freighted(raw, text, own)


def _refusals(part: str, problems: list[str], topic: str) -> Iterator[tuple[Raw, list[str]]]:
    """A sentence that refuses: after a number of days, or for goods of a kind or state."""
    whole = f"{topic} {part}"
    words = set(hits("outcomes", whole))
    over = next((span for span in spans_of(part) if span.minimum is not None), None)
    if over and "price_drop" in problems:
        clock = (
            "days_since_delivered"
            if re.search(r"签收|簽收|收货|收到", part)
            else "days_since_placed"
        )
        yield (
            {
                "when": {"problem": ["price_drop"], clock: {"min": over.minimum}},
                "outcome": "decline",
            },
            [],
        )
        return
    if not words & {"return_refund", "exchange", "refund", "repair"}:
        return
    if over and re.search(r"免费(?:维修|修理)|免費(?:維修|修理)|free repair", part):
        bounds = {"days_since_delivered": {"min": over.minimum}, "within_warranty": True}
        raw = {"when": {"problem": ["quality"], **bounds}, "outcome": "repair", **_asks(part)}
        yield _freighted(raw, part, ["the clause names no fault; a fault in quality is assumed"])
        return
    if over:
        named = [p for p in hits("problems", _ASIDE.sub("", whole)) if p in _TASTE]
        when: Raw = {
            "problem": [*(named or _TASTE), "none"],
            "days_since_delivered": {"min": over.minimum},
        }
        if "changed_mind" in when["problem"]:
            when["problem"] = ["changed_mind", "size", "none"]
        yield {"when": when, "outcome": "decline"}, []
        return
    own: list[str] = []
    taste = {"problem": ["changed_mind", "size", "none"]}
    yield {"when": {**taste, **_excluded(whole, own)}, "outcome": "decline"}, own


def _excluded(text: str, notes: list[str]) -> Raw:
    kinds = goods_kinds(text, None)
    if "custom" in kinds:
        notes.append("made-to-order goods: the confirmation at purchase must be on record")
        return {"custom_made": True, "custom_made_confirmed": True}
    if re.search(
        r"使用|洗涤|洗滌|水洗|剪标|剪標|吊牌|不完好|人为|人為|worn|used|washed|tags? removed",
        text,
        re.I,
    ):
        return {"intact": False}
    lawful = kinds & {"fresh", "periodical", "digital"}
    if lawful:
        return {"goods": sorted(lawful)}
    notes.append(
        "may only be refused where the buyer confirmed it at purchase (七日无理由退货暂行办法 第七条、第二十条)"
    )
    return {"no_return_confirmed": True}


def _within(text: str, notes: list[str]) -> tuple[Raw, list[str]]:
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


def _asks(text: str) -> Raw:
    asks = hits("asks", text)
    if "video" in asks and "photo" in asks:
        asks = ["photo"]  # either shows it
    return {"ask_for": asks} if asks else {}


def _ceiling(text: str) -> Raw:
    found = _AMOUNT.search(text)
    return {"max": found[1]} if found else {}


def _freighted(raw: Raw, text: str, notes: list[str]) -> tuple[Raw, list[str]]:
    who = hits("freight", text)
    own = list(notes)
    if len(who) > 1:
        way = re.search(
            r"寄回(?:的)?运费由?(买家|您|客人)|return (?:postage|shipping) is paid by the buyer",
            text,
        )
        own.append("freight is named for both sides; split the rule by who is at fault")
        return {**raw, "freight": "buyer" if way else who[0]}, own
    if who:
        return {**raw, "freight": who[0]}, own
    own.append("the clause does not say who pays the freight; unsaid, it falls on the seller")
    fault = set(raw["when"].get("problem", ())) & {*_FAULTS, "missing_item"}
    return ({**raw, "freight": "seller"} if fault else raw), own
