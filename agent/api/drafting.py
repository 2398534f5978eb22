"""Routes that store nothing: a draft for a case, a search, a check of a text."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from agent.api.auth import Caller, acting, signed_in
from agent.api.context import Context, context
from agent.api.errors import Problem
from agent.domain.case import Case
from agent.domain.draft import Surface
from agent.domain.value import Value

router = APIRouter(tags=["drafting"])

Shop = Annotated[
    str | None, Query(description="The shop; absent: the configured one.", max_length=64)
]


class SearchRequest(Value):
    """A question to the shop's documents."""

    query: str = Field(min_length=1, max_length=2000)
    k: int = Field(5, ge=1, le=50)
    on: date | None = None
    products: tuple[str, ...] = ()


class CheckRequest(Value):
    """A text for the guards, with the contract's context of a guard text."""

    text: str = Field(max_length=20_000)
    surface: Surface = Surface.IM
    context: dict[str, Any] = {}


@router.post("/drafts", summary="Decide and draft a case, storing nothing")
def draft(
    case: Case,
    at: Annotated[Context, Depends(context)],
    _caller: Annotated[Caller, Depends(acting)],
    shop: Shop = None,
    writer: Literal["auto", "template", "model"] = "auto",
) -> dict[str, Any]:
    """Answer section 3 of the contract."""
    return at.desk.draft(case, shop=shop or at.shop, writer=writer).to_contract()


@router.post("/search", summary="Search the shop's documents")
def search(
    asked: SearchRequest,
    at: Annotated[Context, Depends(context)],
    _caller: Annotated[Caller, Depends(signed_in)],
    shop: Shop = None,
) -> dict[str, Any]:
    """Answer the clauses nearest to the question, and whether they answer it."""
    if at.search is None:
        raise Problem(503, "unreachable", "this server has no search")
    return at.search(
        asked.query, shop=shop or at.shop, k=asked.k, on=asked.on, products=asked.products
    )


@router.post("/check", summary="Run the guards over a text")
def check(
    asked: CheckRequest,
    at: Annotated[Context, Depends(context)],
    _caller: Annotated[Caller, Depends(signed_in)],
    shop: Shop = None,
) -> dict[str, Any]:
    """Answer what the guards find."""
    if at.check is None:
        raise Problem(503, "unreachable", "this server has no guards")
    return at.check(asked.text, shop=shop or at.shop, surface=asked.surface, context=asked.context)
