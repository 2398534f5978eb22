"""Sentence banks: for every slot of a text several wordings, one of which is chosen by case and version."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import yaml

from agent.domain.reading import Language

# Replies and public explanations have other readers, so they stand in files of their own.
_FILES = ("", "review.")


class Bank:
    """The wordings of one language, from `templates/<language>.yaml` and `templates/review.<language>.yaml`.

    A slot is a dotted path into the file. It leads to one wording or to a list of them; wordings hold `{names}` that the
    caller fills.
    """

    def __init__(self, language: Language):
        folder = files("agent.drafting") / "templates"
        self._tree: Mapping[str, Any] = {}
        for name in _FILES:
            source = (folder / f"{name}{language.value}.yaml").read_text(encoding="utf-8")
            self._tree = {**self._tree, **yaml.safe_load(source)}

    def wordings(self, slot: str) -> tuple[str, ...]:
        """Return every wording of the slot; none where the bank does not know it."""
        node: Any = self._tree
        for name in slot.split("."):
            node = node.get(name) if isinstance(node, Mapping) else None
        if isinstance(node, list):
            return tuple(str(wording) for wording in node)
        return (node,) if isinstance(node, str) else ()

    def pick(self, slot: str, *, case_id: str, version: int, **values: str) -> str:
        """Return the wording for this case and version, filled in; "" where the slot is unknown or empty.

        Each version takes the wording after the one before, so that "regenerate" always changes the text.
        """
        wordings = self.wordings(slot)
        if not wordings:
            return ""
        at = (crc32(f"{case_id}|{slot}".encode()) + version) % len(wordings)
        return wordings[at].format_map(values)


@cache
def lexicon(name: str) -> Any:
    """Return one of the word lists beside the sentence banks, e.g. "defects"; read once, so don't change it."""
    source = files("agent.drafting") / "templates" / f"{name}.yaml"
    return yaml.safe_load(source.read_text(encoding="utf-8"))
