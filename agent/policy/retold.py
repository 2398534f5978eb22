"""What a shop's own documents make of words that the reading alone leaves open: its fault list, its making, its prices, its parts."""

import re
from collections.abc import Iterator
from typing import Any

from agent.domain.case import CaseKind
from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.statement import Statement, calls_natural
from agent.policy.windows import windows_of

_UNSAID = frozenset({Problem.NONE, Problem.SERVICE})
_OPEN = _UNSAID | {Problem.SIZE}
_PLAIN = frozenset({Want.COMPLAINT, Want.NONE})
_CLAIMING = CLAIM_WANTS | _PLAIN
_FOR_MONEY = re.compile(
    r"(?:退|折|抵|换|換|给|給)[^，。！？\s]{0,4}(?:钱|錢|现|現|点|點|款)|(?:钱|錢)退|别寄|別寄|不用(?:补|補|寄)"
)
_ABOUT_STAFF = re.compile(
    r"客服|态度|態度|回复|回覆|没人(?:理|管|回)|沒人|快递|快遞|物流|发货|發貨|出货|出貨|发票|發票|包装|包裝"
)
_ITEM = re.compile(r"[\u4e00-\u9fff]{2,6}")
_BREAK = re.compile(r"[，,、（）()：:；;]|等(?=[，、）)]|$)")
_NO_FAULT_NAME = re.compile(
    r"天|日|签收|簽收|收到|质量|質量|品質|问题|問題|您|运费|運費|退|换|換|修|拍|照片|视频|視頻|提出|告诉|告訴|我们|我們|免费|次|年|月|一律"
)


def as_documented(facts: Facts, documents: Documents) -> Facts:
    """Return the facts with the problem, or the want, that the shop's own words tell apart; a review and a question stay as they are."""
    if facts.kind is CaseKind.REVIEW or facts.status not in {"delivered", "completed"}:
        return facts
    told = _told(facts, documents) if facts.want in _CLAIMING else {}
    return facts.model_copy(update=told) if told else facts


def _told(facts: Facts, documents: Documents) -> dict[str, Any]:
    if facts.problem in _OPEN and any(
        _names(item, facts.said) for item in _listed(facts, documents)
    ):
        return {"problem": Problem.QUALITY, "claim": True}
    if facts.spare_price is not None:
        return _of_parts(facts)
    if facts.problem not in _UNSAID:
        return {}
    if facts.want is Want.COMPENSATE and _found_first(documents, "price_drop"):
        return {"problem": Problem.PRICE_DROP}
    made = facts.custom_made and any("made_wrong" in one.subjects for one in documents.statements)
    if made and facts.want is Want.COMPLAINT and not _ABOUT_STAFF.search(facts.said):
        return {"problem": Problem.WRONG_ITEM, "claim": True}
    return {}


def _of_parts(facts: Facts) -> dict[str, Any]:
    """Who names parts of the shop's price list as missing misses them, and who wants no parcel for them wants their price."""
    told: dict[str, Any] = {}
    if facts.problem in _UNSAID | {Problem.PRICE_DROP}:
        told = {"problem": Problem.MISSING_ITEM, "claim": True}
    if facts.want in _PLAIN and _FOR_MONEY.search(facts.said):
        told |= {"want": Want.COMPENSATE, "wants": (Want.COMPENSATE, *facts.wants), "claim": True}
    return told


def _found_first(documents: Documents, subject: str) -> bool:
    """Whether the clause that search found first is on a subject."""
    first = documents.hits[:1]
    return any(one.clause_id in first and subject in one.subjects for one in documents.statements)


def _listed(facts: Facts, documents: Documents) -> Iterator[str]:
    """Yield the faults that the shop lists by name where it says how long it makes them good."""
    for one in documents.statements:
        if "quality" in one.subjects and not one.talk and one.applies(facts):
            yield from _faults(one)


def _faults(one: Statement) -> Iterator[str]:
    for part in one.parts:
        if calls_natural(part.text) or not windows_of(part.text):
            continue
        for piece in _BREAK.split(part.text):
            if _ITEM.fullmatch(piece) and not _NO_FAULT_NAME.search(piece):
                yield piece


def _names(fault: str, said: str) -> bool:
    """Whether the buyer tells of a fault in the shop's words, or with a few of their own between (琴桥…翘)."""
    between = "" if len(fault) < 3 else r"[^，。！？,.!?\n没沒不无無未]{0,3}"
    return re.search(rf"(?<![没沒不无無未]){between.join(fault)}", said) is not None
