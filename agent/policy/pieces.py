"""How many pieces of the goods are bad, out of how many: by the buyer's words, the notes on the evidence, and the title."""

import re
from collections.abc import Iterable

from agent.domain.value import Value
from agent.policy.spans import number_of

_N = r"(\d{1,3}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
_PIECE = r"(?:个|個|颗|顆|粒|只|隻|枚|瓶|包|袋|片|串|朵|棵|盒|块|塊|pcs|pieces)"
_BAD = r"(?:坏|壞|烂|爛|黑|霉|裂|碎|破|瘪|癟|臭|死|蔫|漏|软|bad|broken|rotten)"
_COUNTS = (
    re.compile(rf"{_N}\s*{_PIECE}[^，。,.\d]{{0,4}}?{_BAD}", re.IGNORECASE),
    re.compile(rf"{_BAD}[^，。,.\d]{{0,3}}?{_N}\s*{_PIECE}", re.IGNORECASE),
)
_OF = re.compile(rf"{_N}\s*{_PIECE}[^，。,.\d]{{0,4}}?{_BAD}了?\s*{_N}\s*{_PIECE}", re.IGNORECASE)
_TOTAL = re.compile(rf"(?:共|总共|總共|一共|整箱|全部|约|約|大约)\s*{_N}\s*{_PIECE}", re.IGNORECASE)
_REST = re.compile(rf"(?:其余|其餘|其他|剩下|另外)\s*的?\s*{_N}\s*{_PIECE}")
_PACKED = re.compile(rf"(?<!\d){_N}\s*{_PIECE}\s*(?:装|裝|/|入|礼盒)?", re.IGNORECASE)


class Spoiled(Value):
    """So many pieces bad out of so many."""

    bad: int
    total: int


def spoiled(said: Iterable[str], titles: Iterable[str], pieces: int | None) -> Spoiled | None:
    """Return the count; None unless both numbers are told. `pieces` is what the catalogue says that a pack holds."""
    texts = [text for text in said if text]
    bad, total = _told(texts)
    if total is None:
        packed = [match[1] for title in titles for match in _PACKED.finditer(title)]
        numbers = {number_of(one) for one in packed}
        total = pieces or (numbers.pop() if len(numbers) == 1 else None)
    if bad is None or not total or not 0 < bad <= total:
        return None
    return Spoiled(bad=bad, total=total)


def _told(texts: list[str]) -> tuple[int | None, int | None]:
    for text in texts:
        both = _OF.search(text)
        if both:
            return number_of(both[2]), number_of(both[1])
    found = [number_of(m[1]) for text in texts for p in _COUNTS for m in p.finditer(text)]
    bad = max(found, default=None)
    for text in texts:
        rest, total = _REST.search(text), _TOTAL.search(text)
        if rest and bad is not None:
            return bad, bad + number_of(rest[1])
        if total:
            return bad, number_of(total[1])
    return bad, None
