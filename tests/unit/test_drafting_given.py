"""What the buyer sent already is noted and not asked for again; a shop called a fraud is not told to prove its goods."""

from datetime import timedelta

import pytest

from agent.domain.decision import Outcome, Reason
from agent.domain.reading import Problem, Risk, Want
from agent.drafting.brief import OrderView, Passage
from agent.drafting.given import address_given, phone_given, target_given, title_given
from knowledge.clause import Citation
from tests.unit.test_template_grid import NOW, WRITER, build

WAITING = OrderView(titles=("钢笔",), placed_at=NOW - timedelta(days=3), status="待发货")


@pytest.mark.parametrize(
    "text",
    [
        "我要改成F尖",
        "颜色换成黑色行吗",
        "名字应该是林晓",
        "can I change the colour to red?",
        "麻煩改為大號",
    ],
)
def test_what_it_is_to_be_changed_to_was_said(text: str) -> None:
    assert target_given((text,))


@pytest.mark.parametrize(
    "text",
    ["想改一下颜色", "能换成什么颜色", "可以改成别的款吗", "can I change it to something else"],
)
def test_what_it_is_to_be_changed_to_was_not_said(text: str) -> None:
    assert not target_given((text,))


def test_masked_addresses_and_numbers_and_the_name_on_an_invoice_were_given() -> None:
    assert address_given(("改成〔地址〕〔电话〕",)) and phone_given(("改成〔电话〕",))
    assert title_given(("抬头杭州青禾文化有限公司",)) and title_given(("抬头开个人就行",))
    assert title_given(("税号：91330106MA2",)) and title_given(("company name: Blue Ltd",))
    assert not title_given(("发票抬头怎么写",)) and not title_given(("要开发票",))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "新地址〔地址〕，李丽，〔电话〕，麻烦改一下"),
        ("zh-Hans", "我要改成F尖，拍成EF了"),
        ("zh-Hant", "地址寫錯了，改成〔地址〕"),
        ("en", "please change the colour to red"),
    ],
)
def test_a_change_that_says_everything_asks_for_nothing(language: str, text: str) -> None:
    place = Citation(path="a.md", heading="改单")
    rule = Reason(rule="DESK-CHANGE-BEFORE", text="还没有发出，这就核对", citation=place)
    brief = build(
        language, Outcome.INFORM, Problem.NONE, 0, messages=(text,), order=WAITING,
        reading={"wants": Want.CHANGE_ORDER, "all_wants": (Want.CHANGE_ORDER,)},
        decision={"reasons": (rule,)},
    )  # fmt: skip
    for version in range(1, 5):
        told = WRITER.write(brief.model_copy(update={"version": version})).text or ""
        assert not any(
            ask in told for ask in ("发我", "傳來", "傳給我們", "告诉我", "Tell me", "Which")
        ), told


def test_an_invoice_whose_name_was_given_is_noted() -> None:
    clause = Passage(
        path="a.md", heading="发票", score=1.0,
        text="发票开电子普通发票，确认收货后3天内发到您的邮箱，需要抬头和税号。",
    )  # fmt: skip
    brief = build(
        "zh-Hans", Outcome.INFORM, Problem.NONE, 0, messages=("帮我开发票，抬头杭州青禾文化有限公司，什么时候能收到发票",),
        reading={"wants": Want.INVOICE, "all_wants": (Want.INVOICE,)}, passages=(clause,),
        decision={"reasons": ()},
    )  # fmt: skip
    told = WRITER.write(brief).text or ""
    assert "3天" in told and "需要抬头" not in told and ("记下" in told)


def test_a_shop_called_a_fraud_over_a_late_order_is_not_asked_whether_its_goods_are_real() -> None:
    brief = build(
        "zh-Hans", Outcome.ESCALATE, Problem.COUNTERFEIT, 3, order=WAITING,
        messages=("催了三次了，到现在还没发货，你们是不是骗子",),
        reading={"risks": (Risk.COUNTERFEIT,), "wants": Want.URGE, "all_wants": (Want.URGE,)},
    )  # fmt: skip
    for version in range(1, 5):
        told = WRITER.write(brief.model_copy(update={"version": version})).text or ""
        assert "正品" not in told and "包装" not in told and "疑" not in told, told


def test_goods_called_fake_are_kept_and_looked_into() -> None:
    brief = build(
        "zh-Hans", Outcome.ESCALATE, Problem.COUNTERFEIT, 2,
        messages=("专柜说这是假货",), reading={"risks": (Risk.COUNTERFEIT,)},
    )  # fmt: skip
    told = WRITER.write(brief).text or ""
    assert "东西和包装" in told
