"""The engine: SQLite in WAL mode by default, PostgreSQL by URL; transactions that cannot lose an update."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError

from agent.errors import ConfigurationError, Unreachable
from agent.store.turns import TooLong, Turns

_BUSY = "the database is busy with other writers; try again in a moment"
_MIGRATION_LOCK = crc32(b"aftersales-desk migrations")


class Database:
    """One database, opened lazily; `migrate` brings its tables up to date, `close` gives all connections back.

    A writing transaction takes the write lock at its beginning (SQLite) or locks the rows that it reads for change
    (PostgreSQL), so that two people who act at once are put in an order.
    """

    def __init__(self, url: str, *, busy_seconds: float = 15.0) -> None:
        """Open `url`: `sqlite:///path` or `postgresql://user:password@host/name`."""
        self.url = _driver_url(url)
        # A database's error must not carry what buyers wrote into a log.
        options: dict[str, Any] = {"json_serializer": _json, "hide_parameters": True}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": busy_seconds, "check_same_thread": False}
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        else:
            options["pool_pre_ping"] = True
        self._busy_seconds = busy_seconds
        self._turns = Turns()
        self._engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one transaction: all of it is kept, or (on any error) nothing."""
        with self._in_turn(), self._connected() as connection, connection.begin():
            yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Have this process's writers wait for one another here: SQLite lets them sleep and try again, in no order."""
        if not self.is_sqlite:
            yield
            return
        try:
            with self._turns.turn(seconds=self._busy_seconds):
                yield
        except TooLong:
            raise Unreachable(_BUSY) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading only; it never waits for a writer on SQLite."""
        with self._connected() as connection:
            connection = connection.execution_options(aftersales_reading=True)
            with connection.begin():
                yield connection

    def migrate(self, *, to: str = "head") -> None:
        """Bring the tables to the newest version (or `to`); several processes starting at once wait for one another."""
        with self._alone(), self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            config = Config()
            config.set_main_option("script_location", str(files("agent.store") / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, to)

    def _alone(self) -> AbstractContextManager[object]:
        """Hold off other processes that open the same new file: SQLite does not wait when two of them turn on WAL at once."""
        if not (self.is_sqlite and self.url.database):
            return nullcontext()
        return FileLock(f"{self.url.database}.lock")

    def answers(self) -> bool:
        """Return whether the database answers now."""
        try:
            with self.reading() as connection:
                return bool(connection.scalar(text("SELECT 1")))
        except Unreachable:
            return False

    def forget(self) -> None:
        """Take what was deleted out of the write-ahead log too; it may stay there while somebody else is reading."""
        if self.is_sqlite:
            connection = self._engine.raw_connection()
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()

    def close(self) -> None:
        """Close every pooled connection."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._engine.connect()
        except OperationalError as error:
            # The driver's text may hold host and user, never the password; the URL is shown masked.
            raise Unreachable(
                f"the database {self.url.render_as_string(hide_password=True)} does not answer "
                f"({type(error.orig).__name__}); start it or mend the setting of its URL"
            ) from None
        with connection:
            yield connection


def _driver_url(url: str) -> URL:
    """Read a database URL and name the driver that this product uses."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "the database URL cannot be read; write sqlite:///path or postgresql://user:password@host/name"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ConfigurationError(
        f"no support for a {backend} database; use sqlite:/// or postgresql://"
    )


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if text.isascii() or text.encode(errors="ignore").decode() == text:
        return text
    return json.dumps(value, separators=(",", ":"))  # half of a surrogate pair: kept, escaped


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the "begin" listener says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("aftersales_reading", False)
    # A transaction that reads first and writes later would fail under SQLite when another wrote between.
    try:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    except OperationalError:  # another process has been writing for all that time
        raise Unreachable(_BUSY) from None
