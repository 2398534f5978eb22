"""Whether a decision still stands: what has moved between the draft that a person saw and the moment of approval."""

from datetime import datetime

from agent.domain.decision import DeadlineKind, Decision, Reason

# A deadline that the answer itself says or depends on; that a first answer is late is no reason to send none.
_BINDING = frozenset({DeadlineKind.REVIEW_REPLY_BY, DeadlineKind.SEND_WINDOW})


def moved(drafted: Decision, today: Decision, now: datetime) -> tuple[str, ...]:
    """Return, each in a few words, what has changed since a draft was made; empty where it still stands.

    `today` is the decision of the same case by what is in force and known now.
    """
    changes = []
    for name in ("outcome", "freight", "amount"):
        before, after = getattr(drafted, name), getattr(today, name)
        if before != after:
            changes.append(f"{name} was {before or 'none'}, is {after or 'none'}")
    if tuple(drafted.missing) != tuple(today.missing):
        changes.append(f"asked for {_listed(drafted.missing)}, now {_listed(today.missing)}")
    gone = [_named(r) for r in drafted.reasons if _key(r) not in {_key(o) for o in today.reasons}]
    if gone:
        changes.append(f"no longer rests on {'; '.join(gone)}")
    for deadline in drafted.deadlines:
        if deadline.kind in _BINDING and deadline.due <= now:
            changes.append(f"{deadline.kind.value} ended at {deadline.due.isoformat()}")
    return tuple(changes)


def _key(reason: Reason) -> tuple[str, str, str]:
    return reason.rule, reason.citation.path, reason.citation.quote


def _named(reason: Reason) -> str:
    return f"{reason.citation.path} {reason.citation.heading}".strip()


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "nothing"
