"""Class free text (category, status, evidence, tracking lines) by general word lists kept in wordlists.yaml."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value

_ASKS = re.compile(
    r"[?？]|吗|嗎|呢|怎么|怎麼|什么|什麼|多少|哪|几|幾|是否|能不能|\b(what|when|how|where|which|who|why|can|do|does|is|are)\b",
    re.I,
)
_GREETING = re.compile(
    r"(?:亲|您好|你好|哈喽|哈囉|客服|有人|在线|請問|请问|在|吗|嗎|么|嘛|呢|不|hello|hi|hey|anyone|there|anybody|are|you"
    r"|[\s,，.。?？!！~～])*$",
    re.IGNORECASE,
)


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


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Read the lists, once per process."""
    text = files("agent.policy").joinpath("wordlists.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return WordLists.model_validate(data)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for word in sorted(words, key=len, reverse=True):
        escaped = re.escape(word.lower())
        latin = word.isascii() and word[:1].isalnum()
        parts.append(rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if latin else escaped)
    return re.compile("|".join(parts))


def mentions(text: str | None, words: Iterable[str]) -> bool:
    """Whether a word of the list stands in the text; Latin words count only whole."""
    return bool(text) and _pattern(tuple(words)).search(str(text).lower()) is not None


def goods_kinds(category: str | None, title: str | None) -> frozenset[str]:
    """Return the legal kinds of goods; the category speaks first, the title adds where there is none, and for custom goods."""
    lists = word_lists().goods
    kinds = {kind for kind, words in lists.items() if mentions(category, words)}
    if not category:
        kinds |= {kind for kind, words in lists.items() if mentions(title, words)}
    elif mentions(title, lists["custom"]):
        kinds.add("custom")
    return frozenset(kinds)


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


def says_worn(note: str | None) -> bool:
    """Whether a note on the evidence says that the goods were used; "no sign of use" says the opposite."""
    lists = word_lists()
    low = (note or "").lower()
    for found in _pattern(lists.worn).finditer(low):
        before = low[max(0, found.start() - 6) : found.start()]
        own = any(found.group().startswith(word) for word in ("无", "沒", "没", "without"))
        if own or not any(word in before for word in lists.negations):
            return True
    return False


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


def asks(text: str) -> bool:
    """Whether the words ask for something to be known, and are more than a greeting."""
    return bool(_ASKS.search(text)) and not _GREETING.match(text)
