"""Fusion: weights follow the strength of the words; a silent opinion has no say."""

import numpy as np

from knowledge.search.fuse import Opinions, fuse, min_max

ALL = np.ones(3, dtype=bool)


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_min_max_of_allowed_rows_only() -> None:
    scores = min_max(column(5, 1, 3), np.array([False, True, True]))
    assert scores.tolist() == [0, 0, 1]


def test_an_opinion_without_difference_has_no_say() -> None:
    assert not min_max(column(2, 2, 2), ALL).any()


def test_strong_words_count_and_weak_words_do_not() -> None:
    words, cosines = column(9, 0, 1), column(0.80, 0.85, 0.84)
    weak = fuse(Opinions(words, 0.01, cosines), ALL)
    strong = fuse(Opinions(words, 0.5, cosines), ALL)
    assert int(np.argmax(weak)) == 1
    assert strong[0] > weak[0]


def test_scores_stay_between_zero_and_one() -> None:
    fused = fuse(Opinions(column(9, 0, 1), 0.9, column(1, 0, 0.5), column(0.2, 0.1, 0)), ALL)
    assert fused.min() >= 0
    assert fused.max() <= 1
