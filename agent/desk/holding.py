"""Texts that a lead approved beforehand, put out while a draft waits: at most one before the buyer is answered.

Each sending goes through the same door as any approval: guards, limits of the platform, then approval row, audit and
outbox in one transaction. The draft goes on waiting for a person, and a person who is faster is never crossed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from agent.desk.case_file import CaseFile
from agent.desk.outgoing import Outgoing
from agent.desk.views import kept_proposal
from agent.domain.approval import Act
from agent.domain.authority import LEAD, LEADS
from agent.domain.case import CaseKind, CaseStatus
from agent.domain.draft import Surface
from agent.domain.finding import Severity
from agent.domain.holding import HoldingText, HoldingWhen, chosen
from agent.domain.message import Role
from agent.domain.reading import Language
from agent.domain.urgency import IN_DANGER
from agent.errors import InvalidInput, NotApproved, NotFound
from agent.store.records import CaseRecord, DraftRecord, DraftState, OutboxItem
from agent.store.unit_of_work import UnitOfWork

_MOST = 40
_MOST_CHARS = 300
_TOO_LATE = timedelta(minutes=10)
"""A buyer who has waited this long (the desk was down, or an old chat was read in) is not told "one moment"."""


class Holding(Outgoing):
    """Approve, withdraw and send holding texts."""

    def holding_texts(self, shop: str) -> tuple[HoldingText, ...]:
        """Return the shop's texts, earliest first."""
        with self._store.reading(shop) as work:
            return work.holding.all()

    def approve_holding(
        self,
        text: str,
        *,
        shop: str,
        by: str,
        role: str,
        when: HoldingWhen = HoldingWhen.BY_HAND,
        after_seconds: int = 20,
        language: Language = Language.ZH_HANS,
        for_danger: bool = False,
    ) -> HoldingText:
        """Keep a text in the lead's name; the same text again is kept once, as approved now.

        What the guards say of it without any case is asked before; each sending is checked against its own case.
        """
        _leads_only(role)
        text = text.replace("\0", "").strip()
        if not 0 < len(text) <= _MOST_CHARS:
            raise InvalidInput(f"a holding text has between 1 and {_MOST_CHARS} characters")
        try:
            made = HoldingText(
                id=sha256(text.encode(errors="ignore")).hexdigest()[:12], text=text, by=by, role=role,
                at=self._clock.now(), when=when, after_seconds=after_seconds, language=language, for_danger=for_danger,
            )  # fmt: skip
        except ValidationError as error:
            fault = error.errors(include_input=False)[0]
            raise InvalidInput(f"{fault['loc'][0]}: {fault['msg']}") from None
        with self._store.writing(shop) as work:
            others = [one for one in work.holding.all() if one.id != made.id]
            if len(others) >= _MOST:
                raise InvalidInput(f"there are {_MOST} holding texts; remove one first")
            work.holding.put(made)
            self._file(work, by, made.at).log(
                "holding.approved", None, holding=made.id, role=role, when=made.when.value
            )
        return made

    def withdraw_holding(self, text_id: str, *, shop: str, by: str, role: str) -> None:
        """Drop a text: from now on it is not sent."""
        _leads_only(role)
        with self._store.writing(shop) as work:
            if not work.holding.remove(text_id):
                raise NotFound(f"the shop {shop} has no holding text {text_id[:40]!r}")
            self._file(work, by).log("holding.withdrawn", None, holding=text_id)

    def hold(self, case_id: str, *, shop: str, leaves: Callable[[str], bool]) -> float | None:
        """Put a holding text out if its time has come and nobody was faster.

        Returns the seconds after which to ask again, None where there is nothing more to do. `leaves` says whether replies
        leave a channel now.
        """
        now = self._clock.now()
        with self._store.reading(shop) as work:
            texts = work.holding.sent_by_itself()
            seen = self._unanswered(work, self._file(work, "desk", now), case_id) if texts else None
        if seen is None or seen[0].asked_at is None:
            return None
        record, draft = seen
        text = chosen(
            texts,
            language=draft.draft.language,
            away=self._away(shop, now),
            danger=record.priority >= IN_DANGER,
        )
        if text is None:
            return None
        left = (seen[0].asked_at - now) / timedelta(seconds=1) + text.after_seconds
        if left > 0:
            return left
        if leaves(record.channel) and self._may_leave(record, text):
            self._send_holding(record, draft, text, now)
        return None

    def _unanswered(
        self, work: UnitOfWork, file: CaseFile, case_id: str
    ) -> tuple[CaseRecord, DraftRecord] | None:
        """Return a case that waits for its answer in a chat, with the draft that waits for a person; None: nothing to hold.

        Without a draft of what the buyer said last nobody knows how dangerous it is, so nothing is sent.
        """
        record = work.cases.get(case_id, for_change=True)
        waits = record.status in (CaseStatus.WAITING, CaseStatus.ESCALATED)
        if not waits or record.draft_version == 0 or record.case.kind is CaseKind.REVIEW:
            return None
        if record.asked_at is None or record.held_at is not None:
            return None
        last = record.case.messages[-1] if record.case.messages else None
        if last is None or last.role is not Role.BUYER:
            return None
        if min(last.at or record.asked_at, record.asked_at) < self._clock.now() - _TOO_LATE:
            return None
        draft = work.drafts.get(case_id, record.draft_version)
        fresh = file.newest(record, draft) and draft.state is DraftState.WAITING
        return (record, draft) if fresh and draft.draft.surface is Surface.IM else None

    def _may_leave(self, record: CaseRecord, text: HoldingText) -> bool:
        if record.quota_left is not None and record.quota_left < 2:
            return False  # the last one is for the answer
        if self._beyond_limits(record, text.text) is not None:
            return False
        found = self._proposer.check_edit(
            record.case, kept_proposal(record), text.text, shop=record.shop
        )
        return all(finding.severity is not Severity.BLOCK for finding in found)

    def _send_holding(
        self, seen: CaseRecord, seen_draft: DraftRecord, text: HoldingText, now: datetime
    ) -> OutboxItem | None:
        with self._store.writing(seen.shop) as work:
            file = self._file(work, text.by, now)
            still = self._unanswered(work, file, seen.case.id)
            if still is None or still[1].version != seen_draft.version:
                return None
            if text not in work.holding.sent_by_itself():
                return None
            record, draft = still
            approval_id = file.decide(
                draft,
                Act.HOLD,
                role=text.role,
                reason=f"holding text {text.id}, approved beforehand at {text.at.isoformat(timespec='minutes')}",
                text=text.text,
            )
            item = self._put_out(
                work,
                record,
                draft,
                text.text,
                approval_id=approval_id,
                send_after=now,
                now=now,
                holding=True,
            )
            file.save(record, "holding text approved", held_at=now)
        if self._on_queued is not None:
            self._on_queued(item)
        return item

    def _away(self, shop: str, now: datetime) -> bool:
        settings = self._shop(shop)
        return not settings.working_hours.open_at(now.astimezone(ZoneInfo(settings.timezone)))


def _leads_only(role: str) -> None:
    if role not in LEADS:
        raise NotApproved(f"holding texts are approved and withdrawn by the role {LEAD}")
