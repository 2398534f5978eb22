"""Durable work, and the only file that knows DBOS: replies leave, events are worked off, deadlines are watched.

The desk's own database holds the truth; a workflow only carries a row to its end. One delivery try is one workflow whose
id is the row's (`msg_…`, then `msg_…-2` and on), started with the delay until it is due: no thread waits, a crash between
the two databases is mended by starting the same id again, and the receiver sees the same `webhook-id` each time. A case
that waits for a person holds no workflow.

DBOS is one per process, so at most one `Workflows` is started at a time. Nothing of it leaves this machine but its
database connection: no telemetry, no conductor, no server of its own.
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, ScheduleInput, SetEnqueueOptions, SetWorkflowID, StepOptions

from agent.channels.channel import Channel, SendResult, SendState
from agent.desk import Desk
from agent.domain.clock import Clock
from agent.store.records import InboxEvent, OutboxItem

log = logging.getLogger(__name__)

# Standard Webhooks 1.0, "deliverability": the first try, then these pauses, then a person must look.
RETRY_SECONDS: tuple[float, ...] = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)

_DELIVERIES, _DRAFTS = "deliveries", "drafts"
_STEPS_VERSION = "1"
"""Of the workflows' steps. A started one is picked up only by the same version: raise it when steps change."""
_PROPOSE: StepOptions = {
    "name": "propose",
    "retries_allowed": True,
    "interval_seconds": 2.0,
    "max_attempts": 4,
}
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
        channels: Mapping[str, Channel],
        clock: Clock,
        system_url: str,
        executor: str = "local",
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        coalesce_seconds: float = 1.5,
        sweep_schedule: str = "*/5 * * * *",
        poll_seconds: float = 0.5,
    ) -> None:
        """Take the parts.

        Args:
            desk: Whose rows are carried.
            channels: Ways out by name; the first one also takes replies to cases that came without a channel (API).
            clock: Tells when a row is due.
            system_url: Database for the state of workflows, see `system_database_url`.
            executor: This process's name, the same after a restart and another one in every process at a database.
            retry_seconds: Pauses between tries; after the last one a reply is given up.
            coalesce_seconds: How long to wait for the buyer's next line before drafting.
            sweep_schedule: Cron line of the look at all deadlines.
            poll_seconds: How often queues are looked at.
        """
        self._desk = desk
        self._channels = channels
        self._clock = clock
        self._retry_seconds = tuple(retry_seconds)
        self._coalesce_seconds = coalesce_seconds
        self._sweep_schedule = sweep_schedule
        self._poll_seconds = poll_seconds
        self._deliver: Callable[[str, str, int], None] | None = None
        self._draft: Callable[[str, str], None] | None = None
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
        DBOS(config=self._config)
        try:
            self._launch()
        except Exception:
            DBOS.destroy(destroy_registry=True)
            self._deliver = self._draft = None
            raise
        self._desk.connect(on_queued=self._on_queued, on_event=self._on_event)

    def _launch(self) -> None:
        sweep = self._register()
        DBOS.launch()
        for name, at_once in ((_DELIVERIES, 16), (_DRAFTS, 4)):
            DBOS.register_queue(
                name, worker_concurrency=at_once, polling_interval_sec=self._poll_seconds
            )
        DBOS.apply_schedules([sweep])
        self._take_up(self._strays())

    def stop(self, *, seconds: int = 5) -> None:
        """Stop taking work, give running tries `seconds` to end, and let go of DBOS; what is unfinished stays durable."""
        if not self.running:
            return
        self._desk.connect()
        active = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        DBOS.destroy(
            destroy_registry=True, workflow_completion_timeout_sec=seconds if active else 0
        )
        self._deliver = self._draft = None

    def _register(self) -> ScheduleInput:
        # Registered at every start and dropped at every stop: nothing of DBOS lives in this module.
        @DBOS.workflow(name="deliver")
        def deliver(shop: str, item_id: str, number: int) -> None:
            pause = DBOS.run_step({"name": "attempt"}, self._attempt, shop, item_id)
            if pause is not None:
                self._enqueue_delivery(shop, item_id, number + 1, pause)

        @DBOS.workflow(name="draft")
        def draft(shop: str, event_row: str) -> None:
            case_id = DBOS.run_step({"name": "work_off"}, self._work_off, shop, event_row)
            if case_id is not None:
                DBOS.sleep(self._coalesce_seconds)
                DBOS.run_step(_PROPOSE, self._propose, shop, case_id)

        @DBOS.workflow(name="sweep")
        def sweep(_at: datetime, _context: Any) -> None:
            DBOS.run_step({"name": "mark"}, self._desk.delivery.sweep_all)
            self._take_up(DBOS.run_step({"name": "strays"}, self._strays))

        self._deliver, self._draft = deliver, draft
        return {"schedule_name": "sweep", "workflow_fn": sweep, "schedule": self._sweep_schedule}

    # Steps. Each may run again after a crash, and then finds in the desk's rows what it did before.

    def _attempt(self, shop: str, item_id: str) -> float | None:
        item = self._desk.delivery.start(item_id, shop=shop)
        if item is None:
            return self._seconds_left(shop, item_id)
        result = self._sent(item)
        if result.state is SendState.DELIVERED:
            self._desk.delivery.sent(item_id, shop=shop, provider_id=result.provider_id)
            return None
        pause = self._pause(item.attempts, result)
        self._desk.delivery.not_sent(
            item_id, shop=shop, error=result.error or "not taken", seconds_to_next=pause
        )
        return pause

    def _sent(self, item: OutboxItem) -> SendResult:
        channel = self._channel(item)
        if channel is None:
            return SendResult(
                state=SendState.RETRY, error=f"no channel {item.channel} is configured"
            )
        try:
            return channel.send(item.payload, idempotency_key=item.id)
        except Exception as error:  # noqa: BLE001 - a third party's channel must not stop the others' replies
            return SendResult(
                state=SendState.RETRY, error=f"the channel failed ({type(error).__name__})"
            )

    def _pause(self, attempts: int, result: SendResult) -> float | None:
        if result.state is SendState.REFUSED or attempts > len(self._retry_seconds):
            return None
        pause = self._retry_seconds[attempts - 1] * random.uniform(1.0, 1.1)
        return max(pause, result.retry_after or 0.0)

    def _seconds_left(self, shop: str, item_id: str) -> float | None:
        left = self._desk.delivery.seconds_to_start(item_id, shop=shop)
        return None if left is None else max(left, self._poll_seconds)

    def _work_off(self, shop: str, event_row: str) -> str | None:
        return self._desk.work_off(event_row, shop=shop)

    def _propose(self, shop: str, case_id: str) -> None:
        self._desk.propose(case_id, shop=shop)

    def _strays(self) -> list[tuple[str, str, str, float]]:
        """Return (kind, shop, id, seconds to wait) of every row that no unfinished workflow carries."""
        now = self._clock.now()
        rows = [
            ("reply", item.shop, item.id, max(0.0, (item.send_after - now) / timedelta(seconds=1)))
            for item in self._desk.delivery.on_the_way()
            if self._channel(item) is not None
        ]
        rows += [("event", shop, row, 0.0) for shop, row in self._desk.delivery.unfinished_events()]
        carried = {
            status.workflow_id.split("-")[0]
            for status in DBOS.list_workflows(
                status=_UNFINISHED, load_input=False, load_output=False
            )
        }
        return [row for row in rows if _workflow_id(row[0], row[2]) not in carried]

    # Handing over.

    def _take_up(self, strays: Sequence[tuple[str, str, str, float]]) -> None:
        for kind, shop, row, seconds in strays:
            base = _workflow_id(kind, row)
            known = DBOS.list_workflows(
                workflow_id_prefix=base, load_input=False, load_output=False
            )
            if kind == "reply":
                self._enqueue_delivery(shop, row, len(known) + 1, seconds)
            else:
                self._enqueue_draft(shop, row, len(known) + 1)

    def _on_queued(self, item: OutboxItem) -> None:
        if self._channel(item) is None:
            return
        try:
            self._enqueue_delivery(
                item.shop, item.id, 1, (item.send_after - self._clock.now()) / timedelta(seconds=1)
            )
        except Exception as error:  # noqa: BLE001 - the approval stands; the next sweep takes the row up
            log.error("a reply waits for the next sweep: %s", type(error).__name__)

    def _on_event(self, event: InboxEvent) -> None:
        try:
            self._enqueue_draft(event.shop, event.id, 1)
        except Exception as error:  # noqa: BLE001 - the event is kept; the next sweep takes the row up
            log.error("an event waits for the next sweep: %s", type(error).__name__)

    def _enqueue_delivery(self, shop: str, item_id: str, number: int, seconds: float) -> None:
        assert self._deliver is not None
        with (
            SetWorkflowID(_numbered(item_id, number)),
            SetEnqueueOptions(delay_seconds=seconds if seconds > 0 else None),
        ):
            DBOS.enqueue_workflow(_DELIVERIES, self._deliver, shop, item_id, number)

    def _enqueue_draft(self, shop: str, event_row: str, number: int) -> None:
        assert self._draft is not None
        with SetWorkflowID(_numbered(_workflow_id("event", event_row), number)):
            DBOS.enqueue_workflow(_DRAFTS, self._draft, shop, event_row)

    def _channel(self, item: OutboxItem) -> Channel | None:
        named = self._channels.get(item.channel)
        if named is None and item.channel == "api":
            named = next(iter(self._channels.values()), None)
        return named if named is not None and named.sends else None


def _workflow_id(kind: str, row: str) -> str:
    return row if kind == "reply" else f"evt_{row}"


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _driver_url(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"postgresql://{rest}" if scheme.startswith("postgres") else url
