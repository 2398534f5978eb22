"""What one clause offers: for each remedy it names a rule of its own, with the days, freight and conditions as the clause says them.

Patterns only; what they are not sure of is noted. `propose` turns offers into a rules.yaml.
"""

import re
from collections.abc import Iterator

from agent.policy.clause_words import (
    ASIDE,
    BACK,
    FAULTS,
    TASTE,
    TOLD,
    Raw,
    asked,
    freighted,
    hits,
    patterns,
)
from agent.policy.kinds import goods_kinds
from agent.policy.remedy import (
    cancelled,
    delayed,
    faulty,
    intercepted,
    lost,
    missing,
    priced,
    taste,
)
from agent.policy.spans import spans_of

_SENTENCE = re.compile(r"[。；;！!？?\n]|(?<=[a-z0-9)])\.(?=\s|$)")


_CHEAPER = re.compile(
    r"降|价保|價保|保价|保價|价格保护|價格保護|买贵|買貴|价差|便宜|price", re.IGNORECASE
)


AFTERWARDS = "the clause only names the period; that nothing is given after it is assumed"


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
    granting = [ASIDE.sub("", p) for p in parts if p not in refusing]
    pieces = _pieces(granting)
    for piece in pieces:
        own = hits("problems", piece) if len(pieces) > 1 else []
        about = [p for p in own if p in {*TASTE, *FAULTS}] or problems
        for raw, notes in _grants(topic, piece, about, sure=sure, mixed=bool(refusing)):
            yield raw, notes
            yield from _afterwards(raw)


def _told(about: str) -> Iterator[tuple[Raw, list[str]]]:
    """Plain duties of service: the answer informs."""
    if about == "service":
        yield {"when": {"want": TOLD, "problem": ["service"]}, "outcome": "inform"}, []
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
    taste = set(raw["when"].get("problem", ())) <= {*TASTE, "none"}
    if not taste or "max" not in bound or raw["outcome"] not in {"return_refund", "exchange"}:
        return
    swap = raw["outcome"] == "exchange"
    wants = [*BACK, "exchange"] if swap else BACK
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
    plain = ASIDE.sub("", sentence)
    return bool(patterns()["exclusion"].search(plain))


def _problems(topic: str, text: str) -> tuple[list[str], bool]:
    """Return what a clause is about: what its heading names, else its text; the wrong outweighs the taste that describes it."""
    named = hits("problems", topic)
    found = named or hits("problems", ASIDE.sub("", text))
    if "price_drop" in found and not _CHEAPER.search(topic + text):
        found.remove("price_drop")
    if set(found) & {*FAULTS, "missing_item"}:
        found = [one for one in found if one not in TASTE]
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
        yield from cancelled(notes)
        return
    if (
        "in_transit" in stage
        and set(words) & {"refund", "return_refund"}
        and "lost" not in problems
    ):
        yield from intercepted(text, notes)
        return
    if set(problems) & {"lost", "late"}:
        yield from lost(text, words, notes)
    elif "price_drop" in problems:
        yield from priced(text, notes)
    elif "not_shipped" in problems:
        yield from delayed(text, notes)
    elif "missing_item" in problems:
        yield from missing(text, words, notes)
    elif set(problems) & set(FAULTS):
        yield from faulty(topic, text, words, [p for p in problems if p in FAULTS], notes)
    elif words or spans_of(text):
        yield from taste(topic, text, words, problems, notes)


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
        raw = {"when": {"problem": ["quality"], **bounds}, "outcome": "repair", **asked(part)}
        yield freighted(raw, part, ["the clause names no fault; a fault in quality is assumed"])
        return
    if over:
        named = [p for p in hits("problems", ASIDE.sub("", whole)) if p in TASTE]
        when: Raw = {
            "problem": [*(named or TASTE), "none"],
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
