"""The workflows and their steps. Each step may run again after a crash, and then finds in the rows what it did before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

from dbos import DBOS, DBOSConfig, ScheduleInput, StepOptions

from agent.channels.channel import Fetches
from agent.channels.switchboard import Switchboard
from agent.courier import RETRY_SECONDS, Courier
from agent.desk import Desk
from agent.domain.clock import Clock
from agent.domain.draft import Surface
from agent.listeners import Listeners
from agent.store.records import OutboxItem
from agent.workflows import ledger
from agent.workflows.database import driver_url, write_ahead
from agent.workflows.handover import DELIVERIES, DRAFTS, INTAKE, Handover, Registered
from agent.workflows.names import hold_name

_KEPT = timedelta(days=7)
"""Finished workflows are forgotten after this long; no reply is tried for longer."""
_PROPOSE: StepOptions = {
    "name": "propose",
    "retries_allowed": True,
    "interval_seconds": 2.0,
    "max_attempts": 4,
}
_HOLD: StepOptions = {
    "name": "hold",
    "retries_allowed": True,
    "interval_seconds": 1.0,
    "max_attempts": 4,
}
_EVERY_NIGHT = "17 3 * * *"
_AT_ONCE = {DELIVERIES: 16, DRAFTS: 16, INTAKE: 1}
"""How many workflows of a queue a process takes at a look. Of the drafts only some are written at the same time."""


class Workflows:
    """Starts and stops the durable work around a desk."""

    def __init__(
        self,
        *,
        desk: Desk,
        channels: Switchboard,
        clock: Clock,
        system_url: str,
        executor: str = "local",
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        coalesce_seconds: float = 1.5,
        sweep_schedule: str = "*/15 * * * * *",
        poll_seconds: float = 0.5,
        drafts_at_once: int = 1,
    ) -> None:
        """Take the parts.

        Args:
            desk: Whose rows are carried.
            channels: Ways in and out by shop and name.
            clock: Tells when a row is due.
            system_url: Database for the state of workflows, see `system_database_url`.
            executor: This process's name, the same after a restart and another one in every process at a database.
            retry_seconds: Pauses between tries; after the last one a reply is given up.
            coalesce_seconds: How long to wait for the buyer's next line before drafting.
            sweep_schedule: Cron line (with seconds) of the look at deadlines, follow-ups and what was left behind.
            poll_seconds: How often queues are looked at.
            drafts_at_once: How many drafts are written at the same time: the share of the processor that a backlog of
                drafts may take from whoever knocks at a hook meanwhile.
        """
        self._desk = desk
        self._clock = clock
        self._channels = channels
        self._courier = Courier(desk, channels, clock=clock, retry_seconds=retry_seconds)
        self._listeners = Listeners(desk, channels)
        self._handover = Handover(
            desk, self._courier, clock=clock, coalesce_seconds=coalesce_seconds
        )
        self._sweep_schedule = sweep_schedule
        self._poll_seconds = poll_seconds
        self._writing = BoundedSemaphore(drafts_at_once)
        self._running = False
        self._config: DBOSConfig = {
            "name": "aftersales-desk",
            "system_database_url": driver_url(system_url),
            "application_version": ledger.STEPS_VERSION,
            "executor_id": executor,
            "enable_otlp": False,
            "log_level": "WARNING",
            "conductor_key": None,
        }

    @property
    def running(self) -> bool:
        """Whether the durable work is started."""
        return self._running

    def start(self) -> None:
        """Launch DBOS, take up what was left, and have the desk hand over new rows. Not inside an event loop."""
        if self._running:
            return
        write_ahead(str(self._config["system_database_url"]))
        DBOS(config=self._config)
        try:
            self._launch()
        except Exception:
            DBOS.destroy(destroy_registry=True)
            self._handover.close()
            raise
        self._running = True
        self._desk.connect(
            on_queued=self._on_queued,
            on_event=self._handover.event,
            on_stale=self._handover.stale,
        )
        self._listeners.start()

    def _launch(self) -> None:
        flows, schedules = self._register()
        self._handover.open(flows)
        DBOS.launch()
        for name, at_once in _AT_ONCE.items():
            DBOS.register_queue(
                name, worker_concurrency=at_once, polling_interval_sec=self._poll_seconds
            )
        DBOS.apply_schedules(schedules)
        self._handover.take_up()

    def stop(self, *, seconds: int = 5) -> None:
        """Stop taking work, give running tries `seconds` to end, and let go of DBOS; what is unfinished stays durable."""
        if not self._running:
            return
        self._desk.connect()
        self._listeners.stop()
        wait = seconds if ledger.running() else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait)
        self._handover.close()
        self._running = False

    def fetch(self, shop: str, channel: str, hint: str) -> None:
        """Ask a channel that rang the bell; what is missed because this process ends is fetched by the next sweep."""
        found = self._channels.find(shop, channel)
        if isinstance(found, Fetches):
            self._listeners.fetch(shop, channel, found, hint)

    def _register(self) -> tuple[Registered, list[ScheduleInput]]:
        # Registered at every start and dropped at every stop: nothing of DBOS lives in this module.
        @DBOS.workflow(name="deliver")
        def deliver(shop: str, item_id: str, number: int) -> None:
            pause = DBOS.run_step({"name": "attempt"}, self._courier.attempt, shop, item_id)
            if pause is not None:
                self._handover.deliver_again(shop, item_id, number + 1, pause)

        @DBOS.workflow(name="intake")
        def intake(shop: str) -> None:
            for case_id, name in DBOS.run_step({"name": "work_off"}, self._work_off, shop):
                self._handover.draft(shop, case_id, name)

        @DBOS.workflow(name="hold")
        def hold(shop: str, case_id: str, name: str, number: int) -> None:
            self._hold_on(shop, case_id, name, number)

        @DBOS.workflow(name="draft")
        def draft(shop: str, case_id: str, name: str) -> None:
            try:
                DBOS.run_step(_PROPOSE, self._propose, shop, case_id)
            except Exception as error:
                kind = type(error).__name__
                DBOS.run_step({"name": "not_drafted"}, self._not_drafted, shop, case_id, kind)
                raise
            DBOS.run_step({"name": "note"}, self._courier.show_draft, shop, case_id)
            self._hold_on(shop, case_id, hold_name(name), 1)

        @DBOS.workflow(name="sweep")
        def sweep(_at: datetime, _context: Any) -> None:
            DBOS.run_step({"name": "look"}, self._look)

        @DBOS.workflow(name="tidy")
        def tidy(_at: datetime, _context: Any) -> None:
            self._desk.delivery.expire()
            ledger.forget_finished(self._clock.now() - _KEPT)

        return Registered(deliver=deliver, draft=draft, intake=intake, hold=hold), [
            {"schedule_name": "sweep", "workflow_fn": sweep, "schedule": self._sweep_schedule},
            {"schedule_name": "tidy", "workflow_fn": tidy, "schedule": _EVERY_NIGHT},
        ]

    def _hold_on(self, shop: str, case_id: str, name: str, number: int) -> None:
        # Part of two workflows: look now, and once more when the buyer will have waited long enough.
        pause = DBOS.run_step(_HOLD, self._hold_text, shop, case_id)
        if pause is not None:
            self._handover.hold(shop, case_id, name, number + 1, pause)

    def _look(self) -> None:
        self._desk.delivery.sweep_all()
        self._courier.tell_all()
        self._listeners.fetch_all()
        self._handover.take_up()

    def _work_off(self, shop: str) -> list[tuple[str, str]]:
        touched = self._desk.work_off(shop)
        for act in self._desk.staff_acts(shop):
            self._desk.carry_out(act)
        return [(one.case.id, self._handover.wanted(one)) for one in touched]

    def _propose(self, shop: str, case_id: str) -> None:
        with self._writing:
            self._desk.propose(case_id, shop=shop)

    def _hold_text(self, shop: str, case_id: str) -> float | None:
        return self._desk.hold(
            case_id,
            shop=shop,
            leaves=lambda channel: not self._courier.held(channel, Surface.IM, shop=shop),
        )

    def _not_drafted(self, shop: str, case_id: str, error: str) -> None:
        self._desk.not_drafted(case_id, shop=shop, error=error)

    def _on_queued(self, item: OutboxItem) -> None:
        if self._channels.way_out(item.shop, item.channel, item.surface) is not None:
            self._handover.queued(item)
