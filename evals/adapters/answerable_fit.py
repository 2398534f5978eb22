"""The arithmetic behind the weights of *answerable*, and of the trust in words found: a logistic regression with an L2 penalty.

For *answerable* it is calibrated besides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

RIDGE = 40.0
"""Strength of the penalty: few questions, many columns that say nearly the same."""

PARTS = 6
"""Groups of shops that calibration leaves out in turn."""


@dataclass(frozen=True)
class Block:
    """The columns of one kind: `middle` and `spread` bring them to one scale, `trust` lets a kind weigh more or less."""

    middle: Matrix
    spread: Matrix

    def scaled(self, raw: Matrix) -> Matrix:
        """Return the columns as the regression sees them."""
        return np.asarray((raw - self.middle) / self.spread, dtype=np.float64)


@dataclass(frozen=True)
class Fitted:
    """Weights for the raw features by name, and for the raw question vectors; `bias` goes with both."""

    bias: float
    features: Mapping[str, tuple[float, float, float]]
    vectors: Matrix

    def scores(self, table: Sequence[Mapping[str, float]], vectors: Matrix) -> Matrix:
        """Return the log-odds of each row."""
        total = np.full(len(table), self.bias) + vectors @ self.vectors
        for name, (middle, spread, weight) in self.features.items():
            total += weight * (np.array([row.get(name, middle) for row in table]) - middle) / spread
        return np.asarray(total, dtype=np.float64)


def fit(
    table: Sequence[Mapping[str, float]], vectors: Matrix, trust: Matrix, truth: Sequence[bool]
) -> Fitted:
    """Fit the features of a table and the questions' vectors together.

    Features are brought to mean 0 and spread 1; a vector's column is multiplied by its `trust` instead, for all columns of
    one model share a scale. With no columns in `vectors` only the features count. A feature that a row lacks counts as its mean.
    """
    names = sorted(set().union(*table))
    seen = np.array([[row.get(name, np.nan) for name in names] for row in table])
    raw = np.where(np.isnan(seen), np.nanmean(seen, axis=0), seen)
    blocks = (
        Block(raw.mean(axis=0), raw.std(axis=0) + 1e-6),
        Block(vectors.mean(axis=0), 1 / np.maximum(trust, 1e-9)),
    )
    columns = np.hstack([blocks[0].scaled(raw), blocks[1].scaled(vectors)])
    weights, bias = newton(columns, np.array(truth, dtype=float), RIDGE, balanced=True)
    of_vectors = weights[len(names) :] / blocks[1].spread
    found = zip(names, blocks[0].middle, blocks[0].spread, weights, strict=False)
    return Fitted(
        bias=bias - float(blocks[1].middle @ of_vectors),
        features={name: (float(m), float(s), float(w)) for name, m, s, w in found},
        vectors=of_vectors,
    )


def calibrated(
    table: Sequence[Mapping[str, float]],
    vectors: Matrix,
    trust: Matrix,
    truth: Sequence[bool],
    shops: Sequence[str],
) -> Fitted:
    """Fit all, then stretch and shift the log-odds as questions of shops that were left out say they should be."""
    kinds = np.array(truth, dtype=bool)
    held = np.zeros(len(table))
    groups = {shop: place % PARTS for place, shop in enumerate(sorted(set(shops)))}
    group = [groups[shop] for shop in shops]
    for part in range(PARTS):
        rest = [i for i, of in enumerate(group) if of != part]
        model = fit([table[i] for i in rest], vectors[rest], trust, [truth[i] for i in rest])
        out = [i for i, of in enumerate(group) if of == part]
        held[out] = model.scores([table[i] for i in out], vectors[out])
    stretch, shift = newton(held[:, None], kinds.astype(float), 1e-3, balanced=True)
    model = fit(table, vectors, trust, truth)
    factor = float(stretch[0])
    return Fitted(
        bias=model.bias * factor + shift,
        features={n: (m, s, w * factor) for n, (m, s, w) in model.features.items()},
        vectors=model.vectors * factor,
    )


def newton(
    columns: Matrix, truth: Matrix, penalty: float | Matrix, *, balanced: bool
) -> tuple[Matrix, float]:
    """Return weights and bias of a logistic regression; the bias is free.

    `penalty` is one for all columns, or one a column; `balanced`: both kinds of truth weigh the same, however many there are of each.
    """
    x = np.hstack([columns, np.ones((len(columns), 1))])
    each = np.ones(len(truth))
    if balanced:
        each = np.where(truth == 1, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    bound = np.append(np.broadcast_to(penalty, columns.shape[1]), 1e-6)
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (each * (p - truth)) + bound * weights
        step = np.linalg.solve((x * (each * p * (1 - p))[:, None]).T @ x + np.diag(bound), slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights[:-1], float(weights[-1])
