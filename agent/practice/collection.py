"""The exercises that come with the product: written for practice, one file a language, never used to measure or to train a model."""

from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from agent.practice.exercise import Exercise

_LIST = TypeAdapter(tuple[Exercise, ...])
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@lru_cache(maxsize=1)
def collection() -> tuple[Exercise, ...]:
    """Return all exercises, those of one language together, the easier ones first."""
    found: list[Exercise] = []
    for language in LANGUAGES:
        text = files("agent.practice").joinpath("exercises", f"{language}.yaml").read_text("utf-8")
        rows = [row | {"language": language} for row in yaml.safe_load(text)["exercises"]]
        found += sorted(_LIST.validate_python(rows), key=lambda one: one.level)
    return tuple(found)
