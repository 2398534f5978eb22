"""What may leave in whose name: guards, a lead's override of them, who may take the case, how much they may give."""

from collections.abc import Iterable

from agent.desk.parts import DeskParts
from agent.desk.views import kept_proposal
from agent.domain.authority import ACTING, LEAD, LEADS, refusal
from agent.domain.case import CaseStatus
from agent.domain.finding import Finding, FindingKind, Severity
from agent.domain.override import FINAL, Override, Overruled
from agent.errors import InvalidInput, NotApproved
from agent.store.records import CaseRecord, DraftRecord


class Clearance(DeskParts):
    """Looks at a wording at the moment of its approval."""

    def _found(self, record: CaseRecord, draft: DraftRecord, text: str) -> tuple[Finding, ...]:
        """Return what the guards see in a wording of the draft now; in the draft itself also what they saw at first."""
        found = self._checked(record, text)
        if text != draft.draft.text:
            return found
        return (*draft.findings, *(one for one in found if one not in draft.findings))

    def _cleared(
        self,
        record: CaseRecord,
        draft: DraftRecord,
        text: str,
        *,
        role: str,
        override: Override | None,
    ) -> Override | None:
        """Refuse a text that may not leave; returns the override by which it may, None where it needs none."""
        found = self._found(record, draft, text)
        left = blocking = tuple(one for one in found if one.severity is Severity.BLOCK)
        if override is not None:
            self._may_override(record, override, blocking, role=role)
            left = override.leaves(blocking, text)
        if left:
            raise NotApproved(f"case {record.case.id}: the guards block this text{named(left)}")
        may_take(record, role)
        amount = kept_proposal(record).decision.amount
        refused = refusal(self._shop(record.shop), role=role, amount=amount)
        if refused:
            raise NotApproved(f"case {record.case.id}: {refused}")
        if override is None or not blocking:
            return None
        # What is put on record as overridden is what the guards did block, not what the caller feared.
        return override.model_copy(
            update={"findings": tuple(dict.fromkeys(Overruled.of(one, text) for one in blocking))}
        )

    def _may_override(
        self, record: CaseRecord, override: Override, blocking: tuple[Finding, ...], *, role: str
    ) -> None:
        case_id = record.case.id
        if role not in LEADS:
            raise NotApproved(f"case {case_id}: overriding the guards needs the role {LEAD}")
        kinds = {*(one.kind for one in override.findings), *(one.kind for one in blocking)}
        final = FINAL & kinds
        if final:
            raise InvalidInput(
                f"case {case_id}: nobody can override {', '.join(sorted(final))}; reword the text"
            )
        # The reason goes into the audit, from which nothing is ever erased.
        said = self._checked(record, override.reason)
        if any((one.kind, one.severity) == (FindingKind.PII, Severity.BLOCK) for one in said):
            raise InvalidInput(
                f"case {case_id}: the reason of an override stays on record for good; leave personal data out of it"
            )

    def _checked(self, record: CaseRecord, text: str) -> tuple[Finding, ...]:
        return self._proposer.check_edit(record.case, kept_proposal(record), text, shop=record.shop)


def may_act(role: str) -> None:
    """Refuse whoever only looks."""
    if role not in ACTING:
        raise NotApproved(
            f"the role {role[:40]} only looks; deciding needs {', '.join(sorted(ACTING))}"
        )


def may_take(record: CaseRecord, role: str) -> None:
    """Refuse what was handed to a lead to anybody else."""
    if record.status is CaseStatus.ESCALATED and role not in LEADS:
        raise NotApproved(f"case {record.case.id} was escalated; it needs the role {LEAD}")


def named(findings: Iterable[Finding]) -> str:
    """Return the findings as the end of a line of refusal."""
    return "".join(f"; {finding.kind.value}: {finding.message}" for finding in findings)
