"""Who tells of a fault without an order: regret for that fault, what is to be shown, and no clause about something else."""

from pathlib import Path

import pytest

from agent.domain.case import Case
from tests.small_shop import NOW, SmallDesk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    made = SmallDesk(Path(tmp_path_factory.mktemp("fault")))
    made.activate(made.clerk())
    return made


@pytest.mark.parametrize("text", ["上衣洗了一次就掉色", "拉链坏了"])
def test_the_fault_is_heard_and_asked_to_be_shown(desk: SmallDesk, text: str) -> None:
    case = Case.model_validate(
        {
            "id": "c1",
            "platform": "tmall",
            "now": NOW.isoformat(),
            "messages": [{"role": "buyer", "text": text}],
        }
    )
    proposal = desk.clerk().propose(case, shop="s")
    draft = proposal.draft.text or ""
    assert {"order_id", "photo"} <= set(proposal.decision.missing) and not proposal.blocked
    assert "不好意思" in draft or "抱歉" in draft
    assert "试" not in draft and "吊牌" not in draft
