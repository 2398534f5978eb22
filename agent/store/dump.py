"""Every row as JSON, and back again: one form for both databases, so that a backup can move between them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from agent.domain.case import CaseStatus
from agent.errors import InvalidInput, MoveNotAllowed
from agent.store.records import OutboxState
from agent.store.tables import Instant, cases, metadata, outbox

_UNSURE = "restored from a backup; look in the chat tool whether it left before you send it"
_AT_ONCE = 500


def rows(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give (table, row) of everything, tables that others point at first; all as of one moment."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            yield table.name, {name: _plain(value) for name, value in row.items()}


def load(connection: Connection, given: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, int]:
    """Write rows into empty tables; returns how many of each.

    Replies that had not left are given to a person: whether they left after the backup was made, nobody here can know.
    """
    if connection.scalar(select(func.count()).select_from(cases)):
        raise MoveNotAllowed("the database holds cases already; restore into an empty one")
    counts: dict[str, int] = {}
    waiting: dict[str, list[dict[str, Any]]] = {}
    for name, row in given:
        table = metadata.tables.get(name)
        if table is None or set(row) - set(table.c.keys()):
            raise InvalidInput(f"the backup has {name} rows of a newer version; update the product")
        waiting.setdefault(name, []).append(_typed(table, row))
        counts[name] = counts.get(name, 0) + 1
    for table in metadata.sorted_tables:
        batch = waiting.get(table.name, [])
        for start in range(0, len(batch), _AT_ONCE):
            connection.execute(table.insert(), batch[start : start + _AT_ONCE])
    _hold_replies(connection)
    return counts


def _hold_replies(connection: Connection) -> None:
    unsure = [OutboxState.QUEUED.value, OutboxState.SENDING.value]
    held = connection.execute(
        select(outbox.c.shop, outbox.c.case_id).where(outbox.c.state.in_(unsure))
    ).all()
    connection.execute(
        outbox.update()
        .where(outbox.c.state.in_(unsure))
        .values(state=OutboxState.FAILED.value, last_error=_UNSURE)
    )
    for shop, case_id in held:
        connection.execute(
            cases.update()
            .where(
                cases.c.shop == shop,
                cases.c.id == case_id,
                cases.c.status == CaseStatus.APPROVED.value,
            )
            .values(status=CaseStatus.FAILED.value, version=cases.c.version + 1)
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    moments = {column.name for column in table.c if isinstance(column.type, Instant)}
    return {
        name: datetime.fromisoformat(value) if name in moments and value else value
        for name, value in row.items()
    }
