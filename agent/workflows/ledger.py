"""What DBOS knows of workflows: started once by name, asked what is under way, told to forget what has long ended."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from agent.workflows.names import base_of, number_of

STEPS_VERSION = "4"
"""Of the workflows' steps. A started one is picked up only by the same version: raise it when steps change."""

_UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]


class Ledger:
    """Between `open` and `close` the door to DBOS' own rows."""

    def __init__(self) -> None:
        self._starter: ThreadPoolExecutor | None = None

    def open(self) -> None:
        """Begin to start workflows.

        In a thread of its own: within a workflow DBOS would count a start as one of its steps, and a workflow that goes on
        after a crash need not find the same rows to hand over.
        """
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")

    def close(self) -> None:
        """Start nothing any more."""
        if self._starter is not None:
            self._starter.shutdown()
            self._starter = None

    def start(
        self, queue: str, workflow: Callable[..., None], name: str, seconds: float, *arguments: Any
    ) -> None:
        """Start a workflow once by its name, after so many seconds; a second time with the same name changes nothing."""
        self.begin(queue, workflow, name, seconds, *arguments).result()

    def begin(
        self, queue: str, workflow: Callable[..., None], name: str, seconds: float, *arguments: Any
    ) -> "Future[None]":
        """Do the same without waiting for it to be written down."""
        assert self._starter is not None, "workflows are not started"

        def start() -> None:
            delay = seconds if seconds > 0 else None
            with SetWorkflowID(name), SetEnqueueOptions(delay_seconds=delay):
                DBOS.enqueue_workflow(queue, workflow, *arguments)

        return self._starter.submit(start)


def carried() -> set[str]:
    """Return the names, without their numbers, of the unfinished workflows that this version of the steps picks up."""
    found = DBOS.list_workflows(status=_UNFINISHED, load_input=False, load_output=False)
    return {base_of(one.workflow_id) for one in found if one.app_version in (None, STEPS_VERSION)}


def running() -> bool:
    """Whether a workflow is being carried out now."""
    return bool(DBOS.list_workflows(status="PENDING", load_input=False, load_output=False))


def next_number(base: str) -> int:
    """Return the number after the highest that a workflow of this base has."""
    known = DBOS.list_workflows(workflow_id_prefix=base, load_input=False, load_output=False)
    return max((number_of(one.workflow_id, base) or 0 for one in known), default=0) + 1


def forget_finished(before: datetime) -> None:
    """Delete the workflows that ended before then."""
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
