"""The clerk: one case in, a cited decision and a checked draft out. Stores nothing, sends nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from agent.clerk.books import Books, BookShelf
from agent.clerk.briefing import brief_for
from agent.clerk.checking import grounds_of, guard_context
from agent.clerk.moved import differences, withdrawn
from agent.clerk.paper_shelf import PaperShelf
from agent.clerk.watch import Watch
from agent.clerk.wish import wished
from agent.clerk.writers import Writers
from agent.domain.case import Case, CaseKind
from agent.domain.clock import Clock
from agent.domain.decision import Decision
from agent.domain.finding import Finding
from agent.domain.measure import measures
from agent.domain.reading import CLAIM_WANTS, Reading, Want
from agent.drafting.brief import Brief
from agent.drafting.model_writer import ModelWriter
from agent.drafting.mood import KNOWLEDGE_WANTS, PARCEL_WANTS
from agent.drafting.sizing import table_of
from agent.drafting.writer import Writer
from agent.guards.checks import run_guards
from agent.guards.judge import Judge
from agent.policy.engine import decide
from agent.policy.facts import gather
from agent.policy.provisional import completed
from agent.proposal import Proposal
from agent.understanding.focus import focus
from agent.understanding.model_reader import Reads
from knowledge.clause import Citation
from knowledge.library import Library
from knowledge.search.answer import Hit, SearchAnswer

_BY_ORDER = CLAIM_WANTS | PARCEL_WANTS | {Want.CHANGE_ORDER}
"""Answered by the order at hand and the rules."""

_PASSAGES = 5
_ROWS = 60
"""How deep a search goes for the rows of a table: a size chart has some ten."""


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
        self._writers = Writers(
            replies=replies, explanations=explanations, model=model_writer, judge=judge
        )
        self._clock = clock
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
        self._writers.refuse_unknown(writer)
        now, watch = self.now(case), Watch(tell)
        books = self.shelf.books(shop, release)
        reading = watch.timed("reading", lambda: self._reader.read(case, now=now))
        found, charts = watch.timed(
            "search", lambda: self._searched(case, reading, books, shop, now)
        )
        decision = watch.timed(
            "decision", lambda: self._decide(case, reading, found, books=books, now=now, shop=shop)
        )
        brief = brief_for(
            case,
            reading=reading,
            decision=decision,
            hits=found.hits,
            charts=charts,
            shop=books.shop,
            products=books.products,
            now=now,
            version=version,
        )
        brief = wished(brief, writer)
        if self._examples and self._writers.asks_model(writer):
            brief = brief.model_copy(update={"examples": self._examples(shop, brief)})
        grounds = grounds_of(brief)
        context = guard_context(case, decision, grounds, now=now, language=brief.language.value)
        written = watch.timed("draft", lambda: self._writers.write(brief, context, writer))
        return Proposal(
            case_id=case.id,
            shop=shop,
            release=books.release,
            reading=reading,
            decision=decision,
            draft=written.draft,
            findings=written.findings,
            timings_ms=watch.timings(guards=written.guards_ms),
            origin=self._writers.origin(written.draft),
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
        found = self._search(case, books, shop, now, read=_told_by_clauses(case, proposal.reading))
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
        found = self.library.search(shop, focus(text), k=_PASSAGES, release=release, read=False)
        return tuple(f"{hit.clause.heading} {hit.clause.text}" for hit in found.hits)

    def _searched(
        self, case: Case, reading: Reading, books: Books, shop: str, now: datetime
    ) -> tuple[SearchAnswer, tuple[Hit, ...]]:
        """Return what search finds, and all rows of the tables found where the buyer names a measure that a row may hold."""
        found = self._search(case, books, shop, now, read=_told_by_clauses(case, reading))
        if not measures(_asked(case)):
            return found, ()
        tables = {(hit.clause.path, table_of(hit.clause.heading)) for hit in found.hits}
        wide = self._search(case, books, shop, now, k=_ROWS, read=False)
        rows = (h for h in wide.hits if (h.clause.path, table_of(h.clause.heading)) in tables)
        return found, tuple(rows)

    def _search(
        self,
        case: Case,
        books: Books,
        shop: str,
        now: datetime,
        *,
        k: int = _PASSAGES,
        read: bool,
    ) -> SearchAnswer:
        query = focus(_asked(case))
        if not query or books.release is None:
            return SearchAnswer(answerable=False, confidence=1.0)
        order = case.order
        skus = tuple(item.sku for item in order.items if item.sku) if order else ()
        # Who has not ordered asks what holds today.
        day = now.date() if order is None else order.placed_at and order.placed_at.date()
        return self.library.search(
            shop,
            query,
            k=k,
            on=day,
            products=skus,
            release=books.release,
            today=now.date(),
            read=read,
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


def _told_by_clauses(case: Case, reading: Reading) -> bool:
    """Whether a message may be answered out of the shop's words, so that it matters how surely they answer it."""
    if case.kind is CaseKind.REVIEW:
        return False  # nobody asks: a clause is to explain what is told
    by_order = case.order is not None and reading.wants in _BY_ORDER
    return not by_order or bool(KNOWLEDGE_WANTS & set(reading.all_wants))


def _asked(case: Case) -> str:
    """Return the text that the answer is looked up by: what the buyer wrote since the shop last answered."""
    if case.kind is CaseKind.REVIEW and case.review:
        return case.review.text
    latest: list[str] = []
    for message in case.messages:
        latest = [] if message.role == "seller" else [*latest, message.text]
    return "\n".join(latest) or (case.claim.reason or "" if case.claim else "")
