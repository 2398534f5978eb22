"""The door out: what may leave a channel now, and the row in the outbox that an approval covers."""

from datetime import datetime

from agent.channels.channel import Reply
from agent.desk.by_hand import PLATFORMS
from agent.desk.parts import DeskParts
from agent.domain.draft import Surface
from agent.errors import AftersalesError, InvalidInput, NotApproved
from agent.store.records import TO_SEND_BY_HAND, CaseRecord, DraftRecord, OutboxItem
from agent.store.unit_of_work import UnitOfWork


class Outgoing(DeskParts):
    """What every approval ends with, whoever gave it and when."""

    def _beyond_limits(self, record: CaseRecord, text: str) -> AftersalesError | None:
        """Return what the platform would refuse: a closed window, a used-up quota, a text that is too long."""
        now, case_id = self._clock.now(), record.case.id[:80]
        if record.reply_by is not None and record.reply_by <= now:
            closed = record.reply_by.isoformat(timespec="minutes")
            return NotApproved(
                f"case {case_id}: the platform takes no reply since {closed}; reach the buyer another way"
            )
        if record.quota_left is not None and record.quota_left <= 0:
            return NotApproved(
                f"case {case_id}: the platform takes no further reply before the buyer writes again"
            )
        limits = self._limits(record.shop, record.channel)
        most = limits.max_chars if limits is not None else None
        if most is not None and len(text) > most:
            return InvalidInput(
                f"case {case_id}: the text has {len(text)} characters, {record.channel} takes {most}; shorten it"
            )
        return None

    def _waits_for_a_hand(self, record: CaseRecord, draft: DraftRecord) -> dict[str, str]:
        """Return what marks a case whose approved text no channel takes, because its chat is answered by hand."""
        surface = draft.draft.surface
        chat = record.case.platform in PLATFORMS and surface is Surface.IM
        left = chat and not self._leaves(record.shop, record.channel, surface)
        return {"alert": TO_SEND_BY_HAND} if left else {}

    def _put_out(
        self,
        work: UnitOfWork,
        record: CaseRecord,
        draft: DraftRecord,
        text: str,
        *,
        approval_id: str,
        send_after: datetime,
        now: datetime,
        holding: bool = False,
    ) -> OutboxItem:
        """Put an approved text into the outbox, in the transaction of its approval."""
        reply = Reply(
            shop=record.shop,
            case_id=record.case.id,
            draft_version=draft.version,
            text=text,
            surface=draft.draft.surface.value,
            language=draft.draft.language,
            platform=record.case.platform,
            kind=record.case.kind.value,
            channel=record.channel,
            thread=record.thread,
            holding=holding,
        )
        return work.outbox.put(
            case_id=record.case.id,
            approval_id=approval_id,
            draft_version=draft.version,
            channel=record.channel,
            payload=reply.model_dump(mode="json"),
            send_after=send_after,
            now=now,
            holding=holding,
        )
