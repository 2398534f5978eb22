"""What a text of a shop speaks of: subjects, spans of days, exclusions and limits, by the patterns of subjects.yaml."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value

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
_SOME_BUYERS = re.compile(
    r"会员|會員|双11|雙11|双十一|618|大促|活动期间|活動期間|members?\b", re.IGNORECASE
)
_VOID = re.compile(
    r"(?:已|现已|即日起|同时|同時)?(?:作废|作廢|废止|廢止|废除|廢除)|(?:不再|停止)(?:执行|執行|适用|適用|生效)|已(?:经|經)?失效|\b(?:repealed|superseded|withdrawn|no longer (?:valid|in force|applies))\b",
    re.IGNORECASE,
)
_MARK = r"\s*(?:[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）).、．]|[①-⑳]|[-*•·])\s*"
_ITEM = re.compile(_MARK)
_LEAD = re.compile(
    rf"(?:{_MARK})?(?:有|属于|屬於|凡|对于|對於|如有|出现|出現)*(?:下列|以下|如下)[^，。：:]{{0,8}}?(?:商品|产品|產品|物品|宝贝|寶貝|情形|情况|情況|品类|品類|类目|類目)?(?:之一)?(?:的|时|時)?[，,]?"
    r"(?P<said>[^：:]*(?:不|无法|無法|恕|概)[^：:]*)[：:]\s*(?P<item>.*)$"
)
"""The lead of a list, and what it says of every item."""
_SPEAKS = re.compile(r"可以|可|能|支持|支援|提供|请|請|需|应|應|退|换|換|赔|賠|修")
"""Words of a sentence of its own, after the last item of a list without marks."""
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


def for_some_buyers(text: str) -> bool:
    """Whether a text speaks of members, or of the days of a promotion."""
    return bool(_SOME_BUYERS.search(text))


def after_the_end(text: str) -> bool:
    """Whether a sentence says what holds once a period is over."""
    return bool(_regex(patterns().over).search(text))


def wants_intact(text: str) -> bool:
    """Whether a sentence asks for goods that are unused or complete."""
    return bool(_regex(patterns().intact_only).search(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a clause."""
    return [part.strip() for part in _BOUNDARY.split(text) if part.strip()]


def in_force(text: str) -> str:
    """Return a clause without the sentences that say of another that it holds no more; the clause itself where it has none."""
    if not _VOID.search(text):
        return text
    kept = [part for part in sentences(text) if not _VOID.search(part)]
    return "。".join(kept) if any(map(str.isalpha, "".join(kept))) else ""


def exclusions(text: str) -> list[str]:
    """Return the sentences that refuse to take goods back."""
    return [s for s in spelled_out(text) if _regex(patterns().exclusion).search(s)]


def spelled_out(text: str) -> list[str]:
    """Return the sentences of a clause, each item of a list with what its lead says of it.

    「下列商品不支持无理由退货：(1) 活体；(2) 定制鱼缸」 gives 「活体不支持无理由退货」 and 「定制鱼缸不支持无理由退货」.
    """
    found: list[str] = []
    said = ""
    for part in sentences(text):
        lead = _LEAD.match(part)
        if lead:
            said, part = lead["said"], lead["item"]
        marked = _ITEM.match(part)
        if said and part and (lead or marked or not _SPEAKS.search(part)):
            found.append(f"{part[marked.end() :] if marked else part}{said}")
            continue
        said = said if lead else ""
        if part:
            found.append(part)
    return found


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
