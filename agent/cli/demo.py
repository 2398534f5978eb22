"""The demo shop: ingested and served with its inbox, or processed once into a table."""

import json
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from unicodedata import east_asian_width

from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.cli.output import note
from agent.domain.case import Case
from agent.domain.clock import Clock, SystemClock
from agent.proposal import Proposal

SHOP = "demo"
_OFFSET = "demo-clock.json"
_COLUMNS = (
    ("case", 8),
    ("lane", 10),
    ("outcome", 13),
    ("deadline", 30),
    ("draft", 46),
    ("findings", 18),
)


class DemoClock:
    """The machine's clock, set to the day of the demo inbox: the demo's deadlines then run as a shop's do."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead
        self._clock = SystemClock()

    def now(self) -> datetime:
        """Return the demo's present moment."""
        return self._clock.now() + self._ahead


def demo_clock(data: Path, cases: tuple[Case, ...]) -> Clock:
    """Return the demo's clock; the first start sets it to the inbox's day, later ones let it run on."""
    kept = data / _OFFSET
    if kept.is_file():
        return DemoClock(timedelta(seconds=json.loads(kept.read_text(encoding="utf-8"))["ahead"]))
    now = SystemClock().now()
    # Most cases of the inbox were written for one moment: the demo begins there.
    moments = Counter(case.now for case in cases if case.now).most_common(1)
    ahead = moments[0][0] - now if moments else timedelta()
    data.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"ahead": ahead.total_seconds()}), encoding="utf-8")
    return DemoClock(ahead)


def demo_cases() -> tuple[Case, ...]:
    """Return the demo inbox; what a case should come to stays behind."""
    text = (files("knowledge") / "demo_shop" / "inbox" / "inbox.jsonl").read_text(encoding="utf-8")
    cases = (Case.model_validate_json(line) for line in text.split("\n") if line.strip())
    return tuple(case.model_copy(update={"expect": None}) for case in cases)


def demo_folder() -> Path:
    """Return the folder that the demo shop is read from."""
    return Path(str(files("knowledge") / "demo_shop"))


def ensure_demo_shop(clerk: Clerk) -> None:
    """Ingest and activate the demo shop where the data folder lacks it or holds an older one."""
    library, now = clerk.library, SystemClock().now()
    if library.active(SHOP) is None:
        note("reading the demo shop (once, under a minute) …")
    with as_file(files("knowledge") / "demo_shop") as folder:
        report = library.ingest(folder, SHOP, now=now)
    if library.active(SHOP) != report.release:
        library.activate(SHOP, report.release, gate=ReleaseGate(clerk), now=now)


def table(clerk: Clerk, cases: tuple[Case, ...]) -> list[str]:
    """Return the processed inbox as lines: case, lane, outcome, deadline, first line of the draft, findings."""
    lines = ["  ".join(_fit(name, width) for name, width in _COLUMNS)]
    for case in cases:
        cells = _cells(clerk.propose(case, shop=SHOP))
        lines.append("  ".join(_fit(cells[name], width) for name, width in _COLUMNS).rstrip())
    return lines


def _cells(proposal: Proposal) -> dict[str, str]:
    decision, deadlines = proposal.decision, proposal.decision.deadlines
    first = min(deadlines, key=lambda row: row.due, default=None)
    kinds = sorted({finding.kind.value for finding in proposal.findings})
    return {
        "case": proposal.case_id,
        "lane": decision.lane.value,
        "outcome": decision.outcome.value,
        "deadline": f"{first.kind.value} {first.due:%m-%d %H:%M}" if first else "",
        "draft": (proposal.draft.text or "(nothing may be published)").split("\n")[0],
        "findings": ("blocked: " if proposal.blocked else "") + ", ".join(kinds),
    }


def _fit(text: str, width: int) -> str:
    """Cut or fill to a width of screen columns; Chinese characters take two."""
    shown, used = "", 0
    for char in text:
        size = 2 if east_asian_width(char) in "WF" else 1
        if used + size > width:
            shown = shown[:-1] + "…"
            break
        shown, used = shown + char, used + size
    return shown + " " * max(0, width - used)
