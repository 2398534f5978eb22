"""What a text of a shop speaks of: subjects, spans of days, exclusions and limits, by the patterns of subjects.yaml."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value
from agent.policy.spans import day_spans

_BOUNDARY = re.compile(r"[。；;！!？?\n]|(?<=[a-z0-9)%\"”])\.(?=\s|$)")
_SPAN = re.compile(
    r"(\d{1,3}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九半])\s*(?:个|個)?\s*(年|月|years?|months?)",
    re.IGNORECASE,
)
_MONTHS = {"年": 12, "月": 1, "y": 12, "m": 1}
_HAN = "零一二三四五六七八九"
_DATES = re.compile(
    r"(\d{1,2})月(\d{1,2})日.{0,14}?(?:至|到|[-~～–—])\s*(?:(\d{1,2})月)?(\d{1,2})日"
)
_DATE = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]|\d{4}\s*年")
_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
_LATIN = re.compile(r"[a-z]{4,}")
# Pairs that stand in the titles of all kinds of goods and so say nothing about them.
_COMMON = frozenset(
    "商品 产品 產品 新款 正品 官方 家用 套装 套裝 品牌 旗舰 旗艦 单件 單件 系列 多功 功能 高级 高級 专用 專用 大号 小号".split()
)


class Patterns(Value):
    """The patterns of subjects.yaml as written."""

    subjects: Mapping[str, str]
    limited: str
    exclusion: str
    handling: Mapping[str, str]
    over: str
    intact_only: str
    plain_heading: str


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Read the patterns, once per process."""
    text = files("agent.policy").joinpath("subjects.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Patterns.model_validate(data)


@lru_cache(maxsize=64)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def subjects_of(text: str) -> frozenset[str]:
    """Return the subjects that a text speaks of."""
    return frozenset(
        name for name, pattern in patterns().subjects.items() if _regex(pattern).search(text)
    )


def speaks_of(text: str, subject: str) -> int:
    """Return how many different words of a subject stand in a text."""
    pattern = patterns().subjects.get(subject)
    return len({m.group().lower() for m in _regex(pattern).finditer(text)}) if pattern else 0


def limited(text: str) -> bool:
    """Whether a clause gives what it gives to some orders, goods or buyers only."""
    return bool(_regex(patterns().limited).search(text))


def after_the_end(text: str) -> bool:
    """Whether a sentence says what holds once a period is over."""
    return bool(_regex(patterns().over).search(text))


def wants_intact(text: str) -> bool:
    """Whether a sentence asks for goods that are unused or complete."""
    return bool(_regex(patterns().intact_only).search(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a clause."""
    return [part.strip() for part in _BOUNDARY.split(text) if part.strip()]


def exclusions(text: str) -> list[str]:
    """Return the sentences that refuse to take goods back."""
    return [s for s in sentences(text) if _regex(patterns().exclusion).search(s)]


def handling(sentence: str) -> frozenset[str]:
    """Return what an exclusion makes depend on: the strongest only, as a seal is broken on the way to using the goods."""
    groups = {
        name for name, pattern in patterns().handling.items() if _regex(pattern).search(sentence)
    }
    strong = groups - {"opened"}
    return frozenset(strong or groups)


def months_of(text: str) -> list[int]:
    """Return the spans of months or years that a text names, in months."""
    found = []
    for match in _SPAN.finditer(text):
        word = match.group(1)
        unit = _MONTHS[match.group(2)[0].lower()]
        number = 0.5 if word == "半" else _number(word)
        found.append(round(number * unit))
    return [span for span in dict.fromkeys(found) if span]


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    word = word.replace("两", "二").replace("兩", "二")
    tens, ten, ones = word.partition("十")
    if not ten:
        return _HAN.index(word)
    return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)


def days_of(text: str) -> list[int]:
    """Return the different spans of days that a text names."""
    return day_spans(_DATE.sub(" ", text))


def dates_of(text: str) -> tuple[int, int] | None:
    """Return a stretch of the year as (first, last), each month × 100 + day ("10月31日20:00至11月14日" is 1031 to 1114)."""
    match = _DATES.search(text)
    if not match:
        return None
    first, day, last, until = match.groups()
    return int(first) * 100 + int(day), int(last or first) * 100 + int(until)


@lru_cache(maxsize=1024)
def things(text: str) -> frozenset[str]:
    """Return what can name goods in a text: pairs of characters, and Latin words."""
    low = text.lower()
    pairs = {low[i : i + 2] for i in range(len(low) - 1)}
    named = {pair for pair in pairs if _PAIR.fullmatch(pair)} | set(_LATIN.findall(low))
    return frozenset(named - _COMMON)


def narrowed_to(heading: str) -> str:
    """Return what a heading limits its clauses to ("二、护肤品退货" gives "护肤品"); empty where it names a topic only."""
    last = heading.split(" > ")[-1] if "!" not in heading else ""
    rest = _regex(patterns().plain_heading).sub("", last).strip()
    return rest if 2 <= len(rest) <= 12 else ""
