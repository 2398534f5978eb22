"""The nearest vectors: exact where they are few, nearly so where they are many, and never a row that is not allowed."""

from pathlib import Path

import numpy as np

from knowledge.search.column import EXACT, Made, VectorColumn

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
