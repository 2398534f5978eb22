"""Periods in which a clause takes goods back, or exchanges them, without a fault."""

import re
from collections.abc import Iterable

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.policy.clause_words import freight_named
from agent.policy.promises.making import (
    LAWFUL,
    TASTE,
    TO_RETURN,
    goods_taken_back,
    made,
    problem_is,
    want_is,
)
from agent.policy.promises.saying import later, within
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.spans import day_spans
from agent.policy.statement import OTHER_MATTER, Statement, about_faults
from agent.policy.subjects import after_the_end, exclusions, limited
from agent.policy.windows import Window

_TASTE_WORDS = re.compile(
    r"尺码|尺碼|尺寸|码数|碼數|大小|换码|換碼|颜色|顏色|款式|不合|不喜|无理由|無理由|size|colou?r|fit|any reason",
    re.I,
)
_SWAPPED = re.compile(
    r"换新|換新|更换|更換|换货|換貨|退换|退換|包换|包換|换|換|replace|exchange", re.I
)
_FREIGHT = re.compile(r"运费|運費|邮费|郵費|\b(?:freight|postage|shipping (?:cost|fee)s?)\b", re.I)
_LAWFUL_PERIOD = re.compile(
    r"(?:鑑賞期|鉴赏期|犹豫期|猶豫期)(?:内|內|退)|(?:[7七][天日](?:内|內)?)?(?:无理由|無理由)(?:退|的)|no[- ]reason returns?",
    re.I,
)
_BACK = re.compile(r"退|寄回|return", re.I)
_SHIPPING = re.compile(r"发货|出货|出貨|补发|补寄|補寄|少发|漏发", re.I)


def taste_rules(one: Statement, ruled: frozenset[str]) -> Iterable[Rule]:
    """Yield a clause's rules for returns and exchanges without a fault, where no rule of the shop speaks of them."""
    if ruled & {Problem.CHANGED_MIND, Problem.NONE} or _limited(one) or _FREIGHT.search(one.topic):
        return  # what speaks of freight names the period and does not give it
    freight = _freight(one)
    if len(one.days) == 1:
        yield from _returns(one, one.days[0], freight)
    elif not one.days and _sent_back_free(one):
        yield from _returns(one, LAWFUL, Freight.SELLER)
    if Problem.SIZE not in ruled:
        yield from _swaps(one, freight)


def _limited(one: Statement) -> bool:
    """Whether the very sentences that give a period give it to some orders or buyers only."""
    return any(limited(part.text) for part in one.parts if day_spans(part.text))


def _returns(one: Statement, days: int, freight: Freight) -> Iterable[Rule]:
    about = (problem_is(*TASTE), want_is(*TO_RETURN))
    if days > LAWFUL or (days == LAWFUL and freight is Freight.SELLER) or one.abroad:
        yield made(
            one,
            "return",
            Outcome.RETURN_REFUND,
            (
                *about,
                Condition(fact="days_since_delivered", maximum=days),
                *goods_taken_back(taste=True, swap=False),
            ),
            freight=freight,
            amount=AmountFormula(of="items"),
            conditions=("intact", "all_accessories"),
            text=within(Window(high=days)),
        )
    late = Condition(fact="days_since_delivered", minimum=max(days, LAWFUL) + 1)
    said = later(Window(high=max(days, LAWFUL)))
    yield made(one, "return-over", Outcome.DECLINE, (*about, late), text=said)


def _swaps(one: Statement, freight: Freight) -> Iterable[Rule]:
    for part in one.parts:
        spans, told = day_spans(part.text), f"{one.topic} {part.text}"
        if len(spans) != 1 or not _SWAPPED.search(part.text) or not _TASTE_WORDS.search(told):
            continue
        if after_the_end(part.text) or exclusions(part.text) or about_faults(told):
            continue
        if OTHER_MATTER.search(part.text) or _SHIPPING.search(part.text):
            continue
        when = (
            problem_is(*TASTE),
            want_is(Want.EXCHANGE),
            Condition(fact="days_since_delivered", maximum=spans[0]),
            *goods_taken_back(taste=True, swap=True),
        )
        yield made(
            one,
            "swap",
            Outcome.EXCHANGE,
            when,
            freight=freight,
            conditions=("intact", "all_accessories"),
            text=within(Window(high=spans[0])),
        )


def _sent_back_free(one: Statement) -> bool:
    """Whether a clause that leaves the period to law, or to its neighbour, pays for what comes back within it."""
    return any(
        _LAWFUL_PERIOD.search(part.text)
        and _BACK.search(part.text)
        and freight_named(part.text) == [Freight.SELLER.value]
        and not about_faults(part.text)
        for part in one.parts
    )


def _freight(one: Statement) -> Freight:
    """Return who pays by the clause; unsaid, the buyer who changes their mind does (消费者权益保护法 art. 25)."""
    told = " ".join(part.text for part in one.parts if not about_faults(part.text))
    named = freight_named(told)
    return Freight(named[0]) if len(named) == 1 else Freight.BUYER
