"""What a clause pays for visits to the buyer's home: a sum for each day that an agreed one is late, and the mending of what was harmed there."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Want
from agent.policy.promises.making import made, want_is
from agent.policy.promises.remedies import evidence, refuses
from agent.policy.promises.saying import mended, missed
from agent.policy.promises.sums import daily
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import sentences
from agent.policy.visits import harms_home, speaks_of_visit
from agent.policy.windows import windows_of

_PAYS = re.compile(r"赔|賠|补偿|補償|承担|承擔|报销|報銷|compensat|pay for|cover|reimburs", re.I)
_UP_TO = re.compile(
    r"(\d{2,5})\s*(?:元|块|塊)\s*(?:以内|以內|及以下|以下)|(?:不超过|不超過|最高|最多|up to|under)\s*[¥￥$]?\s*(\d{2,5})",
    re.I,
)
_WANTS = (Want.COMPENSATE, Want.REFUND, Want.COMPLAINT, Want.NONE, Want.REPAIR)
_ABOUT_VISITS = (
    *_WANTS, Want.CHANGE_ORDER, Want.URGE, Want.LOGISTICS, Want.STATUS, Want.POLICY,
)  # fmt: skip
_HARMED = Condition(fact="harmed_home", one_of=(True,))


def visit_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield the rules of the sentences of a section on missed visits and on harm done to the home."""
    for number, unit in enumerate(section):
        for sentence in sentences(unit.one.text):
            each = daily(sentence, "days_missed") if speaks_of_visit(f"{unit.told}") else None
            if each is not None and speaks_of_visit(sentence):
                late = (want_is(*_ABOUT_VISITS), Condition(fact="days_missed", minimum=1))
                yield unit.statement, made(
                    unit.one, f"visit-late-{number}", Outcome.COMPENSATE, late, amount=each, priority=65, text=missed(),
                )  # fmt: skip
            if harms_home(sentence) and _PAYS.search(sentence) and not refuses(sentence):
                yield from _mending(unit, sentence, number)


def _mending(unit: Unit, sentence: str, number: int) -> Iterator[tuple[Statement, Rule]]:
    """Yield the cost of mending as claimed, up to what the clause leaves to the shop; above that a lead decides."""
    most = _UP_TO.search(sentence)
    limit = float(most[1] or most[2]) if most else None
    when = [want_is(*_WANTS), _HARMED]
    window = next((w for w in windows_of(sentence) if w.high), None)
    if window is not None:
        when.append(window.condition())
    within = [Condition(fact="claimed", maximum=limit)] if limit else []
    yield unit.statement, made(
        unit.one, f"mending-{number}", Outcome.COMPENSATE, (*when, *within), amount=AmountFormula(of="claimed"),
        ask_for=evidence(sentence), priority=65, text=mended(),
    )  # fmt: skip
