"""The trained part of the guards: one head a kind over the meaning and the characters of a sentence. Numpy only.

A head weighs how near a sentence lies to each sentence it was trained on, and the n-grams it is written with. Weights belong to
one sentence model; those named `none` go by characters alone, for systems without that model.
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
FORMAT = 1
VECTOR_WEIGHT, GRAM_WEIGHT, WIDTH = 9.0, 4.0, 1.0
STEPS = 400.0
"""Stored vectors are whole numbers of 1/400: the parts of a unit vector of 512 stay far below 127/400."""


@dataclass(frozen=True)
class Judgement:
    """All heads of one sentence model.

    `known` [sentences × dimension] are the vectors of the training sentences, `duals` [sentences × heads] their weights,
    `grams` [buckets × heads]; `bars` [levels × heads] the scores from which a head is sure enough to block, to warn, and to
    name a second fault of a text that is blocked anyway.
    """

    model: str
    heads: tuple[str, ...]
    known: Matrix
    duals: Matrix
    grams: Matrix
    intercepts: Matrix
    bars: Matrix

    def scores(self, texts: Sequence[str], vectors: Matrix | None) -> NDArray[np.float64]:
        """Return [texts × heads] for folded sentences; `vectors` are their embeddings, ignored where none are known."""
        found = GRAM_WEIGHT * (gram_rows(texts) @ self.grams) + self.intercepts
        if self.known.size and vectors is not None:
            found = found + VECTOR_WEIGHT * (nearness(vectors, self.known, WIDTH) @ self.duals)
        return np.asarray(found, dtype=np.float64)


def load_judgement(model: str) -> Judgement:
    """Return the weights of a sentence model; its version after the "/" may differ, its name may not.

    Raises:
        ConfigurationError: the package carries no weights for it, or weights of another version.
    """
    name = file_name(model)
    place: Traversable = files("agent.guards").joinpath("weights", name)
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
        parts = {
            part: stored[part].astype(np.float32)
            for part in ("known", "duals", "grams", "intercepts", "bars")
        }
        parts["known"] /= STEPS
        heads = tuple(str(head) for head in stored["heads"].tolist())
        return Judgement(str(stored["model"]), heads, **parts)


def fitted(model: str) -> bool:
    """Return whether the package carries weights for a sentence model."""
    return files("agent.guards").joinpath("weights", file_name(model)).is_file()


def file_name(model: str) -> str:
    """Return the weights' file name of a sentence model."""
    return f"{model.partition('/')[0]}.npz"
