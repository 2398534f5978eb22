"""How sure a mean is."""

from collections.abc import Sequence

import numpy as np


def bootstrap_interval(
    values: Sequence[float], *, rounds: int = 1000
) -> tuple[float, float] | None:
    """Return the 95 % percentile bootstrap interval of the mean, seeded; None for an empty input."""
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(20261121).integers(0, len(data), size=(rounds, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)
