"""`serve`, `demo` and `channels list`."""

from argparse import Namespace
from collections.abc import Iterator

from agent.cli.output import note, show
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
    from agent.cli.demo import SHOP, demo_cases, demo_clock, ensure_demo_shop, table

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
    )


def channels_list(options: Namespace) -> int:
    """List the channels and how far each is proven."""
    rows = [
        {
            "channel": "webhook",
            "level": "L3",
            "proof": "signed both ways against a real HTTP receiver, published vectors",
        }
    ]

    def lines() -> Iterator[str]:
        yield from (f"{row['channel']:10} {row['level']}  {row['proof']}" for row in rows)

    show({"channels": rows}, as_json=options.json, lines=lines)
    return 0
