"""A clerk to measure: the shop in the data folder, or the demo shop in a folder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.bootstrap import build_clerk, build_library
from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.domain.clock import SystemClock
from agent.errors import NotFound
from agent.settings import Settings
from knowledge.search.embedders import load_embedder

DEMO = "demo"


@dataclass(frozen=True, kw_only=True)
class MeasuredDesk:
    """A clerk and the name of the embedder it searches with."""

    clerk: Clerk
    embedder: str


@contextmanager
def opened(data: Path | None, shop: str) -> Iterator[MeasuredDesk]:
    """Give a clerk for the shop; the demo shop is ingested into a temporary folder where the data folder lacks it."""
    settings = Settings.read(data=data)
    with TemporaryDirectory(prefix="aftersales-evals-") as folder:
        embedder = load_embedder(settings.embedder)
        library = build_library(settings, embedder)
        if library.active(shop) is None:
            if shop != DEMO:
                raise NotFound(
                    f"shop {shop!r} has no active release; run `aftersales ingest FOLDER --shop {shop} --activate`"
                )
            settings = settings.model_copy(update={"data": Path(folder)})
            library = build_library(settings, embedder)
        clerk = build_clerk(settings, embedder=embedder, library=library)
        if library.active(shop) is None:
            activate_demo(clerk)
        try:
            yield MeasuredDesk(clerk=clerk, embedder=embedder.name)
        finally:
            library.close()


def activate_demo(clerk: Clerk, shop: str = DEMO) -> str:
    """Ingest and activate the shipped demo shop and return the release."""
    now = SystemClock().now()
    with as_file(files("knowledge") / "demo_shop") as folder:
        report = clerk.library.ingest(folder, shop, now=now)
    clerk.library.activate(shop, report.release, gate=ReleaseGate(clerk), now=now)
    return report.release
