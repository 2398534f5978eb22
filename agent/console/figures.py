"""The insights page: what the desk's history says in figures, and the eval reports that lie in the data folder."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.console.call import Answer, Arguments, Handler, Line, Person, number_of, text_of
from agent.console.words import words
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.errors import InvalidInput
from agent.insights import Insights
from agent.insights.complaints import complaints_csv, complaints_markdown

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
        return (self.figures, self.complaints, self.eval_reports)

    def figures(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the figures of the last days (7 by default) and the complaint clusters of the same span."""
        shop = self._line.shop(given)
        days, start, now = self._span(given, shop)
        end = now + timedelta(seconds=1)
        span = self._insights.period(shop, start=start, end=end, now=now)
        found = self._insights.clusters(shop, start=start, end=end)
        return {
            "days": days,
            "period": span.model_dump(mode="json"),
            "clusters": [cluster.model_dump(mode="json") for cluster in found],
        }

    def complaints(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the complaints of the same span as a text to hand on: CSV or Markdown, nothing of a buyer in it."""
        shop = self._line.shop(given)
        days, start, now = self._span(given, shop)
        said = words().get(text_of(given, "lang"))
        if said is None:
            raise InvalidInput("lang: not a language of this console")
        found = self._insights.clusters(shop, start=start, end=now + timedelta(seconds=1))
        if text_of(given, "format") == "csv":
            return {"text": complaints_csv(found, said.__getitem__), "days": days}
        name = self._shop(shop).name or shop
        text = complaints_markdown(
            found, said.__getitem__, shop=name, first=start.date(), last=now.date()
        )
        return {"text": text, "days": days}

    def eval_reports(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the reports under `evals/` of the data folder, latest first: scores with their intervals."""
        paths = sorted(
            (self._data / "evals").rglob("report.json"),
            key=lambda path: path.stat().st_mtime,
            reverse=True,
        )
        return {"items": [r for r in map(_report, paths[:_MOST_REPORTS]) if r is not None]}

    def _span(self, given: Arguments, shop: str) -> tuple[int, datetime, datetime]:
        """Return the days asked for, their first moment and now, in the shop's zone."""
        now = self._clock.now().astimezone(ZoneInfo(self._shop(shop).timezone))
        days = number_of(given, "days", low=1, high=180, default=7)
        start = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return days, start, now


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
