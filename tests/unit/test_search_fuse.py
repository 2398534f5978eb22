"""Fusion: weights follow the strength of the words; a silent opinion has no say."""

import numpy as np

from knowledge.search.fuse import Opinion, Opinions, fuse

ALL = np.arange(3)


def opinion(*values: float) -> Opinion:
    scores = np.array(values, dtype=np.float32)
    order = np.argsort(-scores, kind="stable")
    held = order[scores[order] > 0]
    return Opinion.of(held, scores[held], len(values))


def test_a_list_is_spread_between_its_best_and_its_last() -> None:
    assert opinion(5, 1, 3).spread(ALL).tolist() == [1, 0, 0.5]


def test_rows_that_a_list_leaves_out_stand_at_nothing() -> None:
    assert opinion(4, 0, 1).spread(ALL).tolist() == [1, 0, 0.25]


def test_an_opinion_without_difference_has_no_say() -> None:
    assert not opinion(2, 2, 2).spread(ALL).any()
    assert not opinion(0, 0, 0).spread(ALL).any()


def test_strong_words_count_and_weak_words_do_not() -> None:
    words, cosines = opinion(9, 0, 1), opinion(0.80, 0.85, 0.84)
    weak = fuse(Opinions(words, 0.01, cosines), ALL)
    strong = fuse(Opinions(words, 0.5, cosines), ALL)
    assert int(np.argmax(weak)) == 1
    assert strong[0] > weak[0]


def test_scores_stay_between_zero_and_one() -> None:
    opinions = Opinions(opinion(9, 0, 1), 0.9, opinion(1, 0, 0.5), opinion(0.2, 0.1, 0))
    fused = fuse(opinions, opinions.rows())
    assert fused.min() >= 0
    assert fused.max() <= 1
