"""How far words found can be trusted to answer: a logistic regression over what the extractor saw of them, and the question itself.

What a question asks for says much about whether a shop writes it down at all; which of the words found fit, the rest says. The
weights belong to one sentence model and are fitted on `evals/datasets/answers.jsonl` by `python -m evals.adapters.answers`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from agent.drafting.extract import Found
from agent.drafting.meaning import Row
from agent.drafting.relevance import content
from knowledge.search.odds import odds, share

WEIGHTS = "trust.npz"
BELIEVED = 0.55
"""Belief from which words are told: at 0.5 a quarter of the hard questions of shops left out of the fit and two fifths of the plain ones
were told rightly, one near miss in ten was told something."""
BELIEVED_READ = 0.4
"""The same once the words were read with the question: of the questions of an ordinary day that it was fitted to six in ten were told
rightly, and one near miss in seventeen was told something."""
MEANT = 0.25
"""Likeness in meaning without which nothing is told, however much else speaks for it."""
SPOKEN_OF = 0.25
"""Belief that words need which are near to the question in meaning or share much with it."""
READ = 3
"""Words found that are read with the question, those most believed."""
_LEAST = 0.01
"""Keeps a belief of 0 or 1 from outweighing what was read."""
_COMPARED = ("near", "under", "about", "whole", "alike", "framed", "score", "share")
"""Traits of which it also counts how they stand to the best of all words found."""


def features(question: str, found: Sequence[Found]) -> list[dict[str, float]]:
    """Return what is weighed of each of the words found for a question, best passage first."""
    rows = [_alone(question, place, one) for place, one in enumerate(found)]
    best = {name: max((row.get(name, 0.0) for row in rows), default=0.0) for name in _COMPARED}
    # Search's best has 1, also where it is in another language and its words are none of these.
    best["score"] = max(best["score"], 1.0)
    return [
        row
        | {f"{name}_best": value for name, value in best.items()}
        | {f"{name}_behind": row.get(name, 0.0) - value for name, value in best.items()}
        for row in rows
    ]


def _alone(question: str, place: int, found: Found) -> dict[str, float]:
    said = " ".join((said_in(found), found.about, found.title)).lower()
    asked = content(question)
    shared = [unit for unit in asked if unit in said]
    return {
        **found.traits,
        "score": found.passage.score,
        "place": float(place),
        "share": len(shared) / max(1, len(asked)),
        "shared": float(min(5, len(shared))),
        "length": math.log1p(len(said)),
        "asked_length": math.log1p(len(question)),
    }


def as_clause(found: Found) -> str:
    """Return the words found as a clause with what they stand under, to be read with the question."""
    head = " ".join(filter(None, (found.title, found.about)))
    return f"{head}\n{said_in(found)}" if head else said_in(found)


def said_in(found: Found) -> str:
    """Return the words found as plain text, cells with their columns' names."""
    return found.text or "；".join(f"{name}：{value}" for name, value in found.cells)


@dataclass(frozen=True)
class Trust:
    """The fitted weights: of the features by name (mean, spread, weight), and of the question's vector about its centre."""

    model: str
    bias: float
    features: Mapping[str, tuple[float, float, float]]
    centre: Row
    question: Row
    read: tuple[float, ...] = (0.0, 1.0, 0.0)
    """Bias and weights of what `seen_after_reading` gives."""

    def beliefs(self, question: str, vector: Row, found: Sequence[Found]) -> list[float]:
        """Return for each of the words found how sure it is (0-1) that they answer the question; `vector` is the question's."""
        return self.weigh(vector, features(question, found))

    def weigh(self, vector: Row, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Return the belief in each of the words whose `features` are given."""
        prior = self.bias + float(self.question @ direction(vector, self.centre))
        return [self._belief(prior, row) for row in rows]

    def after_reading(self, belief: float, answers: float) -> float:
        """Return the belief in words once they were read with the question, which gave the log-odds `answers`."""
        bias, *weights = self.read
        seen = seen_after_reading(belief, answers)
        return share(bias + sum(w * value for w, value in zip(weights, seen, strict=True)))

    def _belief(self, prior: float, row: Mapping[str, float]) -> float:
        total = prior + sum(
            weight * (row.get(name, 0.0) - mean) / spread
            for name, (mean, spread, weight) in self.features.items()
        )
        return share(total)


def seen_after_reading(belief: float, answers: float) -> tuple[float, float]:
    """Return what is weighed once words were read with the question: the belief before, and what reading gave, as log-odds."""
    return odds(belief, _LEAST), answers


def direction(vector: Row, centre: Row) -> Row:
    """Return a vector about the centre, of unit length."""
    moved = vector - centre
    return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-6), dtype=np.float32)


@lru_cache(maxsize=1)
def load_trust() -> Trust:
    """Return the weights that come with the package."""
    with (files("agent.drafting") / "weights" / WEIGHTS).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        return Trust(
            model=str(stored["model"]),
            bias=float(stored["bias"]),
            features={
                str(name): (float(mean), float(spread), float(weight))
                for name, (mean, spread, weight) in zip(
                    stored["names"], stored["features"], strict=True
                )
            },
            centre=stored["centre"],
            question=stored["question"],
            read=tuple(map(float, stored["read"])),
        )
