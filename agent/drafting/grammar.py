"""A small grammar of replies: a slot leads to wordings, a wording names facts and other slots, and only what is known is said.

`{thing}` is a fact, `{send.message}` (with a dot) another slot, `{conds?}` either of them where it may be missing. A wording
that names something unknown cannot be said. A slot holds one wording, a list of them, or a list of lists: the first inner
list of which something can be said is used, so that the more telling wordings stand first.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import yaml

from agent.drafting.words import tidy

_NAME = re.compile(r"\{([\w.]+)(\?)?\}")

Fact = Callable[[str], str]
"""Gives the fact of a name in words; "" where it is not known."""


@cache
def _tree(language: str) -> Mapping[str, Any]:
    source = files("agent.drafting") / "templates" / f"reply.{language}.yaml"
    tree: Mapping[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return tree


class Grammar:
    """The reply grammar of one language for one draft: the same seed and version say the same."""

    def __init__(self, language: str, *, seed: str, version: int, fact: Fact) -> None:
        self._tree = _tree(language)
        self._seed, self._version, self._fact = seed, version, fact
        self._said: dict[str, str] = {}

    @property
    def said(self) -> Mapping[str, str]:
        """What was said so far, by slot."""
        return self._said

    def say(self, *slots: str) -> str:
        """Return a wording of the first slot of which something can be said; "" where there is none."""
        return next((text for text in map(self._say, slots) if text), "")

    def all(self, slot: str) -> list[str]:
        """Return every wording of the slot that can be said, as text."""
        tiers = (self._sayable(tier) for tier in self._tiers(slot))
        return next((said for said in tiers if said), [])

    def fill(self, slot: str, **values: str) -> str:
        """Return the slot's first wording filled with the given values, whatever was said with others."""
        wording = next((tier[0] for tier in self._tiers(slot) if tier), "")
        return wording.format_map(values)

    def _say(self, slot: str) -> str:
        if slot not in self._said:
            sayable = self.all(slot)
            at = crc32(f"{self._seed}|{slot}".encode()) + self._version
            self._said[slot] = sayable[at % len(sayable)] if sayable else ""
        return self._said[slot]

    def _tiers(self, slot: str) -> list[list[str]]:
        node: Any = self._tree
        for name in slot.split("."):
            node = node.get(name) if isinstance(node, Mapping) else None
        if isinstance(node, str):
            return [[node]]
        if not isinstance(node, list):
            return []
        return node if node and isinstance(node[0], list) else [node]

    def _sayable(self, wordings: list[str]) -> list[str]:
        filled = (self._filled(wording) for wording in wordings)
        return [tidy(text) for text in filled if text is not None]

    def _filled(self, wording: str) -> str | None:
        """Return the wording with its names replaced; None where one that it needs is unknown."""
        found = {name: self._named(name) for name, _ in _NAME.findall(wording)}
        if any(not found[name] for name, optional in _NAME.findall(wording) if not optional):
            return None
        return _NAME.sub(lambda match: found[match[1]], wording)

    def _named(self, name: str) -> str:
        return self._say(name) if "." in name else self._fact(name)
