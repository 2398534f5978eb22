"""Whatever a model reads into a message, out of the closed sets it may answer with, the desk's own draft is fit to send."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from agent.domain.reading import Problem, Risk, Want
from agent.errors import ModelAnswerInvalid
from agent.understanding.model_reader import ModelReading
from tests.small_shop import SmallDesk, returning


class ReadsAsTold:
    """A model that reads what a test wants and never words a reply."""

    name = "openai:told"

    def __init__(self) -> None:
        self.reading = ModelReading(wants=Want.NONE)

    def ask(self, prompt: Any, answer: type[Any]) -> Any:
        if answer is ModelReading:
            return self.reading
        raise ModelAnswerInvalid("no words")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDesk]:
    made = SmallDesk(tmp_path_factory.mktemp("readings"))
    made.activate(made.clerk())
    yield made
    made.library.close()


_FEW = {Want.NONE, Want.REFUND, Want.COMPLAINT}, {Problem.NONE, Problem.QUALITY, Problem.SAFETY}


@pytest.mark.parametrize("risk", [None, *Risk])
def test_no_reading_of_a_model_leads_to_a_blocked_draft(desk: SmallDesk, risk: Risk | None) -> None:
    model = ReadsAsTold()
    clerk = desk.clerk(model)
    wants, problems = _FEW if risk else (Want, Problem)
    for place, (want, problem) in enumerate(itertools.product(wants, problems)):
        model.reading = ModelReading(
            wants=want,
            problem=problem,
            risks=[risk] if risk else [],
            emotion=(0, 3)[place % 2],
            claimed_promise=place % 3 == 0,
        )
        proposal = clerk.propose(returning(), shop="s", writer="model")
        assert proposal.draft.text and not proposal.blocked, (want, problem, proposal.findings)
