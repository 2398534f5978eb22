"""What kind of answer a question wants: a price, a time, a weight … and whether a clause holds one of that kind.

A clause on the right product that names no weight does not answer "how heavy is it", however near it lies.
"""

import re
from collections.abc import Mapping, Sequence

from knowledge.search.terms import normalise

_N = r"\d+(?:\.\d+)?\s*(?:[-~至到x×*]\s*\d+(?:\.\d+)?\s*)*"


def _measured(units: str) -> str:
    """Return what a measure looks like: 2.6kg, or a column that bears the unit (净重kg：2.6, 容量（ml）：500)."""
    return rf"{_N}(?:{units})(?![a-z])|(?<![a-z])(?:{units})[)）\]]?[:：]\s*\d"


KINDS = {
    "price": (
        r"多少钱|几钱|价格|什么价|多贵|要钱|收费|费用|how much (?:is|are|does|do|for)|price|cost|fee|charge",
        rf"{_N}(?:元|块|rmb|nt|usd|eur|gbp|%)|[$£€¥]\s*\d|nt\$|免费|免运|包邮|不收|\bfree\b|\d折",
    ),
    "time": (
        r"多久|几天|几点|几时|几个月|几年|几小时|多长时间|什么时候|何时|啥时|哪天|how long (?:does|do|will|is the|until|before|can|have)|when|how many (?:days|hours|weeks|months|years)|how soon|how fast",
        rf"{_N}(?:个?工作日|天|日|小时|个月|月|年|周|分钟|秒|点|时)|当天|次日|隔天|立即|随时|{_N}(?:working |business )?(?:day|hour|week|month|year|minute|am|pm)|same day|next day|lifetime|noon",
    ),
    "weight": (
        r"多重|重吗|重不重|几斤|几克|几公斤|重量|how heavy|weigh",
        _measured("克|千克|公斤|斤|kg|g|lbs?|oz"),
    ),
    "length": (
        r"多长(?!时间)|多宽|多高|多大|多厚|尺寸|直径|厚度|高度|长度|宽度|几寸|几吋|几米|how (?:wide|tall|big|thick|large|high|deep)|dimension|diameter|measurement|thickness",
        _measured('cm|mm|m|厘米|公分|毫米|米|寸|吋|英寸|inch(?:es)?|in|"|ft') + "|均码|尺码",
    ),
    "volume": (
        r"容量|几升|多少毫升|几公升|装多少|capacity|how much (?:water|does it hold)",
        _measured("ml|毫升|升|公升|l|litres?|liters?|oz"),
    ),
    "number": (
        r"几(?:个|片|支|包|盒|件|双|根|颗|格|段|档|次|瓶|张|条)|多少(?:个|片|支|包|盒|件|双|根|颗|次|瓶|张|条)|how many (?!days|hours|weeks|months|years)",
        rf"(?:{_N}|[一二两三四五六七八九十])(?:个|片|支|包|盒|件|双|根|颗|格|段|档|次|瓶|张|条|只|种)|\d+\s*(?:pcs|pieces|pack|sheets|sets?|colou?rs)",
    ),
    "power": (
        r"功率|多少瓦|几瓦|电压|多少伏|费电|耗电|watt|voltage|how powerful",
        _measured("瓦|千瓦|w|kw|伏|v|mah|毫安"),
    ),
    "colour": (
        r"什么颜色|几个颜色|几种颜色|哪些颜色|什么色|colou?rs?\b",
        r"[黑白红蓝绿黄粉紫灰金银米棕]色|颜色|\b(?:black|white|red|blue|green|navy|grey|gray|pink|beige|brown)\b",
    ),
    "place": (
        r"哪里产|产地|哪产|哪里生产|哪国|哪里做的|made in|where .*made|manufactured",
        r"产地|生产|制造|原产|进口|国产|made in|manufactured",
    ),
    "shop": (
        r"门店|门市|实体店|自提|专柜|showroom|physical (?:shop|store)|(?:shop|store) in\b",
        r"门店|门市|实体店|自提|地址|展示间|\b(?:shop|store|showroom)\b",
    ),
}
"""Of each kind: how a question asks for it, and what a clause that holds it looks like; matched in Simplified characters."""

_ASKED = {name: re.compile(asked) for name, (asked, _) in KINDS.items()}
_HELD = {name: re.compile(held) for name, (_, held) in KINDS.items()}


def kind_features(question: str, texts: Sequence[str]) -> Mapping[str, float]:
    """Return whether a kind of answer is asked for, and which part of the kinds the best and the best three clauses hold."""
    plain = normalise(question)
    asked = [name for name, pattern in _ASKED.items() if pattern.search(plain)]
    if not asked:
        return {"kind_asked": 0.0, "kind_first": 0.8, "kind_three": 0.9}
    held = [[bool(_HELD[name].search(normalise(text))) for name in asked] for text in texts[:3]]
    first = sum(held[0]) if held else 0
    three = sum(any(row[at] for row in held) for at in range(len(asked)))
    return {
        "kind_asked": 1.0,
        "kind_first": first / len(asked),
        "kind_three": three / len(asked),
    }
