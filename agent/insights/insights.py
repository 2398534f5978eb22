"""The questions that can be asked of a desk's history, over one database; nothing here changes anything."""

from datetime import datetime

from agent.insights.answered import Answered, answered
from agent.insights.clusters import Cluster, clusters
from agent.insights.counts import queue_counts
from agent.insights.lessons import Encode, Lesson, lessons
from agent.insights.period import Period, period
from agent.insights.precedents import Precedent, precedents
from agent.store.database import Database


class Insights:
    """Read-only questions, each for one shop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, shop: str, *, now: datetime, by: str) -> dict[str, int]:
        """Return how many cases stand behind each filter of the queue; `by` is who looks."""
        return queue_counts(self._database, shop, now=now, by=by)

    def precedents(
        self, shop: str, *, but: str, outcome: str, problem: str, language: str
    ) -> tuple[Precedent, ...]:
        """Return approved replies to similar cases, the most alike first."""
        return precedents(
            self._database, shop, but=but, outcome=outcome, problem=problem, language=language
        )

    def period(self, shop: str, *, start: datetime, end: datetime, now: datetime) -> Period:
        """Return the figures of a span of time."""
        return period(self._database, shop, start=start, end=end, now=now)

    def clusters(self, shop: str, *, start: datetime, end: datetime) -> tuple[Cluster, ...]:
        """Return what buyers complain about, by product."""
        return clusters(self._database, shop, start=start, end=end)

    def lessons(
        self, shop: str, *, start: datetime, end: datetime, encode: Encode
    ) -> tuple[Lesson, ...]:
        """Return questions that the documents do not answer, alike ones as one, with what persons answered."""
        return lessons(self._database, shop, start=start, end=end, encode=encode)

    def answered(self, shop: str) -> tuple[Answered, ...]:
        """Return the cases that were answered last, with what was sent."""
        return answered(self._database, shop)
