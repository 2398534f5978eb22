"""Postal addresses: Chinese (mainland, Taiwan, Hong Kong) and English, and the buyer's own in pieces."""

import re

from agent.guards.views import Views, fold

_N = r"[0-9零〇一二三四五六七八九十百两a-z]{1,6}"
_HAN = r"[\u4e00-\u9fff0-9a-z]"
_STREET = rf"{_HAN}{{1,10}}?(?:大道|大街|胡同|公路|路|街|巷|弄|里|道)"
_UNIT = rf"(?:(?:第)?{_N}(?:号楼|栋|幢|单元|室|座|户|房|楼|层|号院|门)|{_N}-{_N}(?:-{_N})?)"
_CHINESE = re.compile(
    # a street with a house number
    rf"(?:{_STREET})(?:[一二三四五六七八九十\d]{{1,3}}段)?(?:{_N}(?:巷|弄))?(?:{_N}号)(?!线|店|仓|库|色|球|拍|码|之前|前|后|起|到)(?:之{_N})?(?:{_HAN}{{0,12}}?{_UNIT})*"
    # a lane of a street without a house number
    rf"|{_STREET}\d{{2,4}}弄(?![坏错好丢脏得])"
    # an estate or building with block and room
    rf"|{_HAN}{{2,12}}?(?:小区|花园|家园|公寓|大厦|苑|社区|新村|广场|中心|村|园|庭|府|城|大学|中学|宿舍|工业园|科技园|园区|{_STREET}){_HAN}{{0,6}}?(?:{_UNIT}){{1,4}}"
    # block + unit + room alone
    rf"|{_N}(?:栋|幢|号楼|座)(?:{_N}(?:单元|门|楼|层))?{_N}(?:室|房|户|号)?|{_N}单元{_N}(?:室|房|户|号)?"
    # province to village
    rf"|{_HAN}{{2,9}}?(?:省|自治区|市){_HAN}{{1,9}}?(?:市|县|区|州){_HAN}{{1,8}}?(?:镇|乡|街道){_HAN}{{1,8}}?(?:村|组|队|社区|路|街)"
)
_ANCHOR = re.compile(
    rf"{_N}(?:号|栋|幢|弄|巷|单元|室|座|户|房|楼|层|-)|(?:镇|乡|街道){_HAN}{{1,8}}?(?:村|组|队|社区|路|街)"
)
_NEEDS_NUMBER = re.compile(r"\d|[零一二三四五六七八九十]")
_ROOM = re.compile(r"室|单元|栋|幢|座|号楼|房|户|楼|层|号|弄|-|村|组|队|社区|路|街")
_ENGLISH = re.compile(
    r"\b\d{1,5}[A-Za-z]?(?:,)?\s+(?:(?:N|S|E|W|North|South|East|West)\.?\s+)?(?:[A-Z][\w'.-]*\s+){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Square|Highway|Parkway|Close|Crescent)\b\.?"
    r"(?:,?\s+(?:[Aa]pt|[Ss]uite|[Uu]nit|[Ff]lat|[Rr]oom|#)\.?\s*\w+)?"
    r"|\b(?:[Aa]pt|[Ss]uite|[Ff]lat|[Rr]oom|[Uu]nit)\.?\s*#?\d{1,5}\w?,\s+[^.\n]{0,40}?\b(?:Street|St|Road|Rd|Avenue|Ave|Building|Tower|Block)\b"
    r"|\bP\.?\s?O\.?\s?[Bb]ox\s+\d+|\b[A-Z][A-Za-z]+,\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b"
)
_ENGLISH_LOWER = re.compile(
    r"(?<![\w.])\d{1,5} (?!(?:working|business|days?|hours?|minutes?|more|of|on|in|pairs?|pieces?|items?)\b)[a-z]+(?: [a-z]+)? (?:street|avenue|boulevard|blvd|road)\b"
)
_ADMIN = re.compile(
    r"^(?:.{2,8}?(?:省|自治区|特别行政区))?(?:.{1,8}?(?:市|州|盟|地区))?(?:.{1,8}?(?:区|县|市|旗))?(?:.{1,8}?(?:街道|镇|乡))?"
)
_TAIL = 6


def address_spans(views: Views, own: str | None, grounds: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where a postal address stands; one that a ground states in full (the shop's own) passes."""
    tight = views.tight
    stated = "".join(Views(ground).tight.text for ground in grounds)
    spans = []
    for low, high in _windows(tight.text):
        for match in _CHINESE.finditer(tight.text[low:high]):
            words = match[0]
            if not _ROOM.search(words) or (
                not _NEEDS_NUMBER.search(words) and "村" not in words and "组" not in words
            ):
                continue
            if words in stated or _looks_like_else(words):
                continue
            spans.append(tight.span(low + match.start(), low + match.end()))
    cased = views.cased
    spans += [
        cased.span(*m.span())
        for m in _ENGLISH.finditer(cased.text)
        if fold(m[0]) not in fold("\n".join(grounds))
    ]
    spans += [views.plain.span(*m.span()) for m in _ENGLISH_LOWER.finditer(views.plain.text)]
    return spans + _own_spans(views, own)


_ELSE = re.compile(
    r"(?:第[零〇一二三四五六七八九十百\d]+[条款项章]|公告|文件|编号|订单|运单|工单|尾号|型号|批号|款号)|\d{4}年|\d月\d"
)


# 箱子里多垫一层, 路上隔一门: a count, not a number of a house.
_COUNTED = re.compile(r"[^\dabc栋幢号室]*?[一两几每]\s?[层座户门楼房]")


def _looks_like_else(words: str) -> bool:
    """Return whether the words are a clause, a document, a date or a model rather than a place."""
    return bool(_ELSE.search(words) or _COUNTED.fullmatch(words))


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the short stretches around house numbers and villages: the full pattern is too costly for a whole text."""
    windows: list[tuple[int, int]] = []
    for match in _ANCHOR.finditer(text):
        low, high = max(0, match.start() - 36), match.end() + 24
        if windows and low < windows[-1][1] and windows[-1][1] - windows[-1][0] < 100:
            windows[-1] = (windows[-1][0], high)
        elif not windows or match.start() > windows[-1][1] - 24:
            windows.append((low, high))
    return windows


def _own_spans(views: Views, own: str | None) -> list[tuple[int, int]]:
    """Return where six characters in a row of the buyer's street-level address stand."""
    if not own:
        return []
    key = Views(own).bare.text
    rest = key[_ADMIN.match(key).end() :] if _ADMIN.match(key) else key  # type: ignore[union-attr]
    tail = rest if len(rest) >= 3 else key
    size = min(_TAIL, len(tail)) if not tail.isascii() else min(10, len(tail))
    if size < 3:
        return []
    bare = views.bare
    pieces = {tail[at : at + size] for at in range(len(tail) - size + 1)}
    hits = (at for at in range(len(bare.text) - size + 1) if bare.text[at : at + size] in pieces)
    return [bare.span(at, at + size) for at in hits]
