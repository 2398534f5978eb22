"""A draft says only what fits this order, these goods and this trouble."""

import re
from datetime import timedelta

import pytest

from agent.domain.decision import Freight, Outcome, Reason
from agent.domain.reading import Problem, Risk, Want
from agent.drafting.brief import Brief, OrderView, Passage
from agent.drafting.extract import Extractor
from agent.guards import acts
from knowledge.clause import Citation
from tests.unit.test_template_grid import NOW, WRITER, build


def _reason(text: str, quote: str = "", heading: str = "售后") -> Reason:
    place = Citation(path="policies/售后.md", heading=heading, quote=quote)
    return Reason(rule="r", text=text, citation=place)


def _said(brief: Brief, versions: int = 6) -> list[str]:
    return [
        WRITER.write(brief.model_copy(update={"version": version})).text or ""
        for version in range(1, versions + 1)
    ]


def test_a_repair_is_not_grounded_in_a_clause_that_names_another_remedy() -> None:
    heading = "质量问题：15天退、30天换新"
    reason = _reason(f"按照店铺「{heading}」的说明，您这种情况是可以办理的", heading=heading)
    brief = build(
        "zh-Hans", Outcome.REPAIR, Problem.QUALITY, 1, messages=("开机就E2",),
        order=OrderView(titles=("空气炸锅",), delivered_at=NOW - timedelta(days=50)),
        decision={"reasons": (reason,), "freight": Freight.SELLER},
    )  # fmt: skip
    for text in _said(brief):
        assert "换新" not in text and "里写着" not in text
        assert "时间上没问题" in text


@pytest.mark.parametrize(
    ("title", "quote", "has_gift", "has_parts"),
    [
        ("速干运动T恤", "签收7天内可退", False, False),
        ("速干运动T恤", "赠品一并退回", True, False),
        ("无线吸尘器", "签收7天内可退", False, True),
        ("书桌", "配件齐全可以退", False, True),
    ],
)
def test_gifts_and_parts_are_asked_back_only_where_there_are_any(
    title: str, quote: str, has_gift: bool, has_parts: bool
) -> None:
    reason = _reason("签收次日起算，商品完好的可以退回", quote)
    brief = build(
        "zh-Hans", Outcome.RETURN_REFUND, Problem.CHANGED_MIND, 0, messages=("不想要了",),
        order=OrderView(titles=(title,), delivered_at=NOW - timedelta(days=2)),
        decision={"reasons": (reason,), "conditions": ("gift_back", "all_accessories")},
    )  # fmt: skip
    for text in _said(brief, 3):
        assert ("赠品" in text) is has_gift
        assert ("配件" in text) is has_parts


@pytest.mark.parametrize(
    ("message", "told", "left_out"),
    [
        ("洗了一水觉得颜色不喜欢，想退", "洗过的", "用过"),
        ("就是觉得占地方，给我退了", "有痕迹没法再卖", "洗过"),
    ],
)
def test_a_list_of_deeds_is_cut_to_the_buyers_own(message: str, told: str, left_out: str) -> None:
    reason = _reason("r", "用过、洗过、剪过标的，不支持无理由（有痕迹没法再卖）。")
    brief = build(
        "zh-Hans", Outcome.DECLINE, Problem.CHANGED_MIND, 0, messages=(message,),
        decision={"reasons": (reason,)},
    )  # fmt: skip
    for text in _said(brief, 3):
        assert told in text and left_out not in text


def test_both_halves_of_a_fee_are_told_without_the_worked_example() -> None:
    clause = "没电梯：1、2楼免费；**3楼起每层每件20元**，由买家现场付给师傅。例：5楼一张床垫 = 3层 × 20 = 60元。"
    passage = Passage(path="配送.md", heading="楼层与搬运", text=clause, score=1.0)
    found = Extractor().best("6楼没电梯，搬上去另外收多少钱", (passage,))
    assert found is not None
    assert "1、2楼免费" in found.text and "每层每件20元" in found.text
    assert "60元" not in found.text


def test_a_list_of_sizes_is_answered_with_the_size_to_take() -> None:
    clause = "EU 42 fits a foot of 265 mm, EU 43 fits 270 mm."
    brief = build(
        "en", Outcome.INFORM, Problem.NONE, 0,
        messages=("My foot is 270mm long. Which EU shoe size should I take?",),
        reading={"wants": Want.PRODUCT, "all_wants": (Want.PRODUCT,)},
        decision={"reasons": ()},
        passages=(Passage(path="sizes.md", heading="Sizes", text=clause, score=1.0),),
    )  # fmt: skip
    for text in _said(brief, 3):
        assert "EU 43" in text and "EU 42" not in text


@pytest.mark.parametrize(
    ("message", "risk", "asked"),
    [
        ("我老婆买的，老二吃了一直吐", Risk.FOOD_SAFETY, "老二"),
        ("昨晚床塌了，外公摔下来", Risk.INJURY, "外公"),
        ("脸上起疹子了", Risk.INJURY, "您"),
    ],
)
def test_whoever_was_hurt_is_asked_after(message: str, risk: Risk, asked: str) -> None:
    brief = build(
        "zh-Hans", Outcome.ESCALATE, Problem.SAFETY, 1, messages=(message,),
        reading={"risks": frozenset({risk}), "must_escalate": True},
    )  # fmt: skip
    for text in _said(brief, 3):
        assert asked in text and "老婆" not in text
        assert "马上" not in text


def test_what_smokes_is_not_plugged_in_again() -> None:
    brief = build(
        "zh-Hans", Outcome.ESCALATE, Problem.SAFETY, 1, messages=("插上就冒烟，烫到手了",),
        reading={"risks": frozenset({Risk.INJURY}), "must_escalate": True},
    )  # fmt: skip
    assert all("别再插电" in text for text in _said(brief, 3))


def test_a_long_english_title_is_called_by_its_common_noun() -> None:
    brief = build(
        "en", Outcome.EXCHANGE, Problem.QUALITY, 1, messages=("it broke",),
        order=OrderView(titles=("Engraved bar necklace jonas silver",)),
    )  # fmt: skip
    for text in _said(brief):
        assert "jonas" not in text


def test_treatment_is_regretted_only_where_somebody_was_dealt_with() -> None:
    def texts(message: str) -> list[str]:
        return _said(
            build("en", Outcome.ESCALATE, Problem.SERVICE, 2, messages=(message,),
                  reading={"must_escalate": True}), 4,
        )  # fmt: skip

    treated = re.compile(r"handled|looked after|treated")
    assert all(treated.search(text) for text in texts("Your support ignored my message"))
    assert not any(treated.search(text) for text in texts("The postman wants 18 euros for customs"))


def test_a_condition_is_said_without_doubt() -> None:
    brief = build(
        "zh-Hans", Outcome.EXCHANGE, Problem.QUALITY, 1, messages=("鞋底开胶了",),
        decision={"missing": ("video",), "pending": True},
    )  # fmt: skip
    for text in _said(brief):
        assert "核实了就" in text and "照片" not in text


def test_the_guards_read_as_a_condition_what_the_drafts_say_as_one() -> None:
    assert acts._CONDITION.search("核实了就给您换个新的")
    assert not acts._CONDITION.search("核实了，是我们发错的")
