"""Provisional rules: what a shop's clauses promise in plain words, for subjects that no rule of the shop covers.

A clause makes a rule only when it is unambiguous: one subject, one span of days, no limit to some orders or buyers, and nothing worse
for the buyer than law and platform give anyway. Such a rule decides with lowered confidence and cites its clause; all else escalates.
"""

import re
from collections.abc import Iterable

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.domain.value import Value
from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.floor import below_floor
from agent.policy.propose import freight_named
from agent.policy.rule import AmountFormula, Condition, Layer, Rule
from agent.policy.rulebook import Rulebook
from agent.policy.statement import Part, Statement, about_faults, fits, refuses_price
from agent.policy.subjects import after_the_end, days_of, exclusions, sentences, speaks_of
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
_TASTE_WORDS = re.compile(
    r"尺码|尺碼|尺寸|码数|碼數|大小|换码|換碼|颜色|顏色|款式|不合|不喜|无理由|無理由|size|colou?r|fit|any reason",
    re.I,
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
    made = [(one, rule) for one in documents.statements for rule in _rules(one, ruled)]
    if Problem.PRICE_DROP not in ruled:
        made += [pair for one in documents.statements if _on_prices(one) for pair in _priced(one)]
    return Promises(
        documents=documents,
        rules=tuple((one, rule) for one, rule in made if below_floor(rule) is None),
    )


def _on_prices(one: Statement) -> bool:
    plain = not (one.ruled or one.abroad or one.limited)
    return plain and "price_drop" in one.subjects


def completed(facts: Facts, documents: Documents) -> Facts:
    """Return the facts with what clauses say and the records don't: the goods' warranty, and when a parcel counts as lost."""
    facts = _with_standstill(facts, documents)
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


def standstill(documents: Documents, facts: Facts) -> int | None:
    """Return the days without tracking after which a clause of the shop counts a parcel as lost; None where none says so."""
    found = [
        spans[0] + bool(_MORE_THAN.search(part.text))
        for one in documents.statements
        if one.applies(facts)
        for part in one.parts
        if fits(part.named, facts) and _STILL.search(part.text) and _MADE_GOOD.search(part.text)
        if len(spans := days_of(part.text)) == 1
    ]
    return min(found, default=None)


_STILL = re.compile(
    r"(?:没有?|沒有?|未|无|無|不再?)[^，。]{0,4}(?:更新|动静|動靜|变化|變化|轨迹|軌跡|流转)|停滞|停滯|不动|不動"
    r"|not (?:been )?(?:updated|moved)|no (?:tracking )?updates?|stuck",
    re.IGNORECASE,
)
_MADE_GOOD = re.compile(
    r"退款|退还|退錢|补发|補發|补寄|補寄|重寄|重发|重發|遗失|遺失|丢失|丢件|丟件|refund|reship|resend|lost|replac",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"超过|超過|逾|more than|over", re.IGNORECASE)


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
    days, taste = one.days, not ruled & {Problem.CHANGED_MIND, Problem.NONE}
    paid_by_shop = _freight(one) is Freight.SELLER
    better = len(days) == 1 and (days[0] > _LAWFUL or (days[0] == _LAWFUL and paid_by_shop))
    if better and taste:
        yield _rule(
            one, "return", Outcome.RETURN_REFUND, _TASTE, _TO_RETURN, days[0], freight=_freight(one)
        )
    if taste and Problem.SIZE not in ruled:
        yield from _swap_rules(one)
    if not ruled & set(_FAULTS):
        yield from _fault_rules(one)


def _swap_rules(one: Statement) -> Iterable[Rule]:
    """A period for exchanging what does not fit or please."""
    for part in one.parts:
        spans = days_of(part.text)
        swaps = _SWAPPED.search(part.text) and _TASTE_WORDS.search(f"{one.topic} {part.text}")
        if len(spans) != 1 or not swaps or after_the_end(part.text) or _OTHER.search(part.text):
            continue
        if _FAULT.search(f"{one.topic} {part.text}") or exclusions(part.text):
            continue
        wants = (Want.EXCHANGE,)
        yield _rule(one, "swap", Outcome.EXCHANGE, _TASTE, wants, spans[0], freight=_freight(one))


def _priced(one: Statement) -> Iterable[tuple[Statement, Rule]]:
    """Rules on a later fall of the price, sentence by sentence, each for the goods that its sentence names."""
    told = [part for part in one.parts if speaks_of(f"{part.text} {one.topic}", "price_drop")]
    # A span may stand in one sentence and its remedy in the next; only goods named apart divide a clause.
    divided = any(part.named for part in told) or any(refuses_price(part.text) for part in told)
    pieces = told if divided else [Part(text=one.text, named=frozenset())]
    for number, part in enumerate(pieces):
        own = one.model_copy(update={"narrowed": part.named or one.narrowed})
        rule = _price_rule(own, part.text, number)
        if rule:
            yield own, rule


def _price_rule(one: Statement, text: str, number: int) -> Rule | None:
    spans = days_of(text)
    wants = (Want.COMPENSATE, Want.REFUND, Want.COMPLAINT, Want.NONE)
    when = (
        Condition(fact="problem", one_of=(Problem.PRICE_DROP,)),
        Condition(fact="want", one_of=wants),
        Condition(fact="claim", one_of=(True,)),
    )
    if refuses_price(text) and not spans:
        return _made(one, f"price-none-{number}", Outcome.DECLINE, when)
    if len(spans) != 1:
        return None
    clock = "days_since_delivered" if _RECEIVED.search(text) else "days_since_placed"
    if all(after_the_end(s) or refuses_price(s) for s in sentences(text) if days_of(s)):
        late = Condition(fact=clock, minimum=spans[0] + 1)
        return _made(one, f"price-over-{number}", Outcome.DECLINE, (*when, late))
    ask = ("screenshot",) if _SHOT.search(one.text) else ()
    within = Condition(fact=clock, maximum=spans[0])
    rule = _made(one, f"price-{number}", Outcome.COMPENSATE, (*when, within))
    return rule.model_copy(update={"amount": AmountFormula(of="price_gap"), "ask_for": ask})


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
    told = " ".join(part.text for part in one.parts if not about_faults(part.text))
    named = freight_named(told)
    return Freight(named[0]) if len(named) == 1 else Freight.BUYER
