"""What a clause gives where something is wrong with the goods: each remedy that it names, within its own stretch of time."""

import re
from collections.abc import Iterator

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem
from agent.policy.clause_words import way_to_shop
from agent.policy.promises.making import IN_HAND, made, problem_is
from agent.policy.promises.remedies import evidence, granting, remedies, troubles
from agent.policy.promises.saying import within
from agent.policy.promises.shares import proportional
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import for_some_buyers, sentences
from agent.policy.windows import Window, windows_of

_ABROAD = "aliexpress"
_YEAR = 365
_AFTER_REPAIRS = re.compile(
    r"修(?:过|過|了)?[^，。；]{0,4}?[两兩二2三3]次|\btwo repairs|repaired twice", re.I
)
"""What is given once repairs have failed; nobody knows from a message that they did."""
_MENDED_FREE = re.compile(
    r"免费(?:维修|修)|免費(?:維修|修)|[走按](?:质保|質保|保修|保固)|(?:还|還)能?(?:免费)?修"
)
"""A repair that stays where a sentence refuses all else (不再退换，免费修)."""
_WARRANTED = re.compile(r"保修|质保|質保|保固|warranty", re.I)
_NO_REASON = re.compile(
    r"(?:七|7)\s*(?:天|日)(?:内|內|的)?(?:无理由|無理由|无条件|無條件|鉴赏|鑑賞|猶豫|犹豫)|(?:7|seven)[- ]days? (?:no[- ]reason|cooling[- ]off|free return)",
    re.IGNORECASE,
)
"""The name of another right: the time in it is none for faults (不支持七天无理由，质量问题包退换)."""
_FRESH = re.compile(r"坏果|壞果|烂果|生鲜|生鮮|鲜果|水果|鲜活|鮮活|鲜花|海鲜|fresh", re.I)
_SUM = r"(?:人民币|[¥￥$€]|US\$|USD|CNY|RMB|NT\$)?\s*(\d{1,5}(?:\.\d{1,2})?)\s*(?:元|块|塊|美元|美金|USD|dollars?)?"
_CHEAP = re.compile(
    rf"(?:低于|低於|不到|不足|不超过|不超過|少于|under|below|less than|up to)\s*{_SUM}(?!\s*[%％天日小])|{_SUM}\s*(?:及?以下|以内|以內|or less|or under)(?!\s*天)",
    re.IGNORECASE,
)
_DEAR = re.compile(
    rf"(?:超过|超過|高于|高於|大于|more than|over|above)\s*{_SUM}(?!\s*[%％天日小h])(?=[^%]|$)|{_SUM}\s*(?:及?以上|or more)",
    re.IGNORECASE,
)
_MONEY_SIGN = re.compile(r"[¥￥$€元块塊]|USD|CNY|NT\$|dollar", re.I)


def fault_rules(
    section: tuple[Unit, ...], ruled: frozenset[str]
) -> Iterator[tuple[Statement, Rule]]:
    """Yield the rules of a section; a window or the evidence told in one of its pieces holds for those that name none."""
    shared = _shared_window(section)
    for number, unit in enumerate(section):
        named = troubles(unit.one.topic, unit.text) or troubles("", unit.one.text)
        problems = tuple(problem for problem in named if problem not in ruled)
        window = next(iter(windows_of(_NO_REASON.sub("", unit.text))), None) or shared
        gives = "。".join(s for s in sentences(granting(unit.text)) if not _AFTER_REPAIRS.search(s))
        outcomes = remedies(gives)
        warranted = _WARRANTED.search(unit.told) is not None
        swapped = warranted and Outcome.EXCHANGE in outcomes
        if not named and (swapped or (window is not None and window.low >= _YEAR)):
            problems = (Problem.QUALITY,)  # what a shop mends under warranty are faults
        if not problems or for_some_buyers(unit.text):
            continue
        if window is None and not warranted:
            continue
        if Outcome.REPAIR not in outcomes and _MENDED_FREE.search(unit.text):
            outcomes = (*outcomes, Outcome.REPAIR)
        for outcome in outcomes:
            rule = _rule(unit, problems, window, outcome, number)
            if rule is not None:
                yield from ((unit.statement, one) for one in _carried(rule, unit, window))


def _carried(rule: Rule, unit: Unit, window: Window | None) -> Iterator[Rule]:
    """Yield a repair with the freight that its clause puts on the buyer where law lets it: abroad, and after the first year."""
    told = rule.outcome is Outcome.REPAIR and way_to_shop(unit.told) == Freight.BUYER
    if not told:
        yield rule
        return
    theirs = rule.model_copy(update={"freight": Freight.BUYER})
    if window is not None and window.low >= _YEAR:
        yield theirs
        return
    yield theirs.model_copy(update={"id": f"{rule.id}-abroad", "platforms": (_ABROAD,)})
    if not rule.platforms:
        at_home = Condition(fact="platform", excluded=(_ABROAD,))
        yield rule.model_copy(update={"when": (*rule.when, at_home)})


def _shared_window(section: tuple[Unit, ...]) -> Window | None:
    """Return the window that stands alone in a section, in a piece that names no remedy."""
    alone = [unit.windows for unit in section if unit.windows and not remedies(unit.text)]
    return alone[0][0] if len(alone) == 1 and alone[0][0].high is not None else None


def _rule(
    unit: Unit, problems: tuple[Problem, ...], window: Window | None, outcome: Outcome, number: int
) -> Rule | None:
    fresh = bool(_FRESH.search(f"{unit.section} {unit.one.citation.heading}"))
    when = [problem_is(*problems), IN_HAND]
    if window is not None:
        when.append(window.condition())
    open_ended = window is None or window.high is None
    if open_ended:
        if outcome is not Outcome.REPAIR:
            return None
        when.append(Condition(fact="within_warranty", one_of=(True,)))
    if fresh and outcome in {Outcome.RETURN_REFUND, Outcome.REFUND} and proportional(unit.paper):
        return None  # what is bad of fresh goods is worked out piece by piece
    if outcome is Outcome.RETURN_REFUND and fresh:
        outcome = Outcome.REFUND
    elif not fresh:
        when.append(Condition(fact="goods", excluded=("fresh",)))
    if outcome is Outcome.EXCHANGE:
        when.append(Condition(fact="in_stock", excluded=(False,)))
    when += _priced(unit.text)
    money = outcome in {Outcome.REFUND, Outcome.RETURN_REFUND}
    freighted = outcome is not Outcome.REFUND
    return made(
        unit.one,
        f"{outcome.value}-{number}",
        outcome,
        tuple(when),
        freight=Freight.SELLER if freighted else None,
        amount=AmountFormula(of="items") if money else None,
        ask_for=evidence(unit.text) or evidence(unit.section) or ("photo",),
        text=within(window),
    )


def _priced(text: str) -> list[Condition]:
    """Return the limits of price that a piece sets itself."""
    found = []
    for pattern, bound in ((_CHEAP, "maximum"), (_DEAR, "minimum")):
        match = pattern.search(text)
        if match and _MONEY_SIGN.search(match[0]):
            value = float(next(group for group in match.groups() if group))
            step = 0.01 if bound == "minimum" else 0.0
            found.append(Condition(fact="items_price", **{bound: value + step}))
    return found
