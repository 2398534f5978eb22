"""The decision: a pure function of facts, rules and time, that explains itself.

Order of preference: what a lead must take; facts still missing that would change the outcome (they are asked for, and the
outcome stays what the rules would give, pending); the most favourable rule among those that give what the buyer wants,
then among the others; decline with the clause and the best alternative; escalate.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from agent.domain.case import CaseKind
from agent.domain.decision import Deadline, Decision, Freight, Outcome, Proof, Reason, Trial
from agent.domain.money import Money
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.policy.amounts import without_gift
from agent.policy.cautions import cautions_for
from agent.policy.deadlines import deadlines_for
from agent.policy.defaults import supposed
from agent.policy.documents import Documents
from agent.policy.facts import LOSSES, Facts
from agent.policy.informing import (
    asks_for_help,
    asks_for_terms,
    informed,
    told_by_manual,
    undecided,
)
from agent.policy.preference import Candidate, ranked
from agent.policy.rule import ASKED_AS, ORDER_FACTS, Layer, Rule
from agent.policy.rulebook import Rulebook
from agent.policy.weighing import weighed
from agent.policy.wording import gift_step, ground, share_steps
from agent.policy.worth import amount_of
from knowledge.clause import Citation

MUST = 1000  # the priority of rules that nothing outranks


class Tried(Value):
    """What became of one rule."""

    trial: Trial
    candidate: Candidate | None = None


def decide(
    facts: Facts,
    rulebook: Rulebook,
    now: datetime,
    *,
    citations: Sequence[Citation] = (),
    documents: Documents | None = None,
) -> Decision:
    """Decide a case.

    `citations` is what search found for it, best first: the grounds of an answer to a question. `documents` is what the shop's
    clauses say; rules are weighed against them. The amount is never above what was paid, nor above what the buyer claims
    where that is less.
    """
    facts = supposed(facts, rulebook.defaults)
    decision, rule = _outcome(facts, rulebook, now, citations)
    if documents is not None:
        decision = weighed(decision, rule, facts, documents)
    return decision.model_copy(
        update={
            "deadlines": deadlines_for(decision, facts, rulebook, now=now),
            "cautions": cautions_for(decision, facts, rulebook),
        }
    )


def _outcome(
    facts: Facts, rulebook: Rulebook, now: datetime, citations: Sequence[Citation]
) -> tuple[Decision, Rule | None]:
    """Return the decision and the rule that made it, if one did."""
    tried = tuple(_try(rule, facts) for rule in rulebook.for_platform(facts.platform))
    trials = tuple(one.trial for one in tried)
    open_to = [one.candidate for one in tried if one.candidate]
    must = [c for c in open_to if c.rule.priority >= MUST and c.rule.outcome is Outcome.ESCALATE]
    if must:
        chosen = max(must, key=lambda c: c.rule.priority)
        return _decided(chosen, [], facts, now, trials), chosen.rule
    helps = asks_for_help(facts) or told_by_manual(facts, citations)
    if facts.kind is CaseKind.REVIEW or helps:
        return informed(facts, citations, trials), None
    usable = _usable(open_to, facts)
    if usable:
        chosen = ranked(usable, facts)[0]
        return _decided(chosen, usable, facts, now, trials), chosen.rule
    if facts.claim and not asks_for_terms(facts):
        return undecided(facts, trials), None
    return informed(facts, citations, trials), None


_BY_FAULT = frozenset({Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED})
_REMEDIES = frozenset({
    Outcome.RETURN_REFUND, Outcome.REFUND, Outcome.EXCHANGE, Outcome.RESHIP, Outcome.REPAIR, Outcome.COMPENSATE,
})  # fmt: skip


def _not_its_fault(rule: Rule, facts: Facts) -> bool:
    """Whether a remedy for faulty goods is asked for what came about in use (部分商品修理更换退货责任规定 art. 17)."""
    if facts.caused_by_buyer is not True or rule.outcome not in _REMEDIES:
        return False
    if facts.problem not in _BY_FAULT and facts.problem is not Problem.NONE:
        return False
    problem = rule.condition("problem")
    faults = problem is not None and any(Problem(str(p)) in _BY_FAULT for p in problem.one_of)
    return faults and "caused_by_buyer" not in rule.facts_named


def _try(rule: Rule, facts: Facts) -> Tried:
    if not rule.in_force(facts):
        return _failed(rule, "not in force on the deciding date")
    if _not_its_fault(rule, facts):
        return _failed(rule, "caused_by_buyer is not true")
    if facts.harmed_home and rule.outcome in _REMEDIES and "harmed_home" not in rule.facts_named:
        return _failed(
            rule, "harmed_home is not true"
        )  # what gives for the goods does not mend a wall
    missing: list[str] = []
    supposed = False
    for condition in rule.when:
        held = condition.holds(facts)
        if held:
            continue
        word = _askable(condition.fact, rule)
        if word and condition.one_of != (False,):
            missing.append(word)
        elif held is None and condition.fact in ORDER_FACTS and not facts.has_order:
            supposed = True
        else:
            return _failed(rule, str(condition))
    if supposed and not _worth_supposing(rule, facts):
        return _failed(rule, "the order is not known")
    missing += [word for word in rule.ask_for if word not in facts.given]
    missing = ["order_id"] * supposed + [word for word in missing if word not in facts.given]
    trial = Trial(rule=rule.id, title=rule.title, applied=True, failed_on=_awaits(missing))
    return Tried(
        trial=trial,
        candidate=Candidate(rule=rule, missing=tuple(dict.fromkeys(missing)), supposed=supposed),
    )


def _failed(rule: Rule, on: str) -> Tried:
    return Tried(trial=Trial(rule=rule.id, title=rule.title, applied=False, failed_on=on))


def _awaits(missing: list[str]) -> str | None:
    return f"awaits {', '.join(dict.fromkeys(missing))}" if missing else None


def _askable(fact: str, rule: Rule) -> str | None:
    """Return what to ask for when this fact is not in hand and the rule asks for it."""
    if fact == "evidence_kinds" and rule.ask_for:
        return rule.ask_for[0]
    word = ASKED_AS.get(fact)
    return word if word in rule.ask_for else None


def _worth_supposing(rule: Rule, facts: Facts) -> bool:
    """Without an order, suppose only what a claim could still be given; never a refusal, a limit or a danger."""
    return facts.claim and rule.outcome not in {Outcome.DECLINE, Outcome.ESCALATE, Outcome.INFORM}


def _usable(candidates: Iterable[Candidate], facts: Facts) -> list[Candidate]:
    """Leave out rules that do not speak to a question, and those that a shop's own exclusion or escalation outranks."""
    usable = [c for c in candidates if facts.claim or c.rule.facts_named & {"want", "wants"}]
    if any(
        not c.supposed for c in usable if c.rule.outcome not in {Outcome.DECLINE, Outcome.INFORM}
    ):
        usable = [c for c in usable if not c.supposed] or usable
    positive = [c for c in usable if c.rule.outcome not in {Outcome.DECLINE, Outcome.ESCALATE}]
    escalations = [
        c for c in usable if c.rule.outcome is Outcome.ESCALATE and c.rule.layer is Layer.SHOP
    ]
    for escalation in escalations:
        level = escalation.rule.priority
        if not positive or level > max(c.rule.priority for c in positive):
            return [escalation]
    limits = [
        c.rule.priority
        for c in usable
        if c.rule.outcome is Outcome.DECLINE and c.rule.layer is Layer.SHOP
    ]
    if not limits:
        return usable
    return [c for c in usable if _stands(c.rule, max(limits))]


def _stands(rule: Rule, limit: int) -> bool:
    """Whether a rule stands beside a refusal of the shop of priority `limit`.

    The refusal outranks the shop's own grants of lower priority and what yields to an agreement; the rest of what law and platform
    grant stands.
    """
    if rule.outcome is Outcome.DECLINE:
        return True
    return rule.priority >= limit if rule.layer is Layer.SHOP else not rule.yields


def _decided(
    chosen: Candidate,
    usable: Sequence[Candidate],
    facts: Facts,
    now: datetime,
    trials: tuple[Trial, ...],
) -> Decision:
    rule = chosen.rule
    freight = rule.freight or _freight_beside(rule, usable)
    asks = rule.outcome is not Outcome.ESCALATE
    missing = chosen.missing if asks else ()
    gift = facts.gift_price if _for_taste(rule, facts) else None
    amount = without_gift(amount_of(rule, facts), gift)
    certainty = 0.8 if missing else 1.0
    return Decision(
        outcome=rule.outcome,
        amount=amount,
        freight=freight if rule.outcome in _FREIGHTED else None,
        reasons=(_reason(rule, facts, amount),),
        missing=missing,
        conditions=rule.conditions,
        alternative=rule.alternative,
        pending=bool(missing),
        deadlines=_rule_deadline(rule, now),
        answerable=True,
        confidence=round(facts.confidence * certainty, 3),
        tried=trials,
        proofs=_proofs(rule),
    )


def _for_taste(rule: Rule, facts: Facts) -> bool:
    """Whether goods go back for no fault: then a gift goes back with them, or is paid for."""
    return rule.outcome is Outcome.RETURN_REFUND and facts.problem not in LOSSES


def _proofs(rule: Rule) -> tuple[Proof, ...]:
    if not rule.prove:
        return ()
    source = f"{rule.citation.path} {rule.citation.heading}".strip()
    return (Proof(who=rule.prove["who"], what=tuple(rule.prove.get("what") or ()), source=source),)


_FREIGHTED = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR, Outcome.RESHIP})


def _freight_beside(rule: Rule, usable: Sequence[Candidate]) -> Freight | None:
    """Return who pays by the other rules of the same outcome that apply, the seller first.

    A rule that is silent about freight must not leave a draft silent: what is not said falls on the seller
    (淘宝平台争议处理规则 art. 49).
    """
    said = {c.rule.freight for c in usable if c.rule.outcome is rule.outcome}
    return next((who for who in (Freight.SELLER, Freight.BUYER) if who in said), None)


def _reason(rule: Rule, facts: Facts, amount: Money | None) -> Reason:
    text = ground(rule, facts.language, abroad=facts.abroad)
    partial = (
        rule.outcome in {Outcome.REFUND, Outcome.RETURN_REFUND} and amount == facts.items_price
    )
    steps = share_steps(facts, facts.language) if partial else ""
    if facts.gift_price is not None and _for_taste(rule, facts):
        steps += gift_step(facts.gift_price, facts.language)
    note = rule.note
    if rule.condition("within_warranty") and facts.warranty_source:
        note = facts.warranty_source
    return Reason(rule=rule.id, text=f"{text}{steps}", citation=rule.citation, note=note)


def _rule_deadline(rule: Rule, now: datetime) -> tuple[Deadline, ...]:
    if rule.deadline is None:
        return ()
    source = rule.deadline.source or f"{rule.citation.path} {rule.citation.heading}".strip()
    if rule.unverified or rule.deadline.unverified:
        source += "［默认值，未核实 unverified］"
    return (
        Deadline(
            kind=rule.deadline.kind,
            due=now + timedelta(seconds=rule.deadline.seconds),
            source=source,
        ),
    )
