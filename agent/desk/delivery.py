"""What happens to an approved reply, and the regular look over all cases: called by the workflows."""

from datetime import timedelta
from typing import Any

from agent.desk.case_file import CaseFile
from agent.desk.views import kept_proposal
from agent.domain.case import CaseStatus
from agent.domain.clock import Clock
from agent.domain.urgency import next_deadline
from agent.store.records import NO_DEADLINE, CaseRecord, OutboxItem, OutboxState
from agent.store.unit_of_work import Store

_DESK = "desk"


class Delivery:
    """Moves replies through the outbox; every move is one transaction with the case and the audit."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        follow_up: timedelta = timedelta(hours=24),
        near_breach: timedelta = timedelta(minutes=30),
    ) -> None:
        self._store = store
        self._clock = clock
        self._follow_up = follow_up
        self._near_breach = near_breach

    def start(self, item_id: str, *, shop: str) -> OutboxItem | None:
        """Take a reply for sending; None when it was undone, has left already, or its time has not come."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            item = work.outbox.get(item_id)
            taken = item.send_after <= now and work.outbox.move(
                item_id,
                from_=[OutboxState.QUEUED, OutboxState.SENDING],
                to=OutboxState.SENDING,
                updated_at=now,
                attempts=item.attempts + 1,
            )
            return work.outbox.get(item_id) if taken else None

    def seconds_to_start(self, item_id: str, *, shop: str) -> float | None:
        """Return the seconds until a queued reply may leave; None for one that is not queued."""
        with self._store.reading(shop) as work:
            item = work.outbox.get(item_id)
        left = (item.send_after - self._clock.now()) / timedelta(seconds=1)
        return left if item.state is OutboxState.QUEUED else None

    def sent(self, item_id: str, *, shop: str, provider_id: str | None = None) -> None:
        """Record that the channel took the reply: the case is answered."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            item = work.outbox.get(item_id)
            if not work.outbox.move(
                item_id,
                from_=[OutboxState.SENDING],
                to=OutboxState.DELIVERED,
                updated_at=now,
                provider_id=provider_id,
                last_error=None,
            ):
                return
            file = CaseFile(work, by=_DESK, now=now)
            file.log("reply.delivered", item.case_id, reply=item_id, attempts=item.attempts)
            record = work.cases.get(item.case_id, for_change=True)
            changes: dict[str, Any] = {"alert": ""}
            # A buyer who wrote while the reply was leaving has a new draft waiting: that case is not answered.
            if record.status is CaseStatus.APPROVED:
                due = next_deadline(kept_proposal(record).decision, answered_at=now)
                changes |= {
                    "status": CaseStatus.ANSWERED,
                    "answered_at": now,
                    "queue_at": due.due if due else NO_DEADLINE,
                }
            file.save(record, "reply delivered", **changes)

    def not_sent(
        self, item_id: str, *, shop: str, error: str, seconds_to_next: float | None
    ) -> OutboxItem:
        """Record a failed try: it is queued again, or (None) given up and the case needs a person."""
        now = self._clock.now()
        given_up = seconds_to_next is None
        state = OutboxState.FAILED if given_up else OutboxState.QUEUED
        with self._store.writing(shop) as work:
            item = work.outbox.get(item_id)
            moved = work.outbox.move(
                item_id,
                from_=[OutboxState.SENDING],
                to=state,
                updated_at=now,
                last_error=error[:300],
                send_after=now + timedelta(seconds=seconds_to_next or 0),
            )
            if moved:
                file = CaseFile(work, by=_DESK, now=now)
                file.log(f"reply.{state.value}", item.case_id, reply=item_id, error=error[:300])
                record = work.cases.get(item.case_id, for_change=True)
                if given_up and record.status is CaseStatus.APPROVED:
                    file.save(record, "delivery failed", status=CaseStatus.FAILED)
            return work.outbox.get(item_id)

    def sweep(self, shop: str) -> tuple[CaseRecord, ...]:
        """Mark cases whose follow-up is due, whose deadline is near or past; each mark once. Returns the newly marked."""
        now = self._clock.now()
        marked = []
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=_DESK, now=now)
            for record in work.cases.to_sweep(
                answered_before=now - self._follow_up, due_before=now + self._near_breach
            ):
                if record.status is CaseStatus.ANSWERED:
                    alert = "follow_up"
                else:
                    alert = "overdue" if record.queue_at <= now else "near_breach"
                if record.alert != alert:
                    file.log(f"case.{alert}", record.case.id)
                    marked.append(file.save(record, alert, alert=alert))
        return tuple(marked)

    def sweep_all(self) -> int:
        """Sweep every shop; returns how many cases were newly marked."""
        return sum(len(self.sweep(shop)) for shop in self._store.shops())

    def on_the_way(self) -> list[OutboxItem]:
        """Return every reply not yet delivered or given up, of all shops: what a start has to pick up."""
        return self._store.on_the_way()

    def unfinished_events(self) -> list[tuple[str, str]]:
        """Return (shop, row id) of every event still to be worked off, of all shops."""
        return self._store.unfinished_events()
