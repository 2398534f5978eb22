"""Durable work, and the only file that knows DBOS: events are worked off, cases drafted, replies leave, deadlines are watched.

The desk's own database holds the truth; a workflow only carries a row to its end, and every one can be started anew from
the rows. One delivery try is one workflow whose id is the row's (`msg_…`, then `msg_…-2` and on), started with the delay
until it is due: no thread waits, a crash between the two databases is mended by starting the same id again, and the
receiver sees the same key each time. Drafting is one workflow for each state of a case, so three lines of a buyer in a row
are drafted once; where a lead approved holding texts, a delayed workflow then looks whether the buyer still waits. A case
that waits for a person holds no workflow; its deadlines are rows that one scheduled sweep reads.

DBOS is one per process, so at most one `Workflows` is started at a time. Nothing of it leaves this machine but its
database connection: no telemetry, no conductor, no server of its own. Because nothing else may import it, this file is
longer than its neighbours.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, ScheduleInput, SetEnqueueOptions, SetWorkflowID, StepOptions

from agent.channels.channel import Fetches
from agent.channels.switchboard import Switchboard
from agent.courier import RETRY_SECONDS, Courier
from agent.desk import Desk
from agent.domain.clock import Clock
from agent.listeners import Listeners
from agent.store.records import CaseRecord, OutboxItem

log = logging.getLogger(__name__)

_DELIVERIES, _DRAFTS, _INTAKE = "deliveries", "drafts", "intake"
_MOMENT = 0.25
"""Seconds in which the events of a shop share one call to work them off."""
_KEPT = timedelta(days=7)
"""Finished workflows are forgotten after this long; no reply is tried for longer."""
_STEPS_VERSION = "3"
"""Of the workflows' steps. A started one is picked up only by the same version: raise it when steps change."""
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
_UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]


def system_database_url(database_url: str, folder: Path) -> str:
    """Return where workflows keep their state: the same PostgreSQL server, or a SQLite file of its own in `folder`."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{folder / 'workflows.db'}"
    return database_url


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
        """
        self._desk = desk
        self._clock = clock
        self._channels = channels
        self._courier = Courier(desk, channels, clock=clock, retry_seconds=retry_seconds)
        self._listeners = Listeners(desk, channels)
        self._coalesce_seconds = coalesce_seconds
        self._sweep_schedule = sweep_schedule
        self._poll_seconds = poll_seconds
        self._deliver: Callable[[str, str, int], None] | None = None
        self._draft: Callable[[str, str, int, int], None] | None = None
        self._intake: Callable[[str], None] | None = None
        self._hold: Callable[[str, str, str, int], None] | None = None
        self._called: dict[str, int] = {}
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self._config: DBOSConfig = {
            "name": "aftersales-desk",
            "system_database_url": _driver_url(system_url),
            "application_version": _STEPS_VERSION,
            "executor_id": executor,
            "enable_otlp": False,
            "log_level": "WARNING",
            "conductor_key": None,
        }

    @property
    def running(self) -> bool:
        """Whether the durable work is started."""
        return self._deliver is not None

    def start(self) -> None:
        """Launch DBOS, take up what was left, and have the desk hand over new rows. Not inside an event loop."""
        if self.running:
            return
        _write_ahead(str(self._config["system_database_url"]))
        DBOS(config=self._config)
        try:
            self._launch()
        except Exception:
            DBOS.destroy(destroy_registry=True)
            self._deliver = self._draft = self._intake = self._hold = None
            raise
        self._desk.connect(
            on_queued=self._on_queued, on_event=self._on_event, on_stale=self._on_stale
        )
        self._listeners.start()

    def _launch(self) -> None:
        self._called.clear()
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        schedules = self._register()
        DBOS.launch()
        for name, at_once in ((_DELIVERIES, 16), (_DRAFTS, 4), (_INTAKE, 1)):
            DBOS.register_queue(
                name, worker_concurrency=at_once, polling_interval_sec=self._poll_seconds
            )
        DBOS.apply_schedules(schedules)
        self._take_up()

    def stop(self, *, seconds: int = 5) -> None:
        """Stop taking work, give running tries `seconds` to end, and let go of DBOS; what is unfinished stays durable."""
        if not self.running:
            return
        self._desk.connect()
        self._listeners.stop()
        active = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        DBOS.destroy(
            destroy_registry=True, workflow_completion_timeout_sec=seconds if active else 0
        )
        self._starter.shutdown()
        self._deliver = self._draft = self._intake = self._hold = None

    def _register(self) -> list[ScheduleInput]:
        # Registered at every start and dropped at every stop: nothing of DBOS lives in this module.
        @DBOS.workflow(name="deliver")
        def deliver(shop: str, item_id: str, number: int) -> None:
            pause = DBOS.run_step({"name": "attempt"}, self._courier.attempt, shop, item_id)
            if pause is not None:
                self._enqueue_delivery(shop, item_id, number + 1, pause)

        @DBOS.workflow(name="intake")
        def intake(shop: str) -> None:
            for row in DBOS.run_step({"name": "work_off"}, self._work_off, shop):
                self._enqueue_draft(shop, *row)

        @DBOS.workflow(name="hold")
        def hold(shop: str, case_id: str, name: str, number: int) -> None:
            self._hold_on(shop, case_id, name, number)

        @DBOS.workflow(name="draft")
        def draft(shop: str, case_id: str, body: int, version: int) -> None:
            try:
                DBOS.run_step(_PROPOSE, self._propose, shop, case_id)
            except Exception as error:
                kind = type(error).__name__
                DBOS.run_step({"name": "not_drafted"}, self._not_drafted, shop, case_id, kind)
                raise
            DBOS.run_step({"name": "note"}, self._courier.show_draft, shop, case_id)
            self._hold_on(shop, case_id, _hold_id(shop, case_id, body, version), 1)

        @DBOS.workflow(name="sweep")
        def sweep(_at: datetime, _context: Any) -> None:
            DBOS.run_step({"name": "look"}, self._look)

        @DBOS.workflow(name="tidy")
        def tidy(_at: datetime, _context: Any) -> None:
            self._desk.delivery.expire()
            _forget_finished(self._clock.now() - _KEPT)

        self._deliver, self._draft, self._intake, self._hold = deliver, draft, intake, hold
        return [
            {"schedule_name": "sweep", "workflow_fn": sweep, "schedule": self._sweep_schedule},
            {"schedule_name": "tidy", "workflow_fn": tidy, "schedule": _EVERY_NIGHT},
        ]

    def fetch(self, shop: str, channel: str, hint: str) -> None:
        """Ask a channel that rang the bell; what is missed because this process ends is fetched by the next sweep."""
        found = self._channels.find(shop, channel)
        if isinstance(found, Fetches):
            self._listeners.fetch(shop, channel, found, hint)

    def _hold_on(self, shop: str, case_id: str, name: str, number: int) -> None:
        # Part of two workflows: look now, and once more when the buyer will have waited long enough.
        pause = DBOS.run_step(_HOLD, self._hold_text, shop, case_id)
        if pause is not None:
            again = (shop, case_id, name, number + 1)
            self._enqueue(_DELIVERIES, self._hold, _numbered(name, number), pause, *again)

    # Steps. Each may run again after a crash, and then finds in the desk's rows what it did before.

    def _look(self) -> None:
        self._desk.delivery.sweep_all()
        self._courier.tell_all()
        self._listeners.fetch_all()
        self._take_up()

    def _work_off(self, shop: str) -> list[tuple[str, int, int]]:
        touched = self._desk.work_off(shop)
        for act in self._desk.staff_acts(shop):
            self._desk.carry_out(act)
        return [(one.case.id, one.body_version, one.draft_version) for one in touched]

    def _propose(self, shop: str, case_id: str) -> None:
        self._desk.propose(case_id, shop=shop)

    def _hold_text(self, shop: str, case_id: str) -> float | None:
        return self._desk.hold(
            case_id, shop=shop, leaves=lambda channel: not self._courier.held(channel, shop=shop)
        )

    def _not_drafted(self, shop: str, case_id: str, error: str) -> None:
        self._desk.not_drafted(case_id, shop=shop, error=error)

    # Handing over.

    def _take_up(self) -> None:
        """Start what no unfinished workflow carries: after a crash between the databases, or a failed hand-over."""
        now = self._clock.now()
        replies = [
            item
            for item in self._desk.delivery.on_the_way()
            if not self._courier.held(item.channel, shop=item.shop)
        ]
        cases = self._desk.delivery.undrafted()
        if replies or cases:
            carried = _carried()
            for item in replies:
                if item.id not in carried:
                    left = max(0.0, (item.send_after - now) / timedelta(seconds=1))
                    number = _next_number(item.id)
                    self._enqueue_delivery(item.shop, item.id, number, left)
            for record in cases:
                base = _draft_id(
                    record.shop, record.case.id, record.body_version, record.draft_version
                )
                if base not in carried:
                    self._enqueue_again(record, base)
        for shop in self._desk.delivery.shops_with_events():
            self._on_event(shop)

    def _enqueue_again(self, record: CaseRecord, base: str) -> None:
        if record.alert == "no_draft":
            return  # a person has been told; the next change of the case, or they, try again
        of = (record.shop, record.case.id, record.body_version, record.draft_version)
        self._enqueue(_DRAFTS, self._draft, _numbered(base, _next_number(base)), 0, *of)

    def _on_queued(self, item: OutboxItem) -> None:
        if self._channels.way_out(item.shop, item.channel) is None:
            return
        try:
            left = (item.send_after - self._clock.now()) / timedelta(seconds=1)
            self._enqueue_delivery(item.shop, item.id, _next_number(item.id), left)
        except Exception as error:  # noqa: BLE001 - the approval stands; the next sweep takes the row up
            log.error("a reply waits for the next sweep: %s", type(error).__name__)

    def _on_event(self, shop: str) -> None:
        # Events of one moment share a call. It begins when the moment is over, so it finds every event that was kept in
        # it, whichever process kept it or carries the call out.
        now = time.time()
        moment = int(now / _MOMENT)
        if self._called.get(shop) == moment:
            return
        try:
            call = f"intake_{sha256(shop.encode()).hexdigest()[:16]}_{moment}"
            self._enqueue(_INTAKE, self._intake, call, (moment + 1) * _MOMENT - now, shop)
            self._called[shop] = moment
        except Exception as error:  # noqa: BLE001 - the event is kept; the next sweep takes the row up
            log.error("an event waits for the next sweep: %s", type(error).__name__)

    def _on_stale(self, record: CaseRecord) -> None:
        try:
            self._enqueue_draft(
                record.shop, record.case.id, record.body_version, record.draft_version, seconds=0
            )
        except Exception as error:  # noqa: BLE001 - the next sweep finds the case without a draft
            log.error("a case waits for the next sweep: %s", type(error).__name__)

    def _enqueue_delivery(self, shop: str, item_id: str, number: int, seconds: float) -> None:
        name = _numbered(item_id, number)
        self._enqueue(_DELIVERIES, self._deliver, name, seconds, shop, item_id, number)

    def _enqueue_draft(
        self, shop: str, case_id: str, body: int, version: int, seconds: float | None = None
    ) -> None:
        delay = self._coalesce_seconds if seconds is None else seconds
        name = _draft_id(shop, case_id, body, version)
        self._enqueue(_DRAFTS, self._draft, name, delay, shop, case_id, body, version)

    def _enqueue(
        self,
        queue: str,
        workflow: Callable[..., None] | None,
        name: str,
        seconds: float,
        *arguments: str | int,
    ) -> None:
        """Start a workflow once by its name; a second time with the same name changes nothing.

        In a thread of its own: within a workflow DBOS would count this as one of its steps, and a workflow that goes on
        after a crash need not find the same rows to hand over.
        """
        assert workflow is not None

        def start() -> None:
            with (
                SetWorkflowID(name),
                SetEnqueueOptions(delay_seconds=seconds if seconds > 0 else None),
            ):
                DBOS.enqueue_workflow(queue, workflow, *arguments)

        self._starter.submit(start).result()


def _carried() -> set[str]:
    """Return the ids, without their numbers, that an unfinished workflow carries."""
    found = DBOS.list_workflows(status=_UNFINISHED, load_input=False, load_output=False)
    return {status.workflow_id.split("-")[0] for status in found}


def _next_number(base: str) -> int:
    """Return the number after the highest that a workflow of this base has: `base` is the first, `base-2` the second."""
    known = DBOS.list_workflows(workflow_id_prefix=base, load_input=False, load_output=False)
    taken = [0]
    for status in known:
        rest = status.workflow_id.removeprefix(base)
        if not rest:
            taken.append(1)
        elif rest.startswith("-") and rest[1:].isdigit():  # others only begin alike
            taken.append(int(rest[1:]))
    return max(taken) + 1


def _forget_finished(before: datetime) -> None:
    while True:
        old = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=500,
            load_input=False,
            load_output=False,
        )
        if not old:
            return
        DBOS.delete_workflows([status.workflow_id for status in old])


def _draft_id(shop: str, case_id: str, body: int, version: int) -> str:
    return f"draft_{_hashed(shop, case_id)}_{body}_{version}"


def _hold_id(shop: str, case_id: str, body: int, version: int) -> str:
    return f"hold_{_hashed(shop, case_id)}_{body}_{version}"


def _hashed(shop: str, case_id: str) -> str:
    # A case's id may be the buyer's account, and this database is not erased with theirs.
    return sha256(f"{shop}\n{case_id}".encode()).hexdigest()[:24]


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _write_ahead(url: str) -> None:
    # DBOS leaves SQLite's rollback journal on: every step then syncs several times and keeps all readers waiting.
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def _driver_url(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"postgresql://{rest}" if scheme.startswith("postgres") else url
