"""Visits of the shop's people to the buyer's home: an agreed day on which nobody came, and harm done there."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from agent.domain.order import Order

_VISIT = re.compile(
    r"上门|上門|安装|安裝|师傅|師傅|预约|預約|送装|送裝|technician|installer|installation|appointment|home visit",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"约|約|(?:说|說|讲|講|定|订|訂)好|(?:说|說)(?:的|是)|agreed|scheduled|booked|appointment|supposed to|promised",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:没|沒|未)(?:有|见|見)?(?:人|来|來|到|上门|上門|出现|出現)|人影|爽约|爽約|放(?:了?我)?(?:鸽子|鴿子)|白等|白请|白請"
    r"|no[- ]show|(?:didn't|did not|never) (?:come|came|show|showed|turn|turned)|nobody (?:came|showed|turned)|no one (?:came|showed|turned)",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[月/.]\s*(\d{1,2})(?!\d)\s*[日号號]?")
_AHEAD = 180  # days: a date further ahead than this belongs to last year

_WHO = r"(?:师傅|師傅|安装|安裝|配送|送货|送貨|搬运|搬運|搬(?:上|进|進|的)|快递员|快遞員|工人|司机|司機|送装|送裝|\b(?:installers?|couriers?|delivery (?:men|man|guys?|people|driver|team)|movers?|technicians?|drivers?)\b)"
_DOES = r"(?:磕|碰|撞|刮|划|劃|砸|弄|打|压|壓|蹭|戳|钻|鑽|损|損|坏|壞|裂|\b(?:damag|scratch|dent|broke|crack|chip|gouge|smash|hit)\w*)"
_HOME = r"(?:墙|牆|地板|地砖|地磚|瓷砖|瓷磚|门框|門框|房门|房門|大门|大門|玻璃门|玻璃門|天花|吊顶|吊頂|楼道|樓道|踢脚线|踢腳線|窗台|\b(?:walls?|floor(?:s|ing|boards?)?|door ?frames?|ceilings?|tiles?|doors?|skirting|stairs?)\b)"
_HARM = re.compile(
    rf"{_WHO}[^。！？!?\n]{{0,40}}?(?:{_DOES}[^。！？!?\n]{{0,12}}?{_HOME}|{_HOME}[^。！？!?\n]{{0,12}}?{_DOES})",
    re.IGNORECASE,
)
_HOME_HARM = re.compile(
    rf"{_DOES}[^。！？!?\n]{{0,12}}?{_HOME}|{_HOME}[^。！？!?\n]{{0,12}}?{_DOES}", re.IGNORECASE
)
_ASKED = re.compile(
    r"会不会|會不會|怕|担心|擔心|万一|萬一|如果|要是|will (?:it|they)|what if|\bif\b|afraid", re.I
)
_NOT = re.compile(r"(?:没|沒|未|并未|並未)(?:有)?(?:把)?$|not |n't |without ", re.I)


def harms_home(text: str) -> bool:
    """Whether a clause speaks of harm to the buyer's home, as apart from harm to the goods."""
    return bool(_HOME_HARM.search(text))


def speaks_of_visit(text: str) -> bool:
    """Whether a text speaks of a visit to the buyer's home."""
    return bool(_VISIT.search(text))


def harmed_home(texts: Iterable[str]) -> bool | None:
    """Return True where the buyer tells that those who delivered or installed harmed the home; None where nothing is said."""
    for text in texts:
        for match in _HARM.finditer(text):
            before = re.split(r"[。！？!?\n]", text[: match.start()])[-1]
            if not _ASKED.search(before + match[0]) and not _NOT.search(match[0]):
                return True
    return None


def missed_days(order: Order | None, texts: Iterable[str], today: date) -> int | None:
    """Return the days since the agreed day of a visit that did not take place; None where none was agreed or missed.

    What the carrier recorded comes before what the buyer remembers. The day itself is day 0.
    """
    said = list(texts)
    lines = [event.text for event in order.logistics] if order else []
    if not any(_NOBODY.search(text) for text in (*lines, *said)):
        return None
    days = [*_agreed(lines, today)][-1:] or [*_agreed(said, today)][-1:]
    late = (today - days[0]).days if days else 0
    return late if late > 0 else None


def _agreed(texts: Iterable[str], today: date) -> Iterator[date]:
    for text in texts:
        if not (_VISIT.search(text) and _AGREED.search(text)):
            continue
        match = _DAY.search(text)
        day = _date(match, today) if match else None
        if day is not None:
            yield day


def _date(match: re.Match[str], today: date) -> date | None:
    try:
        day = date(today.year, int(match[1]), int(match[2]))
        return day.replace(year=day.year - 1) if (day - today).days > _AHEAD else day
    except ValueError:
        return None
