"""`serve`, `demo` and `channels list`."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from agent.bootstrap import channels_path
from agent.channels.switchboard import read_channels
from agent.cli.output import note, show
from agent.plugins import Plugin
from agent.settings import Settings


def serve(options: Namespace) -> int:
    """Start API and console over the data folder."""
    from agent.server import run

    settings = Settings.read(
        data=options.data, host=options.host, port=options.port, shop=options.shop
    )
    return run(settings, announce=note)


def demo(options: Namespace) -> int:
    """Serve the demo shop with its inbox, or process the inbox once."""
    from agent.bootstrap import build_clerk
    from agent.cli.demo import SHOP, demo_cases, demo_clock, demo_folder, ensure_demo_shop, table

    settings = Settings.read(data=options.data, port=options.port, shop=SHOP)
    cases = demo_cases()
    if options.oneshot:
        clerk = build_clerk(settings)
        ensure_demo_shop(clerk)
        lines = table(clerk, cases)
        show({"lines": lines}, as_json=options.json, lines=lambda: iter(lines))
        return 0
    from agent.server import run

    return run(
        settings,
        announce=note,
        clock=demo_clock(settings.data, cases),
        prepare=lambda service: ensure_demo_shop(service.clerk),
        cases=cases,
        folders={SHOP: demo_folder()},
    )


def channels_list(options: Namespace) -> int:
    """List the kinds of channels, how far each is proven, and where each is configured."""
    from agent.plugins import CHANNELS, plugins

    given = read_channels(channels_path(Settings.read(data=options.data)))
    rows = [kind_row(plugin, given, "channel") for plugin in plugins(CHANNELS)]

    def lines() -> Iterator[str]:
        yield from (kind_line(row, "channel") for row in rows)
        yield "L3 real server, L2 the vendor's or another's library, L1 published vectors, L0 untested"

    show({"channels": rows}, as_json=options.json, lines=lines)
    return 0


def kind_row(
    plugin: Plugin, given: dict[str, dict[str, dict[str, Any]]], what: str
) -> dict[str, Any]:
    """Return what is to be said of a plugin's kind; `given` are the shops' entries by shop and name."""
    kind = plugin.loaded if plugin.error is None else None
    return {
        what: plugin.name,
        "level": kind.level.value if kind else None,
        "proof": kind.proof if kind else f"cannot be loaded: {plugin.error}",
        "experimental": bool(kind and kind.experimental),
        "from": plugin.source,
        "configured": [
            f"{shop}/{name}"
            for shop, named in given.items()
            for name, fields in named.items()
            if str(fields.get("kind", name)) == plugin.name
        ],
    }


def kind_line(row: dict[str, Any], what: str) -> str:
    """Return it as one line for a person."""
    mark = " (experimental)" if row["experimental"] else ""
    where = f"  [{', '.join(row['configured'])}]" if row["configured"] else ""
    return f"{row[what]:14} {row['level'] or '--'}  {row['proof']}{mark}{where}"
