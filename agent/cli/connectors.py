"""`connectors list` and `connectors try`: where orders are known from, and what is known of one."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.bootstrap import build_connectors, connectors_path
from agent.channels.switchboard import read_channels
from agent.cli.output import show
from agent.cli.service import kind_line, kind_row
from agent.connectors.connector import Connector, Known, Reports
from agent.connectors.export import Export, read_export
from agent.errors import InvalidInput, NotFound, Unreachable
from agent.plugins import CONNECTORS, plugins
from agent.settings import Settings


def listed(options: Namespace) -> int:
    """List the kinds of connectors, how far each is proven, and where each is configured."""
    given = read_channels(connectors_path(Settings.read(data=options.data)))
    rows = [kind_row(plugin, given, "connector") for plugin in plugins(CONNECTORS)]
    show(
        {"connectors": rows},
        as_json=options.json,
        lines=lambda: (kind_line(row, "connector") for row in rows),
    )
    return 0


def tried(options: Namespace) -> int:
    """Say what a shop's connectors know, of an order or at all; or what an export file holds."""
    if options.file is not None:
        export = exported(options.file)
        entry = export.entries.get(options.order or "")
        found = None if entry is None else Known(order=entry.order, claim=entry.claim)
        _tell([(options.file.name, export.line, found)], options)
        return 0
    settings = Settings.read(data=options.data)
    shop = options.shop or settings.shop
    named = build_connectors(settings).of(shop)
    if not named:
        raise NotFound(
            f"shop {shop[:64]} has no connector; name one in {connectors_path(settings).name}"
        )
    _tell([_asked(name, one, options.order) for name, one in named.items()], options)
    return 0


def exported(path: Path) -> Export:
    """Read an export file; what is none is InvalidInput in one line."""
    try:
        return read_export(path.read_bytes(), path.name)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or 'cannot be read'}") from None


def _asked(name: str, connector: Connector, number: str | None) -> tuple[str, str, Known | None]:
    try:
        found = connector.find(number) if number else None
        lines = connector.report() if isinstance(connector, Reports) else ()
    except Unreachable as error:
        return name, str(error), None
    state = "\n".join(lines) or ("knows this order" if found else "is configured")
    return name, state if found or not number else f"{state}; it knows no such order", found


def _tell(rows: list[tuple[str, str, Known | None]], options: Namespace) -> None:
    document = [
        {"connector": name, "says": says, "found": None if found is None else _open(found)}
        for name, says, found in rows
    ]

    def lines() -> Iterator[str]:
        for row in document:
            for line in str(row["says"]).splitlines():
                yield f"{row['connector']}: {line}"
            if isinstance(row["found"], dict):
                yield from (f"  {name}: {value}" for name, value in row["found"].items() if value)

    show({"connectors": document}, as_json=options.json, lines=lines)


def _open(known: Known) -> dict[str, Any]:
    """Return what is known, without the buyer's own data: it belongs on no screen that others may see."""
    order = known.order.model_copy(update={"buyer": None})
    return {
        **order.model_dump(mode="json", exclude_none=True),
        "claim": None if known.claim is None else known.claim.model_dump(mode="json"),
        "as_of": None if known.as_of is None else known.as_of.isoformat(timespec="minutes"),
    }
