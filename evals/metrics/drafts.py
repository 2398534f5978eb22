"""Could the draft be sent as it is?"""

from agent.domain.case import Case
from agent.proposal import Proposal
from evals.metrics.grade import Graded
from evals.metrics.stated import grade_stated


def grade_draft(case: Case, proposal: Proposal) -> Graded:
    """Check that the guards let the draft pass, and what the case says it must and must not mention."""
    expect, text = case.expect, proposal.draft.text or ""
    public = expect.public if expect else None
    blocked_expected = bool(public and public.blocked)
    checks: dict[str, bool | None] = {
        "unblocked": None if blocked_expected else not proposal.blocked,
        "has_text": None if blocked_expected else len(text) >= 10,
        "must_mention": _mentions(expect.must_mention, text) if expect else None,
        "must_not_mention": (
            not any(word.lower() in text.lower() for word in expect.must_not_mention)
            if expect and expect.must_not_mention
            else None
        ),
        "cites": (
            bool(proposal.draft.citations)
            if proposal.decision.answerable and proposal.decision.reasons
            else None
        ),
        "writer_as_asked": proposal.draft.fallback is None,
        **grade_stated(proposal),
    }
    kinds = sorted({finding.kind.value for finding in proposal.findings})
    return Graded(id=case.id, checks=checks, note=f"findings {kinds}" if kinds else "")


def _mentions(groups: tuple[tuple[str, ...], ...], text: str) -> bool | None:
    if not groups:
        return None
    low = text.lower()
    return all(any(word.lower() in low for word in group) for group in groups)
