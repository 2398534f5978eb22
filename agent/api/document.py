"""The OpenAPI document: the routes, the one problem shape, and the events that the desk sends (`webhooks`)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from agent.api.errors import ProblemShape

_EVENTS = {
    "reply.approved": "An approved reply for the buyer; webhook-id is its idempotency key",
    "draft.proposed": "A draft waits for a person",
    "draft.approve": "A person approved a draft",
    "draft.override": "A lead approved, for a reason, a text that the guards block",
    "draft.hold": "A text that a lead approved beforehand was put out while the draft waits",
    "draft.voided": "A draft no longer holds",
    "case.opened": "A case came in",
    "case.grown": "Something new came to a case",
    "case.taken_over": "A person answered in the chat tool",
    "case.near_breach": "A deadline is near",
    "case.overdue": "A deadline is past",
    "case.follow_up": "Nobody touched an open case for a day",
    "reply.delivered": "The channel took a reply",
    "reply.failed": "A reply was given up; a person must look",
    "channel.stopped": "A receiver wants nothing any more",
}
"""The ones worth subscribing to; every action of the audit can be."""


def install(app: FastAPI) -> None:
    """Have the application answer its document with what the framework does not write."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                openapi_version="3.1.0",
            )
            shapes = made.setdefault("components", {}).setdefault("schemas", {})
            shapes["Problem"] = ProblemShape.model_json_schema()
            shapes.pop("HTTPValidationError", None)
            shapes.pop("ValidationError", None)
            made["webhooks"] = {name: _event(name, text) for name, text in _EVENTS.items()}
            for operation in _operations(made):
                _own_refusals(operation)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def _own_refusals(operation: dict[str, Any]) -> None:
    # The framework documents its own shape of a 422; ours is another.
    for status, answer in operation["responses"].items():
        if status == "422" and "application/problem+json" not in answer.get("content", {}):
            answer["content"] = {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }
        elif status == "422":
            answer["content"].pop("application/json", None)
    if "requestBody" in operation and "400" not in operation["responses"]:
        operation["responses"]["400"] = {
            "description": "The body is not JSON",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }


def _event(name: str, text: str) -> dict[str, Any]:
    return {
        "post": {
            "summary": text,
            "description": "Signed by Standard Webhooks 1.0; answer 2xx, or 410 to stop.",
            "requestBody": {
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["type", "timestamp", "data"],
                            "properties": {
                                "type": {"const": name},
                                "timestamp": {"type": "string", "format": "date-time"},
                                "data": {
                                    "type": "object",
                                    "properties": {
                                        "shop": {"type": "string"},
                                        "case_id": {"type": ["string", "null"]},
                                    },
                                },
                            },
                        }
                    }
                }
            },
            "responses": {
                "2XX": {"description": "Taken"},
                "410": {"description": "No more of them"},
            },
        }
    }
