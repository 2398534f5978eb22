"""Questions that the shop's documents do not answer: what somebody should write down next."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import select

from agent.domain.case import Case
from agent.domain.value import Value
from agent.store.database import Database
from agent.store.tables import cases

_MOST = 2000


class Gap(Value):
    """One question without an answer, with the product it was asked about."""

    case_id: str
    question: str
    product: str | None = None
    at: AwareDatetime


def gaps(
    database: Database, shop: str, *, start: datetime, end: datetime, most: int = 50
) -> tuple[Gap, ...]:
    """Return the latest questions whose case says that the release holds no answer."""
    query = (
        select(cases.c.id, cases.c.body, cases.c.proposal, cases.c.created_at)
        .where(cases.c.shop == shop, cases.c.created_at >= start, cases.c.created_at < end)
        .order_by(cases.c.created_at.desc(), cases.c.id)
        .limit(_MOST)
    )
    found = []
    with database.reading() as connection:
        for row in connection.execute(query).mappings():
            decision = (row["proposal"] or {}).get("decision") or {}
            if decision.get("answerable", True) or decision.get("outcome") != "inform":
                continue
            case = Case.model_validate(row["body"])
            items = case.order.items if case.order else ()
            product = next((item.title or item.sku for item in items), None)
            question = " ".join(" ".join(case.buyer_texts[-2:]).split())[:200]
            if question:
                found.append(
                    Gap(case_id=case.id, question=question, product=product, at=row["created_at"])
                )
            if len(found) >= most:
                break
    return tuple(found)
