"""Whether the shop's own words explain what a review complains of: a care note, a stated range, a thing that is normal.

Such a review is met with the fact, not with an admission.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.brief import Passage
from agent.drafting.relevance import content

_SENTENCES = re.compile(r"[。！？!?；;\n]+|(?<=[a-z\d)])\.\s+(?=[A-Z])")
_CLAUSES = re.compile(r"[，,、：:]+")
_FORBIDS = re.compile(
    r"不要|不可|不能|不宜|不得|不建议|不建議|不适合|不適合|请勿|請勿|切勿|勿|避免|禁止|忌|do not|don't|avoid|never|not suitable|not be",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(没有?|沒有?|未|无|無|不曾|从不|not|n't|never|without)\W{0,2}\w{0,4}$", re.IGNORECASE
)
_NORMAL = re.compile(
    r"(属于?|屬於?|都是|是)?正常(现象|現象|损耗|損耗|情况|范围|範圍)?|不属于质量问题|不屬於品質問題|会散|會散|允许误差|允許誤差|误差在|誤差在|\bnormal\b|within tolerance",
    re.IGNORECASE,
)
_UNITS = {
    "克": "g", "g": "g", "公斤": "kg", "kg": "kg", "千克": "kg", "斤": "jin", "厘米": "cm", "釐米": "cm", "公分": "cm", "cm": "cm",
    "毫米": "mm", "mm": "mm", "毫升": "ml", "ml": "ml", "升": "l", "磅": "lb", "lbs": "lb", "lb": "lb", "寸": "inch", "英寸": "inch",
    "inch": "inch", "小时": "h", "小時": "h", "hours": "h", "hour": "h", "瓦": "w", "w": "w", "毫安": "mah", "mah": "mah", "分贝": "db", "db": "db",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = rf"(\d+(?:\.\d+)?)\s*({_UNIT})?"
_MEASURE = re.compile(rf"(\d+(?:\.\d+)?)\s*({_UNIT})(?![a-z])", re.IGNORECASE)
_RANGE = re.compile(
    rf"{_NUMBER}\s*(?:[-–—~～]|至|到|to)\s*(\d+(?:\.\d+)?)\s*({_UNIT})(?![a-z])", re.IGNORECASE
)
_CODE = re.compile(r"(?<![A-Za-z\d])(?:\d{1,2}[A-Za-z]{1,2}|[A-Za-z]{1,3}\d{1,3})(?![A-Za-z\d])")
_CONSIDERED = frozenset({
    Problem.NONE, Problem.QUALITY, Problem.NOT_AS_DESCRIBED, Problem.SIZE, Problem.CHANGED_MIND,
})  # fmt: skip
_LOOKED_AT = 5
_FEW = 2
_LONGEST = 70
_REMEDY = re.compile(
    r"赔|賠|退|换|換|修|补|補|[元¥$]|客服|坏|壞|≠|refund|return|replace|repair", re.IGNORECASE
)


class Explained(Value):
    """The sentence that explains a complaint; `number` is the buyer's measure where it lies within the stated range."""

    kind: Literal["care", "in_range", "explained"]
    passage: Passage
    text: str
    number: str = ""


def explained(review: str, problem: Problem, passages: Sequence[Passage]) -> Explained | None:
    """Return the shop's fact that explains the complaint; None where none speaks of the very thing complained of."""
    if problem not in _CONSIDERED or not review:
        return None
    acts = _done(review)
    for passage in passages[:_LOOKED_AT]:
        sentences = list(_sentences(passage.text))
        for at, sentence in enumerate(sentences):
            if any(_forbids(sentence, act) for act in acts):
                return Explained(kind="care", passage=passage, text=sentence)
            clause, number = _in_range(review, sentence)
            if clause:
                return Explained(kind="in_range", passage=passage, text=clause, number=number)
            if _is_normal(review, sentence):
                return Explained(kind="explained", passage=passage, text=_told_on(sentences[at:]))
    return None


def _sentences(text: str) -> Iterable[str]:
    for piece in _SENTENCES.split(text):
        bare = re.sub(r"^[\s\-*•·#>\d.、)）]+(?=\D)", "", piece or "").strip()
        if 4 <= len(bare) <= 160:
            yield bare


def _told_on(sentences: Sequence[str]) -> str:
    """Return the first sentence, with those after it that say what to do as long as they are short and of no remedy."""
    said = sentences[0]
    for more in sentences[1:]:
        if len(said) + len(more) >= _LONGEST or _REMEDY.search(more):
            break
        said = f"{said}，{more}" if re.search(r"[\u3400-\u9fff]", more) else f"{said}. {more}"
    return said


def _done(review: str) -> list[re.Pattern[str]]:
    """Return the acts that the review says were done to the goods."""
    found = []
    for row in lexicon("acts"):
        pattern = re.compile(row, re.IGNORECASE)
        match = pattern.search(review)
        if match and not _DENIED.search(review[max(0, match.start() - 8) : match.start()]):
            found.append(pattern)
    return found


def _forbids(sentence: str, act: re.Pattern[str]) -> bool:
    match = _FORBIDS.search(sentence)
    return bool(match and act.search(sentence, match.start()))


def _in_range(review: str, sentence: str) -> tuple[str, str]:
    """Return the clause whose range holds the measure told, and the measure as written; the same class, where one is named."""
    codes = {code.lower() for code in _CODE.findall(review)} - {
        match[0].lower().replace(" ", "") for match in _MEASURE.finditer(review)
    }
    for measure in _MEASURE.finditer(review):
        value, unit = float(measure[1]), _UNITS[measure[2].lower()]
        for clause in _CLAUSES.split(sentence):
            named = {code.lower() for code in _CODE.findall(clause)}
            if not codes & named and (named or not _same_thing(review, sentence)):
                continue
            for span in _RANGE.finditer(clause):
                if _UNITS[span[4].lower()] == unit and float(span[1]) <= value <= float(span[3]):
                    return clause.strip(), measure[0]
    return "", ""


def _is_normal(review: str, sentence: str) -> bool:
    """Whether the sentence says that what the review tells of is normal: one sign of its subject is enough where it has few."""
    match = _NORMAL.search(sentence)
    if not match:
        return False
    if _same_thing(review, sentence):
        return True
    subject = set("".join(content(sentence[: match.start()])))
    return bool(subject) and len(subject) <= _FEW and any(sign in review for sign in subject)


def _same_thing(review: str, sentence: str) -> bool:
    units = {unit for unit in content(review) if len(unit) >= 2}
    return any(unit in sentence.lower() for unit in units if not unit.isascii() or len(unit) > 3)
