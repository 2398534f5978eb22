"""What a rule gives in money for a case: its formula over the facts, never above what was paid or claimed."""

import math

from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.reading import Problem
from agent.policy.amounts import capped
from agent.policy.facts import Facts
from agent.policy.rule import AmountFormula, Rule


def amount_of(rule: Rule, facts: Facts) -> Money | None:
    """Return the amount of a rule; None where it gives no money or nobody knows yet how much."""
    if rule.outcome not in {Outcome.REFUND, Outcome.RETURN_REFUND, Outcome.COMPENSATE}:
        return None
    formula = rule.amount
    if formula is None:
        base = facts.items_price if rule.outcome is not Outcome.COMPENSATE else None
        if base is None and facts.problem is Problem.MISSING_ITEM:
            base = facts.claimed
        return capped(base, facts.paid, facts.claimed)
    if formula.of == "spoiled":
        return capped(_spoiled(facts), facts.paid)
    if formula.of == "days":
        return _by_days(formula, facts)
    bases = {
        "paid": facts.paid,
        "items": facts.items_price,
        "claimed": facts.claimed,
        "price_gap": facts.price_gap,
        "spare": facts.spare_price,
    }
    base = bases[formula.of]
    if formula.of == "price_gap" and base is not None and base.minor == 0:
        return None  # the buyer has seen a fall that the catalogue does not know of yet
    if base is None and facts.paid is None:
        return None
    currency = (base or facts.paid or Money(minor=0)).currency
    limit = Money.of(formula.limit, currency) if formula.limit else None
    if base is None:
        return None
    part = base.share(round(formula.percent * 100), 10_000)
    if formula.least:
        part = max(part, Money.of(formula.least, currency), key=lambda money: money.minor)
    return capped(part, limit, facts.paid, facts.claimed)


def _spoiled(facts: Facts) -> Money | None:
    """Return the bad pieces' share of the price; None until somebody has counted them."""
    if facts.spoiled is None or facts.items_price is None:
        return None
    return facts.items_price.share(facts.spoiled.bad, facts.spoiled.total)


def _by_days(formula: AmountFormula, facts: Facts) -> Money | None:
    """Return a sum for each day begun beyond what the clause allows."""
    told = getattr(facts, formula.fact or "", None)
    if told is None or formula.each is None or facts.paid is None:
        return None
    hours = 24 if (formula.fact or "").startswith("hours") else 1
    days = max(math.ceil((told - formula.beyond) / hours), 0)
    each, currency = Money.of(formula.each, facts.paid.currency), facts.paid.currency
    limit = Money.of(formula.limit, currency) if formula.limit else None
    whole = Money(minor=each.minor * days, currency=currency)
    return capped(whole, limit, facts.paid, facts.claimed)
