"""Whether the process lives, whether it can work, and figures for Prometheus."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from agent.api.auth import Caller, may
from agent.api.context import Context, context
from agent.api.errors import problems
from agent.api.metrics import CONTENT_TYPE
from agent.domain.permission import READ

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process lives")
def healthz() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    summary="The parts that work needs answer",
    responses={503: {"description": "A part does not answer"}},
)
def readyz(response: Response, at: Annotated[Context, Depends(context)]) -> dict[str, Any]:
    """Answer 200 when every part is there, else 503 and which one is not."""
    parts = at.ready()
    ready = all(parts.values())
    response.status_code = 200 if ready else 503
    return {"status": "ready" if ready else "not ready", "parts": parts}


@router.get(
    "/metrics",
    summary="Figures in Prometheus' text format",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **problems(401, 403, 429)},
)
def metrics(
    at: Annotated[Context, Depends(context)], _caller: Annotated[Caller, Depends(may(READ))]
) -> Response:
    """Answer counts and times of this process, and how many rows of each shop wait for what."""
    return Response(at.metrics.text(), headers={"Content-Type": CONTENT_TYPE})
