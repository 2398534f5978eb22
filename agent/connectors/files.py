"""The connector of shops without a platform key: the files that 千牛 and AliExpress export, in a folder.

Files are read when they change. Of an order in several files the newest one counts, lines and totals are put together.
What may have changed since the file was made, the order's state, is not told any more after a day.
"""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from pydantic import Field

from agent.channels.kind import Level
from agent.connectors.connector import ConnectorKind, Known
from agent.connectors.export import Entry, Export, merged, read_export
from agent.connectors.sheet import MOST_BYTES
from agent.domain.clock import Clock
from agent.domain.value import Value
from agent.errors import InvalidInput, Unreachable

log = logging.getLogger(__name__)

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls")
_MOST_FILES = 200


class FilesConfig(Value):
    """The folder of the exports; `currency` is the one of amounts that name none; a state holds for `fresh_hours`."""

    folder: Path
    currency: str | None = None
    fresh_hours: float = Field(24.0, gt=0)


class FilesConnector:
    """Knows the orders of the files in a folder."""

    name = "files"

    def __init__(self, config: FilesConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._lock = Lock()
        self._read: dict[Path, tuple[tuple[int, int], Export | str]] = {}

    def find(self, number: str) -> Known | None:
        """Return the order as the newest files have it."""
        found: Entry | None = None
        made = datetime.min.replace(tzinfo=UTC)
        with self._lock:
            for path, at in self._refreshed():
                export = self._read[path][1]
                entry = export.entries.get(number) if isinstance(export, Export) else None
                if entry is not None:
                    found, made = (entry if found is None else merged(found, entry)), at
        if found is None:
            return None
        order, claim = found.order, found.claim
        if self._clock.now() - made > timedelta(hours=self._config.fresh_hours):
            order, claim = order.model_copy(update={"status": None}), None
        return Known(order=order, claim=claim, as_of=made)

    def report(self) -> tuple[str, ...]:
        """Return one line a file: how many orders, and what could not be read."""
        with self._lock:
            return tuple(_line(self._read[path][1]) for path, _ in self._refreshed())

    def _refreshed(self) -> list[tuple[Path, datetime]]:
        """Read what changed; returns the files that there are, oldest first, with when each was written."""
        try:
            paths = [
                path
                for path in self._config.folder.iterdir()
                if path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", "."))
            ]
            dated = sorted(
                ((path, path.stat()) for path in paths), key=lambda pair: pair[1].st_mtime_ns
            )
        except OSError as error:
            raise Unreachable(f"files: the folder cannot be read ({error.strerror})") from None
        dated = dated[-_MOST_FILES:]
        kept = {path for path, _ in dated}
        self._read = {path: read for path, read in self._read.items() if path in kept}
        for path, stat in dated:
            mark = (stat.st_mtime_ns, stat.st_size)
            if path not in self._read or self._read[path][0] != mark:
                self._read[path] = (mark, self._taken(path, stat.st_size))
                log.info("files: %s", _line(self._read[path][1]))
        return [(path, datetime.fromtimestamp(stat.st_mtime, UTC)) for path, stat in dated]

    def _taken(self, path: Path, size: int) -> Export | str:
        try:
            if size > MOST_BYTES:
                raise InvalidInput(f"{path.name}: larger than 64 MB; export a shorter time")
            return read_export(path.read_bytes(), path.name, currency=self._config.currency)
        except OSError as error:
            return f"{path.name}: cannot be read ({error.strerror})"
        except InvalidInput as error:
            return str(error)


def _line(read: Export | str) -> str:
    return read.line if isinstance(read, Export) else read


KIND = ConnectorKind(
    name="files",
    level=Level.VECTORS,
    proof="tables with the headers of 千牛's and AliExpress' exports, in the encodings and guises they come in",
    config=FilesConfig,
    open=FilesConnector,
)
