"""The contract's JSON of a search and of a check, the same for the command line and the API."""

from collections.abc import Mapping
from typing import Any

from agent.clerk.clerk import Clerk
from agent.domain.draft import Surface
from agent.domain.finding import Severity
from agent.errors import InvalidInput
from agent.guards.checks import run_guards
from agent.guards.context import parse_context
from agent.guards.judge import Judge
from knowledge.search.answer import SearchAnswer


def search_document(found: SearchAnswer) -> dict[str, Any]:
    """Return the JSON of a search."""
    return {
        "answerable": found.answerable,
        "confidence": round(found.confidence, 4),
        "results": [
            {
                "path": hit.clause.path,
                "heading": hit.clause.heading,
                "text": hit.clause.text,
                "score": round(hit.score, 4),
                "clause_id": hit.clause.clause_id,
                "valid_from": hit.clause.valid_from.isoformat() if hit.clause.valid_from else None,
                "valid_to": hit.clause.valid_to.isoformat() if hit.clause.valid_to else None,
            }
            for hit in found.hits
        ],
    }


def check_document(
    text: str,
    *,
    surface: str,
    context: Any,
    clerk: Clerk | None = None,
    shop: str | None = None,
    judge: Judge | None = None,
) -> dict[str, Any]:
    """Return the JSON of a check; with a clerk and a shop, facts may rest on the shop's clauses.

    `judge` serves where there is no clerk; a clerk brings its own.

    Raises:
        InvalidInput: an unknown surface, or a context of another form than the contract's.
    """
    if surface not in list(Surface):
        raise InvalidInput(f"surface {surface!r}: choose im or public_review")
    if not isinstance(context, Mapping):
        raise InvalidInput("context: a JSON object is needed")
    grounds = clerk.grounds_for(text, shop=shop) if clerk and shop else ()
    known = parse_context(context, surface=Surface(surface), grounds=grounds)
    findings = run_guards(text, known, clerk.judge if clerk else judge)
    return {
        "blocked": any(finding.severity is Severity.BLOCK for finding in findings),
        "findings": [finding.model_dump(mode="json") for finding in findings],
    }
