"""The small trained part: a hidden layer over one vector, character n-grams and the phrase lists, heads on it. Numpy only.

Weights belong to one embedding model. The package carries them for the Universal Sentence Encoder (2 ms a text, in one
file for every platform) and for no vector at all: the last serves any other embedder until `training.fit.train` has been
run with it.
"""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.errors import ConfigurationError
from agent.understanding.features import Matrix, row, rule_names
from agent.understanding.normalise import plain

NO_VECTOR = "none"
FORMAT = 2


class WeightsMismatch(ValueError):
    """The weights were fitted to other phrase lists or by another version; fit them anew."""


class WeightsMissing(ConfigurationError):
    """No weights at all are in the package: it is not installed whole."""


@dataclass(frozen=True)
class Head:
    """One linear layer: `coefficients` [classes × units]; `temperature` makes its probabilities honest."""

    classes: tuple[str, ...]
    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    temperature: float
    exclusive: bool

    def probabilities(self, units: NDArray[np.float64]) -> dict[str, float]:
        """Return one probability a class: adding up to 1 where classes exclude each other, else each its own."""
        scores: NDArray[np.float64] = (
            self.coefficients @ units + self.intercepts
        ) / self.temperature
        if self.exclusive:
            powers = np.exp(scores - scores.max())
            values = np.asarray(powers / powers.sum(), dtype=np.float64)
        else:
            values = np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -40, 40))), dtype=np.float64)
        return dict(zip(self.classes, (float(value) for value in values), strict=True))


@dataclass(frozen=True)
class Classifier:
    """The hidden layer of one embedding model [features × units] with its bias, and all heads on it."""

    embedder: str
    centre: Matrix
    hidden: Matrix
    bias: Matrix
    heads: dict[str, Head]

    def features(self, text: str, vector: Matrix | None) -> Matrix:
        """Return the features of a text; `vector` is its embedding, ignored where these weights need none."""
        if not self.centre.size:
            return row(plain(text), None)
        return row(
            plain(text), np.zeros_like(self.centre) if vector is None else vector - self.centre
        )

    def predict(self, text: str, vector: Matrix | None) -> dict[str, dict[str, float]]:
        """Return every head's probabilities."""
        units = np.maximum(self.features(text, vector) @ self.hidden + self.bias, 0.0)
        precise = units.astype(np.float64)
        return {name: head.probabilities(precise) for name, head in self.heads.items()}


def load_classifier(embedder: str, folder: Path | None = None) -> Classifier:
    """Return the weights fitted to an embedder; those without vectors where there are none for it.

    Args:
        embedder: the embedder's name; its version after the "/" may differ, its model may not.
        folder: where `train` wrote weights of one's own; by default the package's.

    Raises:
        WeightsMismatch: the weights were made with other phrase lists.
        WeightsMissing: neither that embedder's weights nor those without vectors are there.
    """
    place: Traversable = folder or files("agent.understanding").joinpath("weights")
    found = {path.name: path for path in place.iterdir()}
    path = found.get(file_name(embedder)) or found.get(file_name(NO_VECTOR))
    if path is not None:
        return _read(path)
    if folder is not None:
        return load_classifier(NO_VECTOR)
    raise WeightsMissing(
        "the reader's weights are missing from agent/understanding/weights: "
        "reinstall the package, or write them with python -m agent.understanding.training.fit"
    )


def file_name(embedder: str) -> str:
    """Return the weights' file name of an embedder."""
    model = embedder.partition("/")[0]
    return (
        "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in model) + ".npz"
    )


def _read(path: Traversable) -> Classifier:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        if int(stored["format"]) != FORMAT or tuple(stored["rules"].tolist()) != rule_names():
            raise WeightsMismatch(f"{path.name}: fitted to other phrase lists; run training again")
        heads = {
            name: Head(
                tuple(str(item) for item in stored[f"{name}.classes"].tolist()),
                stored[f"{name}.coefficients"].astype(np.float64),
                stored[f"{name}.intercepts"].astype(np.float64),
                float(stored[f"{name}.temperature"]),
                bool(stored[f"{name}.exclusive"]),
            )
            for name in stored["heads"].tolist()
        }
        return Classifier(
            str(stored["embedder"]),
            stored["centre"],
            stored["hidden"].astype(np.float32),
            stored["bias"],
            heads,
        )
