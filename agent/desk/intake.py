"""What comes in: events are kept first, worked off later, and lead to a draft."""

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from agent.channels.channel import Fetched, InboundEvent, Received, StaffAct
from agent.desk.arrival import Arrival
from agent.desk.case_file import CaseFile
from agent.desk.parts import DeskParts
from agent.domain.case import Case
from agent.domain.conversation import checked_id
from agent.errors import InvalidInput, VersionConflict
from agent.proposal import Proposal
from agent.store.inbox import STAFF_ACT
from agent.store.records import CaseRecord, InboxEvent
from agent.store.unit_of_work import UnitOfWork

_PROPOSE_TRIES = 4
_AT_ONCE = 10
"""Events in one transaction: a hook that keeps the next one waits no longer than for these."""


class Intake(DeskParts):
    """Events, cases and the drafts that they need."""

    def draft(
        self,
        case: Case,
        *,
        shop: str,
        writer: str = "auto",
        tell: Callable[[str, Any], None] | None = None,
    ) -> Proposal:
        """Return a proposal for a case without storing anything; `tell` hears of each step as it ends.

        An order that the case or the buyer's words only name is looked up.
        """
        listen: dict[str, Any] = {} if tell is None else {"tell": tell}
        case = self._completed(case, shop, _named_by(case))
        proposal = self._proposer.propose(case, shop=shop, version=1, writer=writer, **listen)
        known = self._completed(case, shop, _named_by(case, proposal))
        if known == case:
            return proposal
        return self._proposer.propose(known, shop=shop, version=1, writer=writer, **listen)

    def take(self, received: Received | Fetched, *, shop: str, channel: str) -> int:
        """Keep what a channel brought, all or nothing, and have it worked off later; returns how many events are new."""
        self._shop(shop)
        with self._store.writing(shop) as work:
            new = sum(self._keep(work, channel, event) for event in received.events)
            if isinstance(received, Fetched):
                work.channels.read_to(channel, received.cursor)
            else:
                new += sum(self._keep_act(work, channel, act) for act in received.acts)
        if new and self._on_event is not None:
            self._on_event(shop)
        return new

    def _keep(self, work: UnitOfWork, channel: str, event: InboundEvent) -> bool:
        meta = event.model_dump(
            mode="json", include={"thread", "provider_id", "reply_by", "quota_left"}
        )
        kept = work.inbox.add(
            channel=channel,
            event_id=event.event_id,
            type=event.type,
            payload=event.case.model_dump(mode="json", exclude_none=True),
            at=self._clock.now(),
            meta=meta,
        )
        return kept is not None

    def _keep_act(self, work: UnitOfWork, channel: str, act: StaffAct) -> bool:
        kept = work.inbox.add(
            channel=channel,
            event_id=act.event_id,
            type=STAFF_ACT,
            payload=act.model_dump(mode="json"),
            at=self._clock.now(),
        )
        return kept is not None

    def cursor(self, *, shop: str, channel: str) -> str | None:
        """Return how far a channel was read."""
        with self._store.reading(shop) as work:
            return work.channels.get(channel).cursor

    def work_off(self, shop: str) -> tuple[CaseRecord, ...]:
        """Bring every kept event of the shop to its case, in the order they came; returns the cases that need a draft.

        An event that is no case is marked as failed, for a person to see, and stops nothing. Doing it twice changes
        nothing.
        """
        wanting: dict[str, CaseRecord] = {}
        while True:
            with self._store.writing(shop) as work:
                events = work.inbox.to_work_off(limit=_AT_ONCE)
                file = self._file(work, "buyer")
                for record in self._brought(work, file, events):
                    wanting.pop(record.case.id, None)
                    if file.needs_draft(record, None):
                        wanting[record.case.id] = record
            if len(events) < _AT_ONCE:
                return tuple(wanting.values())

    def _brought(
        self, work: UnitOfWork, file: CaseFile, events: Iterable[InboxEvent]
    ) -> Iterable[CaseRecord]:
        touched: dict[str, CaseRecord] = {}
        for event in events:
            try:
                case = checked_id(Case.model_validate(event.payload))
                arrival = Arrival(channel=event.channel, **event.meta)
            except (ValidationError, InvalidInput) as error:
                # The error's own text may quote the buyer.
                work.inbox.finish(event.id, error=f"no case ({type(error).__name__})")
                continue
            touched[case.id] = file.take_in(case, arrival)
            work.inbox.finish(event.id, case_id=case.id)
        return touched.values()

    def staff_acts(self, shop: str) -> list[InboxEvent]:
        """Return what staff decided in their chat tool and nobody has carried out yet, oldest first."""
        with self._store.reading(shop) as work:
            return [event for event in work.inbox.waiting() if event.type == STAFF_ACT]

    def finish_act(self, event: InboxEvent, *, error: str | None = None) -> None:
        """Mark a decision as carried out, or as refused with the reason."""
        with self._store.writing(event.shop) as work:
            work.inbox.finish(event.id, case_id=event.payload.get("case_id"), error=error)

    def receive(
        self,
        case: Case,
        *,
        shop: str,
        channel: str = "api",
        by: str = "buyer",
        propose: bool = True,
        thread: dict[str, Any] | None = None,
    ) -> CaseRecord:
        """Open the case, or add what is new to it; anything new voids the waiting draft. Then propose (again)."""
        self._shop(shop)
        with self._store.writing(shop) as work:
            record = self._file(work, by).take_in(
                case, Arrival(channel=channel, thread=thread or {})
            )
        return self.propose(case.id, shop=shop) if propose else record

    def propose(
        self,
        case_id: str,
        *,
        shop: str,
        by: str = "desk",
        style: str | None = None,
        again: bool = False,
    ) -> CaseRecord:
        """Make a draft from what the case says now, if it needs one, or in any case with `again`.

        The proposal is made outside any transaction; when the buyer wrote meanwhile, it is made again. So it is when an
        order that the case or the buyer's words only name could be looked up.
        """
        for _ in range(_PROPOSE_TRIES):
            with self._store.reading(shop) as work:
                seen = work.cases.get(case_id)
                if not again and not self._file(work, by).needs_draft(seen, self._release(shop)):
                    return seen
            if self._learned(seen, _named_by(seen.case)):
                continue
            version = seen.draft_version + 1
            proposal = self._proposer.propose(
                seen.case, shop=shop, version=version, writer=style or "auto"
            )
            if self._learned(seen, _named_by(seen.case, proposal)):
                continue
            with self._store.writing(shop) as work:
                current = work.cases.get(case_id, for_change=True)
                if _same(current, seen):
                    return self._file(work, by).add_draft(current, proposal)
        raise VersionConflict(
            f"case {case_id[:80]} keeps changing while it is drafted; try again in a moment"
        )

    def _learned(self, seen: CaseRecord, number: str | None) -> bool:
        """Look an order up, outside any transaction, and keep what is known of it in the case; whether anything is."""
        found = None if number is None else self._look_up(seen.shop, number)
        if found is None:
            return False
        source, known = found
        with self._store.writing(seen.shop) as work:
            current = work.cases.get(seen.case.id, for_change=True)
            if _same(current, seen):
                by = "channel" if seen.case.order is not None else "buyer"
                self._file(work, "desk").learn(current, known, source=source, named_by=by)
        return True

    def _completed(self, case: Case, shop: str, number: str | None) -> Case:
        found = None if number is None else self._look_up(shop, number)
        return case if found is None else case.model_copy(update=found[1].facts(case.claim))

    def not_drafted(self, case_id: str, *, shop: str, error: str) -> None:
        """Have a person see that no draft could be made; `error` is the kind of fault, without a buyer's words."""
        with self._store.writing(shop) as work:
            file = self._file(work, "desk")
            record = work.cases.get(case_id, for_change=True)
            if not file.needs_draft(record, self._release(shop)) or record.alert == "no_draft":
                return
            file.log("case.no_draft", case_id, error=error[:200])
            file.save(record, "drafting failed", alert="no_draft")

    def replay(self, event_row: str, *, shop: str, by: str) -> InboxEvent:
        """Work a kept event off once more, after what it failed on was mended."""
        with self._store.writing(shop) as work:
            event = work.inbox.get(event_row)
            if work.inbox.again(event_row):
                self._file(work, by).log("event.replayed", event.case_id, event=event_row)
            event = work.inbox.get(event_row)
        if self._on_event is not None:
            self._on_event(shop)
        return event


def _named_by(case: Case, proposal: Proposal | None = None) -> str | None:
    """Return the number of an order of which no more is known: the case's own, else the one in the buyer's words."""
    if case.order is not None:
        return case.order.order_id if case.order.bare else None
    return None if proposal is None else proposal.reading.slots.order_id


def _same(one: Any, other: Any) -> bool:
    return (one.body_version, one.draft_version, one.status) == (
        other.body_version,
        other.draft_version,
        other.status,
    )
