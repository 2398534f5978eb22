"""Figures for Prometheus, kept per application. Labels never name a buyer or a case."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ACK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 3.0)
_ANSWER_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)


class Metrics:
    """Counters and times of one process; `read` asks for what the database knows at the moment of scraping."""

    def __init__(self, *, read: Callable[[], dict[tuple[str, str], int]] = dict) -> None:
        """Take a function that gives counts by (figure, shop), e.g. ("inbox_waiting", "demo")."""
        self._registry = CollectorRegistry()
        self._read = read
        self._received = Counter(
            "webhook_received",
            "Events at the way in",
            ["channel", "result"],
            registry=self._registry,
        )
        self._acknowledged = Histogram(
            "webhook_ack_seconds", "Until an event was kept and answered", ["channel"],
            buckets=_ACK_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._decided = Counter(
            "approvals", "What people decided", ["decision"], registry=self._registry
        )
        self._answered = Histogram(
            "api_request_seconds", "Requests to the API", ["method", "status"],
            buckets=_ANSWER_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._counts = Gauge(
            "desk_rows", "Rows by what they wait for", ["figure", "shop"], registry=self._registry
        )

    def received(self, channel: str, result: str) -> None:
        """Count an event: accepted, duplicate, refused, other."""
        self._received.labels(channel, result).inc()

    def acknowledged(self, channel: str, seconds: float) -> None:
        """Note how long an event took to be kept and answered."""
        self._acknowledged.labels(channel).observe(seconds)

    def decided(self, decision: str) -> None:
        """Count a decision: approve, edit, reject, escalate, undo."""
        self._decided.labels(decision).inc()

    def answered(self, method: str, status: int, seconds: float) -> None:
        """Note a request to the API."""
        self._answered.labels(method, f"{status // 100}xx").observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        self._counts.clear()
        for (figure, shop), count in self._read().items():
            self._counts.labels(figure, shop).set(count)
        return bytes(generate_latest(self._registry))
