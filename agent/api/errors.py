"""Every refusal in one shape: RFC 9457 `application/problem+json`, with `code` and, where there are several, `errors`.

A problem says what, where and what to do; it never repeats what a buyer wrote.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from agent.channels.channel import Unverified
from agent.errors import (
    AftersalesError,
    ConfigurationError,
    InvalidInput,
    MoveNotAllowed,
    NotApproved,
    NotFound,
    Unreachable,
    VersionConflict,
)
from knowledge.errors import KnowledgeError, ReleaseNotFound

# The first that fits: subclasses stand before their base.
_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (Unverified, 401, "unverified"),
    (VersionConflict, 409, "version_conflict"),
    (MoveNotAllowed, 409, "move_not_allowed"),
    (NotApproved, 403, "not_approved"),
    (NotFound, 404, "not_found"),
    (ReleaseNotFound, 404, "not_found"),
    (InvalidInput, 422, "invalid_input"),
    (Unreachable, 503, "unreachable"),
    (ConfigurationError, 500, "configuration"),
    (AftersalesError, 422, "refused"),
    (KnowledgeError, 422, "knowledge"),
)

_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Precondition failed",
    413: "Too large",
    422: "Cannot be processed",
    428: "Precondition required",
    429: "Too many requests",
    500: "Error of the server",
    503: "Not reachable",
}


class ProblemShape(BaseModel):
    """The one shape of every refusal (RFC 9457)."""

    type: str = Field(examples=["urn:aftersales:problem:version_conflict"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["case c1: draft 1 is no longer current, draft 2 is"])
    instance: str = Field(examples=["/api/v1/cases/c1/approve"])
    code: str = Field(examples=["version_conflict"])
    errors: list[dict[str, str]] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of refusals with these statuses."""
    return {
        status: {
            "description": _TITLES[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status in statuses
    }


class Problem(Exception):
    """A refusal that belongs to HTTP alone: a header is missing, a precondition fails."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return the one error shape."""
    body: dict[str, Any] = {
        "type": f"urn:aftersales:problem:{code}",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "code": code,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def code_of(error: Exception) -> tuple[int, str]:
    """Return status and code of an error of the product."""
    return next(
        ((status, code) for kind, status, code in _STATUS if isinstance(error, kind)),
        (500, "internal"),
    )


def install(app: FastAPI) -> None:
    """Have the application answer every error in the one shape."""

    def of_product(request: Request, error: Exception) -> Response:
        status, code = code_of(error)
        return problem(request, status, code, str(error))

    def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return problem(request, error.status, error.code, error.detail, headers=error.headers)

    def of_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http")
        return problem(
            request, error.status_code, code, str(error.detail), headers=dict(error.headers or {})
        )

    def of_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _validation(request, error.errors())

    def unexpected(request: Request, _error: Exception) -> Response:
        return problem(
            request, 500, "internal", "something went wrong here; the server's log says what"
        )

    for kind in (AftersalesError, KnowledgeError):
        app.add_exception_handler(kind, of_product)
    app.add_exception_handler(Problem, of_http)
    app.add_exception_handler(HTTPException, of_framework)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(Exception, unexpected)


def _validation(request: Request, errors: Sequence[Any]) -> JSONResponse:
    if any(error["type"] == "json_invalid" for error in errors):
        place = next(error for error in errors if error["type"] == "json_invalid")["loc"][-1]
        return problem(
            request, 400, "malformed_json", f"the body is not JSON (at character {place})"
        )
    named = [{"at": _place(error["loc"]), "message": _message(error)} for error in errors[:20]]
    first = named[0]
    return problem(
        request, 422, "invalid_input", f"{first['at']}: {first['message']}", errors=named
    )


def _place(location: Sequence[str | int]) -> str:
    # Keys of free-form data may be the buyer's own words: they are named, but never at length.
    return ".".join(str(part)[:60] for part in location if part != "body") or "body"


def _message(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key; remove it"
    # A validator of the product's own may quote the value it got: only the framework's sentences are repeated.
    if error["type"] in ("value_error", "assertion_error"):
        return "the value is not of the expected form"
    return str(error["msg"])
