"""What a document says of its validity that a person must settle: days without a year, two answers, an end before the start.

A doubt never changes what was understood: the surest source holds until somebody corrects the document.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge import validity
from knowledge.readers.revisions import Revision
from knowledge.validity import SPEAKS_OF_ITSELF, Validity

_IN_FORCE = r"(?:施行|生效|实施|實施|执行|執行|启用|啟用|适用|適用|有效|废止|廢止|失效|截止)"
_MONTH_DAY = r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]"
_YEARLESS = re.compile(
    rf"(?:[自从從于於在至到（(【]|日期[:：]?)\s*({_MONTH_DAY})[^，。；\n]{{0,6}}?(?:起|零时|零時|正式|开始|開始)*\s*{_IN_FORCE}"
    rf"|{_IN_FORCE}(?:日期|时间|時間)\s*[:：为為]?\s*({_MONTH_DAY})"
    r"|(?i:effective (?:from|as of)?|takes? effect (?:on|from)?)\s*((?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: \d{1,2})?)(?![ ,]*\d)",
)
_OPEN = re.compile(
    rf"{_IN_FORCE}(?:日期|时间|時間)?[^，。；\n]{{0,6}}(?:另行通知|另行公告|另行公布|待定|待通知|tbd)"
    rf"|[自从從](?:发布|發布|公布|公告|签发|簽發|下发|印发|印發|即|本|次|下个?|下個?)(?:之)?[日月][^。；\n]{{0,4}}{_IN_FORCE}"
    r"|(?i:effective (?:date )?(?:to be announced|until further notice|tba|tbd|immediately))"
)


def of_document(
    metadata: Mapping[str, str],
    stem: str,
    texts: Sequence[str],
    ends: Sequence[str],
    revisions: Sequence[Revision],
    held: Validity,
) -> tuple[str, ...]:
    """Return one line a doubt; `texts` is the whole document, `ends` its beginning and end, `held` what was understood."""
    own = [text for text in texts if SPEAKS_OF_ITSELF.search(text) or text in ends]
    found = [
        *_undated(own, held),
        *_answers(own, metadata, stem, held),
        *_reversed(own),
        *_written_only(revisions, held),
    ]
    return tuple(dict.fromkeys(found))


def _undated(texts: Iterable[str], held: Validity) -> Iterator[str]:
    for text in texts:
        yearless = _YEARLESS.search(text)
        if yearless and held.valid_from is None and held.valid_to is None:
            yield f"「{_short(yearless.group())}」 names no year; write the year"
        vague = _OPEN.search(text)
        if vague and held.valid_from is None:
            yield f"「{_short(vague.group())}」 names no date; write the date"


def _answers(
    texts: Sequence[str], metadata: Mapping[str, str], stem: str, held: Validity
) -> Iterator[str]:
    """Yield where the head, the words and the name give different first or last days."""
    said = validity.days_said(texts)
    head, name = validity.from_metadata(metadata), validity.from_name(stem)
    for end, in_text, others in (
        ("start", said.starts, (head.valid_from, name.valid_from)),
        ("end", said.ends, (head.valid_to, name.valid_to)),
    ):
        days = sorted({*in_text, *(day for day in others if day)})
        if len(days) > 1:
            taken = held.valid_from if end == "start" else held.valid_to
            shown = ", ".join(day.isoformat() for day in days)
            yield f"more than one {end}: {shown}; {taken.isoformat() if taken else 'none'} is taken, correct the others"


def _reversed(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for start, end in validity.spans(text):
            if end < start:
                yield f"the end {end.isoformat()} comes before the start {start.isoformat()}; correct one"


def _written_only(revisions: Sequence[Revision], held: Validity) -> Iterator[str]:
    last = max(revisions, default=None)
    if last is not None and not last.starts and held.valid_from is None:
        yield f"its version table names {last.day.isoformat()} without saying that it holds from then; write 生效日期"


def _short(text: str) -> str:
    return " ".join(text.split())[:40]
