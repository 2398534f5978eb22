"""Which approvals need a second look: money, danger, law, somebody's order, and what stands in public for good."""

from agent.desk.views import CaseDetail
from agent.domain.authority import refusal
from agent.domain.draft import Surface
from agent.domain.reading import Risk
from agent.domain.shop import Shop

_DANGER = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.SELF_HARM, Risk.MINOR})
_LAW = frozenset({Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA, Risk.BLACKMAIL, Risk.COUNTERFEIT})


def cautions(detail: CaseDetail, shop: Shop, role: str) -> tuple[str, ...]:
    """Return why this approval needs the grounds opened and a second key, empty if it does not.

    Money above a person's ceiling is refused by the desk; what takes more than half of it is looked at twice.
    """
    if detail.proposal is None or detail.draft is None:
        return ()
    reading, decision = detail.proposal.reading, detail.proposal.decision
    found = []
    amount = decision.amount
    twice = amount.model_copy(update={"minor": amount.minor * 2}) if amount else None
    if refusal(shop, role=role, amount=twice):
        found.append("money")
    if _DANGER & set(reading.risks):
        found.append("danger")
    if _LAW & set(reading.risks):
        found.append("law")
    if any(
        line.action == "case.order_found" and line.detail.get("named_by") == "buyer"
        for line in detail.audit
    ):
        found.append("order")
    if detail.draft.draft.surface is Surface.PUBLIC_REVIEW:
        found.append("public")
    return tuple(found)
