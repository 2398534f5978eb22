"""Replies as they are spoken: the point of a long clause, columns that ask, where a parcel is, what is over."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from agent.domain.decision import Freight, Outcome, Reason
from agent.domain.reading import Problem, Want
from agent.drafting.brief import Brief, OrderView, Passage
from agent.drafting.extract import Extractor, Found
from agent.drafting.meaning import Meaning
from agent.drafting.telling import spoken
from knowledge.clause import Citation
from tests.unit.test_drafting_account import voice
from tests.unit.test_template_grid import NOW, WRITER, build

VERSIONS = (1, 2, 3, 4)


def _texts(brief: Brief) -> list[str]:
    return [
        WRITER.write(brief.model_copy(update={"version": version})).text or ""
        for version in VERSIONS
    ]


def _asked(message: str, clause: str, language: str = "zh-Hans") -> list[str]:
    brief = build(
        language, Outcome.INFORM, Problem.NONE, 0, messages=(message,),
        reading={"wants": Want.PRODUCT, "all_wants": (Want.PRODUCT,)}, decision={"reasons": ()},
        passages=(Passage(path="p.md", heading="规格", text=clause, score=1.0),),
    )  # fmt: skip
    return _texts(brief)


@pytest.mark.parametrize(("cell", "said"), [
    (("能否进微波炉", "可以"), "可以进微波炉"),
    (("能否进洗碗机", "不能（会裂）"), "不能进洗碗机，会裂"),
    (("是否防水", "不支持"), "不支持防水"),
    (("能否机洗", "看洗标"), "能否机洗是看洗标"),
    (("容量", "260ml"), "容量是260ml"),
])  # fmt: skip
def test_a_column_that_asks_is_answered(cell: tuple[str, str], said: str) -> None:
    found = Found(passage=Passage(path="t.csv", heading="t", text="t", score=1.0), cells=(cell,))
    assert spoken(voice("问一下"), found) == said


@pytest.mark.parametrize("question", ["怎么恢复出厂设置", "能恢复出厂设置吗"])
def test_a_step_before_the_point_is_never_cut_off(question: str) -> None:
    clause = "按住按键15秒，红灯闪三次即恢复出厂设置，数据会丢失。"
    for text in _asked(question, clause):
        assert "按住按键15秒" in text


def _moving(problem: Problem, want: Want, message: str, event: str, **ago: int) -> Brief:
    """Return a case of a parcel sent four days ago that the carrier scanned so long `ago`."""
    order = OrderView(
        titles=("水杯",), shipped_at=NOW - timedelta(days=4),
        last_event=event, last_event_at=NOW - timedelta(**ago),
    )  # fmt: skip
    return build(
        "zh-Hans", Outcome.INFORM, problem, 1, messages=(message,), order=order,
        reading={"wants": want, "all_wants": (want,)}, decision={"reasons": ()},
    )  # fmt: skip


def test_the_parcel_is_said_to_have_come_to_a_place() -> None:
    event = "【武汉市】快件已到达武汉转运中心"
    for text in _texts(_moving(Problem.LATE, Want.URGE, "怎么还不到", event, days=3)):
        assert "到了武汉转运中心" in text and "“" not in text
        assert len(re.findall("抱歉|不好意思|对不起", text)) == 1


def test_a_parcel_with_news_today_has_not_stood_still() -> None:
    brief = _moving(
        Problem.LOST, Want.LOGISTICS, "我的件是不是丢了", "快件已到达武汉转运中心", hours=1
    )
    assert not any("没动静" in text or "没再更新" in text for text in _texts(brief))


def test_who_asks_after_dispatch_hears_of_the_parcel_whatever_else_was_read() -> None:
    order = OrderView(titles=("盖碗",), placed_at=NOW - timedelta(days=3))
    brief = build(
        "zh-Hans", Outcome.INFORM, Problem.NONE, 0, messages=("前天拍的盖碗还没发？", "周日要送人的"), order=order,
        reading={"wants": Want.POLICY, "all_wants": (Want.POLICY,)}, decision={"reasons": ()},
    )  # fmt: skip
    assert all("还没发出" in text or "周日要送人" in text for text in _texts(brief))


@pytest.mark.parametrize("message", ["没事没事我搞定了，不用退了", "问题解决了，是我自己没看说明"])
def test_what_is_over_is_not_opened_again(message: str) -> None:
    brief = build(
        "zh-Hans", Outcome.INFORM, Problem.NONE, 0, messages=(message,),
        reading={"wants": Want.NONE, "all_wants": ()}, decision={"reasons": ()},
        passages=(Passage(path="p.md", heading="退货", text="签收7天内可以退。", score=0.9),),
    )  # fmt: skip
    assert all("怎么处理" not in text and "退" not in text for text in _texts(brief))


def _refused(message: str, rule: str, title: str) -> list[str]:
    reason = Reason(rule="r", text=rule, citation=Citation(path="policies/售后.md", heading="h"))
    return _texts(
        build(
            "zh-Hans",
            Outcome.DECLINE,
            Problem.CHANGED_MIND,
            0,
            messages=(message,),
            order=OrderView(titles=(title,), delivered_at=NOW - timedelta(days=3)),
            reading={"wants": Want.RETURN_REFUND, "intact": False},
            decision={"reasons": (reason,)},
        )  # fmt: skip
    )


def test_use_is_refused_by_the_buyers_own_verb() -> None:
    for text in _refused("穿过一次，不舒服", "商品已经使用、不完好的，不支持无理由退货", "皮鞋"):
        assert "穿过" in text and "不完好" not in text


def test_a_clause_on_goods_made_to_order_refuses_no_other_goods() -> None:
    rule = "定制刻字的茶具不支持无理由退货"
    assert all("定制" not in text for text in _refused("泡过两次了，想退", rule, "紫砂壶"))
    assert all("定制" in text for text in _refused("刻字的，泡过了，想退", rule, "紫砂壶"))


def test_a_rule_that_names_the_deed_is_not_followed_by_it_again() -> None:
    reason = Reason(
        rule="r", text="物流连续5天没有更新，按丢件重新发一件",
        citation=Citation(path="policies/物流.md", heading="h"),
    )  # fmt: skip
    brief = build(
        "zh-Hans", Outcome.RESHIP, Problem.LOST, 1, messages=("丢件了吧",),
        decision={"reasons": (reason,), "freight": Freight.SELLER},
    )  # fmt: skip
    assert all(text.count("重新") == 1 for text in _texts(brief))


def test_the_last_of_several_faults_is_what_a_picture_is_asked_of() -> None:
    brief = build(
        "zh-Hans", Outcome.RETURN_REFUND, Problem.QUALITY, 1, messages=("断线槽自己裂了",),
        decision={"pending": True, "missing": ("photo",)},
    )  # fmt: skip
    assert all("裂的地方" in text for text in _texts(brief))


class _Alike(Meaning):
    """Finds everything near everything."""

    def likeness(self, question: str, said: Sequence[str]) -> list[float]:
        return [1.0 for _ in said]


def test_cells_alike_are_told_apart_by_what_the_question_names() -> None:
    row = "品名：盖碗；能否进微波炉：不能；能否进洗碗机：不能"
    found = Extractor(_Alike()).best("能进洗碗机吗", (Passage(path="t.csv", heading="t", text=row, score=1.0),))  # fmt: skip
    assert found is not None and found.cells == (("能否进洗碗机", "不能"),)


def test_a_refusal_is_not_offered_as_another_way() -> None:
    reason = Reason(
        rule="clause:1",
        text="Our shop policy says that what you describe is not a fault, so we cannot treat it as one",
        citation=Citation(path="terms.md", heading="Faults"),
    )
    for version in range(1, 5):
        brief = build(
            "en", Outcome.DECLINE, Problem.NOT_AS_DESCRIBED, 0, version=version,
            messages=("it was prettier in the photos",), decision={"reasons": (reason,)},
        )  # fmt: skip
        text = WRITER.write(brief).text or ""
        assert "not a fault" in text and "work for you" not in text
