"""A lead's word against the guards: which findings in a text are false alarms, and why it may leave all the same.

An override holds for one text: it names each blocking finding by its kind and the very words that it marks, so that
whatever else a guard sees in the text, then or later, stops it as ever. Some kinds no word overrules.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from agent.domain.finding import Finding, FindingKind
from agent.domain.value import Value

FINAL = frozenset({
    FindingKind.PII, FindingKind.RATING_BRIBE, FindingKind.OFF_PLATFORM,
    FindingKind.INJECTION, FindingKind.LENGTH, FindingKind.REVIEW_WINDOW,
})  # fmt: skip
"""What nobody overrides: it harms the buyer or the shop for good, is not the shop's own will, or no platform takes it."""

_MOST_WORDS = 500


def _said(reason: str) -> str:
    """Return the reason in one line; one without a letter or a digit gives none."""
    line = " ".join(reason.replace("\0", " ").encode(errors="ignore").decode().split())
    if not any(char.isalnum() for char in line):
        raise ValueError("say why this may leave")
    return line


class Overruled(Value):
    """A finding as a person names it: its kind and the words that it marks, None where it concerns the whole text."""

    kind: FindingKind
    text: str | None = Field(None, max_length=20_000)

    @classmethod
    def of(cls, finding: Finding, text: str) -> "Overruled":
        """Return the name of a finding in this text."""
        return cls(kind=finding.kind, text=text[slice(*finding.span)] if finding.span else None)


class Override(Value):
    """What a lead takes for false alarms in one text, and why; the reason stays on record for good."""

    reason: Annotated[str, Field(min_length=1, max_length=_MOST_WORDS), AfterValidator(_said)]
    findings: tuple[Overruled, ...] = Field(min_length=1, max_length=100)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are overridden, each once."""
        return tuple(sorted({one.kind.value for one in self.findings}))

    def leaves(self, blocking: Iterable[Finding], text: str) -> tuple[Finding, ...]:
        """Return the findings in `text` that block it still."""
        return tuple(
            one
            for one in blocking
            if one.kind in FINAL or Overruled.of(one, text) not in self.findings
        )
