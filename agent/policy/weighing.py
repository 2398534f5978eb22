"""A decision out of packs or a small rulebook, weighed against what the shop's own documents say on its subject.

A refusal for which law is merely silent is not final where a clause may promise more, a grant is not silent where a clause excludes
the goods, and the ground that is named first is the shop's clause wherever it holds one on the same subject.
"""

import re
from collections.abc import Mapping

from agent.domain.case import CaseKind
from agent.domain.decision import Decision, Outcome, Reason, Trial
from agent.domain.reading import Language, Problem, Risk, Want
from agent.policy.documents import NO_REASON, Documents
from agent.policy.facts import Facts
from agent.policy.promises.remedies import evidence
from agent.policy.promises.spares import price_list
from agent.policy.provisional import PREFIX
from agent.policy.rule import Layer, Rule
from agent.policy.statement import Statement
from agent.policy.usage import did

_OF_TASTE = frozenset({Problem.NONE, Problem.CHANGED_MIND, Problem.SIZE})
_SURENESS = 0.8  # of what was read from a clause and not set down as a rule
_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REFUND})
_ART6 = frozenset({"fresh", "periodical", "digital"})
_WORN = frozenset({"used", "tag_cut", "soiled", "altered"})

NOT_DECIDED = {
    Language.ZH_HANS: "您这个情况需要负责同事来定，我先为您登记并转交，会尽快给您回复。",
    Language.ZH_HANT: "您這個情況需要由負責同事來決定，我先為您登記並轉交，會盡快回覆您。",
    Language.EN: "Your case needs a senior colleague's decision; I am passing it on and we will get back to you soon.",
}
_EXCLUDED = {
    Language.ZH_HANS: "这类商品在店铺的售后说明里写明了不支持无理由退换，这次没办法按无理由为您办理，还请您谅解",
    Language.ZH_HANT: "這類商品在賣場的售後說明裡寫明不適用無理由退換，這次沒辦法依無理由為您辦理，還請您見諒",
    Language.EN: "Our shop policy says that goods of this kind cannot be returned without a reason, and I am sorry that we cannot arrange this",
}

_QUOTED = {
    Language.ZH_HANS: "店里的售后说明写明“{sentence}”，这次没办法按无理由为您办理，还请您谅解",
    Language.ZH_HANT: "賣場的售後說明寫明「{sentence}」，這次沒辦法依無理由為您辦理，還請您見諒",
    Language.EN: "Our shop policy excludes this from returns without a reason (“{sentence}”), and I am sorry that we cannot arrange it",
}
_SHORT = 70  # characters of a sentence that can be said to a buyer

_NATURAL = {
    Language.ZH_HANS: "您说的这种情况，店铺的售后说明里写明不属于质量问题，这次没办法按质量问题为您办理，还请您谅解",
    Language.ZH_HANT: "您說的這種狀況，賣場的售後說明裡寫明不屬於瑕疵，這次沒辦法以瑕疵為您辦理，還請您見諒",
    Language.EN: "Our shop policy says that what you describe is not a fault, so we cannot treat it as one",
}  # fmt: skip
_SOFT_FAULTS = frozenset({Problem.QUALITY, Problem.NOT_AS_DESCRIBED})
_MADE_GOOD = _BACK | {Outcome.RESHIP, Outcome.REPAIR, Outcome.COMPENSATE}
_PLAIN_DAMAGE = re.compile(
    r"烂|爛|坏|壞|霉|破|裂|碎|断|斷|漏|不能用|用不了|没反应|沒反應|开不了|開不了|不亮|不转|不轉|不通电|broken|crack|dead|mou?ld|leak|(?:not|n't|stopped) work",
    re.IGNORECASE,
)

_BY_RISK: tuple[tuple[Risk, str], ...] = (
    (Risk.INJURY, "safety"), (Risk.FIRE, "safety"), (Risk.FOOD_SAFETY, "food_safety"), (Risk.COUNTERFEIT, "counterfeit"),
    (Risk.ABUSE_BY_STAFF, "staff"),
)  # fmt: skip
_BY_PROBLEM = {
    Problem.SAFETY: "safety", Problem.COUNTERFEIT: "counterfeit", Problem.PROMISE_BROKEN: "promise",
}  # fmt: skip
_BY_WANT = {
    Want.INVOICE: "invoice", Want.CHANGE_ORDER: "change_order", Want.URGE: "urge", Want.LOGISTICS: "late", Want.STATUS: "late",
    Want.COMPLAINT: "staff",
}  # fmt: skip
_WRONGS = {
    Problem.QUALITY: "quality", Problem.DAMAGED: "damaged", Problem.WRONG_ITEM: "wrong_item", Problem.MISSING_ITEM: "missing_item",
    Problem.NOT_AS_DESCRIBED: "not_as_described", Problem.LOST: "lost", Problem.LATE: "late", Problem.NOT_SHIPPED: "late",
    Problem.PRICE_DROP: "price_drop",
}  # fmt: skip


def weighed(decision: Decision, rule: Rule | None, facts: Facts, documents: Documents) -> Decision:
    """Return the decision as it stands beside the shop's documents; `rule` is what decided, None where no rule did."""
    if facts.kind is CaseKind.REVIEW or not documents.statements:
        return decision
    if rule is None:
        return _undecided(decision, facts, documents)
    natural = documents.disclaiming(facts) if _for_fault(decision, facts) else None
    if natural and not _plainly_paid(rule, facts):
        return _disclaimed(decision, rule, natural, facts)
    if rule.id.startswith(PREFIX):
        return _of_a_clause(decision, rule, facts, documents)
    if decision.outcome is Outcome.DECLINE and rule.layer is not Layer.SHOP:
        calm = documents.calming(facts) if _wants_back(facts) else None
        if calm:
            return _instead(decision, rule, calm, Outcome.DECLINE, _said(calm, facts, _NATURAL))
        promise = documents.promising(facts, rule)
        if promise:
            return _handed_over(decision, rule, promise, facts)
    exclusion = documents.excluding(facts) if _without_reason(decision, facts) else None
    if exclusion:
        return _excluded(decision, rule, exclusion, facts)
    return _beside(decision, rule, facts, documents)


def _undecided(decision: Decision, facts: Facts, documents: Documents) -> Decision:
    """Weigh what no rule decides: goods that a clause excludes are refused where the shop may, the rest stays with a lead."""
    if decision.outcome is Outcome.INFORM:
        return decision
    plain = facts.problem in {Problem.CHANGED_MIND, Problem.SIZE}
    exclusion = documents.excluding(facts) if plain and _wants_back(facts) else None
    if exclusion and _may_exclude(facts):
        return _excluded(decision, None, exclusion, facts)
    return _beside(decision, None, facts, documents)


def _of_a_clause(decision: Decision, rule: Rule, facts: Facts, documents: Documents) -> Decision:
    """Weigh what one clause decides against the others: an exclusion, or a longer time."""
    exclusion = documents.excluding(facts) if _without_reason(decision, facts) else None
    if exclusion:
        return _excluded(decision, rule, exclusion, facts)
    longer = _longer_told(decision, rule, facts, documents)
    if longer:
        return _handed_over(decision, rule, longer, facts)
    sure = round(decision.confidence * _SURENESS, 3)
    priced = price_list(documents, facts) if rule.amount and rule.amount.of == "spare" else []
    reasons = [Reason(rule=rule.id, text=row, citation=one.citation) for one, row in priced]
    return decision.model_copy(
        update={"confidence": sure, "reasons": (*decision.reasons, *reasons)}
    )


def _longer_told(
    decision: Decision, rule: Rule, facts: Facts, documents: Documents
) -> Statement | None:
    """Return the clause that may give longer than the one that refuses because its days are over."""
    if decision.outcome is not Outcome.DECLINE or facts.problem not in _OF_TASTE:
        return None
    return documents.promising(facts, rule)


def _without_reason(decision: Decision, facts: Facts) -> bool:
    in_hand = facts.status in {"delivered", "completed"}
    return decision.outcome in _BACK and in_hand and facts.problem in NO_REASON


def _wants_back(facts: Facts) -> bool:
    """Whether goods in hand are to go back, or be changed, for no fault."""
    wanted = facts.want in {Want.REFUND, Want.RETURN_REFUND, Want.EXCHANGE, Want.CANCEL}
    return wanted and facts.status in {"delivered", "completed"} and facts.problem in NO_REASON


def _for_fault(decision: Decision, facts: Facts) -> bool:
    return decision.outcome in _MADE_GOOD and facts.problem in _SOFT_FAULTS


def _plainly_paid(rule: Rule, facts: Facts) -> bool:
    """Whether a clause pays for the plain damage that the buyer tells of: what another calls natural leaves no doubt then."""
    return rule.id.startswith(PREFIX) and bool(_PLAIN_DAMAGE.search(facts.said))


def _disclaimed(decision: Decision, rule: Rule, clause: Statement, facts: Facts) -> Decision:
    """Explain what a clause says is natural, and refuse what is wanted for it; plain damage told of beside it is for a person to look at."""
    if _PLAIN_DAMAGE.search(facts.said):
        return _handed_over(decision, rule, clause, facts)
    if facts.claim_type is None and facts.want in {Want.COMPLAINT, Want.NONE}:
        known = Reason(rule="knowledge", text=clause.text, citation=clause.citation)
        return _instead(decision, rule, clause, Outcome.INFORM, known)
    reason = _said(clause, facts, _NATURAL)
    return _instead(decision, rule, clause, Outcome.DECLINE, reason)


def _excluded(decision: Decision, rule: Rule | None, clause: Statement, facts: Facts) -> Decision:
    """Refuse where law lets the shop exclude the goods, else escalate.

    Lawful: art. 6 of the measures, art. 7 with the confirmation on record, goods used beyond a look (art. 9); and sales across
    borders, where the shop's own terms and the platform's stand alone.
    """
    if not (_may_exclude(facts) or did(clause.text, facts.said)):
        return _handed_over(decision, rule, clause, facts)
    bank = _EXCLUDED if len(clause.text) > _SHORT or not _same_tongue(clause, facts) else _QUOTED
    reason = _said(clause, facts, bank)
    return _instead(decision, rule, clause, Outcome.DECLINE, reason)


def _said(clause: Statement, facts: Facts, bank: Mapping[Language, str]) -> Reason:
    text = bank[facts.language].format(sentence=clause.text.strip(" -*•·"))
    return Reason(rule=f"{PREFIX}{clause.clause_id}", text=text, citation=clause.citation)


def _same_tongue(clause: Statement, facts: Facts) -> bool:
    return clause.language == facts.language.value


def _may_exclude(facts: Facts) -> bool:
    lawful = bool(set(facts.goods) & _ART6) or facts.no_return_confirmed is True
    return lawful or bool(set(facts.handled) & _WORN) or facts.platform.lower() == "aliexpress"


def _handed_over(
    decision: Decision, rule: Rule | None, clause: Statement, facts: Facts
) -> Decision:
    reason = Reason(
        rule=f"{PREFIX}{clause.clause_id}",
        text=NOT_DECIDED[facts.language],
        citation=clause.citation,
    )
    return _instead(decision, rule, clause, Outcome.ESCALATE, reason)


def _instead(
    decision: Decision, rule: Rule | None, clause: Statement, outcome: Outcome, reason: Reason
) -> Decision:
    against = (
        f"a clause of the shop says otherwise: {clause.citation.path}#{clause.citation.heading}"
    )
    tried = tuple(
        _overruled(one, against) if rule and one.rule == rule.id else one for one in decision.tried
    )
    return Decision(
        outcome=outcome,
        reasons=(reason,),
        answerable=decision.answerable,
        confidence=round(decision.confidence * _SURENESS, 3),
        tried=tried,
    )


def _overruled(trial: Trial, against: str) -> Trial:
    return trial.model_copy(update={"applied": False, "failed_on": against})


def _beside(decision: Decision, rule: Rule | None, facts: Facts, documents: Documents) -> Decision:
    """Name the shop's own clause on the same subject first, then what the pack rests on; the sentence said stays the rule's."""
    if not decision.reasons or (rule is not None and rule.layer is Layer.SHOP):
        return decision
    clause = documents.on_subject(_subjects(decision, rule, facts), facts)
    if clause is None:
        return decision
    first = decision.reasons[0].model_copy(update={"citation": clause.citation})
    asked = _asked_by(clause, decision, facts)
    return decision.model_copy(update={"reasons": (first, *decision.reasons), "missing": asked})


_SHOWN = frozenset({"photo", "video"})


def _asked_by(clause: Statement, decision: Decision, facts: Facts) -> tuple[str, ...]:
    """Return what is still to be sent: what the clause asks to be shown in place of any photo or video at all."""
    asked = [word for word in evidence(clause.text) if word not in facts.given]
    if not asked or not _SHOWN & set(decision.missing):
        return decision.missing
    return (*(word for word in decision.missing if word not in _SHOWN), *asked)


def _subjects(decision: Decision, rule: Rule | None, facts: Facts) -> list[str]:
    """Return the subjects of a decision, the nearest first."""
    if decision.outcome is Outcome.ESCALATE and (rule is None or rule.pack == "desk"):
        return _escalated(facts, rule)
    if facts.caused_by_buyer and decision.outcome is Outcome.DECLINE:
        return ["caused", "repair"]
    if decision.outcome is Outcome.REPAIR or (
        rule is not None and rule.condition("within_warranty")
    ):
        return ["repair", "quality"]
    if facts.problem in _WRONGS and facts.problem is not Problem.NONE:
        wrong = _WRONGS[facts.problem]
        if facts.custom_made and facts.problem is Problem.WRONG_ITEM:
            return ["made_wrong", wrong]
        unsent = facts.status == "to_ship" and decision.outcome is Outcome.REFUND
        return ["cancel", wrong] if unsent else [wrong]
    if decision.outcome is Outcome.INFORM:
        return [_BY_WANT[facts.want]] if facts.want in _BY_WANT else []
    return _returned(decision, facts)


def _returned(decision: Decision, facts: Facts) -> list[str]:
    if facts.status in {"to_ship", "unpaid"}:
        return ["cancel"]
    if decision.outcome is Outcome.EXCHANGE:
        return ["exchange", "no_reason"]
    if decision.outcome is Outcome.DECLINE:
        if facts.custom_made:
            return ["custom"]
        if set(facts.goods) & _ART6:
            return ["fresh", "no_reason"]
        return ["used", "no_reason"] if facts.intact is False else ["no_reason"]
    return ["no_reason"]


def _escalated(facts: Facts, rule: Rule | None) -> list[str]:
    named = [subject for risk, subject in _BY_RISK if risk in facts.risks]
    if Risk.SELF_HARM in facts.risks:
        return []
    if facts.problem in _BY_PROBLEM:
        named.append(_BY_PROBLEM[facts.problem])
    if facts.claimed_promise:
        named.insert(0, "promise")
    if rule is None and facts.problem in _WRONGS:
        named.append(_WRONGS[facts.problem])
    return list(dict.fromkeys([*named, "lead"]))
