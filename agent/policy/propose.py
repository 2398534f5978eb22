"""Propose a rules.yaml from a shop's documents, for a person to accept.

Each remedy that a clause names becomes a rule of its own (`offer`). What is doubtful carries a note; what would be worse for the buyer
than the law is left out, with the article named in a comment.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from agent.errors import ConfigurationError
from agent.policy.documents import read_documents
from agent.policy.floor import below_floor
from agent.policy.offer import AFTERWARDS, offers
from agent.policy.promises.remedies import evidence
from agent.policy.rule import Layer
from agent.policy.rule_reader import Place, read_rule
from agent.policy.subjects import for_some_buyers, in_force
from knowledge.clause import Citation, Clause, Clock

_PRODUCT_ROW = re.compile(
    r"(?:sku|货号|貨號|品号|品號|商品编码|商品編號|item no)\s*[:：]", re.IGNORECASE
)

_TIERS = re.compile(r"金卡|银卡|銀卡|钻石|鑽石|VIP", re.IGNORECASE)
_BEGINNING = 24  # characters of a clause by which it is told from others under its heading
_SHOWN = {"quality", "damaged", "wrong_item", "not_as_described", "missing_item"}


def propose(clauses: Sequence[Clause]) -> str:
    """Return rules as YAML, each citing its clause; `load_rulebook` reads it back.

    A clause that names no remedy proposes nothing. The `note` of a rule says what a person should check; until the line
    `accepted: false` is taken out, a doubtful rule decides nothing and the desk goes by the clause itself.
    """
    lines = [
        "# Proposed from the documents. A rule with a note is doubtful: check it, then take out `accepted: false`.",
        "rules:",
    ]
    goods = _named_goods(clauses)
    shown = _evidence(clauses)
    headings = Counter((clause.path, clause.heading) for clause in clauses)
    count = 0
    for clause in clauses:
        refused: str | None = None
        named, asks = goods.get(clause.clause_id, ()), shown[_section(clause)]
        for raw in _proposed(clause, named, asks, _place(clause, headings)):
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


def _section(clause: Clause) -> tuple[str, str]:
    return clause.path, clause.heading.split("!")[0]


def _named_goods(clauses: Sequence[Clause]) -> dict[str, tuple[str, ...]]:
    """Return, by clause, the words in it that name goods of the catalogue: its rules hold for these only."""
    found = {}
    for one in read_documents(clauses).statements:
        named = one.narrowed.union(*(part.named for part in one.parts))
        found[one.clause_id] = tuple(sorted(named))
    return found


def _evidence(clauses: Sequence[Clause]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return, by section, what its clauses ask the buyer to show."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for clause in clauses:
        texts[_section(clause)].append(clause.text)
    return {section: evidence("\n".join(told)) for section, told in texts.items()}


def _proposed(
    clause: Clause, goods: tuple[str, ...], shown: tuple[str, ...], place: str
) -> list[dict[str, Any]]:
    if clause.products or _PRODUCT_ROW.search(clause.text):
        return []
    topic, text = clause.heading.split(" > ")[-1], in_force(clause.text)
    made: list[dict[str, Any]] = []
    for raw, notes in offers(topic, text) if text else ():
        rule = {
            "title": topic[:40] or clause.path,
            "clause": {"path": clause.path, "heading": place},
            **_validity(clause),
            **raw,
        }
        if for_some_buyers(text) or _TIERS.search(text):
            notes = [
                *notes,
                "the clause gives this to some buyers or orders only; narrow the rule to them",
            ]
        if goods:
            notes = [
                *notes,
                f"the clause names goods ({', '.join(goods[:4])}); narrow the rule to them",
            ]
        if shown and set(raw["when"].get("problem", ())) & _SHOWN:
            rule["ask_for"] = list(shown)
        if notes:
            rule["note"] = "; ".join(dict.fromkeys(notes))
            rule["accepted"] = False
        if rule not in made:
            made.append(rule)
    return made


def _place(clause: Clause, headings: Mapping[tuple[str, str], int]) -> str:
    """Return what tells the clause from the others of its document: its heading, or how it begins where several share that."""
    if headings[clause.path, clause.heading] < 2:
        return clause.heading
    return clause.text.split("\n")[0][:_BEGINNING].strip()


def _validity(clause: Clause) -> dict[str, str]:
    ends = {"valid_from": clause.valid_from, "valid_to": clause.valid_to}
    return {name: day.isoformat() for name, day in ends.items() if day}


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
