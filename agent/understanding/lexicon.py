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

_NEGATED = re.compile(
    r"(不是(说|要|想|来|为了|因为)?|没(有)?(说|要|想|打算|准备)|并(不|非|没)(是|想|要)?|不(想|会|打算|准备|至于|愿)|"
    r"无意|懒得|用不着|没必要|不需要|不用|别(给我)?|不要(给我)?|先不|暂时不|"
    r"\b(not|never|no need to|no need for|without|isn't|wasn't|don't|doesn't|didn't|do not|did not|won't|wouldn't|"
    r"not going to|rather not)\b)[^，,]{0,6}$"
)
_DOUBLE = re.compile(
    r"(不是不|不得不|要不是|能不能|可不可以|是不是|要不要|会不会|怎么(还)?不|为什么不|为啥不|why (don't|didn't|won't))"
)
_DROPPED = re.compile(r"^(了)?(不了|就不|算了|的?(话)?就不用了)")


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
    before = clause[max(0, start - 14) : start]
    if _DROPPED.match(clause[end:]):
        return True
    if before.endswith("不") and (clause[start:end] + clause[end : end + 1]).rstrip("吧").endswith(
        "了"
    ):
        return True  # 「不退了」 is the buyer's; 「不退款」 complains of the shop
    found = _NEGATED.search(before)
    return bool(found) and not _DOUBLE.search(before + clause[start:end])


@cache
def phrases(name: str) -> Phrases:
    """Return the compiled lists of `phrases/<name>.yaml`; read once."""
    content = files("agent.understanding").joinpath(f"phrases/{name}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(content)
    patterns, unless = {}, {}
    for key, lists in data.items():
        told = [line for language, lines in lists.items() if language != "unless" for line in lines]
        patterns[key] = re.compile("|".join(f"(?:{line})" for line in told))
        if lists.get("unless"):
            unless[key] = re.compile("|".join(f"(?:{line})" for line in lists["unless"]))
    return Phrases(patterns, unless)


def said(hits: Iterable[Hit]) -> set[str]:
    """Return the names of the lists that were hit and not denied."""
    return {hit.name for hit in hits if not hit.negated}
