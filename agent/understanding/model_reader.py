"""Reads with a language model; what must never be missed is still read by rules."""

from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from agent.domain.case import Case
from agent.domain.reading import CLAIM_WANTS, Problem, Reading, Risk, Triage, Want
from agent.errors import ModelAnswerInvalid, ModelUnavailable
from agent.llm import LanguageModel
from agent.understanding.standing import spoken_to_shop
from prompts import load

_TRIAGE = {
    Want.REFUND: Triage.REFUND,
    Want.RETURN_REFUND: Triage.REFUND,
    Want.CANCEL: Triage.REFUND,
    Want.EXCHANGE: Triage.EXCHANGE,
    Want.RESHIP: Triage.EXCHANGE,
    Want.REPAIR: Triage.REPAIR,
    Want.COMPENSATE: Triage.COMPENSATE,
    Want.HUMAN: Triage.ESCALATE,
}


# These need no lead by themselves; every other risk does, whoever read it.
_MILD = frozenset({Risk.MINOR, Risk.REPEAT_CONTACT})


class Reads(Protocol):
    """Anything that turns a case into a reading."""

    def read(self, case: Case, *, now: datetime) -> Reading:
        """Return what the case says."""
        ...


class ModelReading(BaseModel):
    """The model's answer; unknown words are refused by the closed sets."""

    model_config = ConfigDict(extra="ignore")

    wants: Want
    all_wants: list[Want] = []
    problem: Problem = Problem.NONE
    emotion: Literal[0, 1, 2, 3] = 0
    risks: list[Risk] = []
    claimed_promise: bool = False
    injection: bool = False


class ModelReader:
    """Asks a model what a case says and lays the answer over the embedded reading.

    The embedded reader's risks, injection flag and must-escalate verdict stay: a model may add to them, never take away.
    Where the model fails, the embedded reading stands alone.
    """

    def __init__(self, model: LanguageModel, *, floor: Reads, mask: "Masks") -> None:
        self._model = model
        self._floor = floor
        self._mask = mask

    def read(self, case: Case, *, now: datetime) -> Reading:
        """Return the merged reading; `reader` says whose it is."""
        floor = self._floor.read(case, now=now)
        heard = [text for text in map(spoken_to_shop, case.buyer_texts) if text]
        if not heard:
            return floor
        prompt = load("understand_message").render(
            {
                "messages": "\n".join(f"- {self._mask(case, text)}" for text in heard),
                "order": _order(case),
            }
        )
        try:
            answer = self._model.ask(prompt, ModelReading)
        except (ModelUnavailable, ModelAnswerInvalid):
            return floor
        return _merged(floor, answer, formal=case.claim is not None)


class Masks(Protocol):
    """Takes personal data out of a text before it reaches a model."""

    def __call__(self, case: Case, text: str) -> str:
        """Return the text without personal data."""
        ...


def _order(case: Case) -> str:
    order = case.order
    if order is None:
        return "(none)"
    titles = ", ".join(item.title or item.sku or "" for item in order.items)
    return f"{titles}; status {order.status}; delivered {order.delivered_at}"


def _merged(floor: Reading, answer: ModelReading, *, formal: bool) -> Reading:
    # A formal claim names its own want on the platform; words do not change it.
    wants = floor.wants if formal else answer.wants
    dangerous = floor.must_escalate or any(risk not in _MILD for risk in answer.risks)
    found = tuple(dict.fromkeys((wants, *answer.all_wants, *(floor.all_wants if formal else ()))))
    return floor.model_copy(
        update={
            "wants": wants,
            "all_wants": found,
            "claim": formal or any(want in CLAIM_WANTS for want in found),
            "problem": answer.problem if answer.problem is not Problem.NONE else floor.problem,
            "emotion": max(floor.emotion, answer.emotion),
            "risks": tuple(dict.fromkeys((*floor.risks, *answer.risks))),
            "claimed_promise": floor.claimed_promise or answer.claimed_promise,
            "injection": floor.injection or answer.injection,
            "must_escalate": dangerous,
            "triage": Triage.ESCALATE if dangerous else _TRIAGE.get(wants, Triage.REPLY),
            "reader": "model",
        }
    )
