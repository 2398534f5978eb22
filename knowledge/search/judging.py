"""The verdict once the question and the best clauses have been read together."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from pydantic import TypeAdapter

from knowledge.search.answer import SearchAnswer
from knowledge.search.index import embedded_text
from knowledge.search.odds import odds, share
from knowledge.search.verdict import ANSWERS

WEIGHTS = "judging.json"
"""Fitted by `python -m evals.adapters.judging` to shops that neither search nor the cross-encoder learned from."""

Seen = dict[str, float]

READ = 3
"""Clauses that may be read: the one that answers is among search's first three far oftener than it is its first."""
_ANSWERED = 1.0
"""Log-odds from which the first clause answers for certain, so that no other is read: a clause costs 25 ms."""

_LEAST = 0.02
"""Keeps a confidence of 0 or 1 from outweighing what was read."""


class Judge(Protocol):
    """Reads a question with each of some clauses."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return for each clause the log-odds that it answers the question."""
        ...


def judged(found: SearchAnswer, query: str, judge: Judge) -> SearchAnswer:
    """Return what was found with the verdict that follows from reading the best clauses."""
    if not found.hits:
        return found
    sure = sureness(found.confidence, reading(found, query, judge))
    return found.model_copy(update={"answerable": sure >= ANSWERS, "confidence": round(sure, 4)})


def reading(found: SearchAnswer, query: str, judge: Judge) -> list[float]:
    """Return what reading gave for the first clause, and for the next ones where it is not sure to answer."""
    first, *others = [embedded_text(hit.clause) for hit in found.hits[:READ]]
    answers = judge.scores(query, [first])
    return answers if answers[0] >= _ANSWERED else answers + judge.scores(query, others)


def sureness(confidence: float, answers: Sequence[float]) -> float:
    """Return how sure it is (0–1) that the shop's documents answer, by what `seen` sees."""
    weights = _weights()
    found = seen(confidence, answers).items()
    return share(weights["bias"] + sum(weights[name] * value for name, value in found))


def seen(confidence: float, answers: Sequence[float]) -> Seen:
    """Return what the verdict looks at, as log-odds: search's own confidence, what reading its first clause gave, and the best of all read."""
    return {"searched": odds(confidence, _LEAST), "read": answers[0], "best": max(answers)}


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8")
    return TypeAdapter(dict[str, float]).validate_json(text)
