"""Is the public explanation what the next reader should see?"""

from agent.domain.case import Case, CaseKind
from agent.domain.finding import FindingKind
from agent.proposal import Proposal
from evals.metrics.grade import Graded


def grade_review(case: Case, proposal: Proposal) -> Graded | None:
    """Check strategy, block and length of an explanation; None for a case that is no review."""
    public = case.expect.public if case.expect else None
    if case.kind is not CaseKind.REVIEW:
        return None
    if public is None:
        return Graded(id=case.id, checks={"strategy": None})
    draft, window = proposal.draft, FindingKind.REVIEW_WINDOW
    windowed = any(finding.kind is window for finding in proposal.findings)
    checks: dict[str, bool | None] = {
        "blocked": proposal.blocked == public.blocked,
        "blocked_reason": windowed if public.blocked and public.blocked_reason else None,
        "no_text_when_blocked": draft.text is None if public.blocked_reason else None,
        "strategy": (
            draft.strategy in public.strategy if public.strategy and not public.blocked else None
        ),
        "length": len(draft.text) <= public.max_chars if draft.text else None,
    }
    return Graded(
        id=case.id, checks=checks, note=f"got {draft.strategy}, blocked {proposal.blocked}"
    )
