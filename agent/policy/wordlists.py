"""Class free text (category, status, evidence, tracking lines) by general word lists kept in wordlists.yaml."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value

# The digits of Chinese numerals, both scripts.
HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}  # fmt: skip


class WordLists(Value):
    """The lists of wordlists.yaml; see the comments there for the legal classes of goods."""

    goods: Mapping[str, tuple[str, ...]]
    status: tuple[tuple[str, tuple[str, ...]], ...]
    signed: tuple[str, ...]
    not_signed: tuple[str, ...]
    evidence: Mapping[str, tuple[str, ...]]
    placeholders: Mapping[str, tuple[str, ...]]
    worn: tuple[str, ...]
    negations: tuple[str, ...]
    promises: tuple[str, ...]
    refusals: tuple[str, ...]
    handled: Mapping[str, str]
    handled_outside: str
    handled_not: str
    handled_sample: str
    lost: str
    lost_not: str
    caused: str
    caused_not: str
    caused_after: str
    chilled: tuple[str, ...]
    storage: tuple[str, ...]
    shelf_life: tuple[str, ...]
    cold: str


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Read the lists, once per process."""
    text = files("agent.policy").joinpath("wordlists.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return WordLists.model_validate(data)


@lru_cache(maxsize=512)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a list of words; Latin ones stand alone."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        escaped = re.escape(word.lower())
        latin = word.isascii() and word[:1].isalnum()
        parts.append(rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if latin else escaped)
    return re.compile("|".join(parts))


def mentions(text: str | None, words: Iterable[str]) -> bool:
    """Whether a word of the list stands in the text; Latin words count only whole."""
    return bool(text) and pattern_of(tuple(words)).search(str(text).lower()) is not None


def order_status(status: str | None) -> str:
    """Return unpaid, to_ship, shipped, delivered, completed, closed or unknown for a platform's own status word."""
    for name, words in word_lists().status:
        if mentions(status, words):
            return name
    return "unknown"


def says_signed(text: str) -> bool:
    """Whether a tracking line says that somebody has taken the parcel."""
    lists = word_lists()
    return mentions(text, lists.signed) and not mentions(text, lists.not_signed)


def says_lost(text: str) -> bool:
    """Whether a tracking line says that the parcel is lost, not that it may be."""
    lists = word_lists()
    return bool(regex(lists.lost).search(text)) and not regex(lists.lost_not).search(text)


def says_promise(text: str) -> bool:
    """Whether a seller's message holds something like a promise, and no refusal."""
    lists = word_lists()
    return mentions(text, lists.promises) and not mentions(text, lists.refusals)


def evidence_kinds(kinds: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Return what is in hand in the contract's words, from free-text kinds and from placeholders inside texts."""
    lists = word_lists()
    found = {
        name for kind in kinds for name, words in lists.evidence.items() if mentions(kind, words)
    }
    for text in texts:
        low = text.lower()
        found |= {
            name for name, marks in lists.placeholders.items() if any(m in low for m in marks)
        }
    return frozenset(found)


@lru_cache(maxsize=32)
def regex(pattern: str) -> re.Pattern[str]:
    """Return a pattern of wordlists.yaml, compiled once, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)
