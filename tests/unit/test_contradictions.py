"""What a release says twice with different numbers is shown; what only looks alike is not."""

from datetime import date

import pytest

from knowledge.clause import Clause, Clock
from knowledge.contradictions import contradictions


def clause(at: int, text: str, heading: str = "退货", **more: object) -> Clause:
    return Clause.model_validate(
        {"clause_id": str(at), "path": f"{at}.md", "heading": heading, "text": text, **more}
    )


def pair(one: str, other: str, **more: object) -> list[tuple[str, str]]:
    return [c.said for c in contradictions([clause(1, one), clause(2, other, **more)])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("签收后7天内可以无理由退货。", "支持签收后15天内无理由退货。"),
        ("收货后七天内可申请价格保护。", "签收之日起15天内可以申请价保。"),
        ("偏远地区的运费为18元。", "偏远地区运费：25元。"),
        ("拆封的数码产品退货收取折旧费10%。", "拆封的数码产品退货，收取折旧费30%。"),
        ("付款后48小时内发货。", "我们会在付款后24小时内发货。"),
        ("Refunds arrive within 7 working days.", "Refunds will arrive in 14 days."),
        ("退貨須於收貨後10日內提出。", "退貨須於收貨後14日內提出。"),
    ],
)
def test_another_number_for_one_thing(one: str, other: str) -> None:
    assert len(pair(one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("皮沙发签收后7天内可以退货。", "布沙发签收后15天内可以退货。"),
        ("新疆的运费为18元。", "西藏的运费为25元。"),
        ("质量问题签收后15天内可以退货。", "签收后7天内可以退货。"),
        ("未拆封的签收后15天内可以退货。", "拆封的签收后7天内可以退货。"),
        ("签收后7天内可以退货。", "签收后七日内可以退货。"),
        ("地区：新疆；运费：18元", "地区：港澳台；运费：35元"),
        ("金卡会员可退5次。", "银卡会员可退2次。"),
        ("签收后7天内可以退货。", "签收后不支持退货。"),
    ],
)
def test_no_false_alarm(one: str, other: str) -> None:
    assert pair(one, other) == []


def test_what_never_holds_together_does_not_contradict() -> None:
    one, other = "签收后7天内可以退货。", "签收后15天内可以退货。"
    ended = {"valid_to": date(2026, 8, 31)}
    begun = {"valid_from": date(2026, 9, 1)}
    assert contradictions([clause(1, one, **ended), clause(2, other, **begun)]) == ()
    assert pair(one, other, products=("A-1",)) == []
    assert pair(one, other, clock=Clock.PROCESSING) == []
    many = [
        clause(n, f"第{n}号件的维修费为{n}元。".replace(f"第{n}号件", "该件")) for n in range(9)
    ]
    assert contradictions(many) == ()


@pytest.mark.parametrize(
    ("head", "other", "one", "two"),
    [
        ("退换货", "常见问题", "签收后7天内可申请无理由退货。", "签收后15天内可申请无理由退货。"),
        ("退换货", "", "签收后7天内可申请无理由退货。", "问：多久可以退货？\n答：签收后15天内可申请无理由退货。"),
        ("退换货政策", "售后承诺", "支持7天无理由退货。", "支持15天无理由退货。"),
        ("Returns", "FAQ", "Refunds arrive within 7 working days.", "Refunds will arrive in 14 days."),
    ],
)  # fmt: skip
def test_headings_that_only_name_the_kind_of_rule_keep_no_two_numbers_apart(
    head: str, other: str, one: str, two: str
) -> None:
    assert len(contradictions([clause(1, one, head), clause(2, two, other)])) == 1


def test_headings_that_name_goods_do() -> None:
    clauses = [clause(1, "整机质保3年。", "单人沙发"), clause(2, "整机质保2年。", "双人沙发")]
    assert not contradictions(clauses)
