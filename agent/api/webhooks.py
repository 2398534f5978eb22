"""The way in for channels: verify, keep, answer. What follows happens after the answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from agent.api.context import Context, context
from agent.api.errors import Problem, problems
from agent.channels import channel as channels
from agent.channels.channel import MAX_BODY, Channel, Received

router = APIRouter(tags=["channels"])
_OTHER_WAYS = ["GET", "POST", "PUT"]


@router.post(
    "/hooks/{shop}/{channel}",
    summary="Receive a channel's signed event",
    responses=problems(401, 404, 413, 422, 503),
)
async def receive(
    shop: str, channel: str, request: Request, at: Annotated[Context, Depends(context)]
) -> Response:
    """Answer `accepted`, or `duplicate` for an event that came before; both are well."""
    return await _receive(shop, channel, "", request, at)


@router.api_route("/hooks/{shop}/{channel}", methods=["GET", "PUT"], include_in_schema=False)
@router.api_route(
    "/hooks/{shop}/{channel}/{rest:path}", methods=_OTHER_WAYS, include_in_schema=False
)
async def receive_otherwise(
    shop: str,
    channel: str,
    request: Request,
    at: Annotated[Context, Depends(context)],
    rest: str = "",
) -> Response:
    """Serve platforms that knock with another method, or at a path of their own below the channel's."""
    return await _receive(shop, channel, rest, request, at)


async def _receive(shop: str, channel: str, rest: str, request: Request, at: Context) -> Response:
    way_in = at.channels.find(shop, channel)
    if way_in is None:
        raise Problem(404, "not_found", "this shop has no such channel")
    body = await _body(request)
    asked = channels.Request(
        method=request.method,
        path=f"/{rest}" if rest else "",
        query=dict(request.query_params),
        headers=dict(request.headers),
        body=body,
    )
    received, new = await run_in_threadpool(_taken, at, way_in, asked, shop, channel)
    at.metrics.received(channel, "accepted" if new else "duplicate" if received.events else "other")
    follow = None
    if received.fetch is not None and at.fetch is not None:
        follow = BackgroundTask(at.fetch, shop, channel, received.fetch)
    return _answer(received, new, follow)


def _taken(
    at: Context, way_in: Channel, asked: channels.Request, shop: str, channel: str
) -> tuple[Received, int]:
    received = way_in.read(asked)
    new = 0
    if received.events or received.acts:
        new = at.desk.take(received, shop=shop, channel=channel)
    return received, new


def _answer(received: Received, new: int, follow: BackgroundTask | None) -> Response:
    answer = received.answer
    if answer is not None:
        return Response(answer.body, answer.status, media_type=answer.media_type, background=follow)
    known = bool(received.events or received.acts) and not new
    body: dict[str, Any] = {"status": "duplicate" if known else "accepted"}
    return JSONResponse(body, background=follow)


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
