"""The reason of a claim, where the buyer picked it from the platform's list instead of writing it."""

from agent.domain.case import Case
from agent.domain.reading import Problem
from agent.understanding.asking import asking
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain, plain
from agent.understanding.pieces import width

_LONGEST = 24
"""Width as of `pieces`: a list's entry is a heading; whoever writes more tells a story, which is read as one."""
_TOLD = ("我", "你", "咱", "俺", " i ", " my ", " you ", " we ")
_CLOSING = ("。", "!", "?", "吧", "呢", "啊", "了吗")


def listed_problem(case: Case) -> Problem | None:
    """Return the problem that the claim's reason names as a list's entry does; None where it is the buyer's own words."""
    reason = (case.claim.reason or "").strip() if case.claim else ""
    if not reason or width(reason) > _LONGEST:
        return None
    seen = plain(reason)
    if not _is_heading(seen):
        return None
    lists = phrases("claim_reasons")
    named = said(lists.find(seen))
    return next((Problem(name) for name in lists.patterns if name in named), None)


def _is_heading(reason: Plain) -> bool:
    text = f" {reason.text} "
    spoken = any(word in text for word in _TOLD) or text.strip().endswith(_CLOSING)
    return not spoken and not asking(reason).pure
