"""Sums that a clause names for a trouble: a share of the price or a fixed amount, with its floor and its ceiling."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.policy.facts import Facts
from agent.policy.promises.making import IN_HAND, made, problem_is, want_is
from agent.policy.promises.remedies import evidence, refuses
from agent.policy.promises.saying import percentage
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import things
from agent.policy.windows import Window

_MONEY = r"(?:(?:人民币|[¥￥$€]|US\$|USD|CNY)\s*(?=\d)|(?=\d+(?:\.\d+)?\s*(?:元|块|塊|USD|dollars?)))(\d{1,4}(?:\.\d{1,2})?)"
_GIVES = r"(?<!可)(?:赔付?|賠付?|补偿|補償|补(?!运|邮|差|拍|郵)|補(?!運|郵|差)|退还?|退還?|返还?|送|refund|compensat\w+|credit|pay you|give|get)"
_PERCENT = re.compile(
    rf"{_GIVES}[^。；\n]{{0,16}}?(\d{{1,2}}(?:\.\d+)?)\s*[%％]|(\d{{1,2}}(?:\.\d+)?)\s*[%％][^。；，\n]{{0,8}}?(?:赔|賠|补偿|補償)",
    re.IGNORECASE,
)
_FIXED = re.compile(rf"{_GIVES}[^。；，\d\n]{{0,8}}?{_MONEY}", re.IGNORECASE)
_PER_DAY = re.compile(
    r"每(?:延迟|延遲|超时|超時|晚|迟|遲|逾期|超)?(?:一)?(?:天|日)|per day|a day", re.I
)
_EACH_DAY = re.compile(
    rf"(?:{_PER_DAY.pattern})[^。；\n]{{0,12}}?{_MONEY}|{_MONEY}[^。；，\n]{{0,8}}?(?:per|an?|each|every) day",
    re.I,
)
_MOST = re.compile(
    rf"(?:最多|最高|不超过|不超過|上限|封顶|至多|up to|at most|max(?:imum)?)[^\d。；]{{0,8}}{_MONEY}",
    re.I,
)
_LEAST = re.compile(
    rf"(?:最少|最低|至少|不低于|不低於|at least|minimum)[^\d。；]{{0,6}}{_MONEY}", re.I
)
_UNSENT = re.compile(
    r"(?:没|沒|未|还没|還沒)[^，。]{0,4}?(?:发|發|出货|出貨|出库|出庫|揽收|攬收|寄)|延迟发货|延遲出貨|延误发货|超时发货|晚发|late (?:dispatch|shipment)|leaves? [^.]{0,20}later|ships? (?:\w+ )?late|not (?:yet )?(?:shipped|dispatched)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"权限|權限|authority|价保|價保|降价|降價|差价|差價|优惠券|優惠券|满减|运费险|price drop", re.I
)
_VOUCHER = re.compile(
    r"\d\s*(?:元|块|塊)[^，。；\d]{0,6}券|[券卡][^，。；\d]{0,3}\d+\s*(?:元|块|塊)|voucher|coupon",
    re.I,
)
_LATE = (Problem.NOT_SHIPPED, Problem.LATE, Problem.PROMISE_BROKEN)
_TOLD = (Want.COMPENSATE, Want.REFUND, Want.COMPLAINT, Want.NONE, Want.RETURN_REFUND)


def sum_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield a rule for each sum that a section names for parcels that left too late."""
    for number, unit in enumerate(section):
        if not _UNSENT.search(unit.told) or refuses(unit.text):
            continue
        limit = next((w for w in unit.windows if w.low and w.high is None), None)
        limit = limit or _shipping_time(section)
        amount = _amount(unit.text) or (_each_day(unit.text, limit) if limit else None)
        if amount is None or limit is None:
            continue
        when = (
            problem_is(*_LATE),
            want_is(Want.COMPENSATE, Want.COMPLAINT, Want.NONE),
            Condition(fact="claim", one_of=(True,)),
            _over(limit),
        )
        yield unit.statement, made(
            unit.one, f"late-sum-{number}", Outcome.COMPENSATE, when, amount=amount, priority=65,
            text=percentage(amount),
        )  # fmt: skip


def special_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield a rule for each sum named for a trouble of the goods; it holds only where `speaks_of` finds the case in it."""
    for number, unit in enumerate(section):
        amount = _amount(unit.text)
        if amount is None or any(p.search(unit.told) for p in (_UNSENT, _OTHER, _VOUCHER)):
            continue
        window = next((w for w in unit.windows if w.high is not None and w.start != "placed"), None)
        when = [want_is(*_TOLD), IN_HAND, Condition(fact="has_order", one_of=(True,))]
        if window is not None:
            when.append(window.condition())
        yield (
            unit.statement,
            made(
                unit.one,
                f"sum-{number}",
                Outcome.COMPENSATE,
                tuple(when),
                amount=amount,
                ask_for=() if _NO_PROOF.search(unit.text) else evidence(unit.text),
                priority=65,
                text=percentage(amount),
            ),
        )


_NO_PROOF = re.compile(
    r"(?:不用|无需|無需|不需要?|不必)[^，。]{0,3}(?:照片|图片|凭证|圖片|憑證)|no (?:photo|proof)",
    re.I,
)


def _shipping_time(section: tuple[Unit, ...]) -> Window | None:
    return next((w for unit in section for w in unit.windows if w.start == "placed"), None)


def _over(limit: Window) -> Condition:
    bound = limit.low or limit.high or 0
    if limit.hours:
        return Condition(fact="hours_to_ship", minimum=bound + 0.001)
    days = round(bound * 1.4) if limit.business else bound
    return Condition(fact="days_to_ship", minimum=days + 1)


def _amount(text: str) -> AmountFormula | None:
    if _PER_DAY.search(text):
        return None
    most, least = _MOST.search(text), _LEAST.search(text)
    percent = _PERCENT.search(text)
    if percent:
        return AmountFormula(
            of="paid",
            percent=float(percent[1] or percent[2]),
            limit=most[1] if most else None,
            least=least[1] if least else None,
        )
    fixed = _FIXED.search(text)
    return AmountFormula(of="paid", limit=fixed[1]) if fixed else None


def daily(text: str, fact: str, beyond: int = 0) -> AmountFormula | None:
    """Return the sum that a text gives for each day of a fact beyond so many; None where it gives none."""
    each = _EACH_DAY.search(text)
    if each is None:
        return None
    most = _MOST.search(text)
    return AmountFormula(
        of="days",
        each=each[1] or each[2],
        fact=fact,
        beyond=beyond,
        limit=most[1] if most else None,
    )


def _each_day(text: str, limit: Window) -> AmountFormula | None:
    """Return the sum for each day that a parcel leaves late."""
    over = _over(limit)
    bound = int(over.minimum or 0)
    return daily(text, over.fact, bound if limit.hours else bound - 1)


def speaks_of(one: Statement, facts: Facts, hits: tuple[str, ...]) -> bool:
    """Whether the case is what a clause names its sum for: search found it among the first, and the buyer uses its words."""
    if one.clause_id not in hits[:2]:
        return False
    return bool(things(f"{one.topic} {one.text}") & things(facts.said))
