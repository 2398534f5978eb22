"""Whether the process lives, and whether it can work."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from agent.api.context import Context, context

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process lives")
def healthz() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "ok"}


@router.get("/readyz", summary="The parts that work needs answer")
def readyz(response: Response, at: Annotated[Context, Depends(context)]) -> dict[str, Any]:
    """Answer 200 when every part is there, else 503 and which one is not."""
    parts = at.ready()
    ready = all(parts.values())
    response.status_code = 200 if ready else 503
    return {"status": "ready" if ready else "not ready", "parts": parts}
