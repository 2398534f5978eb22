"""How long a shop's clauses warrant goods of a name, where the catalogue does not say."""

import re

from agent.policy.documents import Documents
from agent.policy.facts import Facts
from agent.policy.statement import Statement
from agent.policy.subjects import months_of, things

_EVERYTHING = re.compile(
    r"全店|所有|本店|均|一律|商品|产品|產品|all (?:items|products|goods)|everything", re.I
)
_SEGMENT = re.compile(r"[，,；;。、\n（）()]")


def warranty_from(documents: Documents, facts: Facts) -> tuple[int, Statement] | None:
    """Return the warranty in days that a clause gives goods of this name, the longest where several do; None where none does."""
    goods = things(" ".join(facts.titles))
    best: tuple[int, Statement] | None = None
    for one in documents.statements:
        if "repair" not in one.subjects or not one.applies(facts):
            continue
        for months in _months_for(one.text, goods):
            days = round(months * 365 / 12)
            if best is None or days > best[0]:
                best = days, one
    return best


def _months_for(text: str, goods: frozenset[str]) -> list[int]:
    parts = [part for part in _SEGMENT.split(text) if part.strip()]
    named = [m for part in parts if things(part) & goods for m in months_of(part)]
    if named:
        return named
    spans = months_of(text)
    return spans if len(spans) == 1 and _EVERYTHING.search(text) else []
