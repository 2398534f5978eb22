"""How many rows wait for what, across shops: figures for a look from outside."""

from sqlalchemy import Column, Connection, Table, func, select

from agent.store.tables import cases, inbox, outbox


def waiting_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Return counts by (figure, shop): inbox_received, outbox_queued, case_waiting, alert_overdue and so on."""
    counts: dict[tuple[str, str], int] = {}
    for prefix, table, column in (
        ("inbox", inbox, inbox.c.state),
        ("outbox", outbox, outbox.c.state),
        ("case", cases, cases.c.status),
        ("alert", cases, cases.c.alert),
    ):
        counts |= _by(connection, prefix, table, column)
    return counts


def _by(
    connection: Connection, prefix: str, table: Table, column: Column[str]
) -> dict[tuple[str, str], int]:
    query = select(table.c.shop, column, func.count()).where(column != "")
    rows = connection.execute(query.group_by(table.c.shop, column))
    return {(f"{prefix}_{state}", shop): count for shop, state, count in rows}
