"""Approved replies to cases that came to the same outcome: what a colleague wrote the last time."""

from pydantic import AwareDatetime
from sqlalchemy import select

from agent.domain.value import Value
from agent.store.database import Database
from agent.store.tables import approvals, cases

_LOOKED_AT = 120


class Precedent(Value):
    """One approved reply. `edited` says that a person changed the draft; `shared` counts what the two cases have in common."""

    case_id: str
    text: str
    by: str
    at: AwareDatetime
    edited: bool = False
    shared: int = 0


def precedents(
    database: Database,
    shop: str,
    *,
    but: str,
    outcome: str,
    problem: str,
    language: str,
    most: int = 5,
) -> tuple[Precedent, ...]:
    """Return the latest approved replies of other cases with this outcome; the same problem first, in the same language."""
    query = (
        select(
            approvals.c.case_id, approvals.c.text, approvals.c.by, approvals.c.at, approvals.c.act,
            cases.c.proposal,
        )
        .join(cases, (cases.c.shop == approvals.c.shop) & (cases.c.id == approvals.c.case_id))
        .where(
            approvals.c.shop == shop,
            approvals.c.act.in_(["approve", "edit"]),
            approvals.c.text.is_not(None),
            approvals.c.case_id != but,
            cases.c.outcome == outcome,
        )
        .order_by(approvals.c.at.desc())
        .limit(_LOOKED_AT)
    )  # fmt: skip
    with database.reading() as connection:
        rows = list(connection.execute(query).mappings())
    found: dict[str, Precedent] = {}
    for row in rows:
        proposal = row["proposal"] or {}
        if proposal.get("draft", {}).get("language") != language:
            continue
        same = int(proposal.get("reading", {}).get("problem") == problem)
        made = Precedent(
            case_id=row["case_id"],
            text=row["text"],
            by=row["by"],
            at=row["at"],
            edited=row["act"] == "edit",
            shared=same,
        )
        found.setdefault(row["case_id"], made)
    return tuple(sorted(found.values(), key=lambda one: -one.shared)[:most])
