"""A text for a person to approve."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.domain.finding import Finding, Severity
from agent.domain.value import Value
from knowledge.clause import Citation


class Surface(StrEnum):
    """Where the text will stand."""

    IM = "im"
    PUBLIC_REVIEW = "public_review"


class Strategy(StrEnum):
    """How a public review is met."""

    ACCOMMODATE = "accommodate"  # a real failure: own it, say what was done
    CLARIFY = "clarify"  # a misperception: facts that can be checked
    ESCALATE = "escalate"  # malice, blackmail, danger: a lead first


Part = Literal["decision", "ground", "next_step", "time"]
"""What a reply is to state."""


class Stated(Value):
    """Words of a draft that state what was decided, why, what happens next, or by when."""

    part: Part
    words: str


class Draft(Value):
    """A reply or an explanation; `text` is None where nothing may be published. `fallback` says why a model's text was not used.

    `stated` is what the template writer marks in its text, for measures; it is not kept.
    """

    surface: Surface = Surface.IM
    strategy: Strategy | None = None
    text: str | None = None
    writer: Literal["template", "model", "person"] = "template"
    language: str = "zh-Hans"
    citations: tuple[Citation, ...] = ()
    version: int = 1
    fallback: str | None = None
    stated: tuple[Stated, ...] = Field(default=(), exclude=True)


class CheckedDraft(Value):
    """A draft with what the guards found in it."""

    draft: Draft
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether a finding stops approval."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)
