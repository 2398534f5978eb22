"""Where workflows keep their state."""

import sqlite3
from contextlib import closing
from pathlib import Path


def system_database_url(database_url: str, folder: Path) -> str:
    """Return where workflows keep their state: the same PostgreSQL server, or a SQLite file of its own in `folder`."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{folder / 'workflows.db'}"
    return database_url


def driver_url(url: str) -> str:
    """Return the URL without the driver that the desk's own database names: DBOS chooses its own."""
    scheme, rest = url.split("://", 1)
    return f"postgresql://{rest}" if scheme.startswith("postgres") else url


def write_ahead(url: str) -> None:
    """Turn SQLite's write-ahead log on.

    DBOS leaves the rollback journal on: every step then syncs several times and keeps all readers waiting.
    """
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
