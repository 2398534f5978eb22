"""How long goods must still keep on arrival by a clause, and what it gives where they do not."""

import re
from collections.abc import Iterator

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.policy.promises.making import IN_HAND, TO_RETURN, TOLD, made, problem_is, want_is
from agent.policy.promises.remedies import evidence, names_return, remedies
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.shelf import SPAN, span_days
from agent.policy.statement import Statement

_KEEPS = re.compile(
    r"保质期|保質期|效期|有效期|保存期限|赏味期|賞味期|shelf[- ]life|expiry|best before", re.I
)
_AT_LEAST = r"(?:不少于|不少於|不低于|不低於|至少|不短于|大于|大於|超过|超過|≥|>=|at least|no less than|more than)"
_SHARES: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"三分之二|2\s*/\s*3|⅔|two[- ]thirds", re.I), 200 / 3),
    (re.compile(r"三分之一|1\s*/\s*3|⅓|(?:one|a)[- ]third", re.I), 100 / 3),
    (re.compile(r"四分之三|3\s*/\s*4|three[- ]quarters", re.I), 75.0),
    (re.compile(r"一半|二分之一|半数|1\s*/\s*2|\bhalf\b", re.I), 50.0),
)
_PERCENT = re.compile(r"(\d{2})\s*[%％]")
_LEAST = re.compile(
    rf"{_AT_LEAST}\s*(?:还|還|有|剩)*\s*(?:{SPAN})|(?:{SPAN})\s*(?:及)?以上", re.IGNORECASE
)
_BOUND = re.compile(rf"{_AT_LEAST}|以上|left|remaining", re.I)
_PROBLEMS = (
    Problem.QUALITY, Problem.NOT_AS_DESCRIBED, Problem.NONE, Problem.CHANGED_MIND, Problem.WRONG_ITEM,
)  # fmt: skip
_WANTS: dict[Outcome, tuple[Want, ...]] = {
    Outcome.RETURN_REFUND: (*TO_RETURN, *TOLD),
    Outcome.REFUND: (*TO_RETURN, *TOLD),
    Outcome.EXCHANGE: (Want.EXCHANGE, Want.RESHIP),
}


def keeping_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield what a section gives for goods that came with less time left than it promises."""
    for number, unit in enumerate(section):
        short = _short(unit)
        if short is None:
            continue
        named = remedies(unit.text) or remedies(unit.section)
        for outcome in named:
            if outcome is Outcome.RETURN_REFUND and not names_return(unit.section):
                outcome = Outcome.REFUND  # money alone is promised: nothing is asked back
            if outcome in _WANTS:
                yield unit.statement, _rule(unit, outcome, short, number)


def _short(unit: Unit) -> Condition | None:
    """Return the condition that goods keep for less than a piece promises."""
    for text in (unit.text, unit.told):
        if not (_KEEPS.search(text) and _BOUND.search(text)):
            continue
        share = next((value for pattern, value in _SHARES if pattern.search(text)), None)
        percent = _PERCENT.search(text)
        if share is None and percent:
            share = float(percent[1])
        if share is not None:
            return Condition(fact="shelf_left_percent", maximum=round(share - 0.01, 2))
        least = _LEAST.search(text)
        days = span_days(least) if least else None
        if days is not None:
            return Condition(fact="shelf_left_days", maximum=days - 1)
    return None


def _rule(unit: Unit, outcome: Outcome, short: Condition, number: int) -> Rule:
    back = outcome is not Outcome.REFUND
    return made(
        unit.one,
        f"keeping-{outcome.value}-{number}",
        outcome,
        (problem_is(*_PROBLEMS), want_is(*_WANTS[outcome]), IN_HAND, short),
        freight=Freight.SELLER if back else None,
        amount=None if outcome is Outcome.EXCHANGE else AmountFormula(of="items"),
        ask_for=evidence(unit.section) or ("photo",),
        priority=55,
    )
