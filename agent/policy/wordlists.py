"""Class free text (category, status, evidence, tracking lines) by general word lists kept in wordlists.yaml."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value

_ASKS = re.compile(
    r"[?？]|吗|嗎|呢|怎么|怎麼|咋|什么|什麼|啥|谁|誰|多少|哪|几|幾|是否|能不能|\b(what|when|how|where|which|who|why|can|do|does|is|are)\b",
    re.I,
)
_GREETING = re.compile(
    r"(?:亲|您好|你好|哈喽|哈囉|客服|有人|在线|請問|请问|在|吗|嗎|么|嘛|呢|不|hello|hi|hey|anyone|there|anybody|are|you"
    r"|[\s,，.。?？!！~～])*$",
    re.IGNORECASE,
)


# The digits of Chinese numerals, both scripts.
HAN_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}


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
    """Return the legal kinds of goods; the category speaks first, the title adds where there is none, and for custom goods.

    A title tells perishable food (a cake, chilled meals) where the category is food or unknown.
    """
    lists = word_lists().goods
    kinds = {kind for kind, words in lists.items() if mentions(category, words)}
    if not category:
        kinds |= {kind for kind, words in lists.items() if mentions(title, words)}
    elif mentions(title, lists["custom"]):
        kinds.add("custom")
    food = not category or bool(kinds & {"food", "fresh"})
    if food and mentions(title, word_lists().chilled) and not _keeps(title):
        kinds |= {"fresh", "food"}
    return frozenset(kinds)


_KEEPS = re.compile(
    r"粉|饼干|餅乾|味|口味|模具|机|機|刀|盒子|罐|冻干|凍乾|烘干|干(?!酪)|乾|mix|mould|mold|pan|knife|maker|stand"
)


def _keeps(title: str | None) -> bool:
    """Whether the title names a thing that keeps although a word of fresh food stands in it (cake mix, a bread knife)."""
    return bool(_KEEPS.search((title or "").lower()))


_LIFE = re.compile(
    r"(\d+)\s*(?:个|個)?\s*(天|日|days?|周|週|weeks?|月|months?|年|years?)", re.IGNORECASE
)
_LIFE_DAYS = {
    "天": 1,
    "日": 1,
    "d": 1,
    "周": 7,
    "週": 7,
    "w": 7,
    "月": 30,
    "m": 30,
    "年": 365,
    "y": 365,
}
_SHORT = 7  # a shelf life of a week is that of perishable goods; above, the cold chain decides
_SEASON = (
    60  # and what is sold as fresh stays so up to two months: apples keep, dried fruit keeps longer
)


def perishable(columns: Iterable[tuple[str, str]], *, sold_as_fresh: bool = False) -> bool | None:
    """Whether the catalogue's own columns on storage and shelf life say so; None where they say nothing."""
    longest = _SEASON if sold_as_fresh else _SHORT
    lists = word_lists()
    told: bool | None = None
    for name, value in columns:
        life = mentions(name, lists.shelf_life)
        if not life and not mentions(name, lists.storage):
            continue
        if re.search(lists.cold, value, re.IGNORECASE):
            return True
        span = _LIFE.search(value) if life else None
        if span:
            days = int(span.group(1)) * _LIFE_DAYS[span.group(2)[0].lower()]
            told = days <= longest
    return told


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
    return bool(_regex(lists.lost).search(text)) and not _regex(lists.lost_not).search(text)


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


@lru_cache(maxsize=32)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _before(text: str, start: int, width: int) -> str:
    """Return the words of the same clause shortly before a place."""
    return re.split(r"[，。！？；,.!?;\n]", text[max(0, start - width) : start])[-1]


def handled(texts: Iterable[str]) -> frozenset[str]:
    """Return how the buyer says the goods were handled: opened, used, assembled, activated; outer cartons do not count."""
    lists = word_lists()
    found = set()
    for text in texts:
        for group, pattern in lists.handled.items():
            for match in _regex(pattern).finditer(text):
                if re.search(rf"(?:{lists.handled_not})", _before(text, match.start(), 7), re.I):
                    continue
                if _of_a_sample(text, match):
                    continue
                near = text[max(0, match.start() - 6) : match.end() + 8]
                if group == "opened" and _regex(lists.handled_outside).search(near):
                    continue
                found.add(group)
    return frozenset(found)


def _of_a_sample(text: str, match: re.Match[str]) -> bool:
    """Whether what was done was done to a sample that came along, not to the goods."""
    sample = word_lists().handled_sample
    before = re.search(rf"(?:{sample})\S{{0,2}}$", text[: match.start()], re.I)
    return bool(before or re.match(rf"\S{{0,3}}(?:{sample})", text[match.end() :], re.I))


def says_sample(texts: Iterable[str]) -> bool:
    """Whether the buyer speaks of a sample that came with the goods."""
    return any(_regex(word_lists().handled_sample).search(text) for text in texts)


_CARELESS = re.compile(
    r"(?:没|沒|未)(?:有)?(?:注意|拿稳|拿穩|留神|看见|看見|看到|放稳|放穩|站稳|站穩|小心|留意|抓稳|抓穩)"
)


_CAME_SO = re.compile(
    r"(?:一)?(?:打开|打開|拆开|拆開|开箱|開箱|到手|到货|到貨|收到|刚到|剛到)[^，。！？,.!?]{0,3}(?:就|即|时|時|发现|發現|全|都|一看|才)|外箱|外包装|外包裝"
    r"|\b(?:arrived|came|on arrival|when (?:i )?open)",
    re.IGNORECASE,
)
_OWN_HAND = re.compile(
    r"(?:自己|我|不小心|孩子|小孩|宝宝|寶寶|儿子|女儿|老公|老婆)[^，。！？,.!?]{0,6}(?:摔|踩|坐|压|壓|撞|磕|碰|掉|砸|弄|打)|\b(?:i|my \w+) (?:\w+ )?(?:dropped|broke|sat|stepped|spilled)\b",
    re.IGNORECASE,
)
"""Damage seen on opening is not of the buyer's making unless the buyer says whose hand it was."""


def says_caused(texts: Iterable[str]) -> bool | None:
    """Whether the buyer says that the damage came about in use: True, False where it is denied, None where nothing is said."""
    lists = word_lists()
    denied: bool | None = None
    for text in texts:
        came_so = _CAME_SO.search(text) is not None and not _OWN_HAND.search(text)
        for match in _regex(lists.caused).finditer(text):
            before = _CARELESS.sub("", _before(text, match.start(), 10))
            if (
                came_so
                or re.search(lists.caused_not, before, re.IGNORECASE)
                or re.match(lists.caused_after, text[match.end() :])
            ):
                denied = False
                continue
            return True
    return denied


_GIFT_GONE = re.compile(
    r"(?:赠品|贈品|赠送的?|贈送的?|送的|礼品|禮品|gifts?)[^，。！？,.!?]{0,10}?(?:吃|喝|用|丢|丟|扔|弄丢|不见|不見|没了|沒了|拆|送人|留下|坏了|used|lost|gone|ate|gave|keep)"
    r"|(?:吃|喝|用|丢|丟|扔|弄丢|送)(?:了|掉了?)[^，。！？,.!?]{0,4}(?:赠品|贈品|送的)",
    re.IGNORECASE,
)
_GIFT_THERE = re.compile(
    r"没(?:有)?(?:吃|喝|用|拆|丢|动)|沒(?:有)?(?:吃|喝|用|拆|丟|動)|未(?:拆|用)|一起(?:退|寄)|not (?:used|opened)|unopened",
    re.I,
)


def says_gift_gone(texts: Iterable[str]) -> bool | None:
    """Whether the buyer says that a gift can't come back: True, False where it is said to be there, None where nothing is said."""
    told: bool | None = None
    for text in texts:
        found = _GIFT_GONE.search(text)
        if found and not _GIFT_THERE.search(text):
            return True
        told = False if found else told
    return told


def asks(text: str) -> bool:
    """Whether the words ask for something to be known, and are more than a greeting."""
    return bool(_ASKS.search(text)) and not _GREETING.match(text)


_MAY_RETURN = re.compile(
    r"(?:可以|可不可以|可否|能|能不能|能否|还能|還能|还可以|還可以|得)(?:再|帮我|幫我|给我|給我|申请|申請|直接)?(退|换|換)(?:货|貨|换|換|款)?"
    r"|(?:can|could|may) i (?:still )?(return|exchange|send it back|swap)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"如果|要是|假如|万一|萬一|的话|的話|倘若|之后不|以后|以後|\bif\b|\bin case\b", re.IGNORECASE
)


_IN_GENERAL = re.compile(
    r"规定|規定|规则|規則|政策|流程|规矩|規矩|一般|通常|(?:替|帮|幫)(?:朋友|同事|别人|別人|人|他|她|家人)[^，。]{0,6}(?:问|問)"
    r"|[「『“\"][^」』”\"]{0,12}(?:退|换|換)[^」』”\"]{0,12}[」』”\"]|\b(?:policy|rules?|in general|usually|for a friend)\b",
    re.IGNORECASE,
)
"""A question about the rules, or in another's name: nothing is asked for these goods."""


def asks_to_return(text: str) -> str | None:
    """Return return_refund or exchange where the buyer asks whether goods in hand may still go back, not what would be if."""
    found = _MAY_RETURN.search(text)
    if not found or _SUPPOSED.search(text) or _IN_GENERAL.search(text) or not asks(text):
        return None
    word = next(group for group in found.groups() if group).lower()
    return "exchange" if word in {"换", "換", "exchange", "swap"} else "return_refund"
