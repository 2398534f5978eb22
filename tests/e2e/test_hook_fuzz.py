"""A thousand mutated events at the hook (`make soak`: ten thousand)."""

from tests.fuzzed import hammer


def test_only_2xx_and_4xx_and_nothing_unproved_is_kept(bench):
    statuses = hammer(bench, 1000, seed=20261121)
    assert sum(statuses.values()) == 1000
