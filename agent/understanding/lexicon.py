"""Phrase lists: what must never be missed is matched here, not left to a classifier."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.understanding.normalise import Plain, clauses, squeeze

_SHORT = 8
"""Longest match that may run across spaces and punctuation (「投 . 诉」); longer ones would join two clauses."""

_BEFORE = 18
"""Characters before a phrase in which a denial is looked for."""


_OFFER = re.compile(r"(给|补|赔|退|打|便宜)我?(一?点|一些|个|些)?$")
"""Before a want, with 「就算了」 behind it, a price for peace and no denial: 「给点补偿就算了」."""


@dataclass(frozen=True)
class Hit:
    """A phrase found: its list, the buyer's own words, and where they begin."""

    name: str
    words: str
    at: int
    negated: bool = False


@dataclass(frozen=True)
class Phrases:
    """Compiled lists of one file. `unless` holds what makes a clause harmless (a question, a supposition)."""

    patterns: dict[str, re.Pattern[str]]
    unless: dict[str, re.Pattern[str]]

    def find(self, text: Plain) -> list[Hit]:
        """Return every phrase found in the text, in order of place; negated ones are marked."""
        hits: list[Hit] = []
        parts, dense = clauses(text), squeeze(text)
        for name, pattern in self.patterns.items():
            found = [
                hit for at, part in parts for hit in self._in_clause(name, pattern, text, at, part)
            ]
            hits.extend(found or self._across(name, pattern, text, dense))
        return sorted(hits, key=lambda hit: hit.at)

    def _in_clause(
        self, name: str, pattern: re.Pattern[str], text: Plain, at: int, part: str
    ) -> Iterable[Hit]:
        unless = self.unless.get(name)
        if unless is not None and unless.search(part):
            return
        for match in pattern.finditer(part):
            if match.end() > match.start():
                words = text.quote(at + match.start(), at + match.end())
                yield Hit(
                    name, words, at + match.start(), is_negated(part, match.start(), match.end())
                )

    def _across(
        self, name: str, pattern: re.Pattern[str], text: Plain, dense: Plain
    ) -> Iterable[Hit]:
        """Look through spaces, dots and emoji put between the characters of a phrase."""
        if len(dense.text) == len(text.text):
            return
        unless = self.unless.get(name)
        for match in pattern.finditer(dense.text):
            short = 0 < match.end() - match.start() <= _SHORT
            near = dense.text[max(0, match.start() - 12) : match.end() + 8]
            if (
                not short
                or not re.search(r"[\u4e00-\u9fff]", match.group())
                or (unless and unless.search(near))
            ):
                continue
            words = dense.quote(match.start(), match.end())
            negated = is_negated(dense.text, match.start(), match.end())
            yield Hit(name, words, dense.origin[match.start()], negated)


def is_negated(clause: str, start: int, end: int) -> bool:
    """Say whether the words at `start` are denied (「我不是要退货」), not merely near a negative word."""
    before = clause[max(0, start - _BEFORE) : start]
    denial = _denial()
    if denial.after.search(clause[end:]) and not _OFFER.search(before):
        return True
    if before.endswith("不") and (clause[start:end] + clause[end : end + 1]).rstrip("吧").endswith(
        "了"
    ):
        return True  # 「不退了」 is the buyer's; 「不退款」 complains of the shop
    return bool(denial.before.search(before)) and not denial.double.search(
        before + clause[start:end]
    )


@dataclass(frozen=True)
class _Denial:
    """`phrases/negation.yaml`, compiled: what denies from before, what from behind, and what only seems to."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    double: re.Pattern[str]


# Between a denial and what it denies: nothing that starts a new thought (「不想要就想退」, "cancel and refund").
_GAP = r"(?!了)(?![^,，]*(单|只?是?想|就想|而是|要想|请|麻烦|所以))[^，,]{0,6}$"
_ENGLISH_GAP = r"\s?(?:an? |the |my |to |any )?$"


@cache
def _denial() -> _Denial:
    lists = _yaml("negation")
    chinese, english = (
        "|".join(f"(?:{line})" for line in lists["before"][language]) for language in ("zh", "en")
    )
    before = f"(?:{chinese}){_GAP}|(?:{english}){_ENGLISH_GAP}"
    after, double = (
        re.compile("|".join(f"(?:{line})" for line in [*lists[name]["zh"], *lists[name]["en"]]))
        for name in ("dropped", "double")
    )
    return _Denial(re.compile(before), after, double)


@cache
def phrases(name: str) -> Phrases:
    """Return the compiled lists of `phrases/<name>.yaml`; read once."""
    patterns, unless = {}, {}
    for key, lists in _yaml(name).items():
        told = [line for language, lines in lists.items() if language != "unless" for line in lines]
        patterns[key] = re.compile("|".join(f"(?:{line})" for line in told))
        if lists.get("unless"):
            unless[key] = re.compile("|".join(f"(?:{line})" for line in lists["unless"]))
    return Phrases(patterns, unless)


def _yaml(name: str) -> dict[str, Any]:
    content = files("agent.understanding").joinpath(f"phrases/{name}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(content)
    return data


def said(hits: Iterable[Hit]) -> set[str]:
    """Return the names of the lists that were hit and not denied."""
    return {hit.name for hit in hits if not hit.negated}
