"""Was the case decided as expected?"""

from collections.abc import Sequence

from agent.domain.case import Case, CaseKind
from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.proposal import Proposal
from evals.metrics.grade import Graded, Score


def grade_triage(case: Case, proposal: Proposal) -> Graded:
    """Compare outcome, escalation, freight, amount and what is asked for with the case's `expect`."""
    expect, decision = case.expect, proposal.decision
    if expect is None:
        return Graded(id=case.id, checks={"outcome": None})
    outcome = decision.outcome.value
    checks: dict[str, bool | None] = {
        "outcome": outcome in expect.outcome if expect.outcome else None,
        "not_forbidden": (
            outcome not in expect.forbidden_outcomes if expect.forbidden_outcomes else None
        ),
        "escalate": (
            None
            if expect.escalate is None
            else (decision.outcome is Outcome.ESCALATE) == expect.escalate
        ),
        "ask_for": set(expect.ask_for) <= set(decision.missing) if expect.ask_for else None,
        "freight": None if expect.freight is None else decision.freight == expect.freight,
        "amount_max": _within(case, proposal),
    }
    if case.kind is not CaseKind.REVIEW:
        checks["citation"] = _cited(case, proposal)
    return Graded(id=case.id, checks=checks, note=f"got {outcome}, expected {list(expect.outcome)}")


def escalation(rows: Sequence[tuple[Case, Proposal]]) -> tuple[Score, Score]:
    """Return recall over the cases that must escalate and precision over those that were escalated."""
    known = [row for row in rows if row[0].expect and row[0].expect.escalate is not None]
    must = [
        p.decision.outcome is Outcome.ESCALATE for c, p in known if c.expect and c.expect.escalate
    ]
    did = [
        bool(c.expect and (c.expect.escalate or "escalate" in c.expect.outcome))
        for c, p in known
        if p.decision.outcome is Outcome.ESCALATE
    ]
    return _ratio("escalate_recall", must), _ratio("escalate_precision", did)


def macro_f1(rows: Sequence[tuple[Case, Proposal]]) -> Score:
    """Return the mean F1 over outcomes, for cases whose expectation names a single one; None if there are none."""
    pairs = [
        (c.expect.outcome[0], p.decision.outcome.value)
        for c, p in rows
        if c.expect and len(c.expect.outcome) == 1
    ]
    scores = []
    for label in sorted({gold for gold, _ in pairs}):
        hit = sum(gold == label == got for gold, got in pairs)
        total = sum(gold == label for gold, _ in pairs) + sum(got == label for _, got in pairs)
        scores.append(2 * hit / total)
    value = round(sum(scores) / len(scores), 4) if scores else None
    return Score(
        name="outcome_macro_f1", value=value, n=len(pairs), unscored=len(rows) - len(pairs)
    )


def _ratio(name: str, values: Sequence[bool]) -> Score:
    value = round(sum(values) / len(values), 4) if values else None
    return Score(name=name, value=value, n=len(values), unscored=0)


def _within(case: Case, proposal: Proposal) -> bool | None:
    ceiling = case.expect.amount_max if case.expect else None
    if ceiling is None:
        return None
    amount = proposal.decision.amount
    if amount is None:
        return True
    return amount.minor <= Money.of(ceiling, amount.currency).minor


def _cited(case: Case, proposal: Proposal) -> bool | None:
    groups = case.expect.citations if case.expect else ()
    if not groups:
        return None
    cited = [
        (citation.path, citation.heading)
        for citation in (
            *(reason.citation for reason in proposal.decision.reasons),
            *proposal.draft.citations,
        )
    ]
    return all(any(_names(alternative, cited) for alternative in group) for group in groups)


def _names(reference: str, cited: Sequence[tuple[str, str]]) -> bool:
    path, _, heading = reference.partition("#")
    return any(
        path == got_path and (not heading or heading in got_heading or got_heading in heading)
        for got_path, got_heading in cited
    )
