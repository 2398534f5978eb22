"""The front door of the guards: one text, all checks, findings in order."""

from typing import TYPE_CHECKING

from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.commitments import commitment_findings
from agent.guards.grounding import grounding_findings
from agent.guards.guard import GuardContext
from agent.guards.offers import offer_findings
from agent.guards.phrasebook import check_book
from agent.guards.pii import handle_findings, pii_findings
from agent.guards.review_rules import surface_findings
from agent.guards.views import Views

if TYPE_CHECKING:  # it brings numpy, which a look at values alone must not load
    from agent.guards.judge import Judge

BOOKS = (
    "superlative", "medical_claim", "rating_bribe", "off_platform", "tone", "blame", "threat", "promotion", "injection",
)  # fmt: skip


def run_guards(
    text: str, context: GuardContext, judge: "Judge | None" = None
) -> tuple[Finding, ...]:
    """Return everything the guards see in a text that is to leave the shop, by position, each once.

    Spans are [start, end) in characters of `text` as given. Nothing is rewritten. Any string is taken; no error is raised.
    Without a `judge` only what rules and word lists see is found.
    """
    views = Views(text)
    found = [*surface_findings(views, context), *pii_findings(views, context)]
    found += handle_findings(views)
    for name in BOOKS:
        found += check_book(name, views, context.surface)
    found += offer_findings(views, context)
    found += commitment_findings(views, context)
    found += grounding_findings(views, context)
    if judge is not None:
        found = judge.weighed(views, context, found)
    return tuple(_once(found))


def _once(found: list[Finding]) -> list[Finding]:
    """Sort by place; of findings of one kind that overlap, keep the graver and then the earlier and longer one.

    Linear in the number of findings: after sorting, only the last one kept of each kind can overlap the next.
    """
    last: dict[FindingKind, Finding] = {}
    kept: list[Finding] = []
    for one in sorted(found, key=_place):
        before = last.get(one.kind)
        if before and before.span and one.span and one.span[0] < before.span[1]:
            if one.severity is Severity.WARN or before.severity is Severity.BLOCK:
                continue
            kept.remove(before)
        last[one.kind] = one
        kept.append(one)
    return list(dict.fromkeys(sorted(kept, key=_place)))


def _place(one: Finding) -> tuple[int, int, bool, str]:
    start, end = one.span or (-1, -1)
    return start, -end, one.severity is Severity.WARN, one.kind
