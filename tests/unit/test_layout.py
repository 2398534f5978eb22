"""The five top-level names are ours, wherever Python is started."""

import importlib.util
import site
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["agent", "knowledge", "prompts", "evals", "app"])
def test_name_resolves_inside_the_repository(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    assert Path(spec.origin).resolve().is_relative_to(ROOT)


@pytest.mark.parametrize("name", ["agent", "knowledge", "prompts", "evals"])
def test_no_foreign_package_of_that_name_is_installed(name: str) -> None:
    for folder in site.getsitepackages():
        assert not (Path(folder) / name).exists()
        assert not (Path(folder) / f"{name}.py").exists()


def test_every_package_folder_has_an_init() -> None:
    for top in ("agent", "knowledge", "prompts", "evals"):
        for module in (ROOT / top).rglob("*.py"):
            assert (module.parent / "__init__.py").is_file(), module
