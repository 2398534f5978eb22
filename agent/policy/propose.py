"""Propose a rules.yaml from a shop's documents, for a person to accept.

Each clause is read for a span of days, who pays the freight, amounts, and exclusions. What is doubtful carries a note; what
would be worse for the buyer than the law is left out, with the article named in a comment.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.errors import ConfigurationError
from agent.policy.floor import below_floor
from agent.policy.rule import Layer
from agent.policy.rule_reader import Place, read_rule
from agent.policy.wordlists import HAN_DIGITS, goods_kinds
from knowledge.clause import Citation, Clause, Clock

_WORDS = {
    "three": 3,
    "five": 5,
    "seven": 7,
    "ten": 10,
    "fourteen": 14,
    "fifteen": 15,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
_NUMBER = r"(\d{1,3}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
_DAYS = re.compile(
    rf"{_NUMBER}\s*(?:个自然日|個自然日|个工作日|天|日)\s*(?:之)?(?:内|內|无理由|無理由|鉴赏|鑑賞|价保|保价|價保|包退|包换|包換)?"
    rf"|(?:within|up to|for)\s+(\d{{1,3}}|{'|'.join(_WORDS)})[\s-]*(?:calendar |business )?days?"
    rf"|(\d{{1,3}}|{'|'.join(_WORDS)})[\s-]days?",
    re.IGNORECASE,
)  # fmt: skip
_AMOUNT = re.compile(
    r"(?:最高|至多|上限(?:为|為)?|不超过|不超過|封顶|up to|at most|maximum(?: of)?)\s*(?:人民币|¥|￥|\$|CNY|RMB|USD|NT\$)?\s*(\d+(?:\.\d{1,2})?)\s*(?:元|块|塊|yuan|¥)?"
    r"(?!\s*(?:天|日|days?|小时|小時|hours?|%))",
    re.IGNORECASE,
)
_FAULTS = {"quality", "damaged", "wrong_item", "missing_item", "not_as_described"}


def propose(clauses: Sequence[Clause]) -> str:
    """Return rules as YAML, each citing its clause; `load_rulebook` reads it back.

    A clause that names no span of days, freight, amount or exclusion proposes nothing. The `note` of a rule says what a
    person should check.
    """
    lines = ["# Proposed from the documents; check each rule and its note before use.", "rules:"]
    count = 0
    for clause in clauses:
        raw = _proposed(clause, count + 1)
        if raw is None:
            continue
        refused = _refused(raw)
        if refused:
            place = "".join(
                c if c.isprintable() else " " for c in f"{clause.path}#{clause.heading}"
            )
            lines.append(f"  # left out: {place}: {refused}")
            continue
        count += 1
        dumped = yaml.safe_dump([raw], allow_unicode=True, sort_keys=False, width=120)
        lines += [f"  {line}" for line in dumped.rstrip().splitlines()]
    if not count:
        lines[1] = "rules: []"
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=1)
def _patterns() -> dict[str, Any]:
    text = files("agent.policy").joinpath("propose.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    compiled: dict[str, Any] = {"exclusion": re.compile(data.pop("exclusion"), re.I)}
    for name, pairs in data.items():
        compiled[name] = [(value, re.compile(pattern, re.I)) for value, pattern in pairs]
    return compiled


def _hits(group: str, text: str) -> list[str]:
    return [value for value, pattern in _patterns()[group] if pattern.search(text)]


def freight_named(text: str) -> list[str]:
    """Return who pays the freight by a clause: seller, buyer, both, or nobody named."""
    return _hits("freight", text)


def _proposed(clause: Clause, number: int) -> dict[str, Any] | None:
    heading = clause.heading.split(" > ")[-1]
    text = f"{heading} {clause.text}"
    problems = _hits("problems", text)
    excluded = bool(_patterns()["exclusion"].search(clause.text))
    outcomes = _hits("outcomes", text)
    days, freight, amount = (
        day_spans(text),
        _hits("freight", clause.text),
        _AMOUNT.search(clause.text),
    )
    if not outcomes or not (days or freight or amount or excluded):
        return None
    if not problems and not excluded and not days:
        return None
    notes: list[str] = []
    outcome = "decline" if excluded and not days else _outcome(outcomes, problems)
    rule: dict[str, Any] = {
        "id": f"P-{number:03d}",
        "title": heading[:40] or clause.path,
        "clause": {"path": clause.path, "heading": clause.heading},
    }
    when = _when(outcome, problems, days, text, notes)
    rule |= {"when": when, "outcome": outcome}
    if outcome != "decline":
        rule |= _grant(outcome, text, freight, amount, notes)
    if excluded and outcome != "decline":
        notes.append("the clause also names an exclusion; write it as a decline rule of its own")
    if len(problems) > 1:
        notes.append(
            f"the clause speaks of {', '.join(problems)}; split the rule where they differ"
        )
    if len(outcomes) > 1 and outcome != "decline":
        notes.append(f"the clause also speaks of {', '.join(o for o in outcomes if o != outcome)}")
    if notes:
        rule["note"] = "; ".join(dict.fromkeys(notes))
    return rule


def _outcome(outcomes: list[str], problems: list[str]) -> str:
    if {"price_drop", "not_shipped", "late"} & set(problems):
        return "compensate"
    if "missing_item" in problems and "reship" in outcomes:
        return "reship"
    for outcome in ("return_refund", "exchange", "refund", "reship", "repair", "compensate"):
        if outcome in outcomes:
            return outcome
    return "return_refund"


def _when(
    outcome: str, problems: list[str], days: list[int], text: str, notes: list[str]
) -> dict[str, Any]:
    when: dict[str, Any] = {}
    named = problems or (
        ["changed_mind", "size"] if outcome in {"return_refund", "decline", "exchange"} else []
    )
    if named == ["changed_mind"]:
        named = ["changed_mind", "size"]
    if named:
        when["problem"] = named
    if not problems:
        notes.append("the clause names no reason; a return without reason is assumed")
    if outcome == "decline":
        return {**when, **_exclusion(text, notes)}
    if days:
        clock = "days_since_placed" if outcome == "compensate" else "days_since_delivered"
        when[clock] = {"max": days[0]}
        if len(days) > 1:
            notes.append(
                f"several spans stand there ({', '.join(map(str, days))} days); the first is taken"
            )
    else:
        notes.append("no number of days is named; it holds without limit")
    if {"changed_mind", "size"} & set(named) and outcome in {"return_refund", "exchange"}:
        when["intact"] = {"not": False}
    return when


def _exclusion(text: str, notes: list[str]) -> dict[str, Any]:
    kinds = goods_kinds(text, None)
    if "custom" in kinds:
        notes.append("made-to-order goods: the confirmation at purchase must be on record")
        return {"custom_made": True, "custom_made_confirmed": True}
    if re.search(
        r"使用|洗涤|洗滌|水洗|剪标|剪標|吊牌|不完好|人为|人為|worn|used|washed|tags? removed",
        text,
        re.I,
    ):
        return {"intact": False}
    lawful = kinds & {"fresh", "periodical", "digital"}
    if lawful:
        return {"goods": sorted(lawful)}
    notes.append(
        "may only be refused where the buyer confirmed it at purchase (七日无理由退货暂行办法 第七条、第二十条)"
    )
    return {"no_return_confirmed": True}


def _grant(
    outcome: str, text: str, freight: list[str], amount: re.Match[str] | None, notes: list[str]
) -> dict[str, Any]:
    grant: dict[str, Any] = {}
    if outcome in {"return_refund", "exchange", "repair", "reship"}:
        if freight:
            grant["freight"] = freight[0]
        else:
            notes.append(
                "the clause does not say who pays the freight; unsaid, it falls on the seller"
            )
        if len(freight) > 1:
            notes.append("freight is named for both sides; split the rule by who is at fault")
    if outcome == "compensate":
        grant["amount"] = _amount(text, amount, notes)
    conditions = _hits("conditions", text)
    if conditions and outcome in {"return_refund", "exchange"}:
        grant["conditions"] = conditions
    asks = _hits("asks", text)
    if asks:
        grant["ask_for"] = asks
    return grant


def _amount(text: str, ceiling: re.Match[str] | None, notes: list[str]) -> dict[str, Any]:
    limit = {"max": ceiling.group(1)} if ceiling else {}
    percent = re.search(r"(\d{1,2}(?:\.\d+)?)\s*%", text)
    if percent:
        return {"of": "paid", "percent": float(percent.group(1)), **limit}
    if re.search(r"差价|差價|补差|補差|退差|difference|价保|保价|價保", text, re.I):
        return {"of": "price_gap", **limit}
    if not limit:
        notes.append("no ceiling is named; set amount.max")
    return {"of": "claimed", **limit}


def day_spans(text: str) -> list[int]:
    """Return the different spans of days that a text names, in the order in which they stand."""
    found = []
    for match in _DAYS.finditer(text):
        word = next(group for group in match.groups() if group)
        found.append(_number(word.lower()))
    return list(dict.fromkeys(days for days in found if 0 < days <= 730))


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    tens, _, ones = word.partition("十")
    if "十" not in word:
        return HAN_DIGITS[word]
    return (HAN_DIGITS[tens] if tens else 1) * 10 + (HAN_DIGITS[ones] if ones else 0)


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
