"""How long goods still keep: what the buyer reads off the pack, and what a clause gives for too little; both sides of each bound."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.policy.shelf import Shelf, shelf_of
from tests.unit.test_policy_promises import NOW, decided, paper

ARRIVED = date(2026, 11, 12)
SIGNED = (NOW - timedelta(hours=24)).date()
THIRDS = paper("五、日期", "收到时剩余保质期不少于三分之二，否则退款，请拍照。")
MONTHS = paper("十、效期", "发出的商品剩余效期不少于 12 个月。不足的，包退包换，运费本店承担。")


@pytest.mark.parametrize(
    ("text", "shelf"),
    [
        ("瓶底限用日期20270110，剩两个月不到", Shelf(59, None)),
        ("生产日期2026-02-01，保质期12个月", Shelf(76, 21.11)),
        ("保质期一年的只剩两个月就到期了", Shelf(60, 16.44)),
        ("牛奶保质期180天，生产日期是2026年6月1日", Shelf(16, 8.89)),
        ("EXP 2027.01.10", Shelf(59, None)),
        ("best before 2027-01-10, made 2026-01-10", Shelf(59, 16.16)),
        ("我26年11月买的，2026-11-10发货", Shelf()),
        ("优惠券2026-12-01", Shelf()),
    ],
)
def test_what_the_pack_says_is_left(text: str, shelf: Shelf) -> None:
    assert shelf_of([text], arrived=ARRIVED) == shelf


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="保质期到有效生产日剩个月天年0123456789-./年月日 exp", max_size=40))
def test_any_text_is_read_without_an_error_and_no_share_is_negative(text: str) -> None:
    found = shelf_of([text], arrived=ARRIVED)
    assert found.percent is None or found.percent >= 0


def _made(days_left: int, life: int) -> str:
    made = SIGNED + timedelta(days=days_left - life)
    return f"保质期{life}天，生产日期{made.isoformat()}，日期太旧了"


@pytest.mark.parametrize(("days", "given_back"), [(199, True), (200, False)])
def test_two_thirds_of_a_life_is_the_bound(days: int, given_back: bool) -> None:
    got = decided(
        THIRDS, Want.REFUND, Problem.QUALITY, _made(days, 300), category="零食", title="饼干礼盒"
    )
    promised = got.reasons[0].rule.startswith("clause:") and "keeping" in got.reasons[0].rule
    assert promised is given_back
    assert not given_back or got.outcome is Outcome.REFUND


@pytest.mark.parametrize(("days", "given_back"), [(359, True), (360, False)])
def test_months_that_must_be_left_are_the_bound(days: int, given_back: bool) -> None:
    ends = (SIGNED + timedelta(days=days)).isoformat()
    got = decided(MONTHS, Want.RETURN_REFUND, Problem.QUALITY, f"限用日期{ends}，效期不够")
    promised = "keeping" in got.reasons[0].rule
    assert promised is given_back
    if given_back:
        assert (got.outcome, got.freight) == (Outcome.RETURN_REFUND, Freight.SELLER)


def test_new_goods_are_given_where_they_are_asked_for() -> None:
    ends = (SIGNED + timedelta(days=60)).isoformat()
    got = decided(MONTHS, Want.EXCHANGE, Problem.QUALITY, f"限用日期{ends}，换一瓶")
    assert got.outcome is Outcome.EXCHANGE
    assert "keeping" in got.reasons[0].rule
