"""The way in for channels: verify, keep, answer. What follows happens after the answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from agent.api.context import Context, context
from agent.api.errors import Problem
from agent.channels.channel import MAX_BODY
from agent.store.tables import MAX_SHOP

router = APIRouter(tags=["channels"])


@router.post("/hooks/{shop}/{channel}", summary="Receive a channel's signed event")
async def receive(
    shop: str, channel: str, request: Request, at: Annotated[Context, Depends(context)]
) -> dict[str, Any]:
    """Answer `accepted`, or `duplicate` for an event that came before; both are well."""
    way_in = at.channels.get(channel)
    if way_in is None:
        raise Problem(404, "not_found", f"no channel {channel[:40]!r} is configured")
    if len(shop) > MAX_SHOP:
        raise Problem(404, "not_found", "no such shop")
    body = await _body(request)
    headers = dict(request.headers)
    event = await run_in_threadpool(way_in.read, headers, body)
    kept = await run_in_threadpool(
        at.desk.take_event,
        shop=shop,
        channel=channel,
        event_id=event.event_id,
        type=event.type,
        payload=event.case.model_dump(mode="json", exclude_none=True),
    )
    return {"status": "duplicate" if kept is None else "accepted"}


async def _body(request: Request) -> bytes:
    """Read at most `MAX_BODY` bytes; a length that is announced larger is refused unread."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY:
        raise Problem(413, "too_large", f"an event may have at most {MAX_BODY} bytes")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise Problem(413, "too_large", f"an event may have at most {MAX_BODY} bytes")
        parts.append(part)
    return b"".join(parts)
