"""How long each step of a proposal takes, and who hears of a step that has ended."""

from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from agent.proposal import Timings

Result = TypeVar("Result")

_TOLD = ("reading", "decision")


class Watch:
    """Times the steps of one proposal; `tell` hears what reading and decision gave as they end."""

    def __init__(self, tell: Callable[[str, Any], None] | None = None) -> None:
        self._tell = tell
        self._start = perf_counter()
        self._steps: dict[str, float] = {}

    def timed(self, step: str, work: Callable[[], Result]) -> Result:
        """Return what the work gives, noting its time under the step's name."""
        start = perf_counter()
        try:
            result = work()
        finally:
            self._steps[step] = (perf_counter() - start) * 1000
        if self._tell is not None and step in _TOLD:
            self._tell(step, result)
        return result

    def timings(self, *, guards: float) -> Timings:
        """Return the milliseconds of each step; `guards` ran within the draft and count apart."""
        self._steps["draft"] = self._steps.get("draft", 0.0) - guards
        total = (perf_counter() - self._start) * 1000
        steps = {step: round(ms, 2) for step, ms in self._steps.items()}
        return Timings(**steps, guards=round(guards, 2), total=round(total, 2))
