"""Who must prove what, step by step, by kind of dispute."""

from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from agent.domain.reading import Problem
from agent.domain.value import Value


class Step(Value):
    """One step of a dispute: who shows what, by which rule. `done` is what of it is in hand."""

    who: Literal["buyer", "seller"]
    what: tuple[str, ...]
    source: str
    text: str
    statuses: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """What is still to be shown."""
        return tuple(word for word in self.what if word not in self.done)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Step, ...]]:
    text = files("agent.evidence").joinpath("burden.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {kind: tuple(Step.model_validate(one) for one in steps) for kind, steps in data.items()}


def steps_of(problem: Problem, status: str, in_hand: frozenset[str]) -> tuple[Step, ...]:
    """Return the steps of a dispute in their order, each with what of it is in hand; the shop's own records last."""
    table = _table()
    told = [*table.get(problem.value, ()), *table["any"]]
    return tuple(
        step.model_copy(update={"done": tuple(word for word in step.what if word in in_hand)})
        for step in told
        if not step.statuses or status in step.statuses
    )
