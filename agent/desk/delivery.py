"""What happens to an approved reply, and the regular look over all cases: called by the workflows."""

from datetime import datetime, timedelta
from typing import Any

from agent.desk.case_file import CaseFile
from agent.domain.case import CaseStatus
from agent.domain.clock import Clock
from agent.store.cases import NEEDS_A_PERSON
from agent.store.records import TO_SEND_BY_HAND, AuditEntry, CaseRecord, OutboxItem, OutboxState
from agent.store.unit_of_work import Store, UnitOfWork

_DESK = "desk"
_STALE = timedelta(seconds=30)
"""Longer than this no case waits for its first workflow; then it was lost, or drafting failed."""
_HOLDING_FOR = timedelta(minutes=2)
"""A holding text that could not leave within this time is not sent any more."""


class Delivery:
    """Moves replies through the outbox; every move is one transaction with the case and the audit."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        follow_up: timedelta = timedelta(hours=24),
        near_breach: timedelta = timedelta(minutes=30),
        retention: timedelta | None = None,
    ) -> None:
        """Take the parts; `retention` is how long closed cases are kept, None for always."""
        self._retention = retention
        self._store = store
        self._clock = clock
        self._follow_up = follow_up
        self._near_breach = near_breach

    def start(self, item_id: str, *, shop: str) -> tuple[OutboxItem, bool] | None:
        """Take a reply for sending; None when it was undone, has left already, or its time has not come.

        The second value says whether an earlier try may have reached the buyer without anybody writing it down: the row
        was already being sent when it was taken.
        """
        now = self._clock.now()
        with self._store.writing(shop) as work:
            item = work.outbox.get(item_id)
            if item.holding and item.created_at < now - _HOLDING_FOR:
                self._file(work, now).drop_holding(item.case_id, "too late to be of use")
                return None
            taken = item.send_after <= now and work.outbox.move(
                item_id,
                from_=[OutboxState.QUEUED, OutboxState.SENDING],
                to=OutboxState.SENDING,
                updated_at=now,
                attempts=item.attempts + 1,
            )
            if not taken:
                return None
            return work.outbox.get(item_id), item.state is OutboxState.SENDING

    def seconds_to_start(self, item_id: str, *, shop: str) -> float | None:
        """Return the seconds until a queued reply may leave; None for one that is not queued."""
        with self._store.reading(shop) as work:
            item = work.outbox.get(item_id)
        left = (item.send_after - self._clock.now()) / timedelta(seconds=1)
        return left if item.state is OutboxState.QUEUED else None

    def way_of(self, item_id: str, *, shop: str) -> tuple[str, str]:
        """Return the channel by which a reply is to leave, and for which surface it is."""
        with self._store.reading(shop) as work:
            item = work.outbox.get(item_id)
        return item.channel, item.surface

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
            file = self._file(work, now)
            file.log("reply.delivered", item.case_id, reply=item_id, attempts=item.attempts)
            record = work.cases.get(item.case_id, for_change=True)
            left = None if record.quota_left is None else max(0, record.quota_left - 1)
            if item.holding:  # the buyer was told to wait: nothing is answered
                file.save(record, "holding text delivered", quota_left=left)
            else:
                file.answered(record, "reply delivered", quota_left=left)

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
                file = self._file(work, now)
                file.log(f"reply.{state.value}", item.case_id, reply=item_id, error=error[:300])
                record = work.cases.get(item.case_id, for_change=True)
                if given_up and not item.holding and record.status is CaseStatus.APPROVED:
                    file.save(record, "delivery failed", status=CaseStatus.FAILED)
            return work.outbox.get(item_id)

    def stop_channel(self, channel: str, *, shop: str, why: str) -> None:
        """Let nothing leave this way until a person starts it again; what is approved waits."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            if work.channels.get(channel).stopped_at is None:
                work.channels.stop(channel, why=why, at=now)
                self._file(work, now).log("channel.stopped", None, channel=channel, why=why[:300])

    def stopped(self, channel: str, *, shop: str) -> bool:
        """Whether a person must start this channel before anything leaves by it."""
        with self._store.reading(shop) as work:
            return work.channels.get(channel).stopped_at is not None

    def sweep(self, shop: str) -> tuple[CaseRecord, ...]:
        """Mark cases whose deadline is near or past, once, and every open case that nobody touched for a day, each day."""
        now = self._clock.now()
        with self._store.reading(shop) as work:
            if not work.cases.to_sweep(now=now, near=now + self._near_breach, limit=1):
                return ()
        with self._store.writing(shop) as work:
            file = self._file(work, now)
            found = work.cases.to_sweep(now=now, near=now + self._near_breach)
            return tuple(self._mark(file, record, now) for record in found)

    def _mark(self, file: CaseFile, record: CaseRecord, now: datetime) -> CaseRecord:
        changes: dict[str, Any] = {"follow_up_at": record.follow_up_at}
        alert = record.alert
        if record.follow_up_at is not None and record.follow_up_at <= now:
            file.log("case.follow_up", record.case.id)
            changes["follow_up_at"] = now + self._follow_up
            alert = alert if alert in ("overdue", "no_draft", TO_SEND_BY_HAND) else "follow_up"
        if record.status in NEEDS_A_PERSON and record.queue_at <= now + self._near_breach:
            alert = "overdue" if record.queue_at <= now else "near_breach"
            if alert != record.alert:
                file.log(f"case.{alert}", record.case.id)
        return file.save(record, alert or "follow_up", alert=alert, **changes)

    def sweep_all(self) -> int:
        """Sweep every shop; returns how many cases were newly marked."""
        return sum(len(self.sweep(shop)) for shop in self._store.shops())

    def expire(self) -> int:
        """Erase closed cases that are older than the shop keeps them; returns how many. Nothing without a retention."""
        if self._retention is None:
            return 0
        before, erased = self._clock.now() - self._retention, 0
        for shop in self._store.shops():
            with self._store.writing(shop) as work:
                gone = work.buyers.expire(before=before)
                if gone:
                    self._file(work, self._clock.now()).log("cases.expired", None, count=gone)
                erased += gone
        return erased

    def undrafted(self) -> list[CaseRecord]:
        """Return the cases of all shops whose draft is missing although nothing came for a while."""
        before = self._clock.now() - _STALE
        found: list[CaseRecord] = []
        for shop in self._store.shops():
            with self._store.reading(shop) as work:
                found += work.cases.undrafted(before=before)
        return found

    def to_tell(self, channel: str, *, shop: str, limit: int = 100) -> tuple[AuditEntry, ...]:
        """Return the lines of the audit that a channel was not told yet, oldest first."""
        with self._store.reading(shop) as work:
            return work.audit.behind(work.channels.get(channel).told, limit=limit)

    def told(self, channel: str, *, shop: str, seq: int) -> None:
        """Remember that a channel was told everything up to this line."""
        with self._store.writing(shop) as work:
            work.channels.told_to(channel, seq)

    def on_the_way(self) -> list[OutboxItem]:
        """Return every reply not yet delivered or given up, of all shops: what a start has to pick up."""
        return self._store.on_the_way()

    def shops_with_events(self) -> list[str]:
        """Return the shops that have an event still to be worked off."""
        return sorted({shop for shop, _ in self._store.unfinished_events()})

    def _file(self, work: UnitOfWork, now: datetime) -> CaseFile:
        return CaseFile(work, by=_DESK, now=now, follow_up=self._follow_up)
