"""What a person sees: the queue, one case, what the guards would say, what went wrong."""

from datetime import UTC, datetime

from agent.desk.clearance import Clearance
from agent.desk.views import (
    CaseDetail,
    DeadLetters,
    Due,
    QueuePage,
    cursor_behind,
    detail,
    due_of,
    kept_proposal,
    read_cursor,
    read_lane,
)
from agent.domain.decision import Lane
from agent.domain.finding import Finding
from agent.errors import InvalidInput
from agent.store.cases import FILTERS
from agent.store.records import AuditEntry, OutboxState

MAX_PAGE = 200
LAST_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)
"""Before `NO_DEADLINE`: cases without any deadline are not due."""


class Overview(Clearance):
    """Looks at the rows of one shop and changes nothing."""

    def queue(
        self,
        shop: str,
        *,
        lane: Lane | str | None = None,
        filter: str | None = None,
        search: str | None = None,
        by: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> QueuePage:
        """Return a page of cases, the one that breaches first on top; `by` is who looks (for the filter "mine")."""
        if filter is not None and filter not in FILTERS:
            raise InvalidInput(f"no filter {filter[:40]!r}; there are {', '.join(FILTERS)}")
        if not 1 <= limit <= MAX_PAGE:
            raise InvalidInput(f"limit must be between 1 and {MAX_PAGE}")
        now = self._clock.now()
        with self._store.reading(shop) as work:
            found = work.cases.page(
                now=now,
                lane=read_lane(lane),
                filter=filter,
                search=search,
                by=by,
                limit=limit + 1,
                after=read_cursor(cursor),
            )
        page, more = tuple(found[:limit]), None
        if len(found) > limit:
            more = cursor_behind(page[-1])
        return QueuePage(items=page, next_cursor=more, now=now)

    def due(
        self, shop: str, *, until: datetime | None = None, limit: int = MAX_PAGE
    ) -> tuple[Due, ...]:
        """Return what comes due next in cases that need a person: case, kind, moment and source, the first on top."""
        with self._store.reading(shop) as work:
            found = work.cases.due_before(until or LAST_MOMENT, limit=limit)
        return tuple(due_of(record) for record in found)

    def case(self, case_id: str, *, shop: str) -> CaseDetail:
        """Return everything about a case."""
        with self._store.reading(shop) as work:
            return detail(work, case_id, self._clock.now())

    def findings(self, case_id: str, *, shop: str, text: str) -> tuple[Finding, ...]:
        """Return what an approval of this wording of the newest draft would find; changes nothing."""
        with self._store.reading(shop) as work:
            record = work.cases.get(case_id)
            kept_proposal(record)
            draft = work.drafts.get(case_id, record.draft_version)
        return self._found(record, draft, text)

    def dead_letters(self, shop: str, *, limit: int = 100) -> DeadLetters:
        """Return what needs a person because a machine gave up: replies, events, channels."""
        with self._store.reading(shop) as work:
            states = work.channels.all()
            return DeadLetters(
                replies=tuple(work.outbox.of_state(OutboxState.FAILED, limit=limit)),
                events=tuple(work.inbox.of_state("failed", limit=limit)),
                channels=tuple(state for state in states if state.stopped_at is not None),
            )

    def audit_lines(self, shop: str, *, after: int = 0, limit: int = 100) -> tuple[AuditEntry, ...]:
        """Return lines of the audit behind number `after`, oldest first."""
        with self._store.reading(shop) as work:
            return work.audit.behind(after, limit=limit)

    def audit_broken_at(self, shop: str) -> int | None:
        """Return None when the shop's audit is whole, else the first line that is missing or was changed."""
        with self._store.reading(shop) as work:
            return work.audit.verify()
