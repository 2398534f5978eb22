"""`complaints`: what buyers complain about by product, as a report for the product side or a supplier."""

from argparse import Namespace
from datetime import timedelta
from zoneinfo import ZoneInfo

from agent.bootstrap import build_library, build_store
from agent.clerk.books import BookShelf
from agent.cli.output import show
from agent.console.words import words
from agent.domain.clock import SystemClock
from agent.insights.clusters import clusters
from agent.insights.complaints import complaints_csv, complaints_markdown
from agent.settings import Settings


def complaints(options: Namespace) -> int:
    """Print the report of the last days as CSV, Markdown or JSON; nothing of a buyer stands in it."""
    settings, now = Settings.read(data=options.data), SystemClock().now()
    name = options.shop or settings.shop
    shop = BookShelf(build_library(settings)).books(name).shop
    _, database = build_store(settings)
    start, end = now - timedelta(days=options.days), now + timedelta(seconds=1)
    found = clusters(database, name, start=start, end=end, most=options.most)
    database.close()
    said = words()[options.language]
    zone = ZoneInfo(shop.timezone)
    first, last = start.astimezone(zone).date(), now.astimezone(zone).date()
    document = {
        "shop": name,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "complaints": [one.model_dump(mode="json", exclude={"examples"}) for one in found],
    }

    def text() -> str:
        if options.format == "csv":
            return complaints_csv(found, said.__getitem__)
        return complaints_markdown(
            found, said.__getitem__, shop=shop.name or name, first=first, last=last
        )

    show(document, as_json=options.json, lines=lambda: iter(text().splitlines()))
    return 0
