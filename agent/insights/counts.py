"""How many cases wait in each of the queue's filters, counted in one question to the database."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from agent.store.cases import HIGH_RISK, NEEDS_A_PERSON
from agent.store.database import Database
from agent.store.records import TO_SEND_BY_HAND
from agent.store.tables import cases


def queue_counts(database: Database, shop: str, *, now: datetime, by: str) -> dict[str, int]:
    """Return the number of cases by filter: open, overdue, high_risk, reviews, mine, snoozed, failed, escalated, by_hand."""
    table = cases.c
    needs = table.status.in_([status.value for status in NEEDS_A_PERSON])
    awake = or_(table.snoozed_until.is_(None), table.snoozed_until <= now)
    open_ = and_(needs, awake)
    wanted: dict[str, ColumnElement[bool]] = {
        "open": open_,
        "overdue": and_(open_, table.queue_at <= now),
        "high_risk": and_(open_, table.priority >= HIGH_RISK),
        "reviews": and_(open_, table.kind == "review"),
        "mine": and_(table.locked_by == by, table.locked_until > now),
        "snoozed": and_(needs, table.snoozed_until > now),
        "escalated": table.status == "escalated",
        "failed": table.status == "failed",
        "by_hand": table.alert == TO_SEND_BY_HAND,
    }
    columns = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
        for name, condition in wanted.items()
    ]
    with database.reading() as connection:
        row = connection.execute(select(*columns).where(table.shop == shop)).mappings().one()
    return {name: int(row[name]) for name in wanted}
