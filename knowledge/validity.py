"""From when to when a document holds, taken only from words that say so.

A date that merely stands in a text says nothing; in doubt both ends stay None. Ends are inclusive days.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from knowledge.readers.numbering import chinese_number


class Validity(NamedTuple):
    """First and last day on which a document holds; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None


_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_WORDED = r"[一二三四五六七八九〇零○Ｏ]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号號]"
_CN_DATE = rf"(?:\d{{4}}\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*[日号號]?|{_WORDED})"
_EN_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]{2,8}\.?,? \d{4})"
_DATE = rf"(?:{_CN_DATE}|{_EN_DATE})"
_IN_FORCE = r"(?:施行|生效|实施|實施|执行|執行|启用|啟用|起用|适用|適用|有效)"
_TIME = r"(?:\s*\d{1,2}[:：时時]\d{0,2}\s*(?:[:：]\d{2})?)?"

_FROM = (
    rf"(?:自|从|從|于|於|在|由)?\s*({_DATE}){_TIME}\s*(?:起|开始|開始|零时起)?\s*(?:正式|开始|開始|全面)?{_IN_FORCE}",
    rf"(?:生效|施行|实施|實施|执行|執行|启用|啟用)(?:日期|日|时间|時間)?\s*[:：为為]?\s*({_DATE})",
    rf"(?:适用于|適用於|适用|適用)\s*({_DATE}){_TIME}\s*[（(]?(?:含)?[)）]?\s*(?:起|及以后|及以後|及之后|及之後|以后|以後|之后|之後|后|後)",
    rf"({_DATE})\s*(?:起|及以后|及以後|及之后|及之後)[^。；\n]{{0,10}}(?:下单|下單|付款|成交|购买|購買|的订单|的訂單)[^。；\n]{{0,8}}(?:适用本|適用本|按本|执行本)",
    rf"(?i:effective|valid|in force|applies|applicable)(?i: date)?(?i: from| as of| since| starting| on| for orders placed (?:on or after|from))?\s*:?\s*({_DATE})",
    rf"(?i:takes? effect|comes? into (?:force|effect))(?i: on| from)?\s*({_DATE})",
)
_TO = (
    rf"({_DATE}){_TIME}\s*(?:[（(]含[)）]|及)\s*(?:之前|以前|前)(?:下单|下單|付款|成交|购买|購買|签收|簽收)[^。；\n]{{0,10}}(?:适用|適用|按本|执行本|執行本|依本)",
    rf"(?:适用于|適用於|适用|適用)\s*({_DATE}){_TIME}\s*(?:[（(]含[)）]|及)\s*(?:之前|以前|前)",
    rf"(?:有效期(?:限)?(?:至|到)|截止(?:日期|时间|時間|到|至|于)?|失效日期|到期日|终止日期|有效至)\s*[:：为為]?\s*({_DATE})",
    r"(?i:valid|effective|in force|applies)\s(?i:until|through|till|to)\s*:?\s*(" + _DATE + ")",
    r"(?i:expires?|expiry date|expiration date)(?i: on)?\s*:?\s*(" + _DATE + ")",
)
_SECTION_FROM = (
    rf"({_DATE}){_TIME}\s*(?:[（(]含[)）])?\s*(?:起|及以后|及以後|及之后|及之後|以后|以後|之后|之後|后|後)",
    rf"(?i:from|since|on or after|starting|after)\s+({_DATE})",
)
_SECTION_TO = (
    rf"({_DATE}){_TIME}\s*(?:[（(]含[)）]|及)\s*(?:之前|以前|前)(?:下单|下單|付款|成交|购买|購買|签收|簽收)[^。；\n]{{0,10}}(?:适用|適用|按本|执行本|執行本|依本)",
    rf"({_DATE}){_TIME}\s*(?:[（(]含[)）]|及)\s*(?:之前|以前)",
    rf"(?:至|到|截至)\s*({_DATE})",
    rf"(?i:until|through|up to)\s+({_DATE})",
)
_SECTION_BEFORE = (
    rf"({_DATE}){_TIME}\s*(?:之前|以前|前)",
    rf"(?i:before|prior to)\s+({_DATE})",
)
_BEFORE = (
    rf"(?:适用于|適用於|适用|適用)\s*({_DATE}){_TIME}\s*(?:之前|以前|前)",
    rf"({_DATE}){_TIME}\s*(?:之前|以前|前)(?:下单|下單|付款|成交|购买|購買)?[^。；\n]{{0,8}}(?:的订单|的訂單)[^。；\n]{{0,6}}(?:适用本|適用本|按本|执行本)",
    rf"(?:自|于|於)?\s*({_DATE})\s*起?\s*(?:废止|廢止|失效|作废|作廢|停止执行|停止執行|停用)",
    rf"(?i:applies to|for) (?i:orders placed )(?i:before|prior to)\s*({_DATE})",
)
_RANGE = rf"(?:有效期|有效期限|活动时间|活動時間|执行期间|執行期間|适用时间|適用時間|(?i:valid|effective))\s*[:：]?\s*({_DATE})\s*(?:[-–—~～至到]+|to|through|until)\s*((?:\d{{4}}\s*[-/.年]\s*)?\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*[日号號]?|{_EN_DATE})"
_KEYS_FROM: tuple[str, ...] = (
    "valid_from",
    "effective",
    "effective_date",
    "effective_from",
    "生效日期",
    "施行日期",
    "实施日期",
    "生效时间",
    "執行日期",
)
_KEYS_FROM += (
    "执行日期",
    "启用日期",
    "實施日期",
    "生效時間",
    "开始日期",
    "valid from",
    "effective date",
    "effective from",
    "start_date",
)
_KEYS_TO: tuple[str, ...] = (
    "valid_to",
    "valid_until",
    "expires",
    "expiry",
    "失效日期",
    "有效期至",
    "截止日期",
    "到期日",
    "结束日期",
    "valid to",
    "valid until",
)
_KEYS_TO += (
    "effective_to",
    "expiry_date",
    "expiry date",
    "end_date",
    "有效期止",
    "廢止日期",
    "废止日期",
)
_OTHERS = re.compile(r"《[^》]+》(?![^。；]*(?:本|以上))")
SPEAKS_OF_ITSELF = re.compile(
    r"本(?:政策|规则|規則|规定|規定|版本|条款|條款|办法|辦法|法|条例|條例|制度|细则|細則|说明|說明|公告|通知|文件|承诺|声明|协议|協議|店|须知|須知|标准|标準|流程|手册)|this (?:policy|version|document|page|notice)",
    re.IGNORECASE,
)
_POLICY_NAME = re.compile(
    r"polic|return|refund|exchange|terms|rule|warrant|shipping|freight|政策|规则|規則|规定|規定|条款|條款|退|换|換|保修|保固|质保|質保|售后|售後|运费|運費|承诺|承諾",
    re.IGNORECASE,
)
_NAME_DATE = (
    r"(20\d{2})[-_.年]?(0[1-9]|1[0-2]|[1-9](?=[-_.月]))[-_.月]?([0-2]\d|3[01]|[1-9](?!\d))日?"
)


def parse_date(written: str) -> date | None:
    """Return the day of 2026-09-01, 2026/9/1, 20260901, 2026年9月1日, 二〇二六年九月一日, September 1, 2026 or 1 Sep 2026.

    None for anything else.
    """
    text = written.strip()
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if re.match(_WORDED, text):
        plain = re.sub("[○Ｏ]", "〇", text)
        numbers = [chinese_number(part) for part in re.split("[年月日号號]", plain)[:3]]
    month = re.search(r"[A-Za-z]{3}", re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text))
    if re.match(r"\d{8}(?!\d)", text):
        numbers = [int(text[:4]), int(text[4:6]), int(text[6:8])]
    elif month and month.group().lower() in _MONTHS and len(numbers) == 2:
        day, year = numbers
        numbers = [year, _MONTHS[month.group().lower()], day]
    if len(numbers) < 3 or not 1949 <= numbers[0] <= 2999:
        return None
    try:
        return date(*numbers[:3])
    except ValueError:
        return None


def from_metadata(metadata: Mapping[str, str]) -> Validity:
    """Return what a head or front matter says: valid_from/valid_to, 生效日期, 【施行日期】 and their like."""
    plain = {key.strip().lower(): str(value) for key, value in metadata.items()}
    start = next((parse_date(plain[key]) for key in _KEYS_FROM if key in plain), None)
    end = next((parse_date(plain[key]) for key in _KEYS_TO if key in plain), None)
    return Validity(start, end)


def from_name(stem: str) -> Validity:
    """Return what the name of a policy's file says: 退货政策_2026-09-01, returns_2025-06-01_2026-08-31, …_until_2026-08-31.

    Only names that speak of a policy: the date of a price list or an export is the day it was saved.
    """
    if not _POLICY_NAME.search(stem):
        return Validity()
    dates = [
        found
        for found in (parse_date("-".join(match)) for match in re.findall(_NAME_DATE, stem))
        if found
    ]
    if len(dates) == 2 and dates[0] < dates[1]:
        return Validity(dates[0], dates[1])
    if len(dates) != 1:
        return Validity()
    if re.search(
        r"until|till|before|截止|至20|到20|失效|废止|之前|以前|日前|\d前", stem, re.IGNORECASE
    ):
        before = re.search(r"before|之前|以前|日前|\d前", stem, re.IGNORECASE)
        return Validity(None, dates[0] - timedelta(days=1) if before else dates[0])
    return Validity(dates[0], None)


def from_heading(heading: str) -> Validity:
    """Return what a section's heading says of the section: 2026年9月1日起的订单, Orders placed before September 1, 2026."""
    starts, ends = set(_dates(_SECTION_FROM, heading)), set(_dates(_SECTION_TO, heading))
    ends |= {day - timedelta(days=1) for day in _dates(_SECTION_BEFORE, heading)}
    start = starts.pop() if len(starts) == 1 else None
    end = ends.pop() if len(ends) == 1 else None
    return Validity() if start and end and end < start else Validity(start, end)


class DaysSaid(NamedTuple):
    """Every first and last day that texts name for a document."""

    starts: frozenset[date]
    ends: frozenset[date]


def days_said(texts: Iterable[str]) -> DaysSaid:
    """Return every day that the texts name as the document's first or last one."""
    starts: set[date] = set()
    ends: set[date] = set()
    for sentence in _sentences(texts):
        span = next(iter(spans(sentence)), None)
        if span:
            starts.add(span[0])
            ends.add(span[1])
            continue
        ended = [*_dates(_BEFORE, sentence)]
        ends.update(day - timedelta(days=1) for day in ended)
        ends.update(_dates(_TO, sentence))
        if not ended:
            starts.update(_dates(_FROM, sentence))
    return DaysSaid(frozenset(starts), frozenset(ends))


def spans(text: str) -> Iterable[tuple[date, date]]:
    """Yield the first and last day of each 有效期：…至…; the last may leave the year to the first."""
    for span in re.finditer(_RANGE, text):
        tail = span.group(2)
        dated = len(re.findall(r"\d+", tail)) > 2 or re.search("[A-Za-z一二三四]", tail)
        start = parse_date(span.group(1))
        end = parse_date(tail if dated else f"{span.group(1)[:4]}-{tail}")
        if start and end:
            yield start, end


def from_texts(texts: Iterable[str]) -> Validity:
    """Return what the texts say of the document itself; two different answers to one question count as none."""
    said = days_said(texts)
    start = next(iter(said.starts)) if len(said.starts) == 1 else None
    end = next(iter(said.ends)) if len(said.ends) == 1 else None
    return Validity() if start and end and end < start else Validity(start, end)


def of_document(
    metadata: Mapping[str, str],
    stem: str,
    head: Iterable[str],
    body: Iterable[str],
    version_from: date | None = None,
) -> Validity:
    """Return the validity from the surest source for each end: metadata, then words in the head or at the end, then the name.

    `head` are the texts at the document's beginning and end; of `body` only sentences that speak of this document count.
    `version_from` is the start of the last version in the document's own version table.
    """
    sources = (
        from_metadata(metadata),
        from_texts(head),
        from_texts(text for text in body if SPEAKS_OF_ITSELF.search(text)),
        Validity(version_from),
        from_name(stem),
    )
    start = next((source.valid_from for source in sources if source.valid_from), None)
    end = next((source.valid_to for source in sources if source.valid_to), None)
    return Validity(start, None) if start and end and end < start else Validity(start, end)


def _sentences(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for sentence in re.split(r"[。！\n]", text):
            if re.search(rf"\d{{4}}|{_WORDED}", sentence) and (
                not _OTHERS.search(sentence) or SPEAKS_OF_ITSELF.search(sentence)
            ):
                yield sentence


def _dates(patterns: Iterable[str], sentence: str) -> Iterable[date]:
    for pattern in patterns:
        for found in re.finditer(pattern, sentence):
            day = parse_date(found.group(1))
            if day:
                yield day
