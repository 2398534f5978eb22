"""What was already done to the goods: exchanged, installed, repaired. It moves the start of the warranty.

消费者权益保护法实施条例 art. 18: the period runs from delivery, of goods that need installing from the day of installing; it starts anew on
the day of an exchange; the time of a repair does not count.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.domain.case import Case
from agent.domain.value import Value

_EXCHANGED = re.compile(
    r"换新|換新|已换|已換|换货完成|換貨完成|更换|更換|换了|換了|换过|換過|补发的新|exchanged|replacement|replaced|\bexchange\b",
    re.IGNORECASE,
)
_INSTALLED = re.compile(r"安装|安裝|上门装|installed|installation", re.IGNORECASE)
_REPAIRED = re.compile(r"维修|維修|返修|修理|repair", re.IGNORECASE)
_SAID_REPLACED = re.compile(
    r"(?:上次|之前|后来|後來|已经|已經)?(?:给我|給我|帮我|幫我)?(?:换|換)(?:过|過|了)?(?:一?[个個台件双雙只部])?新的?|(?:换|換)(?:来|來|回来|回來|给我|給我)的(?:这|這|那)?"
    r"|(?:the )?replacement (?:\w+ ){0,3}(?:you sent|i got|also|broke|failed)|you (?:already )?replaced",
    re.IGNORECASE,
)
_WANTED = re.compile(r"(?:想|要|能|可以|帮我|幫我|请|請|给我|給我|申请|申請|不能)[^，。！？]{0,6}$")


class ServiceRecord(Value):
    """`started` is when the warranty began anew, `repair_days` do not count, `undated` says that an exchange is told of without a day."""

    started: date | None = None
    repair_days: int = 0
    undated: bool = False


def service_record(case: Case, *, zone: ZoneInfo, today: date) -> ServiceRecord:
    """Read the contacts on record (`history`, free form) and the buyer's own words."""
    started: date | None = None
    repair_days = 0
    for entry in _entries(case.history):
        text = " ".join(str(v) for k, v in entry.items() if isinstance(v, str) and k != "at")
        on = _day(entry.get("done_at") or entry.get("at") or entry.get("date"), zone)
        begun, ended = _day(entry.get("from"), zone), _day(entry.get("to"), zone)
        if begun and ended and _REPAIRED.search(text):
            repair_days += max((ended - begun).days, 0)
        elif on and on <= today and (_EXCHANGED.search(text) or _INSTALLED.search(text)):
            started = max(started or on, on)
    said = any(_replaced(text) for text in case.buyer_texts)
    return ServiceRecord(started=started, repair_days=repair_days, undated=said and not started)


def _replaced(text: str) -> bool:
    return any(
        not _WANTED.search(text[max(0, match.start() - 8) : match.start()])
        and re.search(r"又|也|还是|還是|again|also|still", text[match.start() :], re.IGNORECASE)
        for match in _SAID_REPLACED.finditer(text)
    )


def _entries(raw: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(raw, Mapping):
        if any(key in raw for key in ("at", "date", "from", "done_at")):
            yield raw
        for value in raw.values():
            yield from _entries(value)
    elif isinstance(raw, list | tuple):
        for part in raw:
            yield from _entries(part)


def _day(value: Any, zone: ZoneInfo) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(zone).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return at.astimezone(zone).date() if at.tzinfo else at.date()
