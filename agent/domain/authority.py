"""What staff may give without a lead: the ceilings of the shop's own settings."""

from agent.domain.money import Money
from agent.domain.shop import Shop

LEAD = "lead"
LEADS = frozenset({LEAD, "admin"})
"""Roles that can do what needs a lead."""

ACTING = frozenset({"agent", *LEADS})
"""Roles that may decide; any other, such as auditor, only looks."""


def refusal(shop: Shop, *, role: str, amount: Money | None) -> str | None:
    """Return None when the role may approve this amount, else one line that says why not.

    Without any ceiling configured nobody is limited. With some configured, a role that has none may give nothing, except
    a lead, who then may give anything. An amount in another currency than the ceiling's can't be compared, so a lead
    must take it.
    """
    if amount is None or amount.minor <= 0 or not shop.authority:
        return None
    ceiling = shop.authority.get(role)
    if ceiling is None:
        return (
            None
            if role in LEADS
            else f"{amount} needs the role {LEAD}: {role} has no ceiling in shop.yaml"
        )
    if ceiling.currency != amount.currency:
        return (
            None
            if role in LEADS
            else f"{amount} needs the role {LEAD}: the ceiling is in {ceiling.currency}"
        )
    if amount.minor <= ceiling.minor:
        return None
    who = "somebody with a higher ceiling in shop.yaml" if role in LEADS else f"the role {LEAD}"
    return f"{amount} is above the ceiling of {role}, {ceiling}; it needs {who}"
