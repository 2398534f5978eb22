"""Propose a rules.yaml from a shop's documents, for a person to accept.

Each remedy that a clause names becomes a rule of its own (`offer`). What is doubtful carries a note; what would be worse for the buyer
than the law is left out, with the article named in a comment.
"""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from agent.errors import ConfigurationError
from agent.policy.clause_words import hits
from agent.policy.floor import below_floor
from agent.policy.offer import AFTERWARDS, offers
from agent.policy.rule import Layer
from agent.policy.rule_reader import Place, read_rule
from knowledge.clause import Citation, Clause, Clock

_PRODUCT_ROW = re.compile(
    r"(?:sku|货号|貨號|品号|品號|商品编码|商品編號|item no)\s*[:：]", re.IGNORECASE
)


def propose(clauses: Sequence[Clause]) -> str:
    """Return rules as YAML, each citing its clause; `load_rulebook` reads it back.

    A clause that names no remedy proposes nothing. The `note` of a rule says what a person should check.
    """
    lines = ["# Proposed from the documents; check each rule and its note before use.", "rules:"]
    count = 0
    for clause in clauses:
        refused: str | None = None
        for raw in _proposed(clause):
            if refused and raw.get("note") == AFTERWARDS:
                continue  # what is left out has no afterwards
            rule = {"id": f"P-{count + 1:03d}", **raw}
            refused = _refused(rule)
            if refused:
                place = "".join(
                    c if c.isprintable() else " " for c in f"{clause.path}#{clause.heading}"
                )
                lines.append(f"  # left out: {place}: {refused}")
                continue
            count += 1
            dumped = yaml.safe_dump([rule], allow_unicode=True, sort_keys=False, width=120)
            lines += [f"  {line}" for line in dumped.rstrip().splitlines()]
    if not count:
        lines[1] = "rules: []"
    return "\n".join(lines) + "\n"


def freight_named(text: str) -> list[str]:
    """Return who pays the freight by a clause: seller, buyer, both, or nobody named."""
    return hits("freight", text)


def _proposed(clause: Clause) -> list[dict[str, Any]]:
    if clause.products or _PRODUCT_ROW.search(clause.text):
        return []
    topic = clause.heading.split(" > ")[-1]
    made: list[dict[str, Any]] = []
    for raw, notes in offers(topic, clause.text):
        rule = {
            "title": topic[:40] or clause.path,
            "clause": {"path": clause.path, "heading": clause.heading},
            **raw,
        }
        if notes:
            rule["note"] = "; ".join(dict.fromkeys(notes))
        if rule not in made:
            made.append(rule)
    return made


def _refused(raw: dict[str, Any]) -> str | None:
    """Return why the loader would refuse the rule, or None."""
    place = Place("rules.yaml", f"rule {raw['id']!r}")
    cited = Citation(path=raw["clause"]["path"], heading=raw["clause"]["heading"])
    try:
        rule = read_rule(raw, place, layer=Layer.SHOP, citation=cited, clock=Clock.ORDER)
    except ConfigurationError as error:
        return str(error)
    breach = below_floor(rule)
    return (
        f"{breach.what}, worse for the buyer than {breach.article}; {breach.mend}"
        if breach
        else None
    )
