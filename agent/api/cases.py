"""Routes for cases: bring one, look at the queue, decide. Every decision names the draft version that was seen."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from agent.api.auth import Caller, acting, signed_in
from agent.api.context import Context, context
from agent.api.drafting import Shop
from agent.api.errors import Problem
from agent.api.views import case_page, case_row, reply
from agent.desk.desk import MAX_PAGE
from agent.domain.case import Case
from agent.domain.decision import Lane
from agent.domain.value import Value
from agent.store.cases import FILTERS

router = APIRouter(prefix="/cases", tags=["cases"])

At = Annotated[Context, Depends(context)]
Acting = Annotated[Caller, Depends(acting)]
IfMatch = Annotated[str | None, Header(alias="if-match")]
Filter = Literal[
    "open", "waiting", "overdue", "high_risk", "reviews", "mine", "snoozed", "alert", "failed", "escalated", "all"
]  # fmt: skip
assert set(Filter.__args__) == set(FILTERS)  # type: ignore[attr-defined]


class Decided(Value):
    """Which draft is meant; the header If-Match may say it instead."""

    draft_version: int | None = Field(None, ge=1)


class Edited(Decided):
    """Another wording to approve."""

    text: str = Field(min_length=1, max_length=20_000)
    reason: str | None = Field(None, max_length=1000)


class Reasoned(Decided):
    """A decision with its reason."""

    reason: str = Field(min_length=1, max_length=1000)


class Escalated(Decided):
    """A hand-over to a lead."""

    reason: str | None = Field(None, max_length=1000)


class Regenerated(Decided):
    """A wish for another draft."""

    style: Literal["auto", "template", "model"] | None = None


@router.post("", status_code=201, summary="Bring a case; it is drafted and waits for a person")
def bring(case: Case, at: At, caller: Acting, shop: Shop = None) -> dict[str, Any]:
    """Store the case, or add what is new to it, and draft."""
    name = shop or at.shop
    at.desk.receive(case, shop=name, channel="api", by=caller.name)
    return case_page(at.desk.case(case.id, shop=name))


@router.get("", summary="The queue, the case that breaches first on top")
def queue(
    at: At,
    caller: Annotated[Caller, Depends(signed_in)],
    shop: Shop = None,
    lane: Lane | None = None,
    filter: Filter | None = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> dict[str, Any]:
    """Answer a page and the cursor of the next one."""
    page = at.desk.queue(
        shop or at.shop,
        lane=lane,
        filter=filter,
        search=search,
        by=caller.name,
        limit=limit,
        cursor=cursor,
    )
    return {
        "items": [case_row(record, page.now) for record in page.items],
        "next_cursor": page.next_cursor,
    }


@router.get("/{case_id}", summary="Everything about a case")
def one(
    case_id: str,
    response: Response,
    at: At,
    _caller: Annotated[Caller, Depends(signed_in)],
    shop: Shop = None,
) -> dict[str, Any]:
    """Answer the case; its ETag is the draft version, for If-Match."""
    detail = at.desk.case(case_id, shop=shop or at.shop)
    response.headers["ETag"] = f'"{detail.record.draft_version}"'
    return case_page(detail)


@router.post("/{case_id}/approve", summary="Approve the draft as it stands")
def approve(
    case_id: str,
    body: Decided,
    request: Request,
    at: At,
    caller: Acting,
    shop: Shop = None,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Queue the draft's text; it leaves after the undo window."""
    name, version = shop or at.shop, _version(body, if_match)

    def act() -> dict[str, Any]:
        item = at.desk.approve(
            case_id, shop=name, version=version, by=caller.name, role=caller.role
        )
        return reply(item)

    return at.once.run(request, caller, name, [name, version], act)


@router.post("/{case_id}/edit", summary="Approve another wording")
def edit(
    case_id: str,
    body: Edited,
    request: Request,
    at: At,
    caller: Acting,
    shop: Shop = None,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Check the wording and queue it."""
    name, version = shop or at.shop, _version(body, if_match)

    def act() -> dict[str, Any]:
        item = at.desk.edit(
            case_id,
            shop=name,
            version=version,
            text=body.text,
            by=caller.name,
            role=caller.role,
            reason=body.reason,
        )
        return reply(item)

    return at.once.run(request, caller, name, [name, version, body.text, body.reason], act)


@router.post("/{case_id}/reject", summary="Refuse the draft")
def reject(
    case_id: str,
    body: Reasoned,
    at: At,
    caller: Acting,
    shop: Shop = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Refuse the draft with a reason."""
    name = shop or at.shop
    at.desk.reject(
        case_id,
        shop=name,
        version=_version(body, if_match),
        by=caller.name,
        role=caller.role,
        reason=body.reason,
    )
    return case_page(at.desk.case(case_id, shop=name))


@router.post("/{case_id}/escalate", summary="Hand the case to a lead")
def escalate(
    case_id: str,
    body: Escalated,
    at: At,
    caller: Acting,
    shop: Shop = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Hand the case over; only a lead can approve its draft then."""
    name = shop or at.shop
    at.desk.escalate(
        case_id,
        shop=name,
        version=_version(body, if_match),
        by=caller.name,
        role=caller.role,
        reason=body.reason,
    )
    return case_page(at.desk.case(case_id, shop=name))


@router.post("/{case_id}/regenerate", summary="Make another draft")
def regenerate(
    case_id: str,
    body: Regenerated,
    at: At,
    caller: Acting,
    shop: Shop = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Draft again, from what the case and the release say now."""
    name = shop or at.shop
    at.desk.regenerate(
        case_id, shop=name, version=_version(body, if_match), by=caller.name, style=body.style
    )
    return case_page(at.desk.case(case_id, shop=name))


@router.post("/{case_id}/undo", summary="Take an approval back before it leaves")
def undo(case_id: str, at: At, caller: Acting, shop: Shop = None) -> dict[str, Any]:
    """Take the last approval back; refused once the reply has begun to leave."""
    name = shop or at.shop
    at.desk.undo(case_id, shop=name, by=caller.name)
    return case_page(at.desk.case(case_id, shop=name))


def _version(body: Decided, if_match: str | None) -> int:
    """Return the draft version that the caller saw, from the body or from If-Match."""
    matched = None
    if if_match is not None:
        text = if_match.strip().removeprefix("W/").strip('"')
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Problem(
                412, "if_match", "If-Match must be the ETag of the case, its draft version"
            )
        matched = int(text)
    if body.draft_version is None and matched is None:
        raise Problem(
            428, "draft_version", "send draft_version, or If-Match, with the draft you saw"
        )
    if None not in (body.draft_version, matched) and body.draft_version != matched:
        raise Problem(412, "if_match", "draft_version and If-Match name different drafts")
    return body.draft_version or matched or 0
