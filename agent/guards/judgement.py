"""The trained part of the guards: one head a kind over the meaning and the characters of a sentence. Numpy only.

A head weighs how near a sentence lies to each sentence it was trained on, in the eyes of one or two sentence models, and the
n-grams it is written with. Weights belong to a choice of models; those named `none` go by characters alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from agent.errors import ConfigurationError
from agent.guards.traits import Matrix, gram_rows, nearness

NO_VECTOR = "none"
FORMAT = 3
VECTOR_WEIGHTS, GRAM_WEIGHT = (6.0, 14.0), 3.0
"""Of the quick model, of the second one, and of the n-grams."""
STEPS = 400.0
"""Stored vectors are whole numbers of 1/400: the parts of a unit vector of some hundred stay far below 127/400."""


@dataclass(frozen=True)
class Meanings:
    """The training sentences as one sentence model sees them: `rows` [sentences × dimension] of unit length about `centre`."""

    rows: Matrix
    centre: Matrix

    def nearness(self, vectors: Matrix) -> NDArray[np.float64]:
        """Return [texts × sentences], 1 where both mean the same."""
        return nearness(centred(vectors, self.centre), self.rows)


@dataclass(frozen=True)
class Judgement:
    """All heads of one choice of models.

    `duals` [sentences × heads] are the weights of the training sentences, `grams` [buckets × heads] those of the n-grams; `bars`
    [2 × heads] the scores from which a sentence is blocked and warned of.
    """

    heads: tuple[str, ...]
    meanings: tuple[Meanings, ...]
    duals: Matrix
    grams: Matrix
    intercepts: Matrix
    bars: Matrix

    def bar(self, head: str) -> tuple[float, float]:
        """Return the scores from which a sentence is blocked and warned of for a head."""
        block, warn = self.bars[:, self.heads.index(head)]
        return float(block), float(warn)

    def scores(self, texts: Sequence[str], vectors: Sequence[Matrix]) -> NDArray[np.float64]:
        """Return [texts × heads] for folded sentences; `vectors` are their embeddings, one matrix a model.

        1 is a fault of the head's kind, 0 a fault of another kind, -1 none.
        """
        found = GRAM_WEIGHT * (gram_rows(texts) @ self.grams) + self.intercepts
        for weight, known, rows in zip(
            VECTOR_WEIGHTS[: len(vectors)], self.meanings, vectors, strict=True
        ):
            found = found + weight * (known.nearness(rows) @ self.duals)
        return np.asarray(found, dtype=np.float64)


def centred(vectors: Matrix, centre: Matrix) -> Matrix:
    """Return vectors about their common centre, of unit length: a model whose vectors all lie close together spreads them."""
    rows = vectors - centre
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)


def load_judgement(models: Sequence[str]) -> Judgement:
    """Return the weights of a choice of models; a model's version after the "/" may differ, its name may not.

    Raises:
        ConfigurationError: the package carries no weights for them, or weights of another version.
    """
    parts = _stored(file_name(models))
    return Judgement(
        heads=tuple(str(head) for head in parts["heads"].tolist()),
        meanings=tuple(_meanings(model) for model in models),
        duals=parts["duals"].astype(np.float32),
        grams=parts["grams"].astype(np.float32),
        intercepts=parts["intercepts"].astype(np.float32),
        bars=parts["bars"].astype(np.float32),
    )


def fitted(models: Sequence[str]) -> bool:
    """Return whether the package carries weights for a choice of models."""
    return _place(file_name(models)).is_file()


def file_name(models: Sequence[str]) -> str:
    """Return the weights' file name of a choice of models."""
    return "+".join(model.partition("/")[0] for model in models or (NO_VECTOR,)) + ".npz"


def meanings_name(model: str) -> str:
    """Return the file name of the training sentences' vectors."""
    return f"sentences-{model.partition('/')[0]}.npz"


def _meanings(model: str) -> Meanings:
    parts = _stored(meanings_name(model))
    return Meanings(parts["rows"].astype(np.float32) / STEPS, parts["centre"].astype(np.float32))


def _stored(name: str) -> dict[str, NDArray[np.generic]]:
    place = _place(name)
    if not place.is_file():
        raise ConfigurationError(
            f"the guards' weights {name} are missing from agent/guards/weights: reinstall the package, "
            "or write them with python -m agent.guards.training.fit"
        )
    with place.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        if int(stored["format"]) != FORMAT:
            raise ConfigurationError(
                f"{name}: made by another version; run python -m agent.guards.training.fit"
            )
        return {part: stored[part] for part in stored.files}


def _place(name: str) -> Traversable:
    return files("agent.guards").joinpath("weights", name)
