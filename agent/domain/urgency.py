"""How a case is put in the queue: what comes due next, and how dangerous it is."""

from datetime import datetime

from agent.domain.decision import Deadline, DeadlineKind, Decision, Outcome
from agent.domain.reading import Reading, Risk

IN_DANGER = 3
"""The priority of a case in which somebody's safety is at stake."""
_SAFETY = frozenset({Risk.INJURY, Risk.FIRE, Risk.FOOD_SAFETY, Risk.SELF_HARM})


def next_deadline(
    decision: Decision, *, at: datetime | None = None, answered_at: datetime | None = None
) -> Deadline | None:
    """Return what comes due first.

    A review's window that had closed `at` the time of drafting can no longer be kept, so it presses nobody. After an
    answer, only what lies behind it and is not about answering counts.
    """
    deadlines = [
        deadline
        for deadline in decision.deadlines
        if not _closed_window(deadline, at)
        and (
            answered_at is None
            or (deadline.kind is not DeadlineKind.FIRST_ANSWER and deadline.due > answered_at)
        )
    ]
    return min(deadlines, key=lambda deadline: deadline.due, default=None)


def _closed_window(deadline: Deadline, at: datetime | None) -> bool:
    return deadline.kind is DeadlineKind.REVIEW_REPLY_BY and at is not None and deadline.due <= at


def priority(reading: Reading, decision: Decision) -> int:
    """Return 0 ordinary, 1 upset, 2 high risk (a risk, fury, or a lead is needed), 3 somebody's safety."""
    if _SAFETY & set(reading.risks):
        return IN_DANGER
    if (
        reading.risks
        or reading.must_escalate
        or reading.emotion == 3
        or decision.outcome is Outcome.ESCALATE
    ):
        return 2
    return 1 if reading.emotion == 2 else 0
