"""Settings: documented, read once, and wrong ones are named."""

from pathlib import Path

import pytest

from agent.errors import ConfigurationError
from agent.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    variable = ENV_PREFIX + name.upper()
    description = Settings.model_fields[name].description
    assert description
    documented = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert f"`{variable}`" in documented and description in documented
    assert variable in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields}
    rows = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {row.lstrip("# ").partition("=")[0] for row in rows if "=" in row}
    assert named == known


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSALES_PORT", "many")
    with pytest.raises(ConfigurationError, match="AFTERSALES_PORT"):
        Settings.read()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSALES_TOKENS", "anna:lead:geheim")
    assert "geheim" not in repr(Settings.read())


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERSALES_MODEL", "")
    monkeypatch.setenv("AFTERSALES_PORT", "")
    settings = Settings.read()
    assert settings.model is None and settings.port == 7860
