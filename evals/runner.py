"""Runs the desk's own clerk over datasets and grades what comes out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from agent.clerk.clerk import Clerk
from agent.domain.case import Case
from agent.domain.draft import Surface
from agent.errors import AftersalesError
from agent.guards.checks import run_guards
from agent.guards.context import parse_context
from agent.proposal import Proposal
from evals.dataset import (
    Dataset,
    GuardText,
    Question,
    demo_inbox,
    load_cases,
    load_guard_texts,
    load_questions,
    shipped,
)
from evals.metrics.drafts import grade_draft
from evals.metrics.grade import Graded, Score, summarise
from evals.metrics.guards import GuardRow, guard_row, score_guards
from evals.metrics.questions import grade_question, told
from evals.metrics.retrieval import balanced_accuracy
from evals.metrics.reviews import grade_review
from evals.metrics.triage import escalation, grade_triage, macro_f1

SUITES = ("triage", "retrieval", "drafts", "guards", "reviews")
# Raised when a grader changes what it counts: reports of different versions are not compared.
GRADER = "1"


class SuiteReport(BaseModel):
    """One suite over one dataset. `failures` are the rows with a failed check; `bad` lines could not be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: str
    dataset: str
    checksum: str
    grader: str = GRADER
    path: str
    rows: int
    scores: tuple[Score, ...]
    failures: tuple[Graded, ...] = ()
    bad: tuple[str, ...] = ()
    seconds: float = 0.0


class Tried(NamedTuple):
    """A case with the proposal made for it, or the error in its place."""

    case: Case
    proposal: Proposal | None
    error: str


class Runner:
    """Runs suites with one clerk for one shop; cases are proposed once and graded by several suites."""

    def __init__(self, clerk: Clerk, shop: str, *, writer: str = "template") -> None:
        self._clerk = clerk
        self._shop = shop
        self._writer = writer
        self._tried: dict[str, tuple[Tried, ...]] = {}

    def run(self, suite: str, cases: Path | None = None) -> SuiteReport:
        """Run one suite over its shipped dataset, or over the given file."""
        start = perf_counter()
        suites: dict[str, Callable[[Path | None], SuiteReport]] = {
            "triage": self._triage,
            "drafts": self._drafts,
            "reviews": self._reviews,
            "retrieval": self._retrieval,
            "guards": self._guards,
        }
        report = suites[suite](cases)
        return report.model_copy(update={"seconds": round(perf_counter() - start, 2)})

    def _triage(self, path: Path | None) -> SuiteReport:
        data = load_cases(path or demo_inbox())
        tried = self._propose(data)
        pairs = [(row.case, row.proposal) for row in tried if row.proposal]
        rows = [_failed(row) or grade_triage(row.case, _of(row)) for row in tried]
        scores = (*summarise(rows), macro_f1(pairs), *escalation(pairs))
        return self._report("triage", data, rows, scores)

    def _drafts(self, path: Path | None) -> SuiteReport:
        data = load_cases(path or demo_inbox())
        rows = [_failed(row) or grade_draft(row.case, _of(row)) for row in self._propose(data)]
        return self._report("drafts", data, rows, summarise(rows))

    def _reviews(self, path: Path | None) -> SuiteReport:
        data = load_cases(path or demo_inbox())
        graded = [_failed(row) or grade_review(row.case, _of(row)) for row in self._propose(data)]
        rows = [row for row in graded if row is not None]
        return self._report("reviews", data, rows, summarise(rows))

    def _retrieval(self, path: Path | None) -> SuiteReport:
        data = load_questions(path or shipped("retrieval.jsonl"))
        library = self._clerk.library
        rows, verdicts = [], []
        for question in data.rows:
            found = library.search(self._shop, question.query, k=10, products=question.products)
            graded = grade_question(question, found)
            said = told(question, self._reply(question))
            rows.append(graded.model_copy(update={"checks": {**graded.checks, "told": said}}))
            verdicts.append((found.answerable, bool(question.gold)))
        balanced = Score(
            name="answerable_balanced",
            value=round(
                balanced_accuracy([gold for _, gold in verdicts], [said for said, _ in verdicts]), 4
            ),
            n=len(rows),
            unscored=0,
        )
        return self._report("retrieval", data, rows, (*summarise(rows), balanced))

    def _reply(self, question: Question) -> str:
        """Return what the desk would answer, the question coming by chat from a buyer without an order."""
        message = {"role": "buyer", "text": question.query}
        case = Case.model_validate({"id": question.id, "messages": [message]})
        return self._clerk.propose(case, shop=self._shop, writer=self._writer).draft.text or ""

    def _guards(self, path: Path | None) -> SuiteReport:
        data = load_guard_texts(path or shipped("guards.jsonl"))
        # The shipped texts carry their own context; an outside file is checked with the shop's clauses.
        rows = []
        for row in data.rows:
            grounds = self._clerk.grounds_for(row.text, shop=self._shop) if path else ()
            context = parse_context(row.context, surface=Surface(row.surface), grounds=grounds)
            expected = bool(row.expect.get("block")), tuple(row.expect.get("kinds") or ())
            rows.append(
                guard_row(row.id, expected, run_guards(row.text, context, self._clerk.judge))
            )
        graded = [_graded_guards(row) for row in rows]
        return self._report("guards", data, graded, (*summarise(graded), *_guard_scores(rows)))

    def _propose(self, data: Dataset[Case]) -> tuple[Tried, ...]:
        if data.checksum not in self._tried:
            self._tried[data.checksum] = tuple(self._try(case) for case in data.rows)
        return self._tried[data.checksum]

    def _try(self, case: Case) -> Tried:
        # What is expected must not be seen by what is measured.
        bare = case.model_copy(update={"expect": None})
        try:
            proposal = self._clerk.propose(bare, shop=self._shop, writer=self._writer)
        except AftersalesError as error:
            return Tried(case, None, str(error))
        return Tried(case, proposal, "")

    def _report(
        self,
        suite: str,
        data: "Dataset[Case] | Dataset[Question] | Dataset[GuardText]",
        rows: Sequence[Graded],
        scores: Sequence[Score],
    ) -> SuiteReport:
        return SuiteReport(
            suite=suite,
            dataset=data.name,
            checksum=data.checksum,
            path="embedded" if self._writer == "template" else "model",
            rows=len(rows),
            scores=tuple(scores),
            failures=tuple(row for row in rows if False in row.checks.values()),
            bad=data.bad,
        )


def _failed(row: Tried) -> Graded | None:
    if row.proposal is not None:
        return None
    return Graded(id=row.case.id, checks={"answered": False}, note=row.error)


def _of(row: Tried) -> Proposal:
    assert row.proposal is not None
    return row.proposal


def _graded_guards(row: GuardRow) -> Graded:
    kinds = set(row.expect_kinds) <= row.found if row.expect_kinds else None
    checks = {"block": row.blocked == row.expect_block, "kinds": kinds}
    return Graded(id=row.id, checks=checks, note=f"got {sorted(row.kinds)}")


def _guard_scores(rows: Sequence[GuardRow]) -> tuple[Score, ...]:
    """Return recall and precision by kind, and the share of innocent texts that were blocked."""
    found = score_guards(rows)
    shares: dict[str, float | None] = {
        f"recall {kind}": value for kind, value in found.recall.items()
    }
    shares |= {f"precision {kind}": value for kind, value in found.precision.items()}
    shares["false_alarms"] = found.false_alarms
    return tuple(
        Score(
            name=name, value=None if value is None else round(value, 4), n=found.texts, unscored=0
        )
        for name, value in shares.items()
    )
