"""What the desk proposes for a case, and who can make such a proposal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from agent.domain.case import Case
from agent.domain.decision import Decision
from agent.domain.draft import Draft
from agent.domain.finding import Finding, Severity
from agent.domain.reading import Reading
from agent.domain.value import Value


class Timings(Value):
    """Where the time went, in milliseconds."""

    reading: float = 0.0
    search: float = 0.0
    decision: float = 0.0
    draft: float = 0.0
    guards: float = 0.0
    total: float = 0.0


class Proposal(Value):
    """Reading, decision and checked draft of one case, with the release they were made from.

    `origin` says what was asked of which model (prompt name, version, checksum, model), empty for a template. `grounds` are
    the texts that the draft's facts rest on; a person's edit is checked against the same.
    """

    case_id: str
    shop: str
    release: str | None
    reading: Reading
    decision: Decision
    draft: Draft
    findings: tuple[Finding, ...] = ()
    timings_ms: Timings = Timings()
    origin: dict[str, str] = {}
    grounds: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether a finding stops approval."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    def to_contract(self) -> dict[str, Any]:
        """Return the JSON of the contract's section 3."""
        reading = self.reading.model_dump(mode="json", exclude={"slots"})
        reading["slots"] = self.reading.slots.model_dump(mode="json", exclude_none=True)
        decision = self.decision.model_dump(mode="json")
        decision |= {"triage": self.decision.triage.value, "lane": self.decision.lane.value}
        draft = self.draft.model_dump(mode="json")
        draft["citations"] = [
            {"path": citation.path, "heading": citation.heading}
            for citation in self.draft.citations
        ]
        return {
            "case_id": self.case_id,
            "release": self.release,
            "reading": reading,
            "decision": decision,
            "draft": draft,
            "findings": [finding.model_dump(mode="json") for finding in self.findings],
            "blocked": self.blocked,
            "timings_ms": self.timings_ms.model_dump(mode="json"),
        }


class Proposer(Protocol):
    """Makes proposals; the desk stores them and a person decides."""

    def propose(
        self,
        case: Case,
        *,
        shop: str,
        version: int = 1,
        writer: str = "auto",
        release: str | None = None,
        tell: Callable[[str, Any], None] | None = None,
    ) -> Proposal:
        """Read, decide and draft; `writer` is auto, template or model; `release` None means the active one.

        `tell` hears "reading" and "decision" with what they gave, as they end.
        """
        ...

    def check_edit(
        self, case: Case, proposal: Proposal, text: str, *, shop: str
    ) -> tuple[Finding, ...]:
        """Return what the guards find in a person's wording of the proposal's draft."""
        ...

    def moved(
        self, case: Case, proposal: Proposal, *, made_at: datetime, shop: str
    ) -> tuple[str, ...]:
        """Return in lines what would be decided otherwise now; nothing: a draft made then still holds."""
        ...
