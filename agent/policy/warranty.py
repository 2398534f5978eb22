"""How long a shop's clauses warrant goods of a name, or the part of them that the buyer speaks of, where the catalogue does not say."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.order_facts import warranty_days
from agent.policy.promises.rows import likeness, rows_of
from agent.policy.statement import Statement
from agent.policy.subjects import months_of, things

_EVERYTHING = re.compile(
    r"全店|所有|本店|均|一律|商品|产品|產品|all (?:items|products|goods)|everything", re.I
)
_SEGMENT = re.compile(r"[，,；;。、\n（）()]")
_UNWARRANTED = re.compile(
    r"不(?:在|予|享)?[^，。；]{0,2}(?:保|三包)|无(?:质保|保修)|not covered", re.I
)
_ASKED = re.compile(r"[?？]")


def warranty_from(documents: Documents, facts: Facts) -> tuple[int, Statement] | None:
    """Return the warranty in days: of the part that the buyer names, else of goods of this name, the longest where several say so.

    Where the parts differ and none is named it is known only if all of them still run, or none does.
    """
    parts = _parts(documents, facts)
    if parts:
        return _of_part(parts, facts)
    goods = things(" ".join(facts.titles))
    best: tuple[int, Statement] | None = None
    for one in documents.statements:
        if "repair" not in one.subjects or not one.applies(facts):
            continue
        for months in _months_for(one.text, goods):
            days = round(months * 365 / 12)
            if best is None or days > best[0]:
                best = days, one
    return best


def warranted_parts(one: Statement) -> list[tuple[str, str]]:
    """Return the parts that a clause warrants for a time of their own, or not at all, as (names, time)."""
    if "repair" not in one.subjects:
        return []
    return [
        (names, told)
        for names, told in rows_of(one.text)
        if not _ASKED.search(names) and (months_of(told) or _UNWARRANTED.search(told))
    ]


def _parts(documents: Documents, facts: Facts) -> list[tuple[str, int, Statement]]:
    """Return the rows of tables of warranties as (names, days, clause); one row alone is no table of parts."""
    start = _started(facts)
    found = [
        (names, _days(told, start), one)
        for one in documents.statements
        if not one.talk and one.applies(facts)
        for names, told in warranted_parts(one)
    ]
    return found if len(found) > 1 else []


def _days(told: str, start: date | None) -> int:
    return (warranty_days(told, start) or 0) if months_of(told) else 0


def _of_part(parts: list[tuple[str, int, Statement]], facts: Facts) -> tuple[int, Statement] | None:
    best = max(parts, key=lambda part: likeness(part[0], facts.said))
    if likeness(best[0], facts.said):
        return best[1], best[2]
    elapsed = facts.warranty_elapsed
    running = sorted((part for part in parts if part[1]), key=lambda part: part[1])
    if not running or elapsed is None:
        return None
    shortest, longest = running[0], running[-1]
    if elapsed <= shortest[1]:
        return shortest[1], shortest[2]
    return (longest[1], longest[2]) if elapsed > longest[1] else None


def _started(facts: Facts) -> date | None:
    """Return the day on which the warranty began, as months run by the calendar."""
    if facts.warranty_elapsed is None:
        return None
    asked = facts.asked_at.astimezone(ZoneInfo(facts.timezone)).date() if facts.asked_at else None
    return (asked or facts.today) - timedelta(days=facts.warranty_elapsed)


def _months_for(text: str, goods: frozenset[str]) -> list[int]:
    parts = [part for part in _SEGMENT.split(text) if part.strip()]
    named = [m for part in parts if things(part) & goods for m in months_of(part)]
    if named:
        return named
    spans = months_of(text)
    return spans if len(spans) == 1 and _EVERYTHING.search(text) else []
