"""The evidence pane's slower questions: the whole source, similar replies."""

from zoneinfo import ZoneInfo

from agent.clerk.clerk import Clerk
from agent.console.call import Answer, Arguments, Handler, Line, Person, text_of
from agent.console.view import clock
from agent.desk.desk import Desk
from agent.insights import Insights
from knowledge.errors import KnowledgeError

_MOST_CLAUSES = 400


class GroundsRoom:
    """What the evidence pane asks when somebody looks closer."""

    def __init__(self, desk: Desk, line: Line, *, clerk: Clerk, insights: Insights) -> None:
        self._desk = desk
        self._line = line
        self._clerk = clerk
        self._insights = insights

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (self.source, self.similar)

    def source(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return a document clause by clause, as the case's release has it; empty for a law outside the shop's folder."""
        shop, path = self._line.shop(given), text_of(given, "path")
        release = None
        if isinstance(given.get("case_id"), str):
            detail = self._desk.case(given["case_id"], shop=shop)
            release = detail.proposal.release if detail.proposal else None
        if (release or self._clerk.library.active(shop)) is None:
            return {"path": path, "release": None, "clauses": []}
        try:
            found = self._clerk.library.clauses(shop, release)
        except KnowledgeError:
            # A release that an earlier version of this program made: what answers now is the next best.
            found = self._clerk.library.clauses(shop)
        clauses = [
            {
                "heading": clause.heading,
                "text": clause.text,
                "from": clause.valid_from.isoformat() if clause.valid_from else None,
                "to": clause.valid_to.isoformat() if clause.valid_to else None,
            }
            for clause in found
            if clause.path == path
        ]
        return {"path": path, "release": release, "clauses": clauses[:_MOST_CLAUSES]}

    def similar(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return approved replies to cases of the same outcome."""
        shop, case_id = self._line.shop(given), text_of(given, "case_id")
        detail = self._desk.case(case_id, shop=shop)
        if detail.proposal is None:
            return {"items": []}
        zone = ZoneInfo(self._clerk.shelf.books(shop).shop.timezone)
        found = self._insights.precedents(
            shop,
            but=case_id,
            outcome=detail.proposal.decision.outcome.value,
            problem=detail.proposal.reading.problem.value,
            language=detail.proposal.draft.language,
        )
        return {
            "items": [one.model_dump(mode="json") | {"at": clock(one.at, zone)} for one in found]
        }
