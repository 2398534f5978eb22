"""Phones, identity and bank cards, order and tracking numbers, e-mail and chat accounts, in any spelling.

A number may be spaced, dashed, full width, written in Chinese numerals or in words that sound like digits. A run of digits
is therefore read leniently, and then has to look like a number of a known kind.
"""

import re
from collections.abc import Iterator

from agent.guards.views import DIGIT_WORDS, View, Views

_RUN_GAP = 3  # marks that may stand between two digits of one number
_GAP_WORDS = frozenset("杠点横空格")
_STOPS = frozenset(":%¥$€£°。!?;\n")
_PLAIN_DIGITS = frozenset("0123456789〇零洞一弌壹幺二弍弎贰三叁四肆五伍六陆七柒八捌九玖拐勾")
_MOBILE = re.compile(r"(?:0{0,2}86)?(1[3-9]\d{9})")
_TAIWAN = re.compile(r"(?:0{0,2}886)?0?9\d{8}")
_BRITISH = re.compile(r"0[127]\d{9}")
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPOKEN = re.compile(
    rf"\b(?:\d{{3,4}}[\s,.-]+)?(?:{_DIGIT}[\s,.-]+){{3,}}(?:\d{{3,4}}[\s,.-]+)?\d{{3,4}}\b|"
    rf"\b(?:(?:double|triple) )?{_DIGIT}(?:[\s,.-]+(?:(?:double|triple) )?{_DIGIT}\b){{5,}}"
)
_HONG_KONG = re.compile(r"0{0,2}85[23]\d{8}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
_NORTH_AMERICAN = re.compile(
    r"(?<![\w.+-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])"
)
_INTERNATIONAL = re.compile(r"(?:\+|(?<!\d)00)\s?[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)")
_AFTER_WORD = re.compile(
    r"(?:电话|手机|致电|拨打|来电|号码|tel|phone|mobile|cell|call|whatsapp|text)(?:号码?)?(?: (?:me|us))?(?: (?:at|on))?[ :是为]{0,3}"
    r"(\+?\d(?:[ ().-]?\d){6,14})(?!\d)"
)
_HOTLINE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}|123\d{2}|1[012][09]")
_EMAIL = re.compile(
    r"[a-z0-9][a-z0-9._%+-]{0,63}\s?(?:@|\(at\)|\[at\]|#at#|\s+at\s+)\s?[a-z0-9](?:[a-z0-9-]{0,40}(?:\s?(?:[.。]|\(dot\)|\[dot\]|点|\s+dot\s+)\s?))"
    r"(?:[a-z0-9-]{1,40}\.){0,3}(?:com|cn|net|org|edu|tw|hk|io|me|co|cc|info|qq|uk|de|fr|jp)(?![a-z0-9])"
)
_TRACKING = re.compile(
    r"(?<![a-z0-9])(?:sf|yt|jd[a-z]{0,2}|jt|zto|zt|sto|st|yd|yun|ems|dbl?|dpk|lp|uc|kerry|hk|db|jtsd|htky|best|an|cne|yw)[ -]?\d(?:[ -]?\d){8,17}(?![a-z0-9])"
    r"|(?<![a-z0-9])[a-z]{2}\d{9}[a-z]{2}(?![a-z0-9])|(?<![a-z0-9])1z[0-9a-z]{16}(?![a-z0-9])"
)
_PARCEL = re.compile(
    r"(?:快递|运单|物流|包裹|单号|tracking|parcel|awb)[^,，。!?;\d]{0,10}$|(?<![a-z])(?:sf|yt|jd[a-z]{0,2}|jt|zto|sto|yd|ems|lp)[ -]?$"
)
_PRODUCT_LABEL = re.compile(
    r"(?:(?<![a-z])id(?==)|商品(?:编号|编码|id|号|链接号)?|货号|款号|型号|sku|条码|条形码|产品(?:编号|编码|id)?|宝贝id|批次?号?|批号|upc|ean|isbn|item(?: no\.?| id| number)?|model|product(?: id| code)?)[\s:#=为是]{0,3}$"
)
_HANDLE = re.compile(
    r"(?:微信|vx|wx|v信|薇信|徽信|威信|weixin|wechat|qq|扣扣|line|telegram|tg|whatsapp|skype|ig|[vwq薇微](?=[:号]))"
    r"\s?(?:同)?(?:号码?|账号|帐号|id|群)?\s?(?:是|为|[:=@→]|is)*\s?@?([a-z0-9][a-z0-9_-]{4,24})(?![a-z0-9])"
)
_HANDLE_WORDS = frozenset({
    "online", "account", "accounts", "payment", "support", "customer", "service", "message", "messages", "number", "official",
    "group", "please", "outside", "instead", "contact", "anymore", "because", "about", "their", "which", "where", "there", "other",
    "refund", "refunds", "balance", "wallet", "items", "spacing", "telegram", "whatsapp",
})  # fmt: skip


def number_spans(views: Views, grounds: tuple[str, ...]) -> list[tuple[str, tuple[int, int]]]:
    """Return (kind, span) of phones, cards and long numbers."""
    spots = []
    view = views.plain
    known = frozenset(re.findall(r"\d{11,}", "\n".join(grounds)))
    for digits, start, end, strict in _runs(view):
        kind = _kind(digits, strict)
        if kind == "number" and (
            digits in known or _PRODUCT_LABEL.search(view.text[max(0, start - 12) : start])
        ):
            continue
        if kind == "number" and _PARCEL.search(view.text[max(0, start - 16) : start]):
            kind = "tracking"
        if kind:
            spots.append((kind, view.span(start, end)))
    for pattern, kind in (
        (_TRACKING, "tracking"),
        (_NORTH_AMERICAN, "phone"),
        (_INTERNATIONAL, "phone"),
        (_SPOKEN, "phone"),
    ):
        spots += [
            (kind, view.span(*match.span()))
            for match in pattern.finditer(view.text)
            if not _hotline(match[0])
        ]
    for match in _AFTER_WORD.finditer(view.text):
        if not _hotline(match[1]):
            spots.append(("phone", view.span(*match.span(1))))
    return spots


def _hotline(text: str) -> bool:
    """Return whether it is a service line of a firm or an office (400, 800, 95xxx, 12315), which anybody may name."""
    return bool(_HOTLINE.fullmatch(re.sub(r"\D", "", text)))


def _runs(view: View) -> Iterator[tuple[str, int, int, bool]]:
    """Yield runs of digits: (digits, start, end, written in plain digits only without gaps)."""
    text = view.text
    digits: list[str] = []
    start = last = -1
    for place, char in enumerate(text):
        digit = char if "0" <= char <= "9" else DIGIT_WORDS.get(char, "")
        if digit:
            if not digits:
                start = place
            digits.append(digit)
            last = place
        elif digits and (
            place - last > _RUN_GAP or char in _STOPS or (char.isalnum() and char not in _GAP_WORDS)
        ):
            yield from _parts("".join(digits), text, start, last + 1)
            digits = []
    if digits:
        yield from _parts("".join(digits), text, start, last + 1)


def _parts(digits: str, text: str, start: int, end: int) -> Iterator[tuple[str, int, int, bool]]:
    """Yield a run without look-alike letters or words at its ends, and its own unbroken stretches when it is long."""
    if len(digits) < 8:
        return
    places = [
        place
        for place in range(start, end)
        if text[place] in _PLAIN_DIGITS or text[place] in DIGIT_WORDS
    ]
    low, high = 0, len(places)
    while low < high and text[places[low]] not in _PLAIN_DIGITS:
        low += 1
    while high > low and text[places[high - 1]] not in _PLAIN_DIGITS:
        high -= 1
    if high - low < 8:
        yield digits, start, end, False
        return
    first, last = places[low], places[high - 1] + 1
    yield digits[low:high], first, last, last - first == high - low
    if high - low != len(digits):
        yield digits, start, end, False
        yield digits[low:], first, end, False
        yield digits[:high], start, last, False
    for match in re.finditer(r"\d{8,}", text[first:last]):
        if match.end() - match.start() < last - first:
            yield match[0], first + match.start(), first + match.end(), True


def _kind(digits: str, strict: bool) -> str | None:
    """Return what a run of digits is: phone, id_card, bank_card, number, or nothing known."""
    if any(
        pattern.fullmatch(digits) for pattern in (_MOBILE, _TAIWAN, _HONG_KONG, _LANDLINE, _BRITISH)
    ):
        return None if _hotline(digits) else "phone"
    if len(digits) == 18 and _is_identity(digits):
        return "id_card"
    if 15 <= len(digits) <= 19 and _luhn(digits):
        return "bank_card"
    if strict and len(digits) >= 12:
        return "number"
    if len(digits) >= 15:
        return "number"
    # A mobile number with a few digits stuck on either end is still readable.
    return (
        "phone"
        if not strict and len(digits) <= 14 and _MOBILE.match(digits) and len(digits) != 12
        else None
    )


def _is_identity(digits: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(digits))


def _luhn(digits: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


_IDENTITY_X = re.compile(r"(?<!\d)\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}x(?![a-z0-9])")


def known_number_spans(views: Views, numbers: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where one of the given numbers stands, whatever separates its characters."""
    spans = [views.plain.span(*match.span()) for match in _IDENTITY_X.finditer(views.plain.text)]
    for wanted in numbers:
        key = Views(wanted).bare.text
        if len(key) < 6:
            continue
        bare = views.bare
        at = bare.text.find(key)
        while at >= 0:
            if not _inside_longer(bare.text, at, at + len(key), key):
                spans.append(bare.span(at, at + len(key)))
            at = bare.text.find(key, at + 1)
    return spans


def _inside_longer(text: str, start: int, end: int, key: str) -> bool:
    """Return whether a short number is only the middle of a longer one."""
    if len(key) >= 9:
        return False
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return before.isdigit() or after.isdigit()


def email_spans(views: Views) -> list[tuple[int, int]]:
    """Return where e-mail addresses stand, (at) and (dot) included."""
    return [views.plain.span(*match.span()) for match in _EMAIL.finditer(views.plain.text)]


def handle_spans(views: Views) -> list[tuple[int, int]]:
    """Return where an account of a chat tool stands after the tool's name."""
    spans = []
    for view in (views.plain, views.tight):
        for match in _HANDLE.finditer(view.text):
            name = match[1]
            if name in _HANDLE_WORDS or name.isalpha() and len(name) < 6 and view is views.plain:
                continue
            if (
                match[0][0].isascii()
                and match.start()
                and view.text[match.start() - 1].isascii()
                and view.text[match.start() - 1].isalnum()
            ):
                continue
            if name.isalpha() and not re.search(r"[:=@号是]|id", match[0]):
                continue
            spans.append(view.span(*match.span(1)))
    return spans
