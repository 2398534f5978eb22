"""The clerk: one case in, a cited decision and a checked draft out. Stores nothing, sends nothing."""

from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from agent.clerk.books import Books, BookShelf
from agent.clerk.briefing import brief_for
from agent.clerk.checking import grounds_of, guard_context
from agent.clerk.moved import differences, withdrawn
from agent.clerk.paper_shelf import PaperShelf
from agent.clerk.wish import WISHES, wished
from agent.domain.case import Case, CaseKind
from agent.domain.clock import Clock
from agent.domain.decision import Decision
from agent.domain.draft import Draft, Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.domain.reading import Reading
from agent.drafting.brief import Brief
from agent.drafting.model_writer import ModelWriter
from agent.drafting.writer import Writer
from agent.errors import ConfigurationError, InvalidInput, ModelAnswerInvalid, ModelUnavailable
from agent.guards.checks import run_guards
from agent.guards.guard import GuardContext
from agent.guards.judge import Judge
from agent.policy.engine import decide
from agent.policy.facts import gather
from agent.policy.provisional import completed
from agent.proposal import Proposal, Timings
from agent.understanding.focus import focus
from agent.understanding.model_reader import Reads
from knowledge.clause import Citation
from knowledge.library import Library
from knowledge.search.answer import SearchAnswer

Result = TypeVar("Result")

_PASSAGES = 5
WRITERS = ("auto", "template", "model", *WISHES)


class Written(NamedTuple):
    """A draft, what the guards found in it, and the milliseconds that the guards took."""

    draft: Draft
    findings: tuple[Finding, ...]
    guards_ms: float


class Clerk:
    """Prepares proposals from a library of clauses, a reader, rules, writers and guards."""

    def __init__(
        self,
        *,
        library: Library,
        reader: Reads,
        replies: Writer,
        explanations: Writer,
        clock: Clock,
        model_writer: ModelWriter | None = None,
        judge: Judge | None = None,
        examples: Callable[[str, Brief], tuple[str, ...]] | None = None,
    ) -> None:
        self.library = library
        self.judge = judge
        self._reader = reader
        self._replies = replies
        self._explanations = explanations
        self._clock = clock
        self._model_writer = model_writer
        self._examples = examples
        self.shelf = BookShelf(library)
        self._papers = PaperShelf(library, self.shelf)

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
        """Read, search, decide, draft and check one case; `tell` hears of reading and decision as they end.

        Raises:
            InvalidInput: an unknown writer.
            ConfigurationError: the shop's rules or settings are wrong, or writer "model" without a model.
        """
        self._known_writer(writer)
        now, watch = case.now or self._clock.now(), _Watch(tell)
        books = self.shelf.books(shop, release)
        reading = watch.timed("reading", lambda: self._reader.read(case, now=now))
        found = watch.timed("search", lambda: self._search(case, books, shop, now))
        decision = watch.timed(
            "decision", lambda: self._decide(case, reading, found, books=books, now=now, shop=shop)
        )
        brief = brief_for(
            case,
            reading=reading,
            decision=decision,
            hits=found.hits,
            shop=books.shop,
            products=books.products,
            now=now,
            version=version,
        )
        brief = wished(brief, writer)
        if self._examples and self._model_writer is not None and writer != "template":
            brief = brief.model_copy(update={"examples": self._examples(shop, brief)})
        grounds = grounds_of(brief)
        context = guard_context(case, decision, grounds, now=now, language=brief.language.value)
        written = watch.timed("draft", lambda: self._write(brief, context, writer))
        return Proposal(
            case_id=case.id,
            shop=shop,
            release=books.release,
            reading=reading,
            decision=decision,
            draft=written.draft,
            findings=written.findings,
            timings_ms=watch.timings(guards=written.guards_ms),
            origin=self._origin(written.draft),
            grounds=grounds,
        )

    def now(self, case: Case) -> datetime:
        """Return the moment a case is judged at: its own, else the clock's."""
        return case.now or self._clock.now()

    def warm(self, shop: str) -> None:
        """Load what the first case would wait for: vectors, phrase lists, sentence banks, the shop's books."""
        text = "您好，请问几天内可以退货？"
        case = Case.model_validate({"id": "warm", "messages": [{"role": "buyer", "text": text}]})
        self.propose(case, shop=shop, writer="template")

    def check_edit(
        self, case: Case, proposal: Proposal, text: str, *, shop: str
    ) -> tuple[Finding, ...]:
        """Return what the guards find in a person's wording; it may rest on any clause of the proposal's release."""
        now = case.now or self._clock.now()
        extra = self.grounds_for(text, shop=shop, release=proposal.release)
        context = guard_context(
            case,
            proposal.decision,
            (*proposal.grounds, *extra),
            now=now,
            language=proposal.draft.language,
        )
        return run_guards(text, context, self.judge)

    def moved(
        self, case: Case, proposal: Proposal, *, made_at: datetime, shop: str
    ) -> tuple[str, ...]:
        """Return what would be decided otherwise now than at `made_at`, on the same reading; nothing: the draft still holds."""
        passed = self._clock.now() - made_at
        then = case.now or made_at
        now = then + passed
        books = self.shelf.books(shop)
        found = self._search(case, books, shop, now)
        after = self._decide(case, proposal.reading, found, books=books, now=now, shop=shop)
        lines = differences(proposal.decision, after, made_at=then, now=now)
        if lines or (proposal.release or None) == (books.release or None):
            return lines
        cited = (*proposal.draft.citations, *(one.citation for one in proposal.decision.reasons))
        return withdrawn(
            cited,
            was=lambda one: self._says(one, shop, proposal.release),
            still_is=lambda one: self._says(one, shop, books.release),
        )

    def _says(self, cited: Citation, shop: str, release: str | None) -> bool:
        if release is None:
            return False
        clause = self.library.find(shop, cited.path, cited.heading, release)
        return clause is not None and cited.quote in clause.text

    def grounds_for(self, text: str, *, shop: str, release: str | None = None) -> tuple[str, ...]:
        """Return the clauses of a shop nearest to a text; empty where nothing was ingested."""
        if (release or self.library.active(shop)) is None or not text.strip():
            return ()
        found = self.library.search(shop, focus(text), k=_PASSAGES, release=release)
        return tuple(f"{hit.clause.heading} {hit.clause.text}" for hit in found.hits)

    def _known_writer(self, writer: str) -> None:
        if writer not in WRITERS:
            raise InvalidInput(f"writer {writer!r}: choose one of {', '.join(WRITERS)}")
        if writer == "model" and self._model_writer is None:
            raise ConfigurationError(
                "no model is set: set AFTERSALES_MODEL, or use --writer template"
            )

    def _search(self, case: Case, books: Books, shop: str, now: datetime) -> SearchAnswer:
        query = focus(_asked(case))
        if not query or books.release is None:
            return SearchAnswer(answerable=False, confidence=1.0)
        order = case.order
        skus = tuple(item.sku for item in order.items if item.sku) if order else ()
        placed = order.placed_at.date() if order and order.placed_at else None
        return self.library.search(
            shop,
            query,
            k=_PASSAGES,
            on=placed,
            products=skus,
            release=books.release,
            today=now.date(),
        )

    def _decide(
        self,
        case: Case,
        reading: Reading,
        found: SearchAnswer,
        *,
        books: Books,
        now: datetime,
        shop: str,
    ) -> Decision:
        facts = gather(
            case,
            reading,
            now=now,
            shop=books.shop,
            products=books.products,
            answerable=found.answerable,
        )
        promises = self._papers.promises(shop, books.release, case.platform)
        papers = promises.documents.found([hit.clause.clause_id for hit in found.hits])
        facts = completed(facts, papers)
        book = self.shelf.rulebook(shop, books.release, case.platform)
        rulebook = promises.joined(book, facts, papers.hits)
        citations = [
            Citation(path=hit.clause.path, heading=hit.clause.heading, quote=hit.clause.text)
            for hit in found.hits[:1]
            if found.answerable
        ]
        return decide(facts, rulebook, now, citations=citations, documents=papers)

    def _write(self, brief: Brief, context: GuardContext, writer: str) -> Written:
        if writer == "template" or self._model_writer is None:
            return self._templated(brief, context)
        try:
            written = self._modelled(self._model_writer, brief, context)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            return self._templated(brief, context, fallback=str(error))
        if not _blocked(written.findings):
            return written
        kinds = sorted({finding.kind.value for finding in written.findings})
        reason = f"{self._model_writer.name}: refused by the guards twice ({', '.join(kinds)})"
        return self._templated(brief, context, fallback=reason)

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
        draft = (self._explanations if public else self._replies).write(brief)
        return self._checked(draft.model_copy(update={"fallback": fallback}), context)

    def _checked(self, draft: Draft, context: GuardContext) -> Written:
        """Run the guards; a draft without text is checked for its window alone."""
        start = perf_counter()
        findings = run_guards(draft.text or "", context, self.judge)
        if draft.text is None:
            findings = tuple(one for one in findings if one.kind is FindingKind.REVIEW_WINDOW)
        return Written(draft, findings, (perf_counter() - start) * 1000)

    def _origin(self, draft: Draft) -> dict[str, str]:
        if self._model_writer is None or (draft.writer != "model" and not draft.fallback):
            return {}
        return {"model": self._model_writer.name, **self._model_writer.prompt_origin(draft.surface)}


class _Watch:
    """Notes how long each step takes."""

    def __init__(self, tell: Callable[[str, Any], None] | None = None) -> None:
        self._tell = tell
        self._start = perf_counter()
        self._steps: dict[str, float] = {}

    def timed(self, step: str, work: Callable[[], Result]) -> Result:
        start = perf_counter()
        try:
            result = work()
        finally:
            self._steps[step] = (perf_counter() - start) * 1000
        if self._tell is not None and step in ("reading", "decision"):
            self._tell(step, result)
        return result

    def timings(self, *, guards: float) -> Timings:
        self._steps["draft"] = self._steps.get("draft", 0.0) - guards
        total = (perf_counter() - self._start) * 1000
        steps = {step: round(ms, 2) for step, ms in self._steps.items()}
        return Timings(**steps, guards=round(guards, 2), total=round(total, 2))


def _asked(case: Case) -> str:
    """Return the text that the answer is looked up by: what the buyer wrote since the shop last answered."""
    if case.kind is CaseKind.REVIEW and case.review:
        return case.review.text
    latest: list[str] = []
    for message in case.messages:
        latest = [] if message.role == "seller" else [*latest, message.text]
    return "\n".join(latest) or (case.claim.reason or "" if case.claim else "")


def _blocked(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.BLOCK for finding in findings)
