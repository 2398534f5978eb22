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
from agent.policy.promises.saying import later
from agent.policy.promises.units import Unit
from agent.policy.rule import Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import sentences
from agent.policy.windows import Window, windows_of

_SEEN = (Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM)
_HANDED_ON = re.compile(
    r"主管|店长|店長|负责人|負責人|人工审|核实后|另行|协商|個案|个案|supervisor|manager|case by case",
    re.I,
)
_FRESH = re.compile(r"坏果|壞果|生鲜|生鮮|鲜活|鮮活|易腐|水果|鲜花|fresh|perishable", re.I)
_TOO_LATE = re.compile(
    r"逾期|过期|過期|超时|超時|超过(?:时间|期限)|次日|之后(?:反馈|提出)|\blater\b|after that", re.I
)
_ON_FRESH = Condition(fact="goods", one_of=("fresh",))
_NOT_FRESH = Condition(fact="goods", excluded=("fresh",))
_WITHIN_LAW = Condition(fact="days_since_delivered", maximum=LAWFUL)
_PAST_LAW = Condition(fact="days_since_delivered", minimum=LAWFUL + 1)
_AT_HOME = Condition(fact="platform", excluded=("aliexpress",))
_CLAIMED = Condition(fact="claim", one_of=(True,))


def report_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield what a section says, or leaves to be understood, of a report that comes too late."""
    for number, unit in enumerate(section):
        window = _report_time(unit)
        if window is None:
            continue
        problems = set(troubles(unit.one.topic, unit.text))
        over = _over(section[number:], window)
        if over is not None and _HANDED_ON.search(over.text):
            late = window.later()
            if late is not None:
                yield over.statement, _late(over, Outcome.ESCALATE, problems, late, "late-lead", {})
            continue
        told = over if over is not None and refuses(over.text) else None
        yield from _fresh(told or unit, problems, window)
        seen = problems & set(_SEEN)
        if told is not None and seen:
            yield from _others(told, seen, window)


def _over(following: tuple[Unit, ...], window: Window) -> Unit | None:
    """Return the piece that says what holds after the window, in the same piece or a later one."""
    for one in following:
        if any(w.high is None and w.low == window.high for w in one.windows):
            return one
        if any(_TOO_LATE.search(part) and refuses(part) for part in sentences(one.text)):
            return one
    return None


def _report_time(unit: Unit) -> Window | None:
    """Return the time within which a piece wants what is wrong told."""
    if not troubles(unit.one.topic, unit.text):
        return None
    for sentence in sentences(unit.text):
        ends = [w for w in windows_of(sentence) if w.high is not None and w.start != "placed"]
        if ends and not refuses(sentence) and (evidence(unit.text) or remedies(unit.text)):
            return ends[0]
    return None


def _fresh(unit: Unit, problems: set[Problem], window: Window) -> Iterator[tuple[Statement, Rule]]:
    late, said = window.later(), later(window)
    if late is not None and (
        window.hours or _FRESH.search(f"{unit.one.citation.heading} {unit.section}")
    ):
        yield (
            unit.statement,
            _late(unit, Outcome.DECLINE, problems, late, "late-fresh", said, _ON_FRESH),
        )


def _others(unit: Unit, problems: set[Problem], window: Window) -> Iterator[tuple[Statement, Rule]]:
    late = window.later()
    if late is None:
        return
    said = later(window)
    for outcome, name, when in (
        (Outcome.ESCALATE, "late-soon", (_NOT_FRESH, _WITHIN_LAW)),
        (Outcome.DECLINE, "late", (_NOT_FRESH, _PAST_LAW, _AT_HOME)),
    ):
        yield unit.statement, _late(unit, outcome, problems, late, name, said, *when)


def _late(
    unit: Unit,
    outcome: Outcome,
    problems: set[Problem],
    late: Condition,
    name: str,
    said: dict[str, str],
    *when: Condition,
) -> Rule:
    about = problem_is(*sorted(problems))
    return made(
        unit.one,
        name,
        outcome,
        (about, _CLAIMED, IN_HAND, late, *when),
        priority=60,
        text=said if outcome is Outcome.DECLINE else {},
    )
