"""What the shop's documents should learn: unanswered questions and persons' own answers, gathered into proposed FAQ pairs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, select

from agent.domain.case import Case
from agent.domain.value import Value
from agent.guards.guard import Private
from agent.guards.pii import mask
from agent.store.database import Database
from agent.store.tables import approvals, cases
from knowledge.search.embedder import Vectors

Encode = Callable[[Sequence[str]], Vectors]
ALIKE = 0.9
"""Cosine from which two questions are one; e5 puts unrelated questions of a shop at 0.83 to 0.88, rewordings above 0.9."""
_REWRITTEN = 0.7
"""An edit that keeps more than this of the draft only polishes it and teaches nothing."""
_MOST = 5000


class Lesson(Value):
    """A question that came `asked` times, with the answer a person gave (empty: somebody must write it)."""

    id: str
    question: str
    asked: int
    answer: str = ""
    by: str = ""
    product: str | None = None
    cases: tuple[str, ...] = ()


class Coverage(Value):
    """How many cases with one intent came, and how many of them found no clause."""

    wants: str
    problem: str
    cases: int
    without: int


class _Asked(NamedTuple):
    case: str
    question: str
    product: str | None
    answer: str
    by: str


def lessons(
    database: Database, shop: str, *, start: datetime, end: datetime, encode: Encode, most: int = 50
) -> tuple[Lesson, ...]:
    """Return the proposed pairs, the most asked first; personal data is masked."""
    with database.reading() as connection:
        found = _asked(connection, shop, start, end)
    if not found:
        return ()
    groups = _groups(found, encode([one.question for one in found]))
    made = [_lesson(group) for group in groups]
    return tuple(sorted(made, key=lambda one: (-one.asked, one.id))[:most])


def coverage(database: Database, shop: str, *, last: int) -> tuple[Coverage, ...]:
    """Return by intent how many of the shop's last cases had no clause, the worst first."""
    query = (
        select(cases.c.proposal)
        .where(cases.c.shop == shop, cases.c.proposal.is_not(None))
        .order_by(cases.c.created_at.desc())
        .limit(last)
    )
    total: Counter[tuple[str, str]] = Counter()
    without: Counter[tuple[str, str]] = Counter()
    with database.reading() as connection:
        for proposal in connection.execute(query).scalars():
            reading, decision = proposal.get("reading") or {}, proposal.get("decision") or {}
            intent = str(reading.get("wants") or "none"), str(reading.get("problem") or "none")
            total[intent] += 1
            without[intent] += not _has_clause(decision, proposal.get("draft") or {})
    rows = [
        Coverage(wants=wants, problem=problem, cases=count, without=without[wants, problem])
        for (wants, problem), count in total.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.without, -row.cases, row.wants)))


def _has_clause(decision: Mapping[str, Any], draft: Mapping[str, Any]) -> bool:
    if not decision.get("answerable", True):
        return False
    cited = any(reason.get("citation") for reason in decision.get("reasons") or ())
    return cited or bool(draft.get("citations"))


def _asked(connection: Connection, shop: str, start: datetime, end: datetime) -> list[_Asked]:
    written = _written(connection, shop)
    query = (
        select(cases.c.id, cases.c.body, cases.c.proposal)
        .where(cases.c.shop == shop, cases.c.created_at >= start, cases.c.created_at < end)
        .order_by(cases.c.created_at, cases.c.id)
        .limit(_MOST)
    )
    found = []
    for row in connection.execute(query).mappings():
        decision = (row["proposal"] or {}).get("decision") or {}
        answer, by = written.get(row["id"], ("", ""))
        if decision.get("outcome") != "inform" or (decision.get("answerable", True) and not answer):
            continue
        case = Case.model_validate(row["body"])
        items = case.order.items if case.order else ()
        private = _private(case)
        question = " ".join(mask(" ".join(case.buyer_texts[-2:]), private).split())[:200]
        if question:
            product = next((item.sku for item in items), None) if len(items) == 1 else None
            found.append(_Asked(row["id"], question, product, mask(answer, private), by))
    return found


def _private(case: Case) -> Private:
    buyer = case.order.buyer if case.order else None
    if case.order is None or buyer is None:
        return Private()
    return Private(
        name=buyer.name, phone=buyer.phone, address=buyer.address, numbers=(case.order.order_id,)
    )


def _written(connection: Connection, shop: str) -> dict[str, tuple[str, str]]:
    """Return by case what a person wrote in place of the draft, and who."""
    query = (
        select(approvals.c.case_id, approvals.c.text, approvals.c.original, approvals.c.by)
        .where(approvals.c.shop == shop, approvals.c.act == "edit", approvals.c.text.is_not(None))
        .order_by(approvals.c.at)
    )
    found = {}
    for row in connection.execute(query).mappings():
        before = row["original"] or ""
        kept = SequenceMatcher(None, before, row["text"], autojunk=False).ratio() if before else 0.0
        if kept <= _REWRITTEN:
            found[row["case_id"]] = row["text"].strip(), row["by"]
    return found


def _groups(found: Sequence[_Asked], rows: Vectors) -> list[list[_Asked]]:
    """Put each question to the first group whose middle is alike, of the same product or of none."""
    groups: list[list[_Asked]] = []
    sums: list[Vectors] = []
    for one, row in zip(found, np.asarray(rows, dtype=np.float32), strict=True):
        home = next(
            (
                at
                for at, (group, total) in enumerate(zip(groups, sums, strict=True))
                if group[0].product == one.product
                and float(row @ total) >= ALIKE * float(np.linalg.norm(row) * np.linalg.norm(total))
            ),
            None,
        )
        if home is None:
            groups.append([one])
            sums.append(row.copy())
        else:
            groups[home].append(one)
            sums[home] += row
    return groups


def _lesson(group: Sequence[_Asked]) -> Lesson:
    question = min((one.question for one in group), key=lambda text: (len(text) < 5, len(text)))
    told = [one for one in group if one.answer]
    mark = sha256(f"{group[0].product}\n{group[0].question}".encode()).hexdigest()[:8]
    return Lesson(
        id=mark,
        question=question,
        asked=len(group),
        answer=told[-1].answer if told else "",
        by=told[-1].by if told else "",
        product=group[0].product,
        cases=tuple(one.case for one in group),
    )
