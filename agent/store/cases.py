"""Cases at the desk: load, save, list by time to breach. A version number guards against lost updates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, false, or_, select, true, update

from agent.domain.case import ALLOWED_MOVES, Case, CaseStatus
from agent.domain.decision import Lane
from agent.errors import MoveNotAllowed, NotFound, VersionConflict
from agent.store.records import TO_SEND_BY_HAND, CaseRecord
from agent.store.tables import cases, drafts

NEEDS_A_PERSON = (
    CaseStatus.OPEN,
    CaseStatus.WAITING,
    CaseStatus.ESCALATED,
    CaseStatus.REJECTED,
    CaseStatus.FAILED,
)
HIGH_RISK = 2
"""From this priority on a case counts as high risk."""

FILTERS = (
    "open", "waiting", "overdue", "high_risk", "reviews", "mine", "snoozed", "alert", "failed", "escalated", "by_hand",
    "to_answer", "all",
)  # fmt: skip

_SEARCHED_CHARACTERS = 4000


class Cases:
    """The cases of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def find(self, case_id: str, *, for_change: bool = False) -> CaseRecord | None:
        """Return the case or None; `for_change` holds it until the end of the transaction."""
        query = select(cases).where(self._mine, cases.c.id == case_id)
        row = (
            self._connection.execute(query.with_for_update() if for_change else query)
            .mappings()
            .first()
        )
        return None if row is None else _record(row)

    def get(self, case_id: str, *, for_change: bool = False) -> CaseRecord:
        """Return the case; NotFound names it."""
        record = self.find(case_id, for_change=for_change)
        if record is None:
            raise NotFound(f"the shop {self._shop} has no case {case_id[:80]!r}")
        return record

    def add(self, record: CaseRecord) -> None:
        """Insert a new case."""
        self._connection.execute(cases.insert(), _values(record))

    def save(self, seen: CaseRecord, **changes: Any) -> CaseRecord:
        """Write `changes` over the row that `seen` was read from; a row changed meanwhile is a VersionConflict."""
        if "status" in changes and changes["status"] not in {
            seen.status,
            *ALLOWED_MOVES[seen.status],
        }:
            raise MoveNotAllowed(
                f"case {seen.case.id} is {seen.status}; it cannot become {changes['status']}"
            )
        record = seen.model_copy(update={**changes, "version": seen.version + 1})
        changed = self._connection.execute(
            update(cases).where(
                self._mine, cases.c.id == seen.case.id, cases.c.version == seen.version
            ),
            _values(record),
        ).rowcount
        if changed != 1:
            raise VersionConflict(f"case {seen.case.id} was changed meanwhile; load it again")
        return record

    def page(
        self,
        *,
        now: datetime,
        lane: Lane | None = None,
        filter: str | None = None,
        search: str | None = None,
        by: str | None = None,
        contacts: Sequence[str] = (),
        platforms: Sequence[str] = (),
        limit: int = 50,
        after: tuple[datetime, str] | None = None,
    ) -> list[CaseRecord]:
        """Return up to `limit` cases by time to breach, soonest first, behind the place `after` (deadline, case id).

        `contacts` are names of one buyer, as a channel or the 千牛 panel put them into the thread.
        """
        wanted = [self._mine, self._filter(filter or "open", now, by)]
        if platforms:
            wanted.append(cases.c.platform.in_(platforms))
        if contacts:
            named = (cases.c.thread[name].as_string() for name in ("contact", "buyer"))
            wanted.append(or_(*(name.in_(contacts) for name in named)))
        if lane is not None:
            wanted.append(cases.c.lane == lane.value)
        if search and search.strip():
            wanted.append(cases.c.search_text.contains(search.strip().casefold(), autoescape=True))
        if after is not None:
            due, case_id = after
            wanted.append(
                or_(cases.c.queue_at > due, and_(cases.c.queue_at == due, cases.c.id > case_id))
            )
        query = select(cases).where(*wanted).order_by(cases.c.queue_at, cases.c.id).limit(limit)
        return [_record(row) for row in self._connection.execute(query).mappings()]

    def to_sweep(self, *, now: datetime, near: datetime, limit: int = 500) -> list[CaseRecord]:
        """Return cases whose follow-up has come, or whose deadline is past or `near` and which do not say so yet."""
        unmarked = or_(
            and_(cases.c.queue_at <= now, cases.c.alert != "overdue"),
            and_(cases.c.queue_at <= near, cases.c.alert.not_in(["overdue", "near_breach"])),
        )
        query = select(cases).where(
            self._mine,
            or_(
                and_(cases.c.status != CaseStatus.CLOSED.value, cases.c.follow_up_at <= now),
                and_(_in(NEEDS_A_PERSON), unmarked),
            ),
        )
        ordered = query.order_by(cases.c.queue_at, cases.c.id).limit(limit)
        return [_record(row) for row in self._connection.execute(ordered).mappings()]

    def due_before(self, moment: datetime, *, limit: int) -> list[CaseRecord]:
        """Return the cases that need a person and whose next deadline is not after `moment`, the first on top."""
        waits = or_(_in(NEEDS_A_PERSON), cases.c.alert == TO_SEND_BY_HAND)
        query = select(cases).where(self._mine, waits, cases.c.queue_at <= moment)
        ordered = query.order_by(cases.c.queue_at, cases.c.id).limit(limit)
        return [_record(row) for row in self._connection.execute(ordered).mappings()]

    def undrafted(self, *, before: datetime, limit: int = 200) -> list[CaseRecord]:
        """Return cases whose draft is missing or older than what the buyer said, untouched since `before`."""
        newest = (
            select(drafts.c.body_version)
            .where(
                drafts.c.shop == cases.c.shop,
                drafts.c.case_id == cases.c.id,
                drafts.c.version == cases.c.draft_version,
                drafts.c.state != "voided",
            )
            .scalar_subquery()
        )
        query = select(cases).where(
            self._mine,
            cases.c.status.in_(["open", "waiting", "escalated"]),
            cases.c.updated_at <= before,
            or_(newest.is_(None), newest != cases.c.body_version),
        )
        return [_record(row) for row in self._connection.execute(query.limit(limit)).mappings()]

    @property
    def _mine(self) -> ColumnElement[bool]:
        return cases.c.shop == self._shop

    def _filter(self, name: str, now: datetime, by: str | None) -> ColumnElement[bool]:
        open_ = and_(
            _in(NEEDS_A_PERSON), or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= now)
        )
        by_hand = cases.c.alert == TO_SEND_BY_HAND
        conditions: dict[str, ColumnElement[bool]] = {
            "open": open_,
            "waiting": and_(open_, cases.c.status == CaseStatus.WAITING.value),
            "overdue": and_(open_, cases.c.queue_at <= now),
            "high_risk": and_(open_, cases.c.priority >= HIGH_RISK),
            "reviews": and_(open_, cases.c.kind == "review"),
            "mine": false()
            if by is None
            else and_(cases.c.locked_by == by, cases.c.locked_until > now),
            "snoozed": and_(_in(NEEDS_A_PERSON), cases.c.snoozed_until > now),
            "alert": and_(cases.c.alert != "", cases.c.status != CaseStatus.CLOSED.value),
            "failed": cases.c.status == CaseStatus.FAILED.value,
            "escalated": cases.c.status == CaseStatus.ESCALATED.value,
            "by_hand": by_hand,
            "to_answer": or_(open_, by_hand),
            "all": true(),
        }
        return conditions[name]


def shops(connection: Connection) -> list[str]:
    """Return every shop that has a case (for the scheduled sweep, the only reader across shops)."""
    return list(connection.scalars(select(cases.c.shop).distinct().order_by(cases.c.shop)))


def _in(statuses: Sequence[CaseStatus]) -> ColumnElement[bool]:
    return cases.c.status.in_([status.value for status in statuses])


def _search_text(case: Case) -> str:
    words = [case.id]
    for order in (case.order, *case.orders):
        if order is not None:
            words += [
                order.order_id or "",
                *((item.title or item.sku or "") for item in order.items),
            ]
    return "\n".join([*words, *reversed(case.buyer_texts)]).casefold()[:_SEARCHED_CHARACTERS]


def _values(record: CaseRecord) -> dict[str, Any]:
    values = record.model_dump(exclude={"case", "status", "lane"})
    case = record.case
    return {
        **values,
        "id": case.id,
        "kind": case.kind.value,
        "platform": case.platform[:40],
        "status": record.status.value,
        "lane": None if record.lane is None else record.lane.value,
        "body": case.model_dump(mode="json", exclude_none=True),
        "search_text": _search_text(case),
    }


def _record(row: RowMapping) -> CaseRecord:
    values = {name: row[name] for name in CaseRecord.model_fields if name in row}
    return CaseRecord(case=Case.model_validate(row["body"]), **values)
