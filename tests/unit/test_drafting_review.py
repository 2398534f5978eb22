"""Public explanations: strategies, concrete points, windows, and what may never stand in them."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.case import CaseKind
from agent.domain.decision import Decision, Outcome
from agent.domain.draft import Strategy, Surface
from agent.domain.reading import Language, Problem, Reading, Risk
from agent.domain.review import Review
from agent.drafting.brief import Brief, Passage
from agent.drafting.review_writer import ReviewWriter, choose_strategy

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=8)))
WRITER = ReviewWriter()
NEVER = re.compile(
    r"[{}]|\d{5,}|微信|返现|改评|改成好评|改好评|好评返|退款|赔|元|您自己|没看清|促销|优惠|最好|第一|"
    r"WeChat|cashback|refund|change your (review|rating)"
)


def build(text: str, stars: int | None = 2, language: str = "zh-Hans", **change: object) -> Brief:
    reading = dict(change.pop("reading", {}))  # type: ignore[call-overload]
    review = {"stars": stars, "text": text, "created_at": NOW - timedelta(days=2)}
    review |= dict(change.pop("review", {}))  # type: ignore[call-overload]
    brief = {
        "case_id": "r1",
        "kind": CaseKind.REVIEW,
        "surface": Surface.PUBLIC_REVIEW,
        "platform": "tmall",
        "language": Language(language),
        "now": NOW,
        "reading": Reading(language=Language(language), **reading),
        "decision": Decision(outcome=Outcome.INFORM),
        "review": Review(**review),
    } | change
    return Brief(**brief)


@pytest.mark.parametrize(("text", "problem", "risks", "expected"), [
    ("鞋子穿两次就开胶", Problem.QUALITY, (), Strategy.ACCOMMODATE),
    ("收到就是碎的", Problem.DAMAGED, (), Strategy.ACCOMMODATE),
    ("客服爱答不理", Problem.SERVICE, (), Strategy.ACCOMMODATE),
    ("尺码偏小，穿着挤脚", Problem.SIZE, (), Strategy.CLARIFY),
    ("快递走了八天", Problem.LATE, (), Strategy.CLARIFY),
    ("颜色和图片不一样", Problem.NOT_AS_DESCRIBED, (), Strategy.CLARIFY),
    ("材质写的牛皮其实是人造革，鞋面都裂了", Problem.NOT_AS_DESCRIBED, (), Strategy.ACCOMMODATE),
    ("不赔我五百就天天追评差评", Problem.NONE, (), Strategy.ESCALATE),
    ("用了之后皮肤红肿", Problem.SAFETY, (Risk.INJURY,), Strategy.ESCALATE),
    ("假货，等着收律师函", Problem.COUNTERFEIT, (Risk.LEGAL,), Strategy.ESCALATE),
    ("味道有点淡", Problem.NONE, (), Strategy.CLARIFY),
])  # fmt: skip
def test_strategy(text: str, problem: Problem, risks: tuple[Risk, ...], expected: Strategy) -> None:
    reading = Reading(problem=problem, risks=risks)
    assert choose_strategy(reading, None, Review(stars=2, text=text)) is expected


@pytest.mark.parametrize(("review", "platform", "answered"), [
    ({}, "tmall", True),
    ({"appended": True}, "tmall", False),
    ({"created_at": NOW - timedelta(days=31)}, "taobao", False),
    ({"created_at": NOW - timedelta(days=30)}, "taobao", True),
    ({"created_at": NOW - timedelta(days=31)}, "other", True),
    ({"created_at": None}, "tmall", True),
])  # fmt: skip
def test_the_platforms_window(review: dict[str, object], platform: str, answered: bool) -> None:
    draft = WRITER.write(build("鞋底开胶", review=review, platform=platform))
    assert (draft.text is not None) is answered


def test_the_complaint_is_named_in_the_reviewers_words() -> None:
    text = WRITER.write(build("鞋子穿了两次就开胶了，客服还爱答不理", 1)).text or ""
    assert "开胶" in text and "爱答不理" in text


def test_abuse_and_private_data_are_not_quoted() -> None:
    said = "垃圾骗子店，质量太差了王八蛋，打13800138000找我，老板张三电话不接"
    text = WRITER.write(build(said, 1)).text or ""
    assert not re.search(r"垃圾|骗|王八|138|张三", text)


def test_praise_is_thanked_for_concretely_and_harmless_words_are_no_complaint() -> None:
    text = WRITER.write(build("质量很好，不掉色，发货也快，性价比高", 5)).text or ""
    assert "质量" in text and "抱歉" not in text and "道歉" not in text


def test_clarifying_uses_a_fact_of_the_shop_with_its_source() -> None:
    table = Passage(
        path="products/尺码表.md",
        heading="尺码",
        text="这款鞋版型偏小，建议比平时穿的尺码大一码。清洗时不要暴晒。",
    )
    brief = build(
        "尺码偏小，平时的尺码穿不下", 3, passages=(table,), reading={"problem": Problem.SIZE}
    )
    draft = WRITER.write(brief)
    assert draft.text and "大一码" in draft.text and "暴晒" not in draft.text
    assert draft.citations[0].path == "products/尺码表.md"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_in_every_language(language: str, problem: Problem) -> None:
    for version, strategy in enumerate(Strategy):
        brief = build(
            "",
            2,
            language,
            version=version + 1,
            strategy=strategy,
            reading={"problem": problem},
        )
        text = WRITER.write(brief).text or ""
        assert 30 <= len(text) <= 500
        assert not NEVER.search(text), text
        assert not re.search(r"[，。！？]{2,}|[,.!?]{2,}|  ", text), text
        assert bool(re.search(r"[\u3400-\u9fff]", text)) is (language != "en")


def test_versions_differ_and_repeat() -> None:
    brief = build("包装压坏了", 2)
    first, second = (WRITER.write(build("包装压坏了", 2, version=v)).text for v in (1, 2))
    assert first != second and first == WRITER.write(brief).text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "鞋底 开胶 了 ， 客服 太 差 。 13812345678 张三 最 垃圾 微信 abc123 加我 尺码 偏大 不 好 上海市 路12号 ！ 赔 100元 你们 "
            "slow broken".split(" ")
        ),
        max_size=25,
    ),
    st.integers(1, 5),
)
def test_nothing_private_or_promised_whatever_the_review_says(words: list[str], stars: int) -> None:
    text = WRITER.write(build("".join(words), stars)).text or ""
    assert not NEVER.search(text), text
    assert "张三" not in text and "垃圾" not in text and "路12号" not in text


@pytest.mark.parametrize(("text", "problem", "passage", "expected"), [
    ("页面写4U，我称了一下83克，虚标", Problem.NOT_AS_DESCRIBED, "3U为85–89克，4U为80–84克。", Strategy.CLARIFY),
    ("页面写4U，我称了一下87克，虚标", Problem.NOT_AS_DESCRIBED, "3U为85–89克，4U为80–84克。", Strategy.ACCOMMODATE),
    ("洗衣机洗了一次就开胶", Problem.QUALITY, "不要机洗，不要浸泡。", Strategy.CLARIFY),
    ("没有机洗过，穿两次就开胶", Problem.QUALITY, "不要机洗，不要浸泡。", Strategy.ACCOMMODATE),
    ("穿两次就开胶", Problem.QUALITY, "不要机洗，不要浸泡。", Strategy.ACCOMMODATE),
    ("鞋子有胶味，质量差", Problem.QUALITY, "刚开盒有少许胶味正常，通风两三天会散。", Strategy.CLARIFY),
    ("快递压坏了，还机洗", Problem.DAMAGED, "不要机洗。", Strategy.ACCOMMODATE),
    ("Washed it once in the washing machine and it shrank", Problem.QUALITY, "Do not machine wash.", Strategy.CLARIFY),
])  # fmt: skip
def test_a_complaint_that_the_shops_words_explain_is_clarified(
    text: str, problem: Problem, passage: str, expected: Strategy
) -> None:
    passages = (Passage(path="care/说明.md", heading="", text=passage),)
    reading = Reading(problem=problem)
    assert choose_strategy(reading, None, Review(stars=2, text=text), passages) is expected


def test_what_will_be_done_is_not_said_to_be_done() -> None:
    for problem, version in ((p, v) for p in Problem for v in (1, 2)):
        brief = build("", 2, version=version, reading={"problem": problem})
        text = WRITER.write(brief).text or ""
        assert "已经反馈" not in text and "已反馈" not in text
