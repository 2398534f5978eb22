"""What went wrong in the buyer's eyes."""

from collections.abc import Sequence

from agent.domain.reading import Problem, Risk, Want
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import plain
from agent.understanding.turns import Turns

_DANGER = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE})
_ASKING = frozenset({
    Want.POLICY, Want.PRODUCT, Want.INVOICE, Want.CHANGE_ORDER, Want.STATUS, Want.NONE, Want.HUMAN
})  # fmt: skip
_SURE = 0.55
_WORDED = 0.15


def choose_problem(
    said_by_buyer: Turns,
    guess: dict[str, dict[str, float]],
    want: Want,
    risks: Sequence[Risk],
    *,
    broken: bool,
) -> Problem:
    """Return the problem: a danger before all else, then the classifier's where it is sure or the words bear it out."""
    if _DANGER & set(risks):
        return Problem.SAFETY
    if Risk.COUNTERFEIT in risks:
        return Problem.COUNTERFEIT
    shares = {Problem(name): share for name, share in guess["problem"].items()}
    best = max(shares, key=lambda problem: shares[problem])
    if broken and shares[best] < _SURE:
        return Problem.PROMISE_BROKEN
    words = _worded(said_by_buyer.latest)
    if best is not Problem.NONE and (shares[best] >= _SURE or best.value in words):
        return best
    worded = [problem for problem in words if shares.get(Problem(problem), 0.0) >= _WORDED]
    if worded:
        return Problem(max(worded, key=lambda problem: shares[Problem(problem)]))
    if best is Problem.NONE and want not in _ASKING:
        return _from_before(said_by_buyer)
    return best


def _worded(text: str) -> set[str]:
    return said(phrases("problems").find(plain(text)))


def _from_before(said_by_buyer: Turns) -> Problem:
    """Return the problem an earlier turn named, the latest first: 「杯子碎了」 … 「那就退吧」."""
    for text in reversed(said_by_buyer.earlier):
        found = _worded(text)
        for problem in Problem:
            if problem.value in found:
                return problem
    return Problem.NONE
