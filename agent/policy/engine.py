"""The decision: a pure function of facts, rules and time, that explains itself.

Order of preference: what a lead must take; facts still missing that would change the outcome (they are asked for, and the
outcome stays what the rules would give, pending); the most favourable rule among those that give what the buyer wants,
then among the others; decline with the clause and the best alternative; escalate.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from agent.domain.case import CaseKind
from agent.domain.decision import Deadline, Decision, Freight, Outcome, Reason, Trial
from agent.domain.money import Money
from agent.domain.reading import Language, Problem, Want
from agent.domain.value import Value
from agent.policy.amounts import capped
from agent.policy.deadlines import deadlines_for
from agent.policy.facts import Facts
from agent.policy.preference import Candidate, ranked
from agent.policy.rule import ASKED_AS, ORDER_FACTS, Layer, Rule
from agent.policy.rulebook import Rulebook
from agent.policy.wording import ground, share_steps
from knowledge.clause import Citation

MUST = 1000  # the priority of rules that nothing outranks

_SELF_CLEAR = frozenset({Want.COMPLAINT, Want.HUMAN})
_FROM_ORDER = frozenset({Want.LOGISTICS, Want.STATUS, Want.URGE, Want.CHANGE_ORDER})


class Tried(Value):
    """What became of one rule."""

    trial: Trial
    candidate: Candidate | None = None


def decide(
    facts: Facts, rulebook: Rulebook, now: datetime, *, citations: Sequence[Citation] = ()
) -> Decision:
    """Decide a case.

    `citations` is what search found for it, best first: the grounds of an answer to a question. The amount is never
    above what was paid, nor above what the buyer claims where that is less.
    """
    decision = _outcome(facts, rulebook, now, citations)
    return decision.model_copy(
        update={"deadlines": deadlines_for(decision, facts, rulebook, now=now)}
    )


def _outcome(
    facts: Facts, rulebook: Rulebook, now: datetime, citations: Sequence[Citation]
) -> Decision:
    tried = tuple(_try(rule, facts) for rule in rulebook.for_platform(facts.platform))
    trials = tuple(one.trial for one in tried)
    open_to = [one.candidate for one in tried if one.candidate]
    must = [c for c in open_to if c.rule.priority >= MUST and c.rule.outcome is Outcome.ESCALATE]
    if must:
        chosen = max(must, key=lambda c: c.rule.priority)
        return _decided(chosen, [], facts, now, trials)
    if facts.kind is CaseKind.REVIEW:
        return _inform(facts, citations, trials)
    usable = _usable(open_to, facts)
    if usable:
        chosen = ranked(usable, facts)[0]
        return _decided(chosen, usable, facts, now, trials)
    if facts.claim:
        return _no_rule(facts, trials)
    return _inform(facts, citations, trials)


def _try(rule: Rule, facts: Facts) -> Tried:
    if not rule.in_force(facts):
        return _failed(rule, "not in force on the deciding date")
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
    # An exclusion of the shop outranks the shop's own grants of lower priority; what law and platform grant stands.
    return [
        c for c in usable
        if c.rule.layer is not Layer.SHOP or c.rule.outcome is Outcome.DECLINE or c.rule.priority >= max(limits)
    ]  # fmt: skip


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
    amount = _amount(rule, facts)
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
    )


_FREIGHTED = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR, Outcome.RESHIP})


def _freight_beside(rule: Rule, usable: Sequence[Candidate]) -> Freight | None:
    """Return who pays by the other rules of the same outcome that apply, the seller first.

    A rule that is silent about freight must not leave a draft silent: what is not said falls on the seller
    (淘宝平台争议处理规则 art. 49).
    """
    said = {c.rule.freight for c in usable if c.rule.outcome is rule.outcome}
    return next((who for who in (Freight.SELLER, Freight.BUYER) if who in said), None)


def _reason(rule: Rule, facts: Facts, amount: Money | None) -> Reason:
    text = ground(rule, facts.language)
    partial = (
        rule.outcome in {Outcome.REFUND, Outcome.RETURN_REFUND} and amount == facts.items_price
    )
    steps = share_steps(facts, facts.language) if partial else ""
    return Reason(rule=rule.id, text=f"{text}{steps}", citation=rule.citation)


def _amount(rule: Rule, facts: Facts) -> Money | None:
    if rule.outcome not in {Outcome.REFUND, Outcome.RETURN_REFUND, Outcome.COMPENSATE}:
        return None
    formula = rule.amount
    if formula is None:
        base = facts.items_price if rule.outcome is not Outcome.COMPENSATE else None
        if base is None and facts.problem is Problem.MISSING_ITEM:
            base = facts.claimed
        return capped(base, facts.paid, facts.claimed)
    bases = {
        "paid": facts.paid,
        "items": facts.items_price,
        "claimed": facts.claimed,
        "price_gap": facts.price_gap,
    }
    base = bases[formula.of]
    if base is None and facts.paid is None:
        return None
    currency = (base or facts.paid or Money(minor=0)).currency
    limit = Money.of(formula.limit, currency) if formula.limit else None
    if base is None:
        return None
    part = base.share(round(formula.percent * 100), 10_000)
    return capped(part, limit, facts.paid, facts.claimed)


def _rule_deadline(rule: Rule, now: datetime) -> tuple[Deadline, ...]:
    if rule.deadline is None:
        return ()
    source = rule.deadline.source or f"{rule.citation.path} {rule.citation.heading}".strip()
    if rule.unverified or rule.deadline.unverified:
        source += " [unverified default]"
    return (
        Deadline(
            kind=rule.deadline.kind,
            due=now + timedelta(seconds=rule.deadline.seconds),
            source=source,
        ),
    )


def _inform(facts: Facts, citations: Sequence[Citation], trials: tuple[Trial, ...]) -> Decision:
    needs_order = facts.want in _FROM_ORDER and not facts.has_order
    asks = facts.asks or facts.want not in {Want.NONE, *_SELF_CLEAR}
    known = (
        facts.answerable or facts.want in _FROM_ORDER or facts.kind is CaseKind.REVIEW or not asks
    )
    grounds = citations if facts.want not in _FROM_ORDER or facts.answerable else ()
    return Decision(
        outcome=Outcome.INFORM,
        reasons=tuple(Reason(rule="knowledge", text=c.quote, citation=c) for c in grounds)
        if known
        else (),
        missing=("order_id",) if needs_order else (),
        pending=needs_order,
        answerable=known,
        confidence=round(facts.confidence, 3),
        tried=trials,
    )


_NO_RULE = {
    Language.ZH_HANS: "您这个情况需要负责同事来定，我先为您登记并转交，会尽快给您回复。",
    Language.ZH_HANT: "您這個情況需要由負責同事來決定，我先為您登記並轉交，會盡快回覆您。",
    Language.EN: "Your case needs a senior colleague's decision; I am passing it on and we will get back to you soon.",
}


def _no_rule(facts: Facts, trials: tuple[Trial, ...]) -> Decision:
    # 电子商务法 art. 59: complaints are to be taken and handled in good time.
    said = Citation(path="电子商务法", heading="第五十九条", quote="及时受理并处理投诉、举报")
    return Decision(
        outcome=Outcome.ESCALATE,
        reasons=(Reason(rule="no_rule", text=_NO_RULE[facts.language], citation=said),),
        missing=() if facts.has_order else ("order_id",),
        confidence=round(facts.confidence * 0.6, 3),
        tried=trials,
    )
