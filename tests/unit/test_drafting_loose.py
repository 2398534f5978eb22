"""Replies as loose as speech and as exact as the decision: dates, grounds, regret, what is asked for, who pays what."""

import re
from datetime import timedelta

import pytest

from agent.domain.decision import Freight, Outcome, Reason
from agent.domain.reading import Problem, Want
from agent.drafting import buyer
from agent.drafting.account import spot
from agent.drafting.brief import Brief, OrderView
from knowledge.clause import Citation
from tests.unit.test_drafting_account import voice
from tests.unit.test_template_grid import NOW, WRITER, build

VERSIONS = range(1, 6)


def _texts(brief: Brief) -> list[str]:
    return [WRITER.write(brief.model_copy(update={"version": at})).text or "" for at in VERSIONS]


def _reason(text: str, quote: str = "见售后说明") -> tuple[Reason, ...]:
    citation = Citation(path="p.md", heading="售后", quote=quote)
    return (Reason(rule="test", text=text, citation=citation),)


def _came(days: int, title: str = "跑鞋 42码") -> OrderView:
    return OrderView(titles=(title,), delivered_at=NOW - timedelta(days=days))


def _swap(said: tuple[str, ...], rule: str, freight: Freight, days: int = 5) -> Brief:
    return build(
        "zh-Hans", Outcome.EXCHANGE, Problem.SIZE, 0, messages=said, order=_came(days),
        reading={"wants": Want.EXCHANGE, "all_wants": (Want.EXCHANGE,)},
        decision={"reasons": _reason(rule), "freight": freight},
    )  # fmt: skip


def test_period_and_freight_of_a_size_are_one_clause_without_the_day_of_delivery() -> None:
    rule = "签收 15 天内尺码不合适，免费换一次，来回运费由本店承担"
    for text in _texts(_swap(("42的小了，标没撕，想换43",), rule, Freight.SELLER)):
        assert "15天内换码来回运费" in text and "标没撕" in text, text
        assert "签收" not in text, text


def test_the_day_of_delivery_is_named_where_the_period_is_nearly_over() -> None:
    rule = "签收 15 天内尺码不合适，免费换一次，来回运费由本店承担"
    for text in _texts(_swap(("42的小了，想换43",), rule, Freight.SELLER, days=14)):
        assert re.search(r"号签收的，还在15天内", text), text


def test_the_way_out_is_said_where_we_pay_it_and_the_buyer_the_way_back() -> None:
    rule = "签收 7 天内商品完好可以换颜色，寄回的运费由买家承担，寄出的由本店承担"
    for text in _texts(_swap(("没拆，想换黑色",), rule, Freight.BUYER)):
        assert "寄出的我们出" in text and re.search(r"寄回的运费[要麻烦]*您出", text), text


def test_what_broke_may_be_kept_where_the_clause_says_so() -> None:
    quote = "路上碎了拍照发来，核实后免费补发，碎的不用寄回"
    for kept in (True, False):
        brief = build(
            "zh-Hans", Outcome.RESHIP, Problem.DAMAGED, 1, messages=("杯子碎了",), order=_came(1, "玻璃杯"),
            decision={"reasons": _reason("运输途中损坏的，重新发一件", quote if kept else quote[:-7]), "missing": ("photo",)},
        )  # fmt: skip
        for text in _texts(brief):
            assert ("不用寄回" in text) is kept, text


@pytest.mark.parametrize(("said", "language", "asked"), [
    ("台灯一直闪", "zh-Hans", "一直闪"), ("檯燈插上去完全不亮", "zh-Hant", "燈不亮"), ("the lamp flickers", "en", "flicker"),
])  # fmt: skip
def test_what_moves_is_asked_for_by_film_or_photo(said: str, language: str, asked: str) -> None:
    brief = build(
        language, Outcome.EXCHANGE, Problem.QUALITY, 1, messages=(said,), decision={"missing": ("photo",)}
    )  # fmt: skip
    for text in _texts(brief):
        assert re.search(r"视频|影片|video", text) and asked in text, text


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("outcome", [Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.RESHIP])
def test_the_time_of_our_answer_comes_once_and_last(language: str, outcome: Outcome) -> None:
    brief = build(language, outcome, Problem.DAMAGED, 1, decision={"missing": ("photo",)})
    for text in _texts(brief):
        ends = re.split(r"[。.] ?", text.rstrip("。."))
        assert re.search(r"回您|答复|答覆|回覆|get back|answer", re.split("，", ends[-1])[-1]), text


def test_good_packaging_is_not_blamed() -> None:
    for said, blamed in ((("杯子碎了俩", "包装倒是挺厚的"), False), (("杯子碎了俩",), True)):
        brief = build("zh-Hans", Outcome.RESHIP, Problem.DAMAGED, 1, messages=said)
        assert ("没保护好" in (WRITER.write(brief).text or "")) is blamed


@pytest.mark.parametrize(("said", "state"), [
    ("新的没穿出门", "indoors"), ("在家试了下顶脚，标没撕", "tags"), ("回家试了下小了", "indoors"), ("没穿过", "unworn"),
])  # fmt: skip
def test_how_the_goods_were_kept(said: str, state: str) -> None:
    assert buyer.kept(voice(said)) == state


def test_a_box_the_buyer_still_has_comes_back_too() -> None:
    assert buyer.boxed(voice("鞋盒都还在")) == "鞋盒"
    assert buyer.boxed(voice("鞋盒压坏了")) == ""


@pytest.mark.parametrize(("fault", "place"), [
    ("杆头接口松动了", "松动的地方"), ("印花一洗就裂", "裂的地方"), ("一点都不甜", ""), ("插上就断电", ""),
])  # fmt: skip
def test_where_a_picture_shows_the_fault(fault: str, place: str) -> None:
    assert spot(fault) == place


def test_a_refusal_by_what_is_not_supported_says_that_it_cannot_be_done() -> None:
    brief = build(
        "zh-Hans", Outcome.DECLINE, Problem.CHANGED_MIND, 0, messages=("刻字的水杯不想要了",),
        reading={"wants": Want.RETURN_REFUND, "all_wants": (Want.RETURN_REFUND,)},
        decision={"reasons": _reason("这件是按您的要求定制的，下单时也确认过不适用七天无理由")},
    )  # fmt: skip
    for text in _texts(brief):
        assert re.search(r"没法退|退不了", text), text


@pytest.mark.parametrize(("event", "said"), [
    ("Departed origin country", "it left the origin country on 17 November"), ("Arrived at Leipzig", "it reached Leipzig on 17 November"),
])  # fmt: skip
def test_the_carriers_english_is_said_not_quoted(event: str, said: str) -> None:
    order = OrderView(
        titles=("mug",), shipped_at=NOW - timedelta(days=6), last_event=event, last_event_at=NOW - timedelta(days=4)
    )  # fmt: skip
    brief = build(
        "en", Outcome.INFORM, Problem.LATE, 1, messages=("where is it",), order=order,
        reading={"wants": Want.URGE, "all_wants": (Want.URGE,)}, decision={"reasons": ()},
    )  # fmt: skip
    for text in _texts(brief):
        assert said[1:] in text and "“" not in text, text
