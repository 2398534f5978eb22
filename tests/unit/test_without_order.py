"""What a buyer hears whose order is not known: the shop's terms or regret for the fault, what is asked for, and no lead called for nothing."""

from collections.abc import Iterator
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
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDesk]:
    made = SmallDesk(tmp_path_factory.mktemp("without_order"))
    made.activate(made.clerk())
    yield made
    made.library.close()


@pytest.mark.parametrize("text", ["你们发货太慢了能不能赔我点", "发货这么慢，赔我点钱吧"])
def test_a_wish_that_no_rule_decides_is_asked_for_the_order(desk: SmallDesk, text: str) -> None:
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


@pytest.mark.parametrize("text", ["上衣洗了一次就掉色", "拉链坏了"])
def test_a_fault_is_heard_and_asked_to_be_shown(desk: SmallDesk, text: str) -> None:
    proposal = desk.clerk().propose(asked(text), shop="s")
    draft = proposal.draft.text or ""
    assert {"order_id", "photo"} <= set(proposal.decision.missing) and not proposal.blocked
    assert "不好意思" in draft or "抱歉" in draft
    assert "试" not in draft and "吊牌" not in draft
