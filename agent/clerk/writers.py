"""Who words a draft: the templates, or a model whose words the guards must pass; and the guards' findings in it."""

from time import perf_counter
from typing import NamedTuple

from agent.clerk.wish import WISHES
from agent.domain.draft import Draft, Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.drafting.brief import Brief
from agent.drafting.model_writer import ModelWriter
from agent.drafting.writer import Writer
from agent.errors import ConfigurationError, InvalidInput, ModelAnswerInvalid, ModelUnavailable
from agent.guards.checks import run_guards
from agent.guards.guard import GuardContext
from agent.guards.judge import Judge

WRITERS = ("auto", "template", "model", *WISHES)


class Written(NamedTuple):
    """A draft, what the guards found in it, and the milliseconds that the guards took."""

    draft: Draft
    findings: tuple[Finding, ...]
    guards_ms: float


class Writers:
    """Words a brief by templates or, where one is set and wished for, by a model, and checks what comes out."""

    def __init__(
        self,
        *,
        replies: Writer,
        explanations: Writer,
        model: ModelWriter | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.judge = judge
        self._replies = replies
        self._explanations = explanations
        self._model = model

    def refuse_unknown(self, writer: str) -> None:
        """Refuse a writer that there is not.

        Raises:
            InvalidInput: an unknown name.
            ConfigurationError: "model" where none is set.
        """
        if writer not in WRITERS:
            raise InvalidInput(f"writer {writer!r}: choose one of {', '.join(WRITERS)}")
        if writer == "model" and self._model is None:
            raise ConfigurationError(
                "no model is set: set AFTERSALES_MODEL, or use --writer template"
            )

    def asks_model(self, writer: str) -> bool:
        """Say whether this writer has a model word the brief."""
        return self._model is not None and writer != "template"

    def write(self, brief: Brief, context: GuardContext, writer: str) -> Written:
        """Return the checked draft; where the model fails or the guards refuse it twice, the template's with the reason."""
        if self._model is None or not self.asks_model(writer):
            return self._templated(brief, context)
        try:
            written = self._modelled(self._model, brief, context)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            return self._templated(brief, context, fallback=str(error))
        if not _blocked(written.findings):
            return written
        kinds = sorted({finding.kind.value for finding in written.findings})
        reason = f"{self._model.name}: refused by the guards twice ({', '.join(kinds)})"
        return self._templated(brief, context, fallback=reason)

    def origin(self, draft: Draft) -> dict[str, str]:
        """Return which model and prompt a draft goes back to; nothing for a template that no model was asked for."""
        if self._model is None or (draft.writer != "model" and not draft.fallback):
            return {}
        return {"model": self._model.name, **self._model.prompt_origin(draft.surface)}

    def _modelled(self, model: ModelWriter, brief: Brief, context: GuardContext) -> Written:
        """Write with the model, and once more with the findings fed back."""
        first = self._checked(model.write(brief), context)
        if not _blocked(first.findings):
            return first
        return self._checked(model.write(brief, first.findings), context)

    def _templated(
        self, brief: Brief, context: GuardContext, fallback: str | None = None
    ) -> Written:
        public = brief.surface is Surface.PUBLIC_REVIEW
        writer = self._explanations if public else self._replies

        def written(of: Brief) -> Written:
            return self._checked(
                writer.write(of).model_copy(update={"fallback": fallback}), context
            )

        first = written(brief)
        if not _blocked(first.findings) or not brief.passages:
            return first
        # Words of the shop's own documents that no reply may hold: what is left can be said without them.
        plain = written(brief.model_copy(update={"passages": (), "charts": ()}))
        return first if _blocked(plain.findings) else plain

    def _checked(self, draft: Draft, context: GuardContext) -> Written:
        """Run the guards; a draft without text is checked for its window alone."""
        start = perf_counter()
        findings = run_guards(draft.text or "", context, self.judge)
        if draft.text is None:
            findings = tuple(one for one in findings if one.kind is FindingKind.REVIEW_WINDOW)
        return Written(draft, findings, (perf_counter() - start) * 1000)


def _blocked(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.BLOCK for finding in findings)
