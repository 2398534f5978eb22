"""A network of one hidden layer shared by all heads, trained with numpy alone: the same sentences give the same weights.

It is made of `MEMBERS` networks, each begun and fed by another chance, laid side by side: their mean errs less than any one
of them, and reading it costs one product of matrices as before.

Heads share what a text is about: who learns that 「起泡」 is a fault on a phone's film and harm on a hand learns it for want,
problem and danger at once. On files of sentences it never saw it is better than one linear layer a head at all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.understanding.features import Matrix

HIDDEN = 128
"""Units of one member."""
MEMBERS = 3
_EPOCHS, _BATCH, _RATE, _DECAY = 14, 128, 2.5e-3, 5e-3
_DROPPED_FEATURES, _DROPPED_UNITS = 0.1, 0.2
_SMOOTHING = 0.1
_FIRST_SCALE, _LAST_SCALE = 0.09, 0.5
_BETA_ONE, _BETA_TWO, _TINY = 0.9, 0.99, 1e-8
_SEED = 20261129


@dataclass(frozen=True)
class Target:
    """What one head should say: `truth` [texts × classes] of 0 and 1, and which texts it learns from (1) or not (0)."""

    truth: Matrix
    known: Matrix
    exclusive: bool


@dataclass(frozen=True)
class Network:
    """Trained weights: hidden layer [features × units], its bias, and per head [units × classes] and bias."""

    hidden: Matrix
    bias: Matrix
    heads: Mapping[str, tuple[Matrix, Matrix]]

    def scores(self, features: Matrix) -> dict[str, NDArray[np.float64]]:
        """Return every head's raw scores [texts × classes]."""
        units = np.maximum(features @ self.hidden + self.bias, 0.0)
        return {
            name: (units @ weights + bias).astype(np.float64)
            for name, (weights, bias) in self.heads.items()
        }


def fit(features: Matrix, targets: Mapping[str, Target], weights: Matrix) -> Network:
    """Train on texts [texts × features], each counting as much as its weight."""
    return side_by_side([_member(features, targets, weights, _SEED + n) for n in range(MEMBERS)])


def side_by_side(members: Sequence[Network]) -> Network:
    """Return one network whose scores are the mean of the members' scores."""
    share = np.float32(1 / len(members))
    heads = {
        name: (
            np.vstack([member.heads[name][0] for member in members]) * share,
            np.sum([member.heads[name][1] for member in members], axis=0) * share,
        )
        for name in members[0].heads
    }
    return Network(
        np.hstack([member.hidden for member in members]),
        np.concatenate([member.bias for member in members]),
        heads,
    )


def _member(features: Matrix, targets: Mapping[str, Target], weights: Matrix, seed: int) -> Network:
    chance = np.random.default_rng(seed)
    places = _places(targets)
    width = max(place.stop for place in places.values())
    layers = [
        chance.normal(0, _FIRST_SCALE, (features.shape[1], HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        chance.normal(0, _LAST_SCALE / np.sqrt(HIDDEN), (HIDDEN, width)).astype(np.float32),
        np.zeros(width, np.float32),
    ]
    steps = _EPOCHS * -(-len(features) // _BATCH)
    descent = _Descent(layers, steps)
    for _ in range(_EPOCHS):
        order = chance.permutation(len(features))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            descent.step(_gradients(layers, features, targets, places, weights, rows, chance))
    hidden, bias, last, ends = layers
    heads = {name: (last[:, place], ends[place]) for name, place in places.items()}
    return Network(hidden, bias, heads)


def _places(targets: Mapping[str, Target]) -> dict[str, slice]:
    found, start = {}, 0
    for name, target in targets.items():
        end = start + target.truth.shape[1]
        found[name] = slice(start, end)
        start = end
    return found


def _gradients(
    layers: Sequence[Matrix],
    features: Matrix,
    targets: Mapping[str, Target],
    places: Mapping[str, slice],
    weights: Matrix,
    rows: NDArray[np.int64],
    chance: np.random.Generator,
) -> list[Matrix]:
    """Return the gradients of one batch for every layer, some features and units left out by chance."""
    hidden, bias, last, ends = layers
    seen = features[rows]
    seen = seen * (chance.random(seen.shape, dtype=np.float32) >= _DROPPED_FEATURES)
    raw = seen @ hidden + bias
    kept = (chance.random(raw.shape, dtype=np.float32) >= _DROPPED_UNITS) / np.float32(
        1 - _DROPPED_UNITS
    )
    units = np.maximum(raw, 0.0) * kept
    scores = units @ last + ends
    error = np.empty_like(scores)
    for name, place in places.items():
        told = targets[name]
        error[:, place] = _error(scores[:, place], told.truth[rows], exclusive=told.exclusive)
        error[:, place] *= told.known[rows, None]
    error *= weights[rows, None] / len(rows)
    back = (error @ last.T) * kept * (raw > 0)
    return [seen.T @ back, back.sum(axis=0), units.T @ error, error.sum(axis=0)]


def _error(scores: Matrix, truth: Matrix, *, exclusive: bool) -> Matrix:
    if not exclusive:
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))) - truth, np.float32)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    smooth = truth * (1 - _SMOOTHING) + _SMOOTHING / truth.shape[1]
    return np.asarray(powers / powers.sum(axis=1, keepdims=True) - smooth, np.float32)


class _Descent:
    """Adam with decoupled decay of the matrices and a rate that falls to nothing; changes the layers in place."""

    def __init__(self, layers: list[Matrix], steps: int) -> None:
        self._layers, self._steps, self._taken = layers, steps, 0
        self._first = [np.zeros_like(layer) for layer in layers]
        self._second = [np.zeros_like(layer) for layer in layers]

    def step(self, gradients: Sequence[Matrix]) -> None:
        self._taken += 1
        rate = np.float32(_RATE * (1 - (self._taken - 1) / self._steps))
        one, two = 1 - _BETA_ONE**self._taken, 1 - _BETA_TWO**self._taken
        for layer, first, second, gradient in zip(
            self._layers, self._first, self._second, gradients, strict=True
        ):
            first += np.float32(1 - _BETA_ONE) * (gradient - first)
            second += np.float32(1 - _BETA_TWO) * (gradient * gradient - second)
            move = (first / np.float32(one)) / (np.sqrt(second / np.float32(two)) + _TINY)
            if layer.ndim > 1:
                move += np.float32(_DECAY) * layer
            layer -= rate * move
