"""The buyer's own words and the order's dates in a draft, and questions that are bound to a case of their own."""

from datetime import datetime, timedelta, timezone

import pytest

from agent.domain.case import CaseKind
from agent.domain.decision import Decision, Outcome
from agent.domain.draft import Surface
from agent.domain.reading import Language, Problem, Reading, Want
from agent.drafting.account import own_fault, own_size
from agent.drafting.asked import after_money, asked_back, indirect
from agent.drafting.brief import Brief
from agent.drafting.details import Details
from agent.drafting.relevance import Relevance
from agent.drafting.template_writer import TemplateWriter
from agent.drafting.title import Titles
from agent.drafting.voice import Voice

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=8)))
DETAILS = Details()


def voice(*said: str, problem: Problem = Problem.QUALITY, **change: object) -> Voice:
    language = Language(str(change.pop("language", "zh-Hans")))
    fields: dict[str, object] = {
        "case_id": "a1",
        "kind": CaseKind.MESSAGE,
        "surface": Surface.IM,
        "language": language,
        "now": NOW,
        "reading": Reading(problem=problem, wants=Want.POLICY, language=language),
        "decision": Decision(outcome=Outcome.INFORM),
        "messages": said,
    }
    return TemplateWriter().voice(Brief.model_validate(fields | change))


@pytest.mark.parametrize(("said", "problem", "words"), [
    ("水壶底座漏水了 插上就跳闸", Problem.QUALITY, "水壶底座漏水了"),
    ("昨天收到，结果杯盖裂了", Problem.DAMAGED, "杯盖裂了"),
    ("要是用久了会不会掉漆", Problem.QUALITY, ""),
    ("你们这垃圾手柄断了", Problem.QUALITY, ""),
    ("拍子自己断线槽裂了 没撞过", Problem.QUALITY, "线槽裂了"),
    ("三支装的包才用几次拉链头就掉了", Problem.QUALITY, "拉链头掉了"),
    ("面料起球起得没法看", Problem.QUALITY, "面料起球"),
    ("鞋帮裂开了", Problem.QUALITY, "鞋帮裂开了"),
    ("收到时盒子整个被压烂，好几颗球头都掉了", Problem.DAMAGED, "好几颗球头都掉了"),
    ("拍了三包只有两包，怎么回事", Problem.MISSING_ITEM, "您只收到两包"),
    ("没摔过没碰过", Problem.QUALITY, ""),
    ("羽毛球拍前天到的，打了两局发现拍框接缝处裂了一条缝", Problem.QUALITY, "拍框接缝处裂了一条缝"),
    ("检查了没发现裂痕", Problem.QUALITY, ""),
    ("充电用快充头坏不坏", Problem.QUALITY, ""),
    ("收到的杯盖裂了", Problem.DAMAGED, "杯盖裂了"),
])  # fmt: skip
def test_the_fault_in_the_buyers_words(said: str, problem: Problem, words: str) -> None:
    assert own_fault(voice(said, problem=problem), DETAILS) == words


def test_the_words_are_said_in_the_script_of_the_draft() -> None:
    assert own_fault(voice("杯盖裂了", language="zh-Hant"), DETAILS) == "杯蓋裂了"
    assert own_fault(voice("杯盖裂了", language="en"), DETAILS) == ""


@pytest.mark.parametrize(("said", "size"), [
    ("这件L的小了，换XL", "L"),
    ("38码顶脚，换39", "38"),
    ("换XL的", ""),
    ("身高175穿着紧", ""),
])  # fmt: skip
def test_the_size_that_does_not_fit(said: str, size: str) -> None:
    assert own_size(voice(said, problem=Problem.SIZE)) == size


@pytest.mark.parametrize(("said", "problem", "words"), [
    ("这次的橘子一点都不甜啊", Problem.QUALITY, "橘子一点都不甜"),
    ("床垫硬得跟石板似的 给我退了", Problem.QUALITY, "床垫硬得跟石板似的"),
    ("电饭锅屏上报E3 咋办", Problem.QUALITY, "电饭锅屏上报E3"),
    ("20个烂了6个", Problem.DAMAGED, "20个烂了6个"),
    ("重启充电都试了", Problem.QUALITY, ""),
    ("跟描述不一样", Problem.NOT_AS_DESCRIBED, ""),
    ("一点都不像样的客服", Problem.SERVICE, ""),
])  # fmt: skip
def test_whatever_has_the_form_of_a_complaint_is_said_back(
    said: str, problem: Problem, words: str
) -> None:
    assert own_fault(voice(said, problem=problem), DETAILS) == words


@pytest.mark.parametrize(("said", "words"), [
    ("clasp broke", ""),
    ("The clasp on my bracelet snapped this morning, can you fix it?", "the clasp on your bracelet snapped this morning"),
    ("one button fell off in the box", "one button fell off in the box"),
    ("Racket have crack in frame when open", ""),
    ("I want my money back because the thing you sold me is trash", ""),
])  # fmt: skip
def test_an_english_fault_is_said_back_only_as_a_whole_clause(said: str, words: str) -> None:
    assert own_fault(voice(said, language="en"), DETAILS) == words


@pytest.mark.parametrize(("said", "back"), [
    ("请问支持货到付款吗？", "支持货到付款吗"),
    ("打我电话13800138000行不行", ""),
    ("你们家能不能送到船上", "能不能送到船上"),
    ("在", ""),
])  # fmt: skip
def test_the_question_is_said_back_only_where_it_is_clean(said: str, back: str) -> None:
    assert asked_back(voice(said)) == back


@pytest.mark.parametrize(("question", "clause", "fits"), [
    ("开了封能放多久", "保质期3年", False),
    ("开了封能放多久", "开封后请在6个月内用完", True),
    ("孕妇能用吗", "适合干性肤质", False),
    ("保质期多久", "保质期3年", True),
])  # fmt: skip
def test_a_special_case_is_not_answered_by_the_general_one(
    question: str, clause: str, fits: bool
) -> None:
    assert Relevance(Titles()).same_bounds(question, clause) is fits


@pytest.mark.parametrize(("said", "clause"), [
    ("手胶一卷能缠几支拍", "手胶一卷能缠几支拍"),
    ("防风外套下雨穿行吗", "防风外套下雨穿行不行"),
    ("能机洗吗 手胶", ""),
])  # fmt: skip
def test_a_question_without_its_mark_is_named_too(said: str, clause: str) -> None:
    assert indirect(voice(said)) == clause


@pytest.mark.parametrize(("said", "asks"), [
    ("退款什么时候会下来 已经寄回去一个礼拜了", True),
    ("钱几时到账啊？", True),
    ("退款要怎么申请？", False),
])  # fmt: skip
def test_who_asks_after_money_is_heard(said: str, asks: bool) -> None:
    assert after_money(voice(said)) is asks


@pytest.mark.parametrize(("said", "words"), [
    ("套装碎了俩杯子😭", "套装碎了俩杯子"),
    ("箱子凹了，里面的羽毛球折断好多", "羽毛球折断好多"),
    ("箱子凹了", "箱子凹了"),
    ("插上去完全不亮耶", "插上去完全不亮"),
])  # fmt: skip
def test_the_goods_come_before_the_box_and_no_emoji_is_said_back(said: str, words: str) -> None:
    assert own_fault(voice(said, problem=Problem.DAMAGED), DETAILS) == words


@pytest.mark.parametrize(("said", "clause"), [
    ("周末开会能用吗", "周末开会能不能用"),
    ("钻石会员包邮吗", ""),
    ("有功能键吗", "有没有功能键"),
    ("洗了会缩水吗", "洗了会不会缩水"),
])  # fmt: skip
def test_a_noun_is_not_taken_for_the_verb_of_a_question(said: str, clause: str) -> None:
    assert indirect(voice(said)) == clause


@pytest.mark.parametrize(("named", "heading", "same"), [
    ("K10蓝牙能连几台", "K10", True),
    ("K10蓝牙能连几台", "K10 Pro", False),
    ("云鹿K10 Pro机械键盘", "K10", False),
    ("K10pro怎么恢复", "K10 Pro", True),
    ("M3鼠标怎么配对", "M30", False),
    ("键盘怎么恢复", "K10", True),
    ("K10能用USB3的口吗", "USB3接口", True),
])  # fmt: skip
def test_a_sister_model_is_another_one(named: str, heading: str, same: bool) -> None:
    assert Relevance(Titles()).same_model(named, heading) is same
