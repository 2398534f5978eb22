"""Who has a case in hand: lock, put aside, close; and what a person does with what went wrong."""

from datetime import datetime

from agent.desk.parts import DeskParts
from agent.domain.case import CaseStatus
from agent.errors import InvalidInput, MoveNotAllowed
from agent.store.records import CaseRecord, ChannelState, OutboxItem, OutboxState


class Custody(DeskParts):
    """Lock, snooze, close; retry a reply that was given up, start a channel that was stopped."""

    def snooze(self, case_id: str, *, shop: str, until: datetime, by: str) -> CaseRecord:
        """Hide the case from the open queue until then; its deadlines go on."""
        now = self._clock.now()
        if until <= now:
            raise InvalidInput("a case can be put aside only until a moment that is still to come")
        with self._store.writing(shop) as work:
            file = self._file(work, by, now)
            record = work.cases.get(case_id, for_change=True)
            file.log("case.snoozed", case_id, until=until.isoformat())
            return file.save(record, "snoozed", snoozed_until=until)

    def lock(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Show others that somebody works on the case; it lapses after a minute unless taken again."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            record = work.cases.get(case_id, for_change=True)
            if record.locked_by not in (None, by) and (record.locked_until or now) > now:
                raise MoveNotAllowed(f"{record.locked_by} is working on case {case_id[:80]}")
            return work.cases.save(record, locked_by=by, locked_until=now + self._lock_for)

    def unlock(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Give the case free, if it is one's own."""
        with self._store.writing(shop) as work:
            record = work.cases.get(case_id, for_change=True)
            if record.locked_by != by:
                return record
            return work.cases.save(record, locked_by=None, locked_until=None)

    def close(self, case_id: str, *, shop: str, by: str, reason: str | None = None) -> CaseRecord:
        """End the case; a new message of the buyer opens it again."""
        with self._store.writing(shop) as work:
            file = self._file(work, by)
            record = work.cases.get(case_id, for_change=True)
            file.void(record, "the case was closed")
            file.drop_holding(case_id, "the case was closed")
            file.log("case.closed", case_id, reason=reason)
            return file.save(
                record, "closed", status=CaseStatus.CLOSED, alert="", asked_at=None, held_at=None
            )

    def retry_reply(self, item_id: str, *, shop: str, by: str) -> OutboxItem:
        """Send a reply that was given up once more; its approval still covers it, its key is the same."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            item = work.outbox.get(item_id)
            record = work.cases.get(item.case_id, for_change=True)
            wanted = record.status is CaseStatus.FAILED and not item.holding
            if not wanted or not work.outbox.move(
                item_id,
                from_=[OutboxState.FAILED],
                to=OutboxState.QUEUED,
                updated_at=now,
                send_after=now,
                attempts=0,
            ):
                raise MoveNotAllowed(
                    f"reply {item_id[:40]} is {item.state}, its case {record.status}; only a failed one is sent again"
                )
            file = self._file(work, by, now)
            file.log("reply.retried", item.case_id, reply=item_id)
            file.save(record, "reply sent again", status=CaseStatus.APPROVED, alert="")
            item = work.outbox.get(item_id)
        if self._on_queued is not None:
            self._on_queued(item)
        return item

    def channel_states(self, shop: str) -> tuple[ChannelState, ...]:
        """Return what is remembered of the shop's channels: cursors, and which are stopped and why."""
        with self._store.reading(shop) as work:
            return work.channels.all()

    def start_channel(self, channel: str, *, shop: str, by: str) -> ChannelState:
        """Let replies leave a channel again that its receiver had stopped."""
        with self._store.writing(shop) as work:
            work.channels.start(channel)
            self._file(work, by).log("channel.started", None, channel=channel)
            state = work.channels.get(channel)
            waiting = [
                item for item in work.outbox.on_the_way() if item.channel in (channel, "api")
            ]
        if self._on_queued is not None:
            for item in waiting:
                self._on_queued(item)
        return state
