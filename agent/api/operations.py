"""Routes for whoever runs the desk: what went wrong and is to be tried again, what comes due, channels, the audit."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from agent.api.auth import Caller, may
from agent.api.context import Context, context
from agent.api.errors import problems
from agent.api.shape import Shop
from agent.api.views import event_row, reply
from agent.domain.permission import AUDIT, OPERATE, READ

router = APIRouter(tags=["operations"], responses=problems(401, 403, 404, 422, 429))

At = Annotated[Context, Depends(context)]
Reading = Annotated[Caller, Depends(may(READ))]
Operating = Annotated[Caller, Depends(may(OPERATE))]
Auditing = Annotated[Caller, Depends(may(AUDIT))]
Row = Annotated[str, Path(max_length=40)]


@router.get("/due", summary="What comes due next in cases that need a person")
def due(
    at: At,
    caller: Reading,
    shop: Shop = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Answer case, kind, moment and source of each deadline, the first on top."""
    found = at.desk.due(caller.shop(shop, at.shop), until=until, limit=limit)
    return {"items": [one.model_dump(mode="json") for one in found]}


@router.get("/dead-letters", summary="What needs a person because a machine gave up")
def dead_letters(at: At, caller: Reading, shop: Shop = None) -> dict[str, Any]:
    """Answer replies that could not be delivered, events that could not be read, channels that are stopped."""
    found = at.desk.dead_letters(caller.shop(shop, at.shop))
    return {
        "replies": [reply(item) for item in found.replies],
        "events": [event_row(event) for event in found.events],
        "channels": [state.model_dump(mode="json") for state in found.channels],
    }


@router.post(
    "/replies/{reply_id}/retry",
    summary="Send a reply that was given up once more",
    responses=problems(409),
)
def retry(reply_id: Row, at: At, caller: Operating, shop: Shop = None) -> dict[str, Any]:
    """Queue it under its old key: a receiver that had it already shows it once."""
    return reply(at.desk.retry_reply(reply_id, shop=caller.shop(shop, at.shop), by=caller.name))


@router.post("/inbox/{event_id}/replay", summary="Work a kept event off once more")
def replay(event_id: Row, at: At, caller: Operating, shop: Shop = None) -> dict[str, Any]:
    """Put the event back to those that wait."""
    return event_row(at.desk.replay(event_id, shop=caller.shop(shop, at.shop), by=caller.name))


@router.get("/channels", summary="The shop's channels and what is remembered of them")
def channels(at: At, caller: Reading, shop: Shop = None) -> dict[str, Any]:
    """Answer name, kind, whether replies can leave, and why not."""
    name = caller.shop(shop, at.shop)
    states = {state.channel: state for state in at.desk.channel_states(name)}
    rows = []
    for owner, channel_name, channel in at.channels:
        if owner == name:
            state = states.get(channel_name)
            rows.append(
                {
                    "name": channel_name,
                    "kind": channel.name,
                    "sends": channel.sends and not (state and state.stopped_at),
                    "stopped_why": state.stopped_why if state else None,
                    "capabilities": channel.capabilities.model_dump(mode="json"),
                }
            )
    return {"items": rows}


@router.post("/channels/{channel}/start", summary="Let replies leave a stopped channel again")
def start(channel: Row, at: At, caller: Operating, shop: Shop = None) -> dict[str, Any]:
    """Start it and hand over what waits."""
    name = caller.shop(shop, at.shop)
    return at.desk.start_channel(channel, shop=name, by=caller.name).model_dump(mode="json")


@router.get("/audit", summary="Who did what, oldest first, and whether the chain is whole")
def audit(
    at: At,
    caller: Auditing,
    shop: Shop = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Answer lines behind number `after`; `broken_at` names the first line that is missing or was changed."""
    name = caller.shop(shop, at.shop)
    lines = at.desk.audit_lines(name, after=after, limit=limit)
    more = lines[-1].seq if len(lines) == limit else None
    return {
        "items": [line.model_dump(mode="json") for line in lines],
        "next_after": more,
        "broken_at": at.desk.audit_broken_at(name),
    }
