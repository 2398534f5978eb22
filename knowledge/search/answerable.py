"""Does the release answer the question? A calibrated verdict, for a desk that says so when it does not know.

An absolute cosine says nothing (all of this model's lie between .72 and .89). So the best clause is compared with what a
bank of some 150 general shop topics (`background.txt`) gives for the same question: a release that answers beats it. With
that go the part of the question's words that the best clauses hold, how the opinions agree, how the best stands out, and
whether the clauses speak of what the question names (`concepts.py`). Last, the question's own vectors: some things hardly any
shop writes down (a joke, a student's discount, the colour of a part), and a near miss looks like an answer to all the rest.
The weights are fitted on `evals/datasets/answerable.jsonl` by `python -m evals.adapters.answerable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.fuse import Mask, Opinion, Opinions, Scores


@dataclass(frozen=True)
class Bank:
    """Cosines of a question with the background topics, by each embedding model."""

    cosines: Scores
    second: Scores | None = None


def background_texts() -> list[str]:
    """Return the general topics, one a line."""
    text = files(__package__).joinpath("background.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line]


def background(embedder: Embedder) -> Vectors:
    """Return the topics' vectors: shipped for the models that come with the product, else embedded now."""
    with files(__package__).joinpath("background.npz").open("rb") as file:
        shipped = np.load(file, allow_pickle=False)
        if embedder.name in shipped:
            return np.asarray(shipped[embedder.name], dtype=np.float32)
    return embedder.encode_document(background_texts())


@lru_cache(maxsize=1)
def _english_topics() -> Mask:
    return np.array([text.isascii() for text in background_texts()], dtype=bool)


def features(opinions: Opinions, bank: Bank, coverage: float, english: bool) -> dict[str, float]:
    """Return what the verdict looks at; `coverage` is the weighted part of the question's units in the best clauses."""
    same = _english_topics() == english
    found = {
        "coverage": coverage,
        "strength": opinions.strength,
        **_against("first", opinions.first, bank.cosines[same]),
        "words_agree": _agree(opinions.words, opinions.first),
    }
    if opinions.second is not None and bank.second is not None:
        found |= _against("second", opinions.second, bank.second[same])
        found["models_agree"] = _agree(opinions.second, opinions.first)
    return found


def _against(name: str, opinion: Opinion, bank: Scores) -> dict[str, float]:
    """Return how the best clause stands against the bank and against the release's other clauses."""
    best = opinion.scores[:6]
    topics = np.sort(bank)[::-1]
    others = best[1:] if len(best) > 1 else topics[:1]
    return {
        f"{name}_best": float(best[0]),
        f"{name}_over_topic": float(best[0] - topics[0]),
        f"{name}_over_topics": float(best[0] - topics[:5].mean()),
        f"{name}_over_next": float(best[0] - others[0]),
        f"{name}_over_rest": float(best[0] - others.mean()),
    }


def _agree(one: Opinion, other: Opinion) -> float:
    return float(len(one.rows) > 0 and int(one.rows[0]) == int(other.rows[0]))


def confidence(found: Mapping[str, float], first: Vectors, second: Vectors | None = None) -> float:
    """Return the probability (0–1) that the release answers, by the weights fitted for these features and question vectors.

    With one model alone, which may be any, its vector says nothing here. A feature that is not there counts as its mean.
    """
    two = second is not None and "second_best" in found
    model = _weights()["two models" if two else "one model"]
    total = model.bias
    if two and second is not None:
        of_first, of_second = _vector_weights()
        total += float(np.vecdot(of_first, first.reshape(-1)))
        total += float(np.vecdot(of_second, second.reshape(-1)))
    for name, (mean, spread, weight) in model.features.items():
        total += weight * (found.get(name, mean) - mean) / spread
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


class Weights(BaseModel):
    """A logistic regression: of each feature the mean and spread it was fitted with, and its weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    features: dict[str, tuple[float, float, float]]


@lru_cache(maxsize=1)
def _weights() -> dict[str, Weights]:
    text = files(__package__).joinpath("answerable.json").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Weights]).validate_json(text)


@lru_cache(maxsize=1)
def _vector_weights() -> tuple[Vectors, Vectors]:
    """Return the weights of the question's vectors by the default model and its companion."""
    with files(__package__).joinpath("answerable.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        return np.asarray(stored["first"]), np.asarray(stored["second"])
