"""Retrieval metrics and their answers to empty input."""

from evals.metrics.interval import bootstrap_interval
from evals.metrics.retrieval import balanced_accuracy, mean, mrr_at_k, recall_at_k


def test_recall_and_reciprocal_rank() -> None:
    assert recall_at_k(["a", "b", "c"], {"b", "x"}, 2) == 0.5
    assert mrr_at_k(["a", "b", "c"], {"b", "c"}, 10) == 0.5
    assert mrr_at_k(["a", "b"], {"b"}, 1) == 0.0


def test_empty_input() -> None:
    assert (
        recall_at_k([], {"a"}, 5) == recall_at_k(["a"], set(), 5) == mrr_at_k([], {"a"}, 5) == 0.0
    )
    assert mean([]) == 0.0
    assert bootstrap_interval([]) is None
    assert balanced_accuracy([], []) == 0.0


def test_interval_is_seeded_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 0.5] * 10
    interval = bootstrap_interval(values)
    assert interval == bootstrap_interval(values) and interval is not None
    low, high = interval
    assert low < mean(values) < high


def test_balanced_accuracy_weighs_both_kinds_alike() -> None:
    assert balanced_accuracy([True, True, True, False], [True, True, True, True]) == 0.5
