"""The nearest vectors: exact where they are few, nearly so where they are many, and never a row that is not allowed."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.column import EXACT, Made, VectorColumn, stretches

MANY = EXACT + 500


def rows(count: int, size: int = 64) -> np.ndarray:
    numbers = np.random.default_rng(7).normal(size=(count, size)).astype(np.float32)
    numbers += 0.5  # like real models: all vectors lean one way
    return numbers / np.linalg.norm(numbers, axis=1, keepdims=True)


def opened(folder: Path, count: int) -> VectorColumn:
    VectorColumn.write(folder, "vectors", Made.of(rows(count)))
    return VectorColumn.open(folder, "vectors")


def test_few_rows_are_ranked_exactly(tmp_path: Path) -> None:
    column = opened(tmp_path, 200)
    asked = column.rows[17]
    found, cosines = column.best(asked, np.ones(200, dtype=bool), 10)
    assert found[0] == 17
    assert np.array_equal(found, np.argsort(-(column.rows @ asked), kind="stable")[:10])
    assert (np.diff(cosines) <= 0).all()


def test_of_many_rows_the_near_ones_are_found(tmp_path: Path) -> None:
    column = opened(tmp_path, MANY)
    rng = np.random.default_rng(3)
    for row in rng.integers(0, MANY, 20):
        asked = column.rows[row] + 0.05 * rng.normal(size=64).astype(np.float32)
        found, _ = column.best(asked, np.ones(MANY, dtype=bool), 10)
        assert row in found


def test_only_allowed_rows_are_found(tmp_path: Path) -> None:
    column = opened(tmp_path, MANY)
    allowed = np.arange(MANY) % 3 == 0
    found, _ = column.best(column.rows[1], allowed, 300)
    assert len(found) == 300
    assert allowed[found].all()
    few = np.zeros(MANY, dtype=bool)
    few[[5, 9]] = True
    assert sorted(column.best(column.rows[1], few, 300)[0].tolist()) == [5, 9]
    assert len(column.best(column.rows[1], np.zeros(MANY, dtype=bool), 300)[0]) == 0


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=40))
def test_stretches_cover_every_place_with_its_own_source(sources: list[int]) -> None:
    covered = []
    for start, end, source in stretches(np.array(sources, dtype=np.int64)):
        assert start < end
        covered += [source + at if source >= 0 else -1 for at in range(end - start)]
    assert covered == sources


def test_rows_taken_over_are_those_of_the_earlier_column(tmp_path: Path) -> None:
    base = opened(tmp_path, MANY)
    dice = np.random.default_rng(5)
    sources = np.concatenate([np.arange(100, MANY), [-1, 3, -1], np.arange(50)])
    fresh = rows(MANY + 2)[-2:]
    (tmp_path / "later").mkdir()
    VectorColumn.write(tmp_path / "later", "vectors", Made(fresh, sources, base))
    later = VectorColumn.open(tmp_path / "later", "vectors")
    wanted = base.rows[np.maximum(sources, 0)].copy()
    wanted[sources < 0] = fresh
    assert np.array_equal(later.rows, wanted)
    for row in (MANY - 100, MANY - 98, *dice.integers(0, len(sources), 10)):
        assert row in later.best(wanted[row], np.ones(len(sources), dtype=bool), 10)[0]


def test_signs_are_made_anew_where_the_middle_has_moved(tmp_path: Path) -> None:
    base = opened(tmp_path, MANY)
    fresh = -rows(MANY)
    sources = np.concatenate([np.arange(10), np.full(MANY, -1)])
    (tmp_path / "later").mkdir()
    VectorColumn.write(tmp_path / "later", "vectors", Made(fresh, sources, base))
    later = VectorColumn.open(tmp_path / "later", "vectors")
    asked = fresh[4321]
    assert later.best(asked, np.ones(MANY + 10, dtype=bool), 10)[0][0] == 4331
