"""Search over other people's data, beside the checkout, with the default models: floors, and the figures in the output."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.adapters.outside import Outside
from knowledge.search.embedders import companion, load_embedder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """One pair of models for all parts; each text is embedded once."""
    first = load_embedder()
    with Outside(tmp_path_factory.mktemp("outside"), first, companion(first)) as made:
        yield made


def show(
    capsys: pytest.CaptureFixture[str], name: str, found: dict[str, float | int | str]
) -> None:
    with capsys.disabled():
        print(f"\n{name}: {found}")


def test_stard(outside: Outside, outside_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = outside.stard(outside_data)
    show(capsys, "STARD", found)
    assert float(found["recall@10"]) >= 0.70
    assert float(found["mrr@10"]) >= 0.60


def test_ecom_bench(
    outside: Outside, outside_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = outside.ecom_bench(outside_data)
    show(capsys, "ECom-Bench", found)
    assert float(found["gold_recall@3"]) >= 0.80


def test_seven_days_in_the_laws(
    outside: Outside, outside_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = outside.laws(outside_data)
    show(capsys, "laws", found)
    assert "七日" in str(found["first_text"])
    assert "退货" in str(found["first_text"])
    assert found["answerable"] == 1
