"""After how many days on its way a clause gives up a parcel, whatever the tracking says."""

import re
from collections.abc import Iterator

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.policy.promises.making import TO_RETURN, made, problem_is, want_is
from agent.policy.promises.remedies import refuses, remedies
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.windows import windows_of

_NOT_THERE = re.compile(
    r"(?:没|沒|未)(?:有)?(?:收到|送达|送達|签收|簽收|妥投|到货|到貨)|not (?:been )?(?:delivered|arrived|received)|(?:has|have)(?: not|n't) arrived",
    re.IGNORECASE,
)
_ON_ITS_WAY = (
    problem_is(Problem.LOST, Problem.LATE, Problem.NONE),
    Condition(fact="status", one_of=("shipped",)),
)
_MADE_GOOD = (
    (Outcome.REFUND, Outcome.RETURN_REFUND, TO_RETURN),
    (Outcome.RESHIP, Outcome.RESHIP, (Want.RESHIP, Want.EXCHANGE)),
)


def arrival_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield the refund and the new parcel of each line that names a time since dispatch without arrival."""
    for number, unit in enumerate(section):
        for line in unit.text.split("。"):
            if not _NOT_THERE.search(line) or refuses(line):
                continue
            window = next((w for w in windows_of(line) if w.start == "shipped"), None)
            if window is None:
                continue
            late = window.later() or window.condition()
            for outcome, named, wants in _MADE_GOOD:
                if {named, outcome} & set(remedies(line)):
                    yield unit.statement, _rule(unit, outcome, wants, late, number)


def _rule(
    unit: Unit, outcome: Outcome, wants: tuple[Want, ...], late: Condition, number: int
) -> Rule:
    """Nothing is there to send back: money goes out alone."""
    when = (*_ON_ITS_WAY, want_is(*wants), late)
    name = f"arrival-{outcome.value}-{number}"
    if outcome is Outcome.RESHIP:
        return made(unit.one, name, outcome, when, freight=Freight.SELLER)
    return made(unit.one, name, outcome, when, amount=AmountFormula(of="items"))
