"""The verdict once the question and the best clause have been read together."""

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
"""Fitted by `python -m evals.adapters.judging` to shops that neither search nor the cross-encoder learned from.

What the second and third clause gave added nothing to what the first did, and a clause costs 25 ms.
"""

Seen = dict[str, float]

_LEAST = 0.02
"""Keeps a confidence of 0 or 1 from outweighing what was read."""


class Judge(Protocol):
    """Reads a question with each of some clauses."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return for each clause the log-odds that it answers the question."""
        ...


def judged(found: SearchAnswer, query: str, judge: Judge) -> SearchAnswer:
    """Return what was found with the verdict that follows from reading the best clause."""
    if not found.hits:
        return found
    (answers,) = judge.scores(query, [embedded_text(found.hits[0].clause)])
    sure = sureness(found.confidence, answers)
    return found.model_copy(update={"answerable": sure >= ANSWERS, "confidence": round(sure, 4)})


def sureness(confidence: float, answers: float) -> float:
    """Return how sure it is (0–1) that the shop's documents answer, by what `seen` sees."""
    weights = _weights()
    found = seen(confidence, answers).items()
    return share(weights["bias"] + sum(weights[name] * value for name, value in found))


def seen(confidence: float, answers: float) -> Seen:
    """Return what the verdict looks at, as log-odds: search's own confidence, and what reading the best clause gave."""
    return {"searched": odds(confidence, _LEAST), "read": answers}


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8")
    return TypeAdapter(dict[str, float]).validate_json(text)
