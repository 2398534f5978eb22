"""A wish that no rule decides without the order: the shop's terms are told, the order is asked for, and no lead is troubled."""

from pathlib import Path
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.decision import Outcome
from tests.small_shop import NOW, SmallDesk


def asked(text: str, **more: Any) -> Case:
    return Case.model_validate(
        {
            "id": "c1",
            "platform": "tmall",
            "now": NOW.isoformat(),
            "messages": [{"role": "buyer", "text": text}],
            **more,
        }
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    made = SmallDesk(Path(tmp_path_factory.mktemp("wish")))
    made.activate(made.clerk())
    return made


@pytest.mark.parametrize("text", ["你们发货太慢了能不能赔我点", "发货这么慢，赔我点钱吧"])
def test_the_order_is_asked_for(desk: SmallDesk, text: str) -> None:
    proposal = desk.clerk().propose(asked(text), shop="s")
    assert proposal.decision.outcome is not Outcome.ESCALATE
    assert "order_id" in proposal.decision.missing and proposal.decision.pending
    assert "订单编号" in (proposal.draft.text or "") and not proposal.blocked


@pytest.mark.parametrize("text", ["能补差价吗", "晚发货有赔偿吗"])
def test_a_question_on_such_terms_is_answered_or_asked_on(desk: SmallDesk, text: str) -> None:
    proposal = desk.clerk().propose(asked(text), shop="s")
    assert proposal.decision.outcome is Outcome.INFORM and not proposal.blocked


def test_a_formal_claim_without_a_rule_still_goes_to_a_lead(desk: SmallDesk) -> None:
    case = asked("", claim={"type": "compensate", "reason": "发货慢"})
    assert desk.clerk().propose(case, shop="s").decision.outcome is Outcome.ESCALATE
