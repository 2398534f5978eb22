"""Medians and 95th percentiles."""

from collections.abc import Sequence
from statistics import median


def summary(values: Sequence[float]) -> dict[str, float]:
    """Return median, 95th percentile and maximum; zeros for an empty input."""
    if not values:
        return {"p50": 0.0, "p95": 0.0, "max": 0.0}
    ranked = sorted(values)
    at_95 = ranked[min(len(ranked) - 1, round(0.95 * (len(ranked) - 1)))]
    return {"p50": round(median(ranked), 3), "p95": round(at_95, 3), "max": round(ranked[-1], 3)}
