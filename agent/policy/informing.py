"""What is answered where no rule decides: from the clauses that search found, or by handing the case on."""

import re
from collections.abc import Sequence

from agent.domain.case import CaseKind
from agent.domain.decision import Decision, Outcome, Reason, Trial
from agent.domain.reading import Problem, Want
from agent.policy.facts import Facts
from agent.policy.weighing import NOT_DECIDED
from knowledge.clause import Citation

_SELF_CLEAR = frozenset({Want.COMPLAINT, Want.HUMAN})
_FROM_ORDER = frozenset({Want.LOGISTICS, Want.STATUS, Want.URGE, Want.CHANGE_ORDER})

# A manual or FAQ may mend a fault by words; a policy clause only says what the order must show.
_MANUAL = re.compile(
    r"说明|說明|手册|手冊|指南|保养|保養|常见问题|常見問題|manual|guide|faq|care", re.I
)


def asks_for_help(facts: Facts) -> bool:
    """Whether something does not work, nothing is wanted back and no order is known: the manual helps before any claim can."""
    return (
        facts.claim_type is None
        and not facts.has_order
        and facts.problem is Problem.QUALITY
        and facts.want in {Want.NONE, Want.COMPLAINT}
    )


def asks_for_terms(facts: Facts) -> bool:
    """Whether something is wished for and no order is known that any rule could be held to: the terms are told, the order asked for."""
    return facts.claim and facts.claim_type is None and not facts.has_order


_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,3}-?\d{1,3}(?![A-Za-z0-9])")
_SERVICE = re.compile(r"售后|售後|客服|维修|維修|联系|聯繫|repair|service|contact", re.I)


def told_by_manual(facts: Facts, citations: Sequence[Citation]) -> bool:
    """Whether the buyer asks what a sign of the goods means and search found the very row that says what to do about it."""
    plain = facts.claim_type is None and facts.want in {Want.NONE, Want.COMPLAINT, Want.PRODUCT}
    if not plain or facts.problem is not Problem.QUALITY or not facts.asks or not citations:
        return False
    found = citations[0].quote
    shown = {code.lower() for code in _CODE.findall(facts.said)} - {s.lower() for s in facts.skus}
    same = shown & {code.lower() for code in _CODE.findall(found)}
    return bool(same) and not _SERVICE.search(found)


def informed(facts: Facts, citations: Sequence[Citation], trials: tuple[Trial, ...]) -> Decision:
    """Answer from what search found; ask for the order where only it can tell."""
    helps = asks_for_help(facts)
    manual = bool(citations) and _MANUAL.search(citations[0].path) is not None
    told = facts.asks and facts.answerable and manual
    wished = asks_for_terms(facts)
    needs_order = wished or (
        (facts.want in _FROM_ORDER or (helps and not told)) and not facts.has_order
    )
    asks = facts.asks or facts.want not in {Want.NONE, *_SELF_CLEAR}
    known = (
        facts.answerable or facts.want in _FROM_ORDER or facts.kind is CaseKind.REVIEW or not asks
    )
    grounds = citations if facts.want not in _FROM_ORDER or facts.answerable else ()
    needed = (("order_id", "photo") if helps else ("order_id",)) if needs_order else ()
    missing = tuple(word for word in needed if word not in facts.given)
    return Decision(
        outcome=Outcome.INFORM,
        reasons=tuple(Reason(rule="knowledge", text=c.quote, citation=c) for c in grounds)
        if known
        else (),
        missing=missing,
        pending=bool(missing),
        answerable=known,
        confidence=round(facts.confidence, 3),
        tried=trials,
    )


def undecided(facts: Facts, trials: tuple[Trial, ...]) -> Decision:
    """Hand a claim on that no rule covers."""
    # 电子商务法 art. 59: complaints are to be taken and handled in good time.
    said = Citation(path="电子商务法", heading="第五十九条", quote="及时受理并处理投诉、举报")
    return Decision(
        outcome=Outcome.ESCALATE,
        reasons=(Reason(rule="no_rule", text=NOT_DECIDED[facts.language], citation=said),),
        missing=() if facts.has_order else ("order_id",),
        confidence=round(facts.confidence * 0.6, 3),
        tried=trials,
    )
