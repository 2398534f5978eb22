"""The insights page: what the desk's history says in figures, and the eval reports that lie in the data folder."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.console.call import Answer, Arguments, Handler, Line, Person, number_of
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.insights import Insights

_MOST_REPORTS = 10


class FigureRoom:
    """The functions behind the insights page."""

    def __init__(
        self,
        line: Line,
        *,
        insights: Insights,
        clock: Clock,
        shop: Callable[[str], Shop],
        data: Path,
    ) -> None:
        self._line = line
        self._insights = insights
        self._clock = clock
        self._shop = shop
        self._data = data

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (self.figures, self.eval_reports)

    def figures(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the figures of the last days (7 by default) and the complaint clusters of the same span."""
        shop = self._line.shop(given)
        now = self._clock.now().astimezone(ZoneInfo(self._shop(shop).timezone))
        days = number_of(given, "days", low=1, high=180, default=7)
        start = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
        end = now + timedelta(seconds=1)
        span = self._insights.period(shop, start=start, end=end, now=now)
        found = self._insights.clusters(shop, start=start, end=end)
        return {
            "days": days,
            "period": span.model_dump(mode="json"),
            "clusters": [cluster.model_dump(mode="json") for cluster in found],
        }

    def eval_reports(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the reports under `evals/` of the data folder, latest first: scores with their intervals."""
        paths = sorted(
            (self._data / "evals").rglob("report.json"),
            key=lambda path: path.stat().st_mtime,
            reverse=True,
        )
        return {"items": [r for r in map(_report, paths[:_MOST_REPORTS]) if r is not None]}


def _report(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        suites = [
            {
                "suite": suite["suite"],
                "dataset": suite.get("dataset"),
                "scores": [
                    {key: score.get(key) for key in ("name", "value", "n", "interval")}
                    for score in suite["scores"]
                ],
                "failures": len(suite.get("failures", ())),
            }
            for suite in document["suites"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {"name": path.parent.name, "product": document.get("product"), "suites": suites}
