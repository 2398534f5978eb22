"""What became of a decision since its draft was made: said in lines that a person can act on."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from agent.domain.decision import Deadline, DeadlineKind, Decision
from knowledge.clause import Citation

_WINDOWS = frozenset({DeadlineKind.REVIEW_REPLY_BY, DeadlineKind.SEND_WINDOW})
"""After these nothing can be sent any more; the others press, but an answer is better late than never."""
_OWN = frozenset({DeadlineKind.FIRST_ANSWER, DeadlineKind.FOLLOW_UP})
"""The desk's own clocks count from the moment of deciding: a later one says nothing new about the case."""
_SLACK = timedelta(minutes=1)


def differences(
    before: Decision, after: Decision, *, made_at: datetime, now: datetime
) -> tuple[str, ...]:
    """Return what would be decided otherwise now: outcome, amount, freight, what is asked for, clauses, deadlines."""
    lines = [
        f"{name} {_shown(old)} → {_shown(new)}"
        for name, old, new in (
            ("outcome", before.outcome.value, after.outcome.value),
            ("amount", before.amount, after.amount),
            (
                "freight",
                before.freight and before.freight.value,
                after.freight and after.freight.value,
            ),
            ("asks for", ", ".join(before.missing), ", ".join(after.missing)),
            ("conditions", ", ".join(before.conditions), ", ".join(after.conditions)),
        )
        if old != new
    ]
    lines += _grounds(before, after)
    return (*lines, *_deadlines(before, after, made_at=made_at, now=now))


def withdrawn(
    cited: Iterable[Citation],
    *,
    was: Callable[[Citation], bool],
    still_is: Callable[[Citation], bool],
) -> tuple[str, ...]:
    """Return the cited clauses of the shop's documents (`was`) that the release in force no longer has word by word."""
    gone = [f"{one.path} {one.heading}" for one in cited if was(one) and not still_is(one)]
    return tuple(f"the clause {place} was changed or withdrawn" for place in dict.fromkeys(gone))


def _grounds(before: Decision, after: Decision) -> list[str]:
    old = {reason.citation for reason in before.reasons}
    new = {reason.citation for reason in after.reasons}
    if old == new:
        return []
    gone = [f"{one.path} {one.heading}" for one in sorted(old - new, key=lambda one: one.path)]
    come = [f"{one.path} {one.heading}" for one in sorted(new - old, key=lambda one: one.path)]
    return [f"it rests on {'; '.join(come) or 'nothing'} instead of {'; '.join(gone) or 'nothing'}"]


def _deadlines(before: Decision, after: Decision, *, made_at: datetime, now: datetime) -> list[str]:
    known = {deadline.kind: deadline for deadline in before.deadlines}
    lines = []
    for new in after.deadlines:
        old = known.get(new.kind)
        # Others may count from the moment of deciding too, and then move with it.
        if old is not None and old.kind not in _OWN and _moved(old, new, now - made_at):
            lines.append(
                f"deadline {new.kind.value} {old.due:%m-%d %H:%M} → {new.due.astimezone(old.due.tzinfo):%m-%d %H:%M}"
            )
    lines += [
        f"the time that the draft names passed at {old.due:%m-%d %H:%M}"
        for old in before.deadlines
        if old.kind is DeadlineKind.FOLLOW_UP and made_at < old.due <= now
    ]
    lines += [
        f"the window {old.kind.value} closed at {old.due:%m-%d %H:%M}"
        for old in before.deadlines
        if old.kind in _WINDOWS and made_at < old.due <= now
    ]
    return lines


def _moved(old: Deadline, new: Deadline, passed: timedelta) -> bool:
    shift = new.due - old.due
    return abs(shift) > _SLACK and abs(shift - passed) > _SLACK


def _shown(value: object) -> str:
    return str(value) if value else "none"
