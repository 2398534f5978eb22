"""Cases that were answered, with the words that were sent: for people to learn from."""

from pydantic import AwareDatetime
from sqlalchemy import select

from agent.domain.case import Case, CaseStatus
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.store.database import Database
from agent.store.tables import approvals, cases


class Answered(Value):
    """A case as it came in, how it was read, and the reply that a person approved. Nothing is masked here."""

    case: Case
    problem: Problem
    language: str
    opened: AwareDatetime
    reply: str


def answered(database: Database, shop: str, *, most: int = 40) -> tuple[Answered, ...]:
    """Return the cases that were answered last, each once with its latest reply."""
    done = (CaseStatus.ANSWERED.value, CaseStatus.CLOSED.value)
    query = (
        select(cases.c.body, cases.c.proposal, cases.c.created_at, approvals.c.text)
        .join(approvals, (approvals.c.shop == cases.c.shop) & (approvals.c.case_id == cases.c.id))
        .where(
            cases.c.shop == shop,
            cases.c.status.in_(done),
            cases.c.proposal.is_not(None),
            approvals.c.act.in_(["approve", "edit"]),
            approvals.c.text.is_not(None),
        )
        .order_by(approvals.c.at.desc(), cases.c.id)
        .limit(most)
    )
    found: dict[str, Answered] = {}
    with database.reading() as connection:
        for row in connection.execute(query).mappings():
            case = Case.model_validate(row["body"])
            made = Answered(
                case=case,
                problem=row["proposal"]["reading"]["problem"],
                language=row["proposal"]["draft"]["language"],
                opened=row["created_at"],
                reply=row["text"],
            )
            found.setdefault(case.id, made)
    return tuple(found.values())
