"""Does a draft state what was decided, why, what happens next and by when, each where the decision has it?

The template writer marks the words that state a part (`Draft.stated`); a mark counts only where its words stand in the text.
"""

from agent.domain.decision import DeadlineKind, Outcome
from agent.domain.draft import Part, Surface
from agent.drafting.remedy import SENT_BACK
from agent.proposal import Proposal

_OWED = {
    Outcome.RETURN_REFUND: DeadlineKind.REFUND_BY,
    Outcome.REFUND: DeadlineKind.REFUND_BY,
    Outcome.COMPENSATE: DeadlineKind.REFUND_BY,
    Outcome.EXCHANGE: DeadlineKind.SHIP_BY,
    Outcome.RESHIP: DeadlineKind.SHIP_BY,
}


def grade_stated(proposal: Proposal) -> dict[str, bool | None]:
    """Return one check a part; None where the case does not call for the part, or nobody marked the draft's words."""
    draft = proposal.draft
    marked = draft.surface is Surface.IM and draft.writer == "template" and bool(draft.text)
    wanted = _wanted(proposal) if marked else frozenset()
    held = {one.part for one in draft.stated}
    names: tuple[Part, ...] = ("decision", "ground", "next_step", "time")
    return {f"states_{part}": part in held if part in wanted else None for part in names}


def _wanted(proposal: Proposal) -> frozenset[Part]:
    """Return the parts that a reply to this decision cannot do without.

    An answer to a question is its own decision and ground; a time is due where the decision has one for what is promised:
    goods on their way back are waited for, not dated.
    """
    decision = proposal.decision
    outcome, kinds = decision.outcome, {one.kind for one in decision.deadlines}
    if outcome is Outcome.INFORM:
        return frozenset({"next_step"}) if decision.missing else frozenset()
    wanted: set[Part] = {"decision", "next_step"}
    seen = "order_id" not in decision.missing
    if decision.reasons and seen and outcome is not Outcome.ESCALATE:
        wanted.add("ground")
    news = DeadlineKind.FOLLOW_UP in kinds and outcome not in SENT_BACK | {Outcome.DECLINE}
    waits = bool(decision.missing) and decision.missing != ("size",)
    owed = _OWED.get(outcome) in kinds and not decision.missing
    if owed or news or (waits and DeadlineKind.FOLLOW_UP in kinds):
        wanted.add("time")
    return frozenset(wanted)
