"""A span of days at the desk in figures: how fast the first answer was, what was late, approved, edited, refused."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select

from agent.domain.value import Value
from agent.store.database import Database
from agent.store.tables import approvals, cases

FAST, SLOW = 20, 30
"""Seconds to the first answer that a shop aims at, and beyond which it counts against the shop: 淘宝店铺体验分's
three-minute figure is far wider, 20 and 30 s are what shops set themselves (not verified against a platform page)."""

_ANSWERS = ("approve", "edit", "override")
_MOST = 20_000


class Day(Value):
    """One day in the shop's zone: cases that came, cases first answered."""

    day: str
    came: int = 0
    answered: int = 0


class Period(Value):
    """The figures. Shares are 0–1, None where nothing was counted; seconds count from the case's arrival to its approval."""

    cases: int = 0
    answered: int = 0
    waiting: int = 0
    median_seconds: float | None = None
    slowest_tenth_seconds: float | None = None
    within_fast: float | None = None
    within_slow: float | None = None
    breached: int = 0
    overdue_now: int = 0
    approved_unchanged: int = 0
    approved_edited: int = 0
    overridden: int = 0
    rejected: int = 0
    escalated: int = 0
    edit_size: float | None = None
    outcomes: tuple[tuple[str, int], ...] = ()
    lanes: tuple[tuple[str, int], ...] = ()
    days: tuple[Day, ...] = ()


def period(
    database: Database, shop: str, *, start: datetime, end: datetime, now: datetime
) -> Period:
    """Return the figures of the cases that came in [start, end); days are those of `start`'s zone."""
    came = select(cases.c.id, cases.c.status, cases.c.outcome, cases.c.lane, cases.c.proposal, cases.c.created_at).where(
        cases.c.shop == shop, cases.c.created_at >= start, cases.c.created_at < end
    ).limit(_MOST)  # fmt: skip
    decided = (
        select(approvals)
        .where(approvals.c.shop == shop, approvals.c.at >= start)
        .order_by(approvals.c.at)
    )
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(came).mappings()]
        acts = [dict(row) for row in connection.execute(decided).mappings()]
    first = _first_answers(acts)
    seconds = sorted(
        max(0.0, (first[row["id"]] - row["created_at"]).total_seconds())
        for row in rows
        if row["id"] in first
    )
    known = {row["id"] for row in rows}
    counted = [act for act in acts if act["case_id"] in known]
    kinds = Counter(act["act"] for act in counted)
    late = [_lateness(row, first.get(row["id"]), now) for row in rows]
    return Period(
        cases=len(rows),
        answered=len(seconds),
        waiting=sum(row["status"] in ("open", "waiting", "escalated", "rejected") for row in rows),
        median_seconds=_at(seconds, 0.5),
        slowest_tenth_seconds=_at(seconds, 0.9),
        within_fast=_share(seconds, FAST),
        within_slow=_share(seconds, SLOW),
        breached=late.count("breached"),
        overdue_now=late.count("overdue"),
        approved_unchanged=kinds["approve"],
        approved_edited=kinds["edit"],
        overridden=kinds["override"],
        rejected=kinds["reject"],
        escalated=kinds["escalate"],
        edit_size=_edit_size(counted),
        outcomes=_mix(row["outcome"] for row in rows),
        lanes=_mix(row["lane"] for row in rows),
        days=_days(rows, first, start, end),
    )


def _first_answers(acts: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    for act in acts:
        if act["act"] in _ANSWERS:
            first.setdefault(act["case_id"], act["at"])
    return first


def _lateness(row: Mapping[str, Any], answered: datetime | None, now: datetime) -> str | None:
    deadlines = ((row["proposal"] or {}).get("decision") or {}).get("deadlines") or ()
    due = [datetime.fromisoformat(one["due"]) for one in deadlines if one["kind"] == "first_answer"]
    if not due:
        return None
    if answered is not None:
        return "breached" if answered > min(due) else None
    return "overdue" if now > min(due) and row["status"] not in ("closed", "answered") else None


def _edit_size(acts: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the mean share of a draft's characters that edits changed; None without an edit."""
    sizes = [
        1 - SequenceMatcher(None, act["original"], act["text"], autojunk=False).ratio()
        for act in acts
        if act["act"] == "edit" and act["original"] and act["text"]
    ]
    return sum(sizes) / len(sizes) if sizes else None


def _at(values: Sequence[float], part: float) -> float | None:
    return values[min(len(values) - 1, int(len(values) * part))] if values else None


def _share(values: Sequence[float], limit: float) -> float | None:
    return sum(value <= limit for value in values) / len(values) if values else None


def _mix(words: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(word or "none" for word in words).most_common())


def _days(
    rows: Sequence[Mapping[str, Any]], first: Mapping[str, datetime], start: datetime, end: datetime
) -> tuple[Day, ...]:
    zone = start.tzinfo
    span = {
        (start + timedelta(days=n)).date().isoformat()
        for n in range(max(1, (end - start).days + 1))
    }
    came = Counter(row["created_at"].astimezone(zone).date().isoformat() for row in rows)
    answered = Counter(
        first[row["id"]].astimezone(zone).date().isoformat() for row in rows if row["id"] in first
    )
    names = sorted(span | set(came) | set(answered))
    return tuple(Day(day=name, came=came[name], answered=answered[name]) for name in names)
