"""How a rule is made out of a clause: its id, its place, its validity, and the conditions that rules of a kind share."""

from collections.abc import Mapping

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.policy.rule import AmountFormula, Condition, Layer, Rule
from agent.policy.statement import Statement
from knowledge.clause import Clock

PREFIX = "clause:"
IN_HAND = Condition(fact="status", one_of=("delivered", "completed"))
LAWFUL = 7  # days: what law gives without a clause (消费者权益保护法 art. 24, 25)
TASTE = (Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE)
TO_RETURN = (Want.REFUND, Want.RETURN_REFUND, Want.CANCEL)
TOLD = (Want.COMPLAINT, Want.NONE)


def made(
    one: Statement,
    name: str,
    outcome: Outcome,
    when: tuple[Condition, ...],
    *,
    freight: Freight | None = None,
    amount: AmountFormula | None = None,
    ask_for: tuple[str, ...] = (),
    conditions: tuple[str, ...] = (),
    priority: int = 50,
    text: Mapping[str, str] | None = None,
) -> Rule:
    """Return the rule of a clause; terms for AliExpress alone stand outside the mainland's law, those for overseas bind there alone."""
    scope = (Condition(fact="overseas", one_of=(True,)),) if one.overseas else ()
    return Rule(
        id=f"{PREFIX}{one.clause_id}:{name}",
        title=one.topic or one.citation.path,
        layer=Layer.SHOP,
        citation=one.citation,
        clock=Clock.ORDER,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        platforms=("aliexpress",) if one.abroad else (),
        when=(*when, *scope),
        outcome=outcome,
        freight=freight,
        amount=amount,
        ask_for=ask_for,
        conditions=conditions,
        priority=priority,
        text=text or {},
    )


def goods_taken_back(*, taste: bool, swap: bool) -> tuple[Condition, ...]:
    """Return the conditions on the goods themselves: what law lets a shop exclude stays excluded."""
    when = [
        IN_HAND,
        Condition(fact="goods", excluded=("fresh", "periodical")),
        Condition(fact="custom_made_confirmed", excluded=(True,)),
    ]
    if taste:
        when += [
            Condition(fact="intact", excluded=(False,)),
            Condition(fact="no_return_confirmed", excluded=(True,)),
        ]
    if swap:
        when.append(Condition(fact="in_stock", excluded=(False,)))
    return tuple(when)


def problem_is(*problems: Problem) -> Condition:
    """Return the condition on the problem."""
    return Condition(fact="problem", one_of=problems)


def want_is(*wants: Want) -> Condition:
    """Return the condition on what is wanted."""
    return Condition(fact="want", one_of=wants)
