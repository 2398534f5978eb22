"""Provisional rules: what a shop's clauses promise in plain words, for subjects that no rule of the shop covers.

A clause makes a rule only where it can be read for certain and gives nothing worse for the buyer than law and platform do anyway.
Such a rule decides with lowered confidence and cites its clause. What kinds of promises are read stands in `promises`, one module a kind.
"""

from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.floor import below_floor
from agent.policy.promises.arrivals import arrival_rules
from agent.policy.promises.bearing import bearing_rules
from agent.policy.promises.cancels import cancel_rules
from agent.policy.promises.faults import fault_rules
from agent.policy.promises.gifts import gift_price
from agent.policy.promises.keeping import keeping_rules
from agent.policy.promises.making import PREFIX
from agent.policy.promises.overdue import overdue_rules
from agent.policy.promises.prices import excepted, price_refused, price_rules
from agent.policy.promises.reports import report_rules
from agent.policy.promises.rows import likeness
from agent.policy.promises.shares import share_rules
from agent.policy.promises.spares import spare_price, spare_rules
from agent.policy.promises.standstill import standstill
from agent.policy.promises.sums import speaks_of, special_rules, sum_rules
from agent.policy.promises.taste import taste_rules
from agent.policy.promises.trials import trial_rules
from agent.policy.promises.units import Unit, units_of
from agent.policy.promises.visiting import visit_rules
from agent.policy.retold import as_documented
from agent.policy.rule import Layer, Rule
from agent.policy.rulebook import Rulebook
from agent.policy.spans import day_spans
from agent.policy.statement import Statement
from agent.policy.warranty import warranty_from

__all__ = ["PREFIX", "Promise", "Promises", "completed", "read_promises"]


class Promise(Value):
    """A rule with the clause it comes from; a `special` one holds only where the case is found to be what the clause speaks of.

    One `about` a name holds only where the buyer names it.
    """

    one: Statement
    rule: Rule
    special: bool = False
    about: str = ""


class Promises(Value):
    """The provisional rules of a release, read once, filtered for every case."""

    documents: Documents = Documents()
    rules: tuple[Promise, ...] = ()

    def joined(self, book: Rulebook, facts: Facts, hits: tuple[str, ...] = ()) -> Rulebook:
        """Return the rulebook with the provisional rules that the shop's clauses give for this case, before all others.

        `hits` are the clauses that search found for the case, best first.
        """
        fitting = [
            promise.rule
            for promise in sorted(self.rules, key=lambda one: _nearness(one.one, facts, hits))
            if promise.one.applies(facts)
            and (not promise.special or speaks_of(promise.one, facts, hits))
            and (not promise.about or likeness(promise.about, facts.said))
        ]
        kept = _unanimous(fitting, self.documents, facts)
        return book.model_copy(update={"rules": (*kept, *book.rules)}) if kept else book


def _nearness(one: Statement, facts: Facts, hits: tuple[str, ...]) -> tuple[bool, int]:
    """Order clauses that say the same: those in the buyer's language first, then as search found them."""
    found = hits.index(one.clause_id) if one.clause_id in hits else len(hits)
    return one.language[:2] != facts.language.value[:2], found


def read_promises(documents: Documents, book: Rulebook) -> Promises:
    """Return the provisional rules of a release for subjects on which its rulebook holds no rule of the shop."""
    made = _read(documents, _ruled(book))
    return Promises(
        documents=documents,
        rules=tuple(promise for promise in made if below_floor(promise.rule) is None),
    )


_OF_SECTIONS = (
    report_rules, sum_rules, cancel_rules, arrival_rules, visit_rules, keeping_rules, bearing_rules,
    spare_rules,
)  # fmt: skip


def _read(documents: Documents, ruled: frozenset[str]) -> Iterator[Promise]:
    for one in documents.statements:
        if one.ruled or one.talk:
            continue
        yield from (Promise(one=one, rule=rule) for rule in taste_rules(one, ruled))
        if Problem.PRICE_DROP not in ruled and "price_drop" in one.subjects:
            beside = _beside(one, documents)
            yield from (Promise(one=own, rule=rule) for own, rule in price_rules(one, beside))
    sections = list(units_of(documents.statements))
    for units in _documents(sections):
        yield from (Promise(one=own, rule=rule) for own, rule in share_rules(units))
    for section in sections:
        for read in _OF_SECTIONS:
            yield from (Promise(one=own, rule=rule) for own, rule in read(section))
        yield from (Promise(one=own, rule=rule) for own, rule in fault_rules(section, ruled))
        if Problem.QUALITY not in ruled:
            yield from (
                Promise(one=own, rule=rule, about=names)
                for own, rule, names in overdue_rules(section)
            )
        if not ruled & {Problem.CHANGED_MIND, Problem.NONE}:
            yield from (Promise(one=own, rule=rule) for own, rule in trial_rules(section))
        yield from (
            Promise(one=own, rule=rule, special=True) for own, rule in special_rules(section)
        )


def _beside(one: Statement, documents: Documents) -> str:
    """Return what stands under the same heading as a clause."""
    where = (one.citation.path, one.citation.heading)
    return "\n".join(
        other.text
        for other in documents.statements
        if (other.citation.path, other.citation.heading) == where
    )


def _documents(sections: list[tuple[Unit, ...]]) -> Iterator[list[Unit]]:
    """Yield the pieces of each document together."""
    papers: dict[str, list[Unit]] = {}
    for unit in (unit for section in sections for unit in section):
        papers.setdefault(unit.one.citation.path, []).append(unit)
    yield from papers.values()


def completed(facts: Facts, documents: Documents) -> Facts:
    """Return the facts with what clauses say and the records don't: the problem in the shop's words, the goods' warranty, the price of a gift or of missing parts, and when a parcel counts as lost."""
    facts = _with_standstill(facts, documents)
    gift = gift_price(documents, facts)
    if gift is not None:
        facts = facts.model_copy(update={"gift_price": gift})
    spare = spare_price(documents, facts)
    if spare is not None:
        facts = facts.model_copy(update={"spare_price": spare})
    facts = as_documented(facts, documents)
    if facts.warranty_days is not None or not facts.titles:
        return facts
    found = warranty_from(documents, facts)
    return facts if found is None else facts.under_warranty(found[0])


def _with_standstill(facts: Facts, documents: Documents) -> Facts:
    if facts.stuck_days is None:
        return facts
    days = standstill(documents, facts)
    if days is None:
        return facts
    return facts.model_copy(
        update={"standstill_days": days, "stood_still": facts.stuck_days >= days}
    )


def _ruled(book: Rulebook) -> frozenset[str]:
    """Return the problems for which the shop's own rules give something already; a refusal alone leaves the clauses their say."""
    own = [
        rule
        for rule in book.rules
        if rule.layer is Layer.SHOP and rule.outcome is not Outcome.DECLINE
    ]
    named = [str(p) for r in own if (c := r.condition("problem")) for p in c.one_of]
    return frozenset(named)


def _unanimous(rules: list[Rule], documents: Documents, facts: Facts) -> list[Rule]:
    """Take out what a clause excepts from its promise on prices, and refusals where another clause may give some buyers longer."""
    prices = [
        one for one in documents.statements if "price_drop" in one.subjects and one.applies(facts)
    ]
    if facts.problem is not Problem.PRICE_DROP or not prices:
        return rules
    kept = [rule for rule in rules if rule.outcome is not Outcome.COMPENSATE]
    spoken = next((one for one in prices if excepted(one, facts)), None)
    if spoken is not None:
        return [*kept, price_refused(spoken)]
    some = max((day for one in prices if one.limited for day in day_spans(one.text)), default=0)
    late = [c.minimum for rule in kept for c in rule.when if c.minimum is not None]
    return [rule for rule in rules if rule not in kept] if late and some >= min(late) else rules
