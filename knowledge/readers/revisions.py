"""Version tables: which version of a document began when, one row a version."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from knowledge.validity import parse_date


class Revision(NamedTuple):
    """The day of one version; `starts` where the column says that it holds from then (生效日期), not only when it was written."""

    day: date
    starts: bool


_VERSION_COLUMN = re.compile(
    r"版本号?|版本號|版次|修订版本|修訂版本|version(?: ?no\.?)?|ver\.?|rev(?:ision)?\.?",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:v(?:er(?:sion)?)?|rev|第)?[ .]*[0-9一二三四五六七八九十]{1,4}(?:\.\d{1,3})*(?:[ ]?版)?|初版|首版|[ab]版?",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"生效|施行|实施|實施|执行|執行|启用|啟用|effective|in force|valid from", re.IGNORECASE
)
_WRITTEN = re.compile(r"日期|时间|時間|date", re.IGNORECASE)


def revision(header: Sequence[str], cells: Sequence[str]) -> Revision | None:
    """Return what a row of a version table says; None for a row of any other table."""
    named = dict(zip(header, cells, strict=False))
    version = next((named[name] for name in named if _VERSION_COLUMN.fullmatch(name.strip())), "")
    if not _VERSION.fullmatch(version.strip()):
        return None
    for pattern, starts in ((_STARTS, True), (_WRITTEN, False)):
        for name, cell in named.items():
            day = parse_date(cell) if pattern.search(name) else None
            if day:
                return Revision(day, starts)
    return None


def latest(revisions: Iterable[Revision]) -> Revision | None:
    """Return the last version's row: the document before us is that version."""
    return max(revisions, default=None)
