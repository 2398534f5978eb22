"""Numbers and marks at the start of a line: 第十条, 一、, （一）, 1., 1.1, ①, Section 3, Q:, bullets."""

import re
from enum import IntEnum
from typing import NamedTuple

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_CN = "〇零一二三四五六七八九十百千万萬两兩"
_NUM = rf"(?:[{_CN}]+|[0-9０-９]{{1,4}})"
_GAP = r"[ \t\u3000\xa0]*"


class Rank(IntEnum):
    """How deep a mark stands, shallow first; formats' own headings (level × 10) stand above all of these."""

    TITLE = 5
    BOOK = 81
    PART = 82
    CHAPTER = 83
    SECTION = 84
    LINE = 86
    ARTICLE = 88
    CN = 91
    PAREN_CN = 92
    ARABIC = 93
    DOTTED = 94
    DOTTED_THREE = 95
    DOTTED_FOUR = 96
    PAREN_ARABIC = 97
    CIRCLED = 98
    LETTER = 99
    BULLET = 100
    LEAD = 120


class Mark(NamedTuple):
    """A line's mark: its rank, its number where it has one, the mark as written without gaps, and what follows it."""

    rank: Rank
    number: int
    label: str
    rest: str


_ARTICLE = re.compile(
    rf"第{_GAP}(?P<n>{_NUM}){_GAP}[条條](?:{_GAP}之{_GAP}(?P<sub>{_NUM}))?(?P<gap>[ \t\u3000\xa0]+|(?=[、：:【（(])|$)?"
)
_DIVISION = re.compile(
    rf"第{_GAP}(?P<n>{_NUM}){_GAP}(?P<kind>分编|分編|编|編|部分|章|节|節)(?P<gap>[ \t\u3000\xa0：:、]*)"
)
_DIVISION_RANK = {
    "编": Rank.BOOK,
    "編": Rank.BOOK,
    "分编": Rank.PART,
    "分編": Rank.PART,
    "部分": Rank.PART,
}
_DIVISION_RANK |= {"章": Rank.CHAPTER, "节": Rank.SECTION, "節": Rank.SECTION}
_ENGLISH = re.compile(
    r"(?P<kind>Part|Chapter|Section|Article|Clause)\s+(?P<n>\d{1,3}|[IVXLC]{1,6})(?P<dots>(?:\.\d+)*)\b\s*[.:\-–—]?\s*",
    re.IGNORECASE,
)
_ENGLISH_RANK = {
    "part": Rank.PART,
    "chapter": Rank.CHAPTER,
    "section": Rank.SECTION,
    "article": Rank.LINE,
    "clause": Rank.LINE,
}
_DOTTED = re.compile(
    r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})(?:[.．、]?[ \t\u3000]+|、|(?=[\u4e00-\u9fff（《「【])"
    r"(?![元折寸米公升万个件天日月年小克千毫倍版度分周次级吨条款支双kKcm％%]))"
)
_SIMPLE = (
    (Rank.CN, re.compile(rf"(?P<n>[{_CN}]{{1,4}}){_GAP}[、.．]{_GAP}")),
    (
        Rank.CN,
        re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})[ \u3000]+(?=[\u4e00-\u9fff]{2,12}$)"),
    ),
    (Rank.PAREN_CN, re.compile(rf"[（(]{_GAP}(?P<n>[{_CN}]{{1,4}}){_GAP}[）)][、.．]?{_GAP}")),
    (
        Rank.PAREN_ARABIC,
        re.compile(rf"[（(]{_GAP}(?P<n>[0-9０-９]{{1,2}}){_GAP}[）)][、.．]?{_GAP}"),
    ),
    (Rank.ARABIC, re.compile(rf"(?P<n>[0-9０-９]{{1,3}})(?:[.．](?![0-9０-９])|[、)）]){_GAP}")),
    (
        Rank.LETTER,
        re.compile(
            r"(?:(?P<n>[a-hA-H])[)）.][ \t\u3000]+|[（(](?P<m>[a-hA-H]|[ivx]{1,4})[）)][ \t\u3000]*)"
        ),
    ),
)
_CIRCLED = re.compile(rf"(?P<n>[①-⑳❶-❿]){_GAP}")
_BULLET = re.compile(r"(?:[-*+•·・●○■□◆◇▪►▶➢✓✔☆★※‣][ \t\u3000]+|[•・●■◆★☆▪►▶➢✔‣])")
_DECORATIONS = frozenset("★☆■□◆◇▶►▪●○※")
_QUESTION = re.compile(rf"(?:问|問|Q|q|问题|問題|Question){_GAP}[0-9０-９]*{_GAP}[：:.、．]{_GAP}")
_ANSWER = re.compile(rf"(?:答|A|a|回答|答案|Answer){_GAP}[0-9０-９]*{_GAP}[：:.、．]{_GAP}")
# 第十条规定的…, 第十条、第十一条所称…: a mention of an article, not its beginning.
_MENTION = re.compile(
    rf"(?:[、和及与與或至到]{_GAP}第|第{_NUM}[款项項]|[的所中]|规定的|規定的|规定，|规定情形|之规定|所列|所称)"
)


def chinese_number(written: str) -> int:
    """Return the value of 十, 一百二十三, 一〇二, 12 or １２; -1 for what is no number."""
    plain = written.translate(_FULL_WIDTH)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not any(char in _UNITS for char in plain):
        digits = "".join(str(_DIGITS[char]) for char in plain if char in _DIGITS)
        return int(digits) if len(digits) == len(plain) and digits else -1
    total = digit = section = 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "万萬":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif char in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[char], 0
        else:
            return -1
    return total + section + digit


def article(line: str) -> Mark | None:
    """Return the mark where the line can begin an article (第十条, 第十条之一); its number is n × 100 + the 之 number."""
    found = _ARTICLE.match(line)
    if not found or chinese_number(found["n"]) < 0:
        return None
    rest = line[found.end() :].lstrip("：:、 \t\u3000\xa0")
    if not found["gap"] and (
        _MENTION.match(line[found.end() :]) or line[found.end() :][:1] in tuple("，,。；;）)》”")
    ):
        return None
    number = chinese_number(found["n"]) * 100 + (
        chinese_number(found["sub"]) if found["sub"] else 0
    )
    return Mark(Rank.ARTICLE, number, _tight(line[: found.end()]).rstrip("：:、"), rest)


def division(line: str) -> Mark | None:
    """Return the mark of a heading that names itself: 第一章 总则, 第二节, Section 3, Chapter IV."""
    found = _DIVISION.match(line)
    if found and chinese_number(found["n"]) >= 0 and len(line) <= 60 and line[-1] not in "。；;，,":
        return Mark(
            _DIVISION_RANK[found["kind"]],
            chinese_number(found["n"]),
            line[: found.end()],
            line[found.end() :],
        )
    english = _ENGLISH.match(line)
    if (
        english
        and len(line) <= 90
        and not line.rstrip().endswith((".", ";", ","))
        or (english and english.end() == len(line))
    ):
        rank = _ENGLISH_RANK[english["kind"].lower()]
        rank = Rank.LINE if english["dots"] else rank
        return Mark(rank, 0, line[: english.end()], line[english.end() :])
    return None


def item(line: str) -> Mark | None:
    """Return the mark of a numbered or bulleted line: 一、 （一） 1. 1.1 （1） ① a) -."""
    dotted = _DOTTED.match(line)
    if dotted:
        return Mark(
            Rank(Rank.DOTTED + min(2, len(re.findall("[.．]", dotted["n"])) - 1)),
            0,
            dotted["n"],
            line[dotted.end() :],
        )
    for rank, pattern in _SIMPLE:
        found = pattern.match(line)
        if found:
            number = chinese_number(found["n"]) if rank is not Rank.LETTER else 0
            return Mark(rank, number, found.group().strip(), line[found.end() :])
    circled = _CIRCLED.match(line)
    if circled:
        return Mark(Rank.CIRCLED, 0, circled["n"], line[circled.end() :])
    bullet = _BULLET.match(line)
    return Mark(Rank.BULLET, 0, bullet.group().strip(), line[bullet.end() :]) if bullet else None


def decorates(mark: Mark) -> bool:
    """Tell whether a bullet is one that shops put before headings (★ ■ ◆)."""
    return mark.rank is Rank.BULLET and mark.label in _DECORATIONS


def question(line: str) -> bool:
    """Tell whether the line asks: 问：, Q1:, "3. 问：…"."""
    mark = item(line)
    return bool(_QUESTION.match(line) or (mark and _QUESTION.match(mark.rest)))


def answer(line: str) -> bool:
    """Tell whether the line answers: 答：, A:."""
    return bool(_ANSWER.match(line))


def _tight(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0]+", "", text)
