"""The training sentences: YAML files whose keys are labels and whose values are one sentence a line.

A label is `want[+want…]/problem/emotion`, with "!" where the words must reach a lead, and after it the risks they name
("!legal,media"): the first want is the one that binds, "#note" at the end keeps two blocks of one label apart. `injection.yaml` has the two keys `machine` and `harmless` instead.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.reading import Problem, Risk, Triage, Want

_IMPLIED: dict[Problem, Triage] = {
    Problem.SIZE: Triage.EXCHANGE,
    Problem.WRONG_ITEM: Triage.EXCHANGE,
    Problem.MISSING_ITEM: Triage.EXCHANGE,
    Problem.DAMAGED: Triage.REFUND,
    Problem.NOT_AS_DESCRIBED: Triage.REFUND,
    Problem.QUALITY: Triage.REFUND,
    Problem.LOST: Triage.REFUND,
    Problem.OUT_OF_STOCK: Triage.REFUND,
    Problem.PRICE_DROP: Triage.COMPENSATE,
    Problem.SAFETY: Triage.ESCALATE,
    Problem.COUNTERFEIT: Triage.ESCALATE,
    Problem.PROMISE_BROKEN: Triage.ESCALATE,
}
_BY_WANT: dict[Want, Triage] = {
    Want.REFUND: Triage.REFUND,
    Want.RETURN_REFUND: Triage.REFUND,
    Want.CANCEL: Triage.REFUND,
    Want.EXCHANGE: Triage.EXCHANGE,
    Want.RESHIP: Triage.EXCHANGE,
    Want.REPAIR: Triage.REPAIR,
    Want.COMPENSATE: Triage.COMPENSATE,
    Want.HUMAN: Triage.ESCALATE,
}


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence; `wants` begins with the binding one. `whole`: written as it stands, not joined of parts."""

    text: str
    wants: tuple[Want, ...]
    problem: Problem
    emotion: int
    lead: bool
    risks: tuple[Risk, ...] = ()
    source: str = ""
    whole: bool = True


def triage_of(want: Want, problem: Problem = Problem.NONE, *, lead: bool = False) -> Triage:
    """Return where a want puts a message; a complaint without a demand goes where its problem is usually put right."""
    if lead:
        return Triage.ESCALATE
    if want is Want.COMPLAINT:
        return _IMPLIED.get(problem, Triage.REPLY)
    return _BY_WANT.get(want, Triage.REPLY)


def sentences() -> list[Sentence]:
    """Return every labelled sentence of the package, in the order of the files; a bad label is a ValueError."""
    found: list[Sentence] = []
    for path in sorted(files(__name__.rpartition(".")[0]).iterdir(), key=lambda item: item.name):
        if path.name.endswith(".yaml") and path.name != "injection.yaml":
            data: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
            for label, lines in data.items():
                found.extend(_labelled(label, lines, path.name))
    return found


def injections() -> tuple[list[str], list[str]]:
    """Return texts that speak to a machine, and harmless ones that are not a shop's everyday messages."""
    content = files(__name__.rpartition(".")[0]).joinpath("injection.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(content)
    return _lines(data["machine"]), _lines(data["harmless"])


def _labelled(label: str, lines: str, source: str) -> list[Sentence]:
    said, grave, named = label.partition("#")[0].partition("!")
    wants, problem, emotion = said.split("/")
    told = tuple(Want(want) for want in wants.split("+"))
    risks = tuple(Risk(risk) for risk in named.split(",") if risk)
    return [
        Sentence(line, told, Problem(problem), int(emotion), bool(grave), risks, source)
        for line in _lines(lines)
    ]


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]
