"""Replies the shop's people approved, as examples of its tone for a model: the same kind of reply, without personal data."""

from agent.clerk.briefing import private_data
from agent.domain.case import Case
from agent.drafting.brief import Brief
from agent.guards.pii import mask
from agent.store.unit_of_work import Store

_MOST, _LOOKED_AT = 3, 60


class ApprovedReplies:
    """The newest approved replies of one shop with the brief's outcome, language and surface."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, shop: str, brief: Brief) -> tuple[str, ...]:
        """Return at most three texts, masked, newest first; never the case's own."""
        outcome = brief.decision.outcome.value
        with self._store.reading(shop) as work:
            rows = work.approvals.replies(outcome, most=_LOOKED_AT)
        found = [
            mask(row.text, private_data(Case.model_validate(row.case)))
            for row in rows
            if row.case.get("id") != brief.case_id
            and row.draft.get("language") == brief.language.value
            and row.draft.get("surface") == brief.surface.value
        ]
        return tuple(dict.fromkeys(found))[:_MOST]
