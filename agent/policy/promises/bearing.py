"""Costs beside the price that a clause leaves with the buyer: asked back, they are refused with that clause."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.policy.charges import charges_in
from agent.policy.promises.making import made, problem_is, want_is
from agent.policy.promises.units import Unit
from agent.policy.rule import Condition, Rule
from agent.policy.statement import Statement
from agent.policy.subjects import sentences

_ON_BUYER = re.compile(
    r"(?:由|归|歸)?(?:买家|買家|您|客人|顾客|顧客|收件人|收货人|收貨人)(?:自行|自己|现场|現場)?(?:承担|承擔|负担|負擔|支付|缴|繳|付|出)|自理|自付"
    r"|(?:paid|borne|payable) by (?:the )?(?:buyer|customer|recipient|you)|(?:buyer|customer|recipient|you) (?:pays?|bears?|covers?)",
    re.IGNORECASE,
)
_WANTS = (Want.COMPENSATE, Want.COMPLAINT)
_ABOUT = problem_is(Problem.NONE, Problem.SERVICE, Problem.LATE)


def bearing_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield a refusal for each piece that puts a cost on the buyer."""
    for number, unit in enumerate(section):
        kinds = sorted(
            kind
            for sentence in sentences(unit.text)
            if _ON_BUYER.search(sentence)
            for kind in charges_in(f"{unit.one.topic} {sentence}")
        )
        if kinds:
            named = Condition(fact="charges", one_of=tuple(dict.fromkeys(kinds)))
            yield (
                unit.statement,
                made(
                    unit.one,
                    f"bearing-{number}",
                    Outcome.DECLINE,
                    (_ABOUT, want_is(*_WANTS), named),
                ),
            )
