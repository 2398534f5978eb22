"""Shared by all tests: no setting of the machine leaks in, no real model is asked, what cannot run is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from agent.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

# A busy machine fails nothing: how long something takes is for the benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AFTERSALES_{name.upper()}", raising=False)
    monkeypatch.setenv("AFTERSALES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    yield


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """Other people's data, beside the checkout; a test that needs it is listed as not run where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the outside data sets are not beside this checkout (../shared/data)")
    return folder
