"""Two clauses of one release that say the same with another number: 签收后7天内可退 beside 签收后15天内可退.

Sure rather than complete: the two sentences must be alike word for word once numbers, units' spellings and filler words are
taken away. A word that only one of them has makes it another case (皮沙发 beside 布沙发), unless the other has none in its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from knowledge.clause import Clause, Clock
from knowledge.readers.numbering import chinese_number

_SENTENCE = re.compile(r"[。！？!?；;\n]|(?<=[a-z0-9])\.(?=\s)")
_UNITS = {
    "day": r"个?(?:工作日|自然日|日内|天|日)|(?:working |business |calendar )?days?",
    "hour": r"个?(?:小时|小時|钟头|鐘頭)|hours?|hrs?",
    "minute": r"分钟|分鐘|minutes?",
    "month": r"个?月|個月|months?",
    "year": r"年|years?",
    "money": r"元|块钱?|塊錢?|圆|圓|人民币|rmb|cny|yuan|usd|dollars?|gbp|pounds?|eur|euros?",
    "percent": r"%|％|个百分点|percent",
    "times": r"次|times",
    "weight": r"公斤|千克|kg",
    "length": r"厘米|公分|cm",
}
_NUMBER = (
    r"(?<![A-Za-z\d.\-])(?:[¥￥$€£]\s*)?(\d+(?:[,.]\d+)*|[一二两兩三四五六七八九十百]{1,4})\s*"
)
_QUANTITY = re.compile(
    _NUMBER + "(?:" + "|".join(f"(?P<{kind}>{unit})" for kind, unit in _UNITS.items()) + ")",
    re.IGNORECASE,
)
_ALIKE = (
    (re.compile(r"收到(?:商品|货物|貨物|货|貨)?|收货|收貨|到货|到貨"), "签收"),
    (re.compile(r"(?:之日|次日|当日|當日)?[起算后後]+|之内|以内|內|内"), ""),
    (re.compile(r"价格保护|價格保護|保价|保價"), "价保"),
    (re.compile(r"保修期?|保固期?|质保期?|質保期?"), "质保"),
    (re.compile(r"邮费|郵費|快递费|快遞費"), "运费"),
    (re.compile(r"本店|我们|我們|店铺|卖家|賣家|商家"), "店"),
    (re.compile(r"客户|客戶|顾客|顧客|您|消费者|消費者|买家|買家"), "买家"),
)
_FILLER = re.compile(
    r"可以|可|能够|能|支持|申请|申請|均|都|请|請|需要|需|应当|应|將|将|会|會|的|了|在|于|於|为|為|是|按|则|則|即|也|就|一律|享受|享|提供|进行|進行|办理|辦理|"
    r"\b(?:the|a|an|of|is|are|be|can|may|will|you|your|to|for|within|in|on)\b|[^\w\u4e00-\u9fff]|_",
    re.IGNORECASE,
)
_PLAIN_HEAD = re.compile(
    r"退换货|退換貨|退货|退貨|换货|換貨|退换|退換|退款|售后|售後|服务|服務|政策|规则|規則|规定|規定|说明|說明|须知|須知|条款|條款|承诺|承諾|保障|常见问题|常見問題|问答|問答|问题|問題|客服|本店|店铺|賣場"
    r"|关于|關於|七天无理由|七天無理由|无理由|無理由|质保|質保|保修|保固|价保|價保|价格保护|價格保護|发货|發貨|出货|出貨|物流|配送|快递|快遞|运费|運費|发票|發票|时效|時效|流程|标准|標準|期限"
    r"|\b(?:faqs?|returns?|refunds?|exchanges?|polic(?:y|ies)|delivery|shipping|warrant(?:y|ies)|terms|questions?|our|and|of|the)\b|第?[一二三四五六七八九十百\d]+[章条條节節款.、）)]?|[与與和及的&]|[\W_]+",
    re.IGNORECASE,
)
"""Words of a heading that say what kind of rule stands under it, and not for what."""
_ANSWER = re.compile(r"^\s*(?:答|回答|回复|回覆|A)\s*[:：]\s*")
_DENIES = re.compile(r"[不未没沒无無非免除否]|not|non|un|no")
_SERIES = 5
"""More sentences than this that are one but for their numbers are a list made from a template, no contradiction."""
_MOST_ALIKE = 40
"""Sentences that share a pair of characters; a pair that more of them share tells nothing."""
_EXTRA = 3
"""Characters that one of the two sentences may have more than the other."""
_SHORTEST = 4


class Contradiction(BaseModel):
    """Two clauses that speak of one thing with different numbers; `said` are the two numbers with their units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    one: Clause
    other: Clause
    said: tuple[str, str]


class _Saying(NamedTuple):
    clause: int
    core: str
    kinds: tuple[str, ...]
    values: tuple[float, ...]
    shown: str


def contradictions(clauses: Sequence[Clause]) -> tuple[Contradiction, ...]:
    """Return the pairs that a person should look at, in the order of the release; laws never contradict a shop here."""
    sayings = [
        saying
        for place, clause in enumerate(clauses)
        if clause.clock is Clock.ORDER
        for saying in _sayings(place, clause)
    ]
    found: dict[tuple[int, int], Contradiction] = {}
    for one, other in _pairs(sayings):
        a, b = clauses[one.clause], clauses[other.clause]
        if (one.clause, other.clause) not in found and _at_once(a, b) and _same_case(one, other):
            found[one.clause, other.clause] = Contradiction(
                one=a, other=b, said=(one.shown, other.shown)
            )
    return tuple(found[key] for key in sorted(found))


def _sayings(place: int, clause: Clause) -> Iterator[_Saying]:
    """Yield each sentence that holds a quantity, its last heading before it where that says more than what kind of rule it is."""
    parts = [part for part in _SENTENCE.split(clause.text) if part and part.strip()]
    if is_row(clause):
        parts = ["；".join(parts)]
    head = clause.heading.split(" > ")[-1] if "!" not in clause.heading else ""
    telling = bool(_PLAIN_HEAD.sub("", head))
    for part in parts:
        quantities = list(_QUANTITY.finditer(part))
        if not quantities:
            continue
        own = _ANSWER.sub("", part)
        core = _core(f"{head} {own}" if telling and head not in own else own)
        if len(core) >= _SHORTEST:
            kinds = tuple(str(found.lastgroup) for found in quantities)
            values = tuple(_value(found.group(1)) for found in quantities)
            yield _Saying(
                place, core, kinds, values, "、".join(q.group().strip() for q in quantities)
            )


def _core(text: str) -> str:
    """Return what a sentence is about: without quantities, numbers of lists, fillers, and words spelled one way."""
    plain = _QUANTITY.sub(" ", text)
    for pattern, word in _ALIKE:
        plain = pattern.sub(word, plain)
    return (
        _FILLER.sub(
            "", re.sub(r"^\W*(?:\d+[.、）)]|[（(]?[一二三四五六七八九十]+[）)、.])", "", plain)
        )
        .lower()
        .removeprefix("店")
    )


def _pairs(sayings: Sequence[_Saying]) -> Iterator[tuple[_Saying, _Saying]]:
    """Yield sayings with the same kinds of quantity that share their rarest pair of characters."""
    same: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
    holders: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
    for at, saying in enumerate(sayings):
        same[saying.kinds, saying.core].append(at)
    for (kinds, core), rows in same.items():
        if len(rows) <= _SERIES:
            for pair in {a + b for a, b in pairwise(core)}:
                holders[kinds, pair].extend(rows)
    seen: set[tuple[int, int]] = set()
    for rows in (*(rows for rows in same.values() if len(rows) <= _SERIES), *holders.values()):
        if len(rows) <= _MOST_ALIKE:
            seen.update(combinations(sorted(rows), 2))
    for a, b in sorted(seen):
        one, other = sayings[a], sayings[b]
        if one.clause != other.clause and one.values != other.values:
            if abs(len(one.core) - len(other.core)) <= _EXTRA:
                yield one, other


def _same_case(one: _Saying, other: _Saying) -> bool:
    """Tell whether two cores differ only by a few characters that one of them has more, and nothing in their place."""
    if one.core == other.core:
        return True
    match = SequenceMatcher(None, one.core, other.core, autojunk=False)
    extra = [0, 0]
    for kind, a, b, c, d in match.get_opcodes():
        if kind != "equal":
            extra[0] += b - a
            extra[1] += d - c
            if _DENIES.search(one.core[a:b] + other.core[c:d]):
                return False
    shorter = min(len(one.core), len(other.core))
    return min(extra) == 0 and max(extra) <= min(_EXTRA, shorter // 6)


def _at_once(one: Clause, other: Clause) -> bool:
    """Tell whether both can decide one order: the same products, valid on one day, and not two rows of one table."""
    if one.products != other.products or (one.path == other.path and is_row(one)):
        return False
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)


def is_row(clause: Clause) -> bool:
    """Tell whether a clause is a row of a table or a record: its cells speak only together."""
    cells = re.split("[；;] ?", clause.text)
    return "!" in clause.heading or (
        len(cells) > 1 and sum(bool(re.search("[：:]", cell)) for cell in cells) >= len(cells) - 1
    )


def _value(written: str) -> float:
    plain = written.replace(",", "")
    return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else float(chinese_number(written))
