"""Clauses that call a quality normal, that put a repair's postage on the buyer, and that say who decides."""

import pytest

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Risk, Want
from agent.policy.statement import states
from agent.policy.windows import Window, windows_of
from tests.unit.test_policy_promises import decided, paper

RIPENS = paper(
    "猕猴桃是硬的怎么办", "硬的是正常的，七八成熟采的，放三五天就软。硬不等于坏果，不赔不退。"
)
BAD_FRUIT = paper("怎么赔", "签收后48小时内拍照反馈，按坏果个数比例退：坏几个赔几个。")
GOLD = paper(
    "Plating",
    "If the plating fades within 90 days of delivery: free re-plating. You pay postage to us.",
)
SECOND_YEAR = paper(
    "保修",
    "第一年免费维修，来回运费我们承担。",
    "第二年免费维修，来回运费由买家承担。",
)
FREIGHT = paper("三、退换货运费", "情形：七天无理由；寄回运费：买家；再发运费：—")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("硬得跟石头样", {"硬"}),
        ("硬的是正常的", {"硬"}),
        ("橙子酸的我牙都倒了", {"酸"}),
        ("脐橙有点酸", {"酸"}),
        ("颜色太深了", {"深"}),
        ("收到是坏的吗，退了吧", {"坏"}),
        ("东西很好的", set()),
        ("the box was hard", set()),
    ],
)
def test_a_quality_is_told_by_the_grammar_of_degree(text: str, told: set[str]) -> None:
    assert states(text) == told


def test_what_a_clause_calls_normal_is_not_paid_for() -> None:
    fruit = {"category": "水果", "title": "徐香猕猴桃 30个"}
    hard = decided(
        [*RIPENS, *BAD_FRUIT], Want.REFUND, Problem.QUALITY, "硬得跟石头样，退了", **fruit
    )
    assert hard.outcome is Outcome.DECLINE
    assert hard.reasons[0].citation.heading == "猕猴桃是硬的怎么办"
    rotten = decided([*RIPENS, *BAD_FRUIT], Want.REFUND, Problem.QUALITY, "烂了3个，退了", **fruit)
    assert rotten.outcome is not Outcome.DECLINE


def test_what_is_normal_of_one_kind_of_goods_is_not_of_another() -> None:
    pears = {"category": "水果", "title": "秋月梨 9个"}
    got = decided(
        [*RIPENS, *BAD_FRUIT], Want.REFUND, Problem.QUALITY, "硬得跟石头样，退了", **pears
    )
    assert got.outcome is not Outcome.DECLINE


@pytest.mark.parametrize(
    ("platform", "who"), [("aliexpress", Freight.BUYER), ("tmall", Freight.SELLER)]
)
def test_a_repair_costs_postage_abroad_where_the_clause_says_so(
    platform: str, who: Freight
) -> None:
    got = decided(
        GOLD, Want.REPAIR, Problem.QUALITY, "the gold fades", hours=480, platform=platform
    )
    assert (got.outcome, got.freight) == (Outcome.REPAIR, who)


def test_a_second_year_may_cost_postage() -> None:
    assert windows_of("第二年免费维修") == [Window(low=365, high=730)]
    got = decided(SECOND_YEAR, Want.REPAIR, Problem.QUALITY, "不出水了", hours=24 * 366)
    assert (got.outcome, got.freight) == (Outcome.REPAIR, Freight.BUYER)
    last = decided(SECOND_YEAR, Want.REPAIR, Problem.QUALITY, "不出水了", hours=24 * 730)
    over = decided(SECOND_YEAR, Want.REPAIR, Problem.QUALITY, "不出水了", hours=24 * 731)
    assert last.outcome is Outcome.REPAIR
    assert over.outcome is not Outcome.REPAIR


def test_a_table_of_freight_gives_no_period() -> None:
    got = decided(FREIGHT, Want.RETURN_REFUND, Problem.CHANGED_MIND, "不想要了", hours=24 * 9)
    assert not any("return-over" in reason.rule for reason in got.reasons)


def test_who_decides_is_cited_before_what_only_names_the_danger() -> None:
    manual = paper("空气炸锅第一次用", "机身冒烟请马上断电联系客服。")
    authority = paper("5. 赔偿权限", "涉及人身安全的（冒烟、起火、漏电），一律转售后主管。")
    got = decided(
        [*manual, *authority], Want.COMPLAINT, Problem.SAFETY, "插上就冒烟",
        risks=(Risk.FIRE,),
    )  # fmt: skip
    assert got.outcome is Outcome.ESCALATE
    cited = [one.citation.heading for one in got.reasons if one.citation]
    assert cited[0] == "5. 赔偿权限"


CUSTOMS = paper(
    "Customs",
    "Any duty, tax or handling fee asked by your country is paid by the buyer; we don't pay it back.",
)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("The postman wants 18 euros handling fee, who pays this, you?", True),
        ("The postman lost my parcel, pay me something", False),
    ],
)
def test_a_cost_that_a_clause_leaves_with_the_buyer_is_refused_with_it(
    text: str, refused: bool
) -> None:
    got = decided(CUSTOMS, Want.COMPENSATE, Problem.NONE, text, platform="aliexpress")
    assert (got.outcome is Outcome.DECLINE) is refused
    assert not refused or got.reasons[0].citation.heading == "Customs"
