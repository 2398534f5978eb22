"""Money in place of a part: a clause gives the price of what is missing or broken by a table, and the buyer names the parts."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.reading import Problem, Want
from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.promises.making import IN_HAND, made, problem_is, want_is
from agent.policy.promises.remedies import evidence
from agent.policy.promises.rows import named, rows_of
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import sentences

_BY_TABLE = re.compile(
    r"[按照依][^。；]{0,16}[价價表][^。；]{0,10}?(?:退|折|赔|賠|补|補|给|給)|[价價表][^。；]{0,8}(?:折算|折钱|折錢|折现|折現)"
)
_WANTING = re.compile(r"少|缺|漏|碎|坏|壞|没有?|沒有?|不[见見]|不全|missing|broken", re.I)
_AFRESH = re.compile(r"补寄|補寄|补发|補發|自己[去]?[买買]")
_TAKEN_OFF = re.compile(r"扣|归还|歸還|寄回来的?|弄丢|弄丟")
_PRICED = re.compile(r"[价價]")
_SUM = re.compile(r"^(?:[¥￥]\s*)?(\d{1,5}(?:\.\d{1,2})?)\s*(?:元|块|塊)?(?=$|；|/)")
_MOST = 4  # parts: who names more of them speaks of the whole set
_BROKEN = re.compile(r"碎|坏|壞|破|broken", re.I)
_LACKING = re.compile(r"少|缺|漏|missing", re.I)


def spare_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield what a clause gives in money for single parts: made good where the buyer keeps the rest, or refunded."""
    for number, unit in enumerate(section):
        if not any(_gives(sentence, unit.text) for sentence in sentences(unit.text)):
            continue
        priced = Condition(fact="spare_price", known=True)
        shown = evidence(unit.text) or ("photo",)
        problems = (Problem.DAMAGED,) if _BROKEN.search(unit.text) else ()
        if not problems or _LACKING.search(unit.text):
            problems = (*problems, Problem.MISSING_ITEM, Problem.NONE)
        for outcome, wants in (
            (Outcome.COMPENSATE, (Want.COMPENSATE,)),
            (Outcome.REFUND, (Want.REFUND,)),
        ):
            yield unit.statement, made(
                unit.one, f"spare-{outcome.value}-{number}", outcome,
                (problem_is(*problems), want_is(*wants), IN_HAND, priced),
                amount=AmountFormula(of="spare"), ask_for=shown, priority=66,
            )  # fmt: skip


def spare_price(documents: Documents, facts: Facts) -> Money | None:
    """Return what the parts that the buyer says are missing or broken cost by the shop's table; None where none is named."""
    if facts.paid is None or not _WANTING.search(facts.said):
        return None
    stated = [one for one in documents.statements if not one.talk and one.applies(facts)]
    if not any(_gives(part.text, one.text) for one in stated for part in one.parts):
        return None
    prices = dict(reversed([row for one in stated for row in _prices(one)]))
    meant = named(list(prices), facts.said)
    if not 0 < len(meant) <= _MOST:
        return None
    currency = facts.paid.currency
    total = sum(Money.of(prices[item], currency).minor for item in meant)
    return Money(minor=total, currency=currency)


def price_list(documents: Documents, facts: Facts) -> list[tuple[Statement, str]]:
    """Return the clauses that price the parts which the buyer names, each with the row as it is said."""
    rows = [
        (one, item, price)
        for one in documents.statements
        if not one.talk and one.applies(facts)
        for item, price in _prices(one)
    ]
    meant = named([item for _, item, _ in rows], facts.said)
    return [(one, f"{item} {price}") for one, item, price in rows if item in meant]


def _prices(one: Statement) -> list[tuple[str, str]]:
    """Return the rows of a price list of parts as (part, price)."""
    if "repair" in one.subjects or not _PRICED.search(f"{one.citation.heading} {one.text}"):
        return []
    rows = ((item, _SUM.search(told)) for item, told in rows_of(one.text))
    return [(item, price[1]) for item, price in rows if price]


def _gives(sentence: str, clause: str) -> bool:
    """Whether a sentence pays for parts by a table, in a clause on what is missing or broken."""
    by_table = _BY_TABLE.search(sentence) and not _TAKEN_OFF.search(sentence)
    return bool(by_table and (_WANTING.search(clause) or _AFRESH.search(clause)))
