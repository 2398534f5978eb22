"""From a row of the desk to the workflow that carries it, at once or, after a crash, by the next sweep."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from agent.courier import Courier
from agent.desk import Desk
from agent.domain.clock import Clock
from agent.store.records import CaseRecord, OutboxItem
from agent.workflows.ledger import Ledger, carried, next_number
from agent.workflows.names import draft_name, intake_name, numbered

log = logging.getLogger(__name__)

DELIVERIES, DRAFTS, INTAKE = "deliveries", "drafts", "intake"
_MOMENT = 0.25
"""Seconds in which the events of a shop share one call to work them off."""


@dataclass(frozen=True)
class Registered:
    """The workflows by what they carry, as DBOS knows them."""

    deliver: Callable[..., None]
    draft: Callable[..., None]
    intake: Callable[..., None]
    hold: Callable[..., None]


class Handover:
    """Starts workflows for rows; what fails to start is kept in its row, and the next sweep takes it up."""

    def __init__(
        self, desk: Desk, courier: Courier, *, clock: Clock, coalesce_seconds: float
    ) -> None:
        """Take the parts; `coalesce_seconds` is how long to wait for the buyer's next line before drafting."""
        self._desk = desk
        self._courier = courier
        self._clock = clock
        self._coalesce_seconds = coalesce_seconds
        self._ledger = Ledger()
        self._flows: Registered | None = None
        self._called: dict[str, int] = {}

    @property
    def flows(self) -> Registered:
        """What is registered; only between `open` and `close`."""
        assert self._flows is not None, "workflows are not started"
        return self._flows

    def open(self, flows: Registered) -> None:
        """Begin to start these workflows."""
        self._flows = flows
        self._called.clear()
        self._ledger.open()

    def close(self) -> None:
        """Start nothing any more."""
        self._ledger.close()
        self._flows = None

    def take_up(self) -> None:
        """Start what no unfinished workflow carries: after a crash between the databases, or a failed hand-over."""
        replies = [
            item
            for item in self._desk.delivery.on_the_way()
            if not self._courier.held(item.channel, item.surface, shop=item.shop)
        ]
        # A case that could not be drafted waits for a person, who has been told, or for its next change.
        cases = [one for one in self._desk.delivery.undrafted() if one.alert != "no_draft"]
        if replies or cases:
            under_way = carried()
            for item in replies:
                if item.id not in under_way:
                    self._deliver(item)
            for record in cases:
                base = draft_name(record)
                if base not in under_way:
                    name = numbered(base, next_number(base))
                    self.draft(record.shop, record.case.id, name, seconds=0)
        for shop in self._desk.delivery.shops_with_events():
            self.event(shop)

    def queued(self, item: OutboxItem) -> None:
        """Have an approved reply leave when its time comes."""
        try:
            self._deliver(item)
        except Exception as error:  # noqa: BLE001 - the approval stands; the next sweep takes the row up
            log.error("a reply waits for the next sweep: %s", type(error).__name__)

    def event(self, shop: str) -> None:
        """Have a shop's events worked off, without keeping the one who brought the event waiting.

        Events of one moment share a call. It begins when the moment is over, so it finds every event that was kept in it,
        whichever process kept it or carries the call out.
        """
        now = time.time()
        moment = int(now / _MOMENT)
        if self._called.get(shop) == moment:
            return
        self._called[shop] = moment
        left = (moment + 1) * _MOMENT - now
        name = intake_name(shop, moment)
        try:
            call = self._ledger.begin(INTAKE, self.flows.intake, name, left, shop)
            call.add_done_callback(lambda done: self._called_for(shop, done.exception()))
        except Exception as error:  # noqa: BLE001 - the event is kept; the next sweep takes the row up
            self._called_for(shop, error)

    def _called_for(self, shop: str, error: BaseException | None) -> None:
        if error is not None:
            self._called.pop(shop, None)
            log.error("an event waits for the next sweep: %s", type(error).__name__)

    def stale(self, record: CaseRecord) -> None:
        """Have a case drafted again whose draft no longer holds."""
        try:
            self.draft(record.shop, record.case.id, self.wanted(record), seconds=0)
        except Exception as error:  # noqa: BLE001 - the next sweep finds the case without a draft
            log.error("a case waits for the next sweep: %s", type(error).__name__)

    def wanted(self, record: CaseRecord) -> str:
        """Name the workflow that is to draft a case, another one where drafting had failed."""
        base = draft_name(record)
        return numbered(base, next_number(base)) if record.alert == "no_draft" else base

    def draft(self, shop: str, case_id: str, name: str, *, seconds: float | None = None) -> None:
        """Have a case drafted, by default after the buyer's next line had time to come."""
        delay = self._coalesce_seconds if seconds is None else seconds
        self._ledger.start(DRAFTS, self.flows.draft, name, delay, shop, case_id, name)

    def deliver_again(self, shop: str, item_id: str, number: int, seconds: float) -> None:
        """Have a reply tried for the `number`-th time."""
        name = numbered(item_id, number)
        self._ledger.start(DELIVERIES, self.flows.deliver, name, seconds, shop, item_id, number)

    def hold(self, shop: str, case_id: str, name: str, number: int, seconds: float) -> None:
        """Have a case looked at for the `number`-th time: does its buyer still wait?"""
        again = (shop, case_id, name, number)
        self._ledger.start(DELIVERIES, self.flows.hold, numbered(name, number), seconds, *again)

    def _deliver(self, item: OutboxItem) -> None:
        left = max(0.0, (item.send_after - self._clock.now()) / timedelta(seconds=1))
        self.deliver_again(item.shop, item.id, next_number(item.id), left)
