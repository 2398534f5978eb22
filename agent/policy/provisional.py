"""Provisional rules: what a shop's clauses promise in plain words, for subjects that no rule of the shop covers.

A clause makes a rule only when it is unambiguous: one subject, one span of days, no limit to some orders or buyers, and nothing worse
for the buyer than law and platform give anyway. Such a rule decides with lowered confidence and cites its clause; all else escalates.
"""

import re
from collections.abc import Iterable

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.domain.value import Value
from agent.policy.documents import Documents, Statement
from agent.policy.facts import Facts
from agent.policy.floor import below_floor
from agent.policy.propose import freight_named
from agent.policy.rule import AmountFormula, Condition, Layer, Rule
from agent.policy.rulebook import Rulebook
from agent.policy.subjects import after_the_end, days_of, sentences
from agent.policy.warranty import warranty_from
from knowledge.clause import Clock

PREFIX = "clause:"
_LAWFUL = 7  # days: what law gives without a clause (消费者权益保护法 art. 24, 25)
_TASTE = (Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE)
_FAULTS = (Problem.QUALITY, Problem.NOT_AS_DESCRIBED)
_TO_RETURN = (Want.REFUND, Want.RETURN_REFUND, Want.CANCEL)
_RECEIVED = re.compile(r"签收|簽收|收货|收貨|收到|receipt|received|delivery", re.I)
_FAULT = re.compile(r"质量问题|品質問題|瑕疵|故障|质量|defect|fault", re.I)
_OTHER = re.compile(
    r"发票|發票|到账|工作日|工作天|发货|出货|出貨|补发|补寄|補寄|少发|漏发|破损|破損", re.I
)
_SWAPPED = re.compile(
    r"换新|換新|更换|更換|换货|換貨|退换|退換|包换|包換|换|換|replace|exchange", re.I
)
_REFUNDED = re.compile(r"退款|退货|退貨|退换|退換|包退|refund|return", re.I)
_SHOT = re.compile(r"截图|截圖|截屏|screenshot", re.I)


class Promises(Value):
    """The provisional rules of a release, each with the statement it comes from; read once, filtered for every case."""

    documents: Documents = Documents()
    rules: tuple[tuple[Statement, Rule], ...] = ()

    def joined(self, book: Rulebook, facts: Facts) -> Rulebook:
        """Return the rulebook with the provisional rules that the shop's clauses give for this case, before all others."""
        fitting = [rule for one, rule in self.rules if one.applies(facts)]
        kept = _unanimous(fitting, self.documents, facts)
        return book.model_copy(update={"rules": (*kept, *book.rules)}) if kept else book


def read_promises(documents: Documents, book: Rulebook) -> Promises:
    """Return the provisional rules of a release for subjects on which its rulebook holds no rule of the shop."""
    ruled = _ruled(book)
    made = ((one, rule) for one in documents.statements for rule in _rules(one, ruled))
    return Promises(
        documents=documents,
        rules=tuple((one, rule) for one, rule in made if below_floor(rule) is None),
    )


def completed(facts: Facts, documents: Documents) -> Facts:
    """Return the facts with the warranty that a clause gives the goods, where the catalogue names none."""
    if facts.warranty_days is not None or not facts.titles:
        return facts
    found = warranty_from(documents, facts)
    if found is None:
        return facts
    elapsed = facts.days_since_delivered
    within = elapsed <= found[0] if elapsed is not None else None
    return facts.model_copy(update={"warranty_days": found[0], "within_warranty": within})


def _ruled(book: Rulebook) -> frozenset[str]:
    """Return the problems of which the shop's own rules speak already."""
    own = [rule for rule in book.rules if rule.layer is Layer.SHOP]
    named = [str(p) for r in own if (c := r.condition("problem")) for p in c.one_of]
    return frozenset(named)


def _unanimous(rules: list[Rule], documents: Documents, facts: Facts) -> list[Rule]:
    """Leave out a refusal where another clause on prices gives longer, or may do so for some orders."""
    grants = [rule for rule in rules if rule.outcome is not Outcome.DECLINE]
    if len(grants) == len(rules):
        return grants
    prices = [
        one for one in documents.statements if "price_drop" in one.subjects and one.applies(facts)
    ]
    unclear = any(one.limited or len(days_of(one.text)) > 1 for one in prices)
    tops = [
        c.maximum for r in grants if r.outcome is Outcome.COMPENSATE for c in r.when if c.maximum
    ]
    refusals = [
        r
        for r in rules
        if r.outcome is Outcome.DECLINE
        and not unclear
        and not any(c.minimum <= top for c in r.when if c.minimum for top in tops)
    ]
    return [*grants, *refusals]


def _rules(one: Statement, ruled: frozenset[str]) -> Iterable[Rule]:
    if one.ruled or one.abroad or one.limited:
        return
    if "price_drop" in one.subjects and Problem.PRICE_DROP not in ruled:
        yield from _price_rules(one)
    days = one.days
    if len(days) == 1 and days[0] > _LAWFUL and not ruled & {Problem.CHANGED_MIND, Problem.NONE}:
        yield _rule(
            one, "return", Outcome.RETURN_REFUND, _TASTE, _TO_RETURN, days[0], freight=_freight(one)
        )
    if not ruled & set(_FAULTS):
        yield from _fault_rules(one)


def _price_rules(one: Statement) -> Iterable[Rule]:
    spans = days_of(one.text)
    if len(spans) != 1:
        return
    clock = "days_since_delivered" if _RECEIVED.search(one.text) else "days_since_placed"
    wants = (Want.COMPENSATE, Want.REFUND, Want.COMPLAINT, Want.NONE)
    refuses = all(after_the_end(s) for s in sentences(one.text) if days_of(s))
    when = (
        Condition(fact="problem", one_of=(Problem.PRICE_DROP,)),
        Condition(fact="want", one_of=wants),
        Condition(fact="claim", one_of=(True,)),
    )
    if refuses:
        late = Condition(fact=clock, minimum=spans[0] + 1)
        yield _made(one, "price-over", Outcome.DECLINE, (*when, late))
        return
    ask = ("screenshot",) if _SHOT.search(one.text) else ()
    rule = _made(one, "price", Outcome.COMPENSATE, (*when, Condition(fact=clock, maximum=spans[0])))
    yield rule.model_copy(update={"amount": AmountFormula(of="price_gap"), "ask_for": ask})


def _fault_rules(one: Statement) -> Iterable[Rule]:
    """A period for faults that is longer than the law's: exchange, and return where the clause names it too."""
    spans = days_of(one.text)
    if len(spans) != 1 or spans[0] <= _LAWFUL:
        return
    told = [s for s in sentences(one.text) if days_of(s) and not after_the_end(s)]
    text = " ".join([one.topic, *told])
    if not told or not _FAULT.search(text) or _OTHER.search(" ".join(told)):
        return
    wants = (*_TO_RETURN, Want.EXCHANGE, Want.COMPLAINT, Want.NONE)
    for name, outcome, words in (
        ("exchange", Outcome.EXCHANGE, _SWAPPED),
        ("fault", Outcome.RETURN_REFUND, _REFUNDED),
    ):
        if words.search(one.text):
            rule = _rule(one, name, outcome, _FAULTS, wants, spans[0], freight=Freight.SELLER)
            yield rule.model_copy(update={"ask_for": ("photo",)})


def _rule(
    one: Statement,
    name: str,
    outcome: Outcome,
    problems: tuple[Problem, ...],
    wants: tuple[Want, ...],
    days: int,
    *,
    freight: Freight,
) -> Rule:
    when = [
        Condition(fact="problem", one_of=problems),
        Condition(fact="want", one_of=wants),
        Condition(fact="status", one_of=("delivered", "completed")),
        Condition(fact="days_since_delivered", maximum=days),
        Condition(fact="goods", excluded=("fresh", "periodical")),
        Condition(fact="custom_made_confirmed", excluded=(True,)),
    ]
    taste = problems is _TASTE
    if taste:
        when += [
            Condition(fact="intact", excluded=(False,)),
            Condition(fact="no_return_confirmed", excluded=(True,)),
        ]
    if outcome is Outcome.EXCHANGE:
        when.append(Condition(fact="in_stock", excluded=(False,)))
    rule = _made(one, name, outcome, tuple(when))
    return rule.model_copy(
        update={
            "freight": freight,
            "amount": AmountFormula(of="items") if outcome is Outcome.RETURN_REFUND else None,
            "conditions": ("intact", "all_accessories") if taste else (),
        }
    )


def _made(one: Statement, name: str, outcome: Outcome, when: tuple[Condition, ...]) -> Rule:
    return Rule(
        id=f"{PREFIX}{one.clause_id}:{name}",
        title=one.topic or one.citation.path,
        layer=Layer.SHOP,
        citation=one.citation,
        clock=Clock.ORDER,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        when=when,
        outcome=outcome,
    )


def _freight(one: Statement) -> Freight:
    """Return who pays by the clause; unsaid, the buyer who changes their mind does (消费者权益保护法 art. 25)."""
    named = freight_named(one.text)
    return Freight(named[0]) if len(named) == 1 else Freight.BUYER
