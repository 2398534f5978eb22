"""Durable work, and the only folder that knows DBOS: events are worked off, cases drafted, replies leave, deadlines are watched.

The desk's own database holds the truth; a workflow only carries a row to its end, and every one can be started anew from
the rows. One delivery try is one workflow whose id is the row's (`msg_…`, then `msg_…-2` and on), started with the delay
until it is due: no thread waits, a crash between the two databases is mended by starting the same id again, and the
receiver sees the same key each time. Drafting is one workflow for each draft that a case wants: whatever the buyer adds
until it is written wants the same one. Where a lead approved holding texts, a delayed workflow then looks whether the
buyer still waits. A case that waits for a person holds no workflow; its deadlines are rows that one scheduled sweep reads.

DBOS is one per process, so at most one `Workflows` is started at a time. Nothing of it leaves this machine but its
database connection: no telemetry, no conductor, no server of its own.
"""

from agent.workflows.database import system_database_url
from agent.workflows.workflows import Workflows

__all__ = ["Workflows", "system_database_url"]
