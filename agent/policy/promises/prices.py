"""A later fall of the price: within which days a clause makes it up, for which goods, and on what occasions it does not."""

import re
from collections.abc import Iterable

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.policy.facts import Facts
from agent.policy.promises.making import made, problem_is, want_is
from agent.policy.promises.saying import later, within
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Part, Statement, refuses_price
from agent.policy.subjects import after_the_end, limited, sentences, speaks_of, things
from agent.policy.windows import windows_of

# Words of any talk about prices; the buyer who uses them has not named an occasion.
_PLAIN = things(
    "降价 降價 差价 差價 价格 價格 退差 补差 補差 便宜 价保 價保 保价 以下 不算 优惠 活动 商品 不参 不在 范围 產生 产生 price difference cheaper"
)
_SHOT = re.compile(r"截图|截圖|截屏|screenshot", re.I)
_EXCEPTS = re.compile(
    r"不算|不(?:在|属于|屬於|参与|參與|包括|包含|支持|适用|適用|享受)|除外|无效|not (?:covered|included|apply|count)|except|exclud",
    re.I,
)
_SEGMENT = re.compile(r"[，,]")
_WANTS = (Want.COMPENSATE, Want.REFUND, Want.COMPLAINT, Want.NONE)
_CLAIMED = (
    problem_is(Problem.PRICE_DROP),
    want_is(*_WANTS),
    Condition(fact="claim", one_of=(True,)),
)


def price_rules(one: Statement, section: str = "") -> Iterable[tuple[Statement, Rule]]:
    """Yield rules sentence by sentence, each with the statement as far as the goods that its sentence names; `section` is what stands beside the clause."""
    told = [part for part in one.parts if speaks_of(f"{part.text} {one.topic}", "price_drop")]
    dated = [part for part in told if _until(part.text)]
    told = [part for part in told if part not in dated]
    plain = [part.model_copy(update={"text": given}) for part in told if (given := _given(part))]
    # A span may stand in one sentence and its remedy in the next; only goods named apart divide a clause.
    divided = any(part.named for part in plain) or any(refuses_price(part.text) for part in plain)
    pieces = plain if divided else [Part(text="。".join(p.text for p in plain), named=frozenset())]
    for number, part in enumerate(pieces if plain else told):
        own = one.model_copy(update={"narrowed": part.named or one.narrowed})
        shown = _SHOT.search(f"{one.text} {section}") is not None
        for rule in _rules(own, part.text, number, shown=shown):
            yield own, rule
    for part in dated:
        yield one, _dated(one, part.text, shown=_SHOT.search(f"{one.text} {section}") is not None)


_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
_LONGER = re.compile(r"延长|延長|延至|延到|保到|保至|顺延|順延")


def _until(text: str) -> tuple[int, int, int] | None:
    """Return first and last day of payment and the day until which the price is kept (month × 100 + day), where a sentence names all three."""
    days = [int(month) * 100 + int(day) for month, day in _DAY.findall(text)]
    if len(days) != 3 or not _LONGER.search(text) or not days[0] <= days[1] <= days[2]:
        return None
    return days[0], days[1], days[2]


def _dated(one: Statement, text: str, *, shown: bool) -> Rule:
    """Return the rule for orders of some days of the year, whose price is kept until a date."""
    first, last, until = _until(text) or (0, 0, 0)
    return made(
        one,
        "price-dated",
        Outcome.COMPENSATE,
        (
            *_CLAIMED,
            Condition(fact="order_month_day", minimum=first, maximum=last),
            Condition(fact="asked_month_day", maximum=until),
        ),
        amount=AmountFormula(of="price_gap"),
        ask_for=("screenshot",) if shown else (),
    )


def _given(part: Part) -> str:
    """Return a sentence without the occasions that it takes out ("秒杀、直播价除外"); empty where it does nothing else."""
    if part.named and refuses_price(part.text):
        return part.text  # goods of the catalogue, not an occasion
    aside = _excepted(part.text)
    return "，".join(
        piece for piece in _SEGMENT.split(part.text) if piece.strip() and piece not in aside
    )


def _excepted(text: str) -> list[str]:
    """Return the pieces of a sentence that take something out without naming any days."""
    return [
        piece
        for piece in _SEGMENT.split(text)
        if (_EXCEPTS.search(piece) or refuses_price(piece)) and not windows_of(piece)
    ]


def excepted(one: Statement, facts: Facts) -> bool:
    """Whether the buyer speaks of an occasion that the clause takes out of what it gives (a live show, a flash sale)."""
    said = things(facts.said)
    asides = [piece for part in one.parts if not part.named for piece in _excepted(part.text)]
    return any((things(piece) - _PLAIN) & said for piece in asides)


def price_refused(one: Statement) -> Rule:
    """Return the refusal of a clause whose exception the buyer speaks of."""
    return made(one, "price-none", Outcome.DECLINE, _CLAIMED)


def _rules(one: Statement, text: str, number: int, *, shown: bool) -> Iterable[Rule]:
    # Working days are how long the shop takes to pay, not how long the price is kept.
    spans = [window for window in windows_of(text) if not window.hours and not window.business]
    if refuses_price(text) and not spans:
        yield made(one, f"price-none-{number}", Outcome.DECLINE, _CLAIMED)
    if len(spans) != 1 or limited(text):
        return
    span = spans[0]
    over = span if span.high is None else None
    late = over.condition("placed") if over else span.later("placed")
    if late is not None:
        yield made(
            one,
            f"price-over-{number}",
            Outcome.DECLINE,
            (*_CLAIMED, late),
            text=later(span, "placed"),
        )
    if over or all(after_the_end(s) or refuses_price(s) for s in sentences(text) if windows_of(s)):
        return
    yield made(
        one,
        f"price-{number}",
        Outcome.COMPENSATE,
        (*_CLAIMED, span.condition("placed")),
        amount=AmountFormula(of="price_gap"),
        ask_for=("screenshot",) if shown else (),
        text=within(span, "placed"),
    )
