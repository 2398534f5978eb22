"""Until when what was wrong on arrival must be told, and what holds after that.

Law gives seven days for faulty goods where nothing else was agreed (消费者权益保护法 art. 24): a shorter time for reporting what could be seen on
arrival decides alone only for perishable goods and after those seven days; before that a lead decides.
"""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Problem
from agent.policy.promises.making import IN_HAND, LAWFUL, made, problem_is
from agent.policy.promises.remedies import evidence, refuses, remedies, troubles
from agent.policy.promises.units import Unit
from agent.policy.rule import Condition, Rule
from agent.policy.statement import Statement
from agent.policy.windows import Window

_SEEN = (Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM)
_HANDED_ON = re.compile(
    r"主管|店长|店長|负责人|負責人|人工审|核实后|另行|协商|個案|个案|supervisor|manager|case by case", re.I
)
_FRESH = re.compile(r"坏果|壞果|生鲜|生鮮|鲜活|鮮活|易腐|水果|鲜花|fresh|perishable", re.I)
_ON_FRESH = Condition(fact="goods", one_of=("fresh",))
_NOT_FRESH = Condition(fact="goods", excluded=("fresh",))
_WITHIN_LAW = Condition(fact="days_since_delivered", maximum=LAWFUL)
_PAST_LAW = Condition(fact="days_since_delivered", minimum=LAWFUL + 1)
_AT_HOME = Condition(fact="platform", excluded=("aliexpress",))
_CLAIMED = Condition(fact="claim", one_of=(True,))


def report_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield what a section says, or leaves to be understood, of a report that comes too late."""
    asks = [unit for unit in section if _asks_to_report(unit)]
    if not asks:
        return
    first = asks[0]
    problems = {p for unit in section for p in troubles(unit.one.topic, unit.text)}
    over = next((u for u in section if any(w.low and w.high is None for w in u.windows)), None)
    window = first.windows[0]
    if over is not None and _HANDED_ON.search(over.text):
        late = next(w for w in over.windows if w.low and w.high is None).condition()
        yield over.statement, _late(over, Outcome.ESCALATE, problems, late, "late-lead")
        return
    told = over if over is not None and refuses(over.text) else None
    yield from _fresh(told or first, problems, window)
    seen = problems & set(_SEEN)
    if told is not None and seen:
        yield from _others(told, seen, window)


def _asks_to_report(unit: Unit) -> bool:
    ends = [w for w in unit.windows if w.high is not None and w.start != "placed"]
    wrong = troubles(unit.one.topic, unit.text)
    return bool(ends and wrong and not refuses(unit.text)) and bool(
        evidence(unit.text) or remedies(unit.text)
    )


def _fresh(unit: Unit, problems: set[Problem], window: Window) -> Iterator[tuple[Statement, Rule]]:
    late = window.later()
    if late is not None and (window.hours or _FRESH.search(f"{unit.one.citation.heading} {unit.section}")):
        yield unit.statement, _late(unit, Outcome.DECLINE, problems, late, "late-fresh", _ON_FRESH)


def _others(unit: Unit, problems: set[Problem], window: Window) -> Iterator[tuple[Statement, Rule]]:
    late = window.later()
    if late is None:
        return
    for outcome, name, when in (
        (Outcome.ESCALATE, "late-soon", (_NOT_FRESH, _WITHIN_LAW)),
        (Outcome.DECLINE, "late", (_NOT_FRESH, _PAST_LAW, _AT_HOME)),
    ):
        yield unit.statement, _late(unit, outcome, problems, late, name, *when)


def _late(
    unit: Unit,
    outcome: Outcome,
    problems: set[Problem],
    late: Condition,
    name: str,
    *when: Condition,
) -> Rule:
    about = problem_is(*sorted(problems))
    return made(
        unit.one, name, outcome, (about, _CLAIMED, IN_HAND, late, *when), priority=60
    )
