"""Routes that store nothing: a draft for a case, a search, a check of a text."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import Field

from agent.api.auth import Caller, may
from agent.api.context import Context, context
from agent.api.errors import Problem, problems
from agent.api.shape import Shop
from agent.api.stream import draft_events
from agent.domain.case import Case
from agent.domain.draft import Surface
from agent.domain.permission import READ, WRITE
from agent.domain.value import Value

router = APIRouter(tags=["drafting"], responses=problems(401, 403, 404, 422, 429, 503))

At = Annotated[Context, Depends(context)]
Reading = Annotated[Caller, Depends(may(READ))]
Writing = Annotated[Caller, Depends(may(WRITE))]


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
    at: At,
    caller: Writing,
    shop: Shop = None,
    writer: Literal["auto", "template", "model"] = "auto",
) -> dict[str, Any]:
    """Answer section 3 of the contract."""
    return at.desk.draft(case, shop=caller.shop(shop, at.shop), writer=writer).to_contract()


@router.post(
    "/drafts/stream",
    summary="The same, sent piece by piece as server-sent events",
    response_class=StreamingResponse,
    responses={200: {"description": "Events", "content": {"text/event-stream": {}}}},
)
def stream(
    case: Case,
    at: At,
    caller: Writing,
    shop: Shop = None,
    writer: Literal["auto", "template", "model"] = "auto",
) -> StreamingResponse:
    """Send `reading`, `decision`, the text in pieces, `findings`, and `done` with the whole; `problem` if it fails.

    A text is shown after the guards have seen all of it, never before.
    """
    name = caller.shop(shop, at.shop)
    events = draft_events(lambda tell: at.desk.draft(case, shop=name, writer=writer, tell=tell))
    return StreamingResponse(
        events, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.post("/search", summary="Search the shop's documents")
def search(
    asked: SearchRequest,
    at: At,
    caller: Reading,
    shop: Shop = None,
) -> dict[str, Any]:
    """Answer the clauses nearest to the question, and whether they answer it."""
    if at.search is None:
        raise Problem(503, "unreachable", "this server has no search")
    return at.search(
        asked.query,
        shop=caller.shop(shop, at.shop),
        k=asked.k,
        on=asked.on,
        products=asked.products,
    )


@router.post("/check", summary="Run the guards over a text")
def check(
    asked: CheckRequest,
    at: At,
    caller: Reading,
    shop: Shop = None,
) -> dict[str, Any]:
    """Answer what the guards find."""
    if at.check is None:
        raise Problem(503, "unreachable", "this server has no guards")
    name = caller.shop(shop, at.shop)
    return at.check(asked.text, shop=name, surface=asked.surface, context=asked.context)
