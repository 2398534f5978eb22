"""Which clauses are for the shop's own people: how to word things, who decides, what never to say. Never quoted to a buyer.

A document says so in its name or its folder, a heading for what stands under it. A sentence does for its clause alone, even at
a document's beginning: many a shop writes "for internal use" over the very rules it tells its buyers.
"""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from knowledge.clause import Clause

_FOLDER = re.compile(
    r"内部|內部|内训|内控|员工|員工|\bsop\b|\bstaff\b|\binternal\b|\bconfidential\b", re.IGNORECASE
)
"""In any part of a path. A folder of phrases (话术) may hold facts for buyers as well, so that word counts in names alone."""

_NAME = re.compile(
    _FOLDER.pattern
    + r"|話術|话术|语气|語氣|口吻|客服(?:手册|手冊|规范|規範|守则|守則|须知|須知|培训|教育)|"
    r"(?:回复|回覆|回评|回評|答复)(?:准则|準則|规范|規範|原则|原則)|(?:客诉处理|客訴處理|升级|升級|作业|作業|交接|值班)(?:流程|规范|規範|表)|培训资料|教戰|"
    r"(?:赔偿|賠償|补偿|補償|退款|赔付|賠付|客服|审批|審批|处理|處理)(?:的)?(?:权限|權限)|\b(?:authority|approval|refund|compensation) (?:limits?|levels?|matrix)\b|"
    r"\bplaybook\b|\brunbook\b|\btone\b.{0,10}\b(?:voice|guide|style)|\bstyle guide\b|\bagent (?:guide|handbook|manual)|"
    r"\bmacros\b|\bescalation (?:guide|matrix|path)\b",
    re.IGNORECASE,
)
"""In a document's own name or a heading."""

_SAID = re.compile(
    r"(?:仅供|僅供|仅限|僅限|只限)[^。\n]{0,8}(?:内部|內部|员工|員工|客服)|内部(?:资料|文件|使用|参考)|內部(?:資料|文件|使用|參考)|"
    r"(?:请勿|請勿|不得|不要|勿)(?:外传|外傳|外泄|外洩|转发给(?:客户|买家)|對外)|"
    r"\b(?:for )?internal use only\b|\bdo not share (?:this )?with (?:customers|buyers)\b|\bstaff only\b|\bfor (?:our )?(?:staff|agents) only\b",
    re.IGNORECASE,
)
"""In the text."""

_MEANT_FOR_ALL = re.compile(
    r"对外(?:口径|公布|一致|统一)|對外(?:口徑|公布|一致|統一)|可(?:以)?(?:对外|對外)|public[- ]facing",
    re.IGNORECASE,
)
"""Kept by staff, told to buyers all the same."""

_ORDERED = re.compile(
    r"^[^。；;\n]{0,12}(?:客服|坐席|值班|店员|店員|小二)(?:人员|人員)?(?:一律)?(?:不得|不许|不許|不能|不准|不可以|严禁|嚴禁|须|須|必须|必須|应当|應當|要先|先|最多|最高|至多)|"
    r"^\s*(?:agents?|support staff|staff members?|team members?) (?:must|should|may|shall)\b",
    re.IGNORECASE,
)
"""A sentence at the start of a clause that orders the shop's own people about."""


def named_for_staff(path: str) -> bool:
    """Return whether a document's name or folder alone says that it is for the shop's own people."""
    place = PurePosixPath(path)
    return bool(_FOLDER.search(_spaced(str(place.parent))) or _NAME.search(_spaced(place.stem)))


def staff_only(clauses: Sequence[Clause]) -> list[bool]:
    """Return for each clause whether it is for the shop's own people alone."""
    return [_is_staff(clause) for clause in clauses]


def _is_staff(clause: Clause) -> bool:
    if _MEANT_FOR_ALL.search(f"{clause.path} {clause.heading} {clause.text}"):
        return False
    named = named_for_staff(clause.path) or _NAME.search(_spaced(clause.heading))
    return bool(named or _SAID.search(clause.text) or _ORDERED.search(clause.text))


def _spaced(name: str) -> str:
    """Return a name with its word marks as blanks, so that `agent_tone-guide` reads as words."""
    return re.sub(r"[_./\\-]+", " ", name)
