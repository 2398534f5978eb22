"""After how many days without tracking a clause counts a parcel as lost."""

import re

from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.spans import day_spans
from agent.policy.statement import fits

_STILL = re.compile(
    r"(?:没有?|沒有?|未|无|無|不再?)[^，。]{0,4}(?:更新|动静|動靜|变化|變化|轨迹|軌跡|流转|进度|進度|进展|進展|记录|記錄|紀錄|信息|資訊)|停滞|停滯|不动|不動"
    r"|not (?:been )?(?:updated|moved)|no (?:new )?(?:tracking )?(?:updates?|scans?|movement)|no new tracking|stuck",
    re.IGNORECASE,
)
_MADE_GOOD = re.compile(
    r"退款|退还|退錢|补发|補發|补寄|補寄|重寄|重发|重發|遗失|遺失|丢失|丢件|丟件|refund|reship|resend|lost|replac|new one",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"超过|超過|逾|more than|over", re.IGNORECASE)

_WORKING = re.compile(
    r"(\d{1,2})\s*(?:个|個)?\s*(?:工作天|工作日|business days|working days)", re.IGNORECASE
)
_WORKING_WEEK, _WEEKEND = 5, 2


def standstill(documents: Documents, facts: Facts) -> int | None:
    """Return the days without tracking after which a clause of the shop counts a parcel as lost; None where none says so.

    For a parcel that goes abroad a clause on such parcels outweighs the others.
    """
    found = [
        (one.overseas, spans[0] + bool(_MORE_THAN.search(part.text)))
        for one in documents.statements
        if one.applies(facts)
        for part in one.parts
        if fits(part.named, facts) and _STILL.search(part.text) and _MADE_GOOD.search(part.text)
        if len(spans := _working_days(part.text) or day_spans(part.text)) == 1
    ]
    fitting = [days for overseas, days in found if overseas] or [days for _, days in found]
    return min(fitting, default=None)


def _working_days(text: str) -> list[int]:
    """Return working days as the most calendar days that they can take: each begun week of them has a weekend."""
    spans = [int(number) for number in _WORKING.findall(text)]
    return [days + _WEEKEND * -(-days // _WORKING_WEEK) for days in spans]
