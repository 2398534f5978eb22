"""Routes for cases: bring one, look at the queue, decide. Every decision names the draft version that was seen.

A case's id may hold any printable character, a slash too: percent-encode it, or don't.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from agent.api.auth import Caller, may
from agent.api.bodies import (
    Approved,
    Closed,
    Decided,
    Edited,
    Escalated,
    Reasoned,
    Regenerated,
    Snoozed,
)
from agent.api.context import Context, context
from agent.api.errors import Problem, problems
from agent.api.shape import Shop
from agent.api.views import case_page, case_row, reply
from agent.desk.overview import MAX_PAGE
from agent.domain.case import Case
from agent.domain.decision import Lane
from agent.domain.permission import APPROVE, READ, WRITE

router = APIRouter(prefix="/cases", tags=["cases"], responses=problems(401, 403, 404, 422, 429))

At = Annotated[Context, Depends(context)]
Reading = Annotated[Caller, Depends(may(READ))]
Writing = Annotated[Caller, Depends(may(WRITE))]
Approving = Annotated[Caller, Depends(may(APPROVE))]
IfMatch = Annotated[
    str | None,
    Header(alias="if-match", description="The ETag of the case: the draft that was seen."),
]
Key = Annotated[
    str | None,
    Header(
        alias="idempotency-key",
        description="1 to 200 characters. The same key again within a day gets the same answer and changes nothing.",
    ),
]
_DECIDING = problems(400, 409, 412, 428)
Filter = Literal[
    "open", "waiting", "overdue", "high_risk", "reviews", "mine", "snoozed", "alert", "failed", "escalated", "by_hand",
    "to_answer", "all"
]  # fmt: skip


@router.post(
    "", status_code=201, summary="Bring a case; it is drafted and waits for a person",
    responses=problems(409, 503),
)  # fmt: skip
def bring(case: Case, at: At, caller: Writing, shop: Shop = None) -> dict[str, Any]:
    """Store the case, or add what is new to it, and draft."""
    name = caller.shop(shop, at.shop)
    at.desk.receive(case, shop=name, channel="api", by=caller.name)
    return case_page(at.desk.case(case.id, shop=name))


@router.get("", summary="The queue, the case that breaches first on top")
def queue(
    at: At,
    caller: Reading,
    shop: Shop = None,
    lane: Lane | None = None,
    filter: Filter | None = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> dict[str, Any]:
    """Answer a page and the cursor of the next one."""
    page = at.desk.queue(
        caller.shop(shop, at.shop),
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


class _Deciding:
    """What every decision shares: whose shop, which draft, and the answer kept for a repeated key."""

    def __init__(
        self,
        at: Context,
        caller: Caller,
        request: Request,
        case_id: str,
        shop: str | None,
        if_match: str | None,
        key: str | None,
    ) -> None:
        self.at, self.caller, self.case_id = at, caller, case_id
        self._request, self._if_match, self._key = request, if_match, key
        self._shop = caller.shop(shop, at.shop)

    def run(self, body: Decided, act: Callable[[dict[str, Any]], dict[str, Any]]) -> JSONResponse:
        """Do it once for each key and answer what it gives; `act` gets shop, version and who decides."""
        seen = {
            "shop": self._shop,
            "version": _version(body, self._if_match),
            "by": self.caller.name,
        }
        said = [self._shop, seen["version"], body.model_dump(exclude={"draft_version"})]
        answer = self.at.once.run(
            self._request, self.caller, self._shop, said, lambda: act(seen), key=self._key
        )
        if answer.status_code < 300:
            self.at.metrics.decided(self._request.url.path.rsplit("/", 1)[-1])
        return answer

    def page(self, body: Decided, act: Callable[[dict[str, Any]], object]) -> JSONResponse:
        """Do it once for each key and answer the case as it is then."""

        def done(seen: dict[str, Any]) -> dict[str, Any]:
            act(seen)
            return case_page(self.at.desk.case(self.case_id, shop=self._shop))

        return self.run(body, done)


def _deciding(scope: str) -> Callable[..., _Deciding]:
    def made(
        case_id: str,
        request: Request,
        at: At,
        caller: Annotated[Caller, Depends(may(scope))],
        shop: Shop = None,
        if_match: IfMatch = None,
        key: Key = None,
    ) -> _Deciding:
        return _Deciding(at, caller, request, case_id, shop, if_match, key)

    return made


Approval = Annotated[_Deciding, Depends(_deciding(APPROVE))]
Wish = Annotated[_Deciding, Depends(_deciding(WRITE))]


@router.post(
    "/{case_id:path}/approve", summary="Approve the draft as it stands", responses=_DECIDING
)
def approve(body: Approved, on: Approval) -> JSONResponse:
    """Queue the draft's text; it leaves after the undo window."""
    desk, role = on.at.desk, on.caller.role
    return on.run(
        body,
        lambda seen: reply(desk.approve(on.case_id, role=role, override=body.override, **seen)),
    )


@router.post("/{case_id:path}/edit", summary="Approve another wording", responses=_DECIDING)
def edit(body: Edited, on: Approval) -> JSONResponse:
    """Check the wording and queue it."""
    desk, role = on.at.desk, on.caller.role
    given = body.model_dump(include={"text", "reason"}) | {"override": body.override}
    return on.run(body, lambda seen: reply(desk.edit(on.case_id, role=role, **given, **seen)))


@router.post("/{case_id:path}/reject", summary="Refuse the draft", responses=_DECIDING)
def reject(body: Reasoned, on: Approval) -> JSONResponse:
    """Refuse the draft with a reason."""
    desk, role = on.at.desk, on.caller.role
    return on.page(
        body, lambda seen: desk.reject(on.case_id, reason=body.reason, role=role, **seen)
    )


@router.post("/{case_id:path}/escalate", summary="Hand the case to a lead", responses=_DECIDING)
def escalate(body: Escalated, on: Approval) -> JSONResponse:
    """Hand the case over; only a lead can approve its draft then."""
    desk, role = on.at.desk, on.caller.role
    return on.page(
        body, lambda seen: desk.escalate(on.case_id, reason=body.reason, role=role, **seen)
    )


@router.post(
    "/{case_id:path}/regenerate",
    summary="Make another draft",
    responses={**_DECIDING, **problems(503)},
)
def regenerate(body: Regenerated, on: Wish) -> JSONResponse:
    """Draft again, from what the case and the release say now."""
    return on.page(body, lambda seen: on.at.desk.regenerate(on.case_id, style=body.style, **seen))


@router.post(
    "/{case_id:path}/undo",
    summary="Take an approval back before it leaves",
    responses=problems(409),
)
def undo(case_id: str, at: At, caller: Approving, shop: Shop = None) -> dict[str, Any]:
    """Take the last approval back; refused once the reply has begun to leave."""
    name = caller.shop(shop, at.shop)
    at.desk.undo(case_id, shop=name, by=caller.name)
    return case_page(at.desk.case(case_id, shop=name))


@router.post("/{case_id:path}/snooze", summary="Put a case aside", responses=problems(409))
def snooze(
    case_id: str, body: Snoozed, at: At, caller: Writing, shop: Shop = None
) -> dict[str, Any]:
    """Hide the case from the open queue until then; its deadlines go on."""
    name, until = caller.shop(shop, at.shop), body.until
    _storable(until)
    at.desk.snooze(case_id, shop=name, until=until, by=caller.name)
    return case_page(at.desk.case(case_id, shop=name))


@router.post("/{case_id:path}/close", summary="End a case", responses=problems(409))
def close(
    case_id: str, body: Closed, at: At, caller: Approving, shop: Shop = None
) -> dict[str, Any]:
    """End the case; a new message of the buyer opens it again."""
    name = caller.shop(shop, at.shop)
    at.desk.close(case_id, shop=name, by=caller.name, reason=body.reason)
    return case_page(at.desk.case(case_id, shop=name))


@router.get("/{case_id:path}", summary="Everything about a case")
def one(
    case_id: str, response: Response, at: At, caller: Reading, shop: Shop = None
) -> dict[str, Any]:
    """Answer the case; its ETag is the draft version, for If-Match."""
    detail = at.desk.case(case_id, shop=caller.shop(shop, at.shop))
    response.headers["ETag"] = f'"{detail.record.draft_version}"'
    return case_page(detail)


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


def _storable(moment: datetime) -> None:
    if not 2000 <= moment.year < 9000:
        raise Problem(422, "invalid_input", "until: the moment is out of reach")
