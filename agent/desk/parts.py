"""What every use case of the desk works with, handed over once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from agent.channels.channel import Capabilities
from agent.connectors.connector import Known
from agent.desk.case_file import CaseFile
from agent.desk.delivery import Delivery
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.proposal import Proposer
from agent.store.records import CaseRecord, OutboxItem
from agent.store.unit_of_work import Store, UnitOfWork


class DeskParts:
    """The parts. `shop` always names whose rows are meant; no method reaches across shops."""

    def __init__(
        self,
        *,
        store: Store,
        proposer: Proposer,
        clock: Clock,
        shop: Callable[[str], Shop],
        release: Callable[[str], str | None],
        undo: timedelta = timedelta(seconds=8),
        lock_for: timedelta = timedelta(seconds=60),
        follow_up: timedelta = timedelta(hours=24),
        limits: Callable[[str, str], Capabilities | None] = lambda _shop, _channel: None,
        retention: timedelta | None = None,
        look_up: Callable[[str, str], tuple[str, Known] | None] = lambda _shop, _number: None,
        leaves: Callable[[str, str, str], bool] = lambda _shop, _channel, _surface: False,
    ) -> None:
        """Take the parts.

        Args:
            store: Cases, drafts, replies.
            proposer: Makes proposals.
            clock: The time.
            shop: Gives a shop's settings; NotFound for an unknown one.
            release: Gives the id of a shop's active release.
            undo: How long an approval can be taken back.
            lock_for: How long a lock holds.
            follow_up: After this long without a touch somebody must look at an open case again.
            retention: How long closed cases are kept, None for always.
            look_up: Gives what a shop's connectors know of an order number, and which one knew it.
            limits: Gives what a shop's channel can do, None where nothing is known.
            leaves: Whether a text for this surface (im, public_review) leaves a shop's channel, or waits.
        """
        self.delivery = Delivery(store=store, clock=clock, follow_up=follow_up, retention=retention)
        self._store = store
        self._proposer = proposer
        self._clock = clock
        self._shop = shop
        self._release = release
        self._undo = undo
        self._lock_for = lock_for
        self._follow_up = follow_up
        self._limits = limits
        self._look_up = look_up
        self._leaves = leaves
        self.connect()

    def connect(
        self,
        *,
        on_queued: Callable[[OutboxItem], None] | None = None,
        on_event: Callable[[str], None] | None = None,
        on_stale: Callable[[CaseRecord], None] | None = None,
    ) -> None:
        """Say who carries replies out, works a shop's events off and drafts again; without them rows wait in the store."""
        self._on_queued = on_queued
        self._on_event = on_event
        self._on_stale = on_stale

    def _file(self, work: UnitOfWork, by: str, now: datetime | None = None) -> CaseFile:
        now = now or self._clock.now()
        return CaseFile(work, by=by, now=now, follow_up=self._follow_up)
