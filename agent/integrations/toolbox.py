"""What other programs may use of the desk: searching the shop's clauses and drafting a case. Nothing here can send.

Both are handed in as functions, so that a toolbox can stand over a clerk in this process or over anything that answers alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from agent.domain.case import Case
from agent.errors import InvalidCase
from knowledge.search.answer import SearchAnswer

SEARCH = "search_shop_policies"
SEARCH_HELP = (
    "Find the clauses of the shop's policies and product documents that answer a question. "
    "`answerable` false means that the documents hold no answer: say so instead of guessing."
)
DRAFT = "draft_after_sales_reply"
DRAFT_HELP = (
    "Decide an after-sales case (messages, claim or review, with its order) by the shop's rules and draft a reply. "
    "The draft is for a person to approve; this tool sends nothing. `blocked` true means that it must not be used."
)
MOST_CLAUSES = 20


@dataclass(frozen=True)
class Toolbox:
    """`find(question, k)` answers from the active release, `propose(case)` gives the contract's section 3."""

    find: Callable[[str, int], SearchAnswer]
    propose: Callable[[Case], dict[str, Any]]

    def search(self, question: str, k: int = 5) -> dict[str, Any]:
        """Return whether the documents answer, and the best clauses with where they stand."""
        answer = self.find(question, max(1, min(k, MOST_CLAUSES)))
        results = [
            {"path": hit.clause.path, "heading": hit.clause.heading, "text": hit.clause.text}
            for hit in answer.hits
        ]
        return {"answerable": answer.answerable, "results": results}

    def draft(self, case: dict[str, Any]) -> dict[str, Any]:
        """Return decision, draft and findings of a case in the contract's format.

        Raises:
            InvalidCase: it is none; the text names the place, never the words.
        """
        try:
            known = Case.model_validate(case)
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in fault["loc"]) or "case"
            raise InvalidCase(f"{place}: {fault['msg']}") from None
        return self.propose(known)
