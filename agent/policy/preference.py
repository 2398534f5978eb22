"""Which of several applicable rules is the most favourable, given what the buyer asked for."""

from collections.abc import Sequence

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.domain.value import Value
from agent.policy.facts import Facts
from agent.policy.rule import Layer, Rule

_O = Outcome

# What comes nearest to each want, nearest first. Goods that can come back are returned before money goes out alone.
_BY_WANT: dict[Want, tuple[Outcome, ...]] = {
    Want.REFUND: (_O.REFUND, _O.RETURN_REFUND, _O.COMPENSATE, _O.EXCHANGE, _O.RESHIP, _O.REPAIR),
    Want.CANCEL: (_O.REFUND, _O.RETURN_REFUND, _O.EXCHANGE, _O.RESHIP, _O.REPAIR, _O.COMPENSATE),
    Want.RETURN_REFUND: (
        _O.RETURN_REFUND,
        _O.REFUND,
        _O.EXCHANGE,
        _O.RESHIP,
        _O.REPAIR,
        _O.COMPENSATE,
    ),
    Want.EXCHANGE: (_O.EXCHANGE, _O.RESHIP, _O.RETURN_REFUND, _O.REFUND, _O.REPAIR, _O.COMPENSATE),
    Want.RESHIP: (_O.RESHIP, _O.EXCHANGE, _O.REFUND, _O.RETURN_REFUND, _O.COMPENSATE, _O.REPAIR),
    Want.REPAIR: (_O.REPAIR, _O.EXCHANGE, _O.RETURN_REFUND, _O.REFUND, _O.RESHIP, _O.COMPENSATE),
    Want.COMPENSATE: (
        _O.COMPENSATE,
        _O.RETURN_REFUND,
        _O.EXCHANGE,
        _O.REFUND,
        _O.RESHIP,
        _O.REPAIR,
    ),
}

# What a buyer who only describes the trouble is offered first.
_BY_PROBLEM: dict[Problem, tuple[Outcome, ...]] = {
    Problem.MISSING_ITEM: (
        _O.RESHIP,
        _O.REFUND,
        _O.RETURN_REFUND,
        _O.EXCHANGE,
        _O.COMPENSATE,
        _O.REPAIR,
    ),
    Problem.WRONG_ITEM: (
        _O.EXCHANGE,
        _O.RESHIP,
        _O.RETURN_REFUND,
        _O.REFUND,
        _O.COMPENSATE,
        _O.REPAIR,
    ),
    Problem.DAMAGED: (
        _O.EXCHANGE,
        _O.RESHIP,
        _O.RETURN_REFUND,
        _O.REFUND,
        _O.REPAIR,
        _O.COMPENSATE,
    ),
    Problem.SIZE: (_O.EXCHANGE, _O.RETURN_REFUND, _O.REFUND, _O.RESHIP, _O.REPAIR, _O.COMPENSATE),
    Problem.LOST: (_O.RESHIP, _O.REFUND, _O.RETURN_REFUND, _O.EXCHANGE, _O.COMPENSATE, _O.REPAIR),
}

_ANY = (_O.RETURN_REFUND, _O.REFUND, _O.EXCHANGE, _O.RESHIP, _O.REPAIR, _O.COMPENSATE)
_LAST = (_O.INFORM, _O.DECLINE, _O.ESCALATE)
_LAYER = {Layer.SHOP: 0, Layer.PLATFORM: 1, Layer.LAW: 2}


class Candidate(Value):
    """A rule that applies, with what is still to be asked for; `supposed` means that the order itself is not known yet."""

    rule: Rule
    missing: tuple[str, ...] = ()
    supposed: bool = False


_MONEY_BACK = frozenset({Want.REFUND, Want.RETURN_REFUND, Want.CANCEL})


def _nowhere(facts: Facts) -> bool:
    """Whether the parcel is lost, or has stood still so long, that the buyer has nothing to send back."""
    return facts.status == "shipped" and True in {facts.stood_still, facts.carrier_lost}


def ranked(candidates: Sequence[Candidate], facts: Facts) -> list[Candidate]:
    """Return the candidates, the most favourable first.

    What the buyer wants comes first, then who pays the freight, then whose rule it is (the shop's own promise before platform
    and law where it is no worse), then the rule's priority, then the order of the rulebook.
    """
    want = Want.REFUND if _nowhere(facts) and facts.want in _MONEY_BACK else facts.want
    order = [*_BY_WANT.get(want, _BY_PROBLEM.get(facts.problem, _ANY)), *_LAST]

    # A new piece in place of a broken one comes either way; whether the broken one goes back is for the shop's clause to say.
    own_way = facts.problem is Problem.DAMAGED and want not in _BY_WANT

    def key(candidate: Candidate) -> tuple[int, int, int, int]:
        rule = candidate.rule
        place = order.index(rule.outcome)
        if own_way and rule.outcome is Outcome.RESHIP:
            place = order.index(Outcome.EXCHANGE)
        if candidate.supposed and rule.outcome is Outcome.REFUND and facts.want is not Want.CANCEL:
            # Money alone is not supposed of an order that nobody has seen.
            place = max(place, order.index(Outcome.RETURN_REFUND))
        freight = 1 if rule.freight is Freight.BUYER else 0
        return (place, freight, _LAYER[rule.layer], -rule.priority)

    return sorted(candidates, key=key)
