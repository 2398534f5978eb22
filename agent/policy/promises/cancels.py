"""How long after paying an order of goods made to order may be cancelled."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.policy.promises.making import TO_RETURN, made, want_is
from agent.policy.promises.remedies import refuses
from agent.policy.promises.saying import later, within
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement

_CANCEL = re.compile(r"取消|cancel", re.I)
_NO_MORE = re.compile(
    r"之后|之後|以后|以後|超过|超過|不能|不可|无法|無法|after that|later|can't|cannot", re.I
)
_UNSENT = Condition(fact="status", one_of=("to_ship",))
_CUSTOM = Condition(fact="custom_made_confirmed", one_of=(True,))


def cancel_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield the grant within the window and, where the clause ends it there, the refusal after it."""
    for number, unit in enumerate(section):
        window = next((w for w in unit.windows if w.high is not None), None)
        if window is None or not _CANCEL.search(unit.told):
            continue
        about = (want_is(*TO_RETURN), _UNSENT, _CUSTOM)
        in_time = (*about, window.condition("placed"))
        amount = AmountFormula(of="paid")
        yield (
            unit.statement,
            made(
                unit.one,
                f"cancel-{number}",
                Outcome.REFUND,
                in_time,
                amount=amount,
                text=within(window, "placed"),
            ),
        )
        late = window.later("placed")
        if late is not None and (refuses(unit.text) or _NO_MORE.search(unit.text)):
            yield (
                unit.statement,
                made(
                    unit.one,
                    f"cancel-over-{number}",
                    Outcome.DECLINE,
                    (*about, late),
                    text=later(window, "placed"),
                ),
            )
