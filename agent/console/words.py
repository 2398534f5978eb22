"""The interface's words, by language; no page and no framework is needed to read them."""

import json
from importlib.resources import files
from typing import Any


def words() -> dict[str, dict[str, str]]:
    """Return the interface's words by language."""
    loaded: dict[str, dict[str, str]] = _json("words.json")
    return loaded


def packs() -> list[list[str]]:
    """Return what the product's own rules are called, each in the three languages: titles, sources of deadlines, cautions."""
    loaded: list[list[str]] = _json("packs.json")
    return loaded


def _json(name: str) -> Any:
    return json.loads(files("agent.console").joinpath("static", name).read_text(encoding="utf-8"))
