"""Trials, visits, harm at home, parcels the carrier lost: what clauses and law give without a rules.yaml, on both sides of each bound."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.order import Order
from agent.domain.reading import Problem, Want
from agent.policy.dislikes import says_disliked
from agent.policy.handling import handled
from agent.policy.visits import harmed_home, missed_days
from agent.policy.wordlists import says_lost
from tests.unit.test_policy_promises import NOW, decided, paper

W, P, O = Want, Problem, Outcome
TODAY = NOW.date()

NIGHTS = paper(
    "百晚试睡",
    "只有床垫（MC-150）参加。签收次日起第30夜到第100夜之间可以申请退货，取件费买家承担。",
    "要求：无污渍、无破损。",
)
DAYS = paper("15天试用", "签收后15天内试用不满意可以退货，来回运费由本店承担。")
SEALED = paper(
    "先试后用",
    "适用商品：修护精华、神经酰胺面霜。",
    "先用试用小样，正装没有拆封的，签收次日起15天内可以退正装，退回运费由本店承担。",
)


@pytest.mark.parametrize(
    ("days", "outcome"),
    [(7, O.RETURN_REFUND), (8, O.INFORM), (29, O.INFORM), (30, O.RETURN_REFUND), (100, O.RETURN_REFUND), (101, O.DECLINE)],
)  # fmt: skip
def test_a_trial_with_a_beginning_and_an_end(days: int, outcome: Outcome) -> None:
    got = decided(
        NIGHTS, W.RETURN_REFUND, P.CHANGED_MIND, "睡不惯，想退", hours=24 * days, title="乳胶床垫", category="家具"
    )  # fmt: skip
    assert got.outcome is outcome, got.reasons
    if outcome is O.RETURN_REFUND:
        assert got.freight == "buyer"


def test_a_trial_is_for_the_goods_that_its_section_names() -> None:
    got = decided(
        NIGHTS, W.RETURN_REFUND, P.CHANGED_MIND, "不喜欢", hours=24 * 40, title="三人沙发", category="家具"
    )  # fmt: skip
    assert got.outcome is O.DECLINE


@pytest.mark.parametrize(("days", "outcome"), [(15, O.RETURN_REFUND), (16, O.DECLINE)])
def test_tried_goods_go_back_within_a_plain_trial(days: int, outcome: Outcome) -> None:
    got = decided(DAYS, W.RETURN_REFUND, P.CHANGED_MIND, "用了几天不顺手", hours=24 * days)
    assert got.outcome is outcome, got.reasons


@pytest.mark.parametrize(
    ("title", "text", "days", "outcome"),
    [
        ("修护精华 30ml", "小样用了不合适，大瓶没动", 12, O.RETURN_REFUND),
        ("修护精华 30ml", "精华拆开用了两次，不想要了", 3, O.DECLINE),
        ("修护精华 30ml", "没拆，不想要了", 16, O.DECLINE),
        ("氨基酸洁面", "洁面没拆，不太想用了", 8, O.DECLINE),
        ("氨基酸洁面", "洁面没拆，不太想用了", 7, O.RETURN_REFUND),
    ],
)
def test_a_trial_by_sample_takes_back_only_what_is_sealed(
    title: str, text: str, days: int, outcome: Outcome
) -> None:
    got = decided(
        SEALED, W.RETURN_REFUND, P.CHANGED_MIND, text, hours=24 * days, title=title, category="护肤"
    )
    assert got.outcome is outcome, got.reasons


FUSSY = paper(
    "宝宝不喝怎么办",
    "奶粉都附一小袋试喝装，试喝装喝了不喜欢、正罐没开的，签收20天内退货退款，来回运费我们出。",
)


@pytest.mark.parametrize(
    ("text", "days", "outcome", "freight"),
    [
        ("试喝的那小袋冲了，宝宝碰都不碰，大罐没开过", 12, O.RETURN_REFUND, "seller"),
        ("宝宝不肯喝，罐子没开", 5, O.RETURN_REFUND, "seller"),
        ("宝宝不肯喝，罐子没开", 21, O.DECLINE, None),
        ("宝宝不肯喝，大罐已经开封了", 12, O.DECLINE, None),
        ("买重了，没拆封", 8, O.DECLINE, None),
        ("买重了，没拆封", 6, O.RETURN_REFUND, "buyer"),
    ],
)
def test_a_promise_to_whoever_dislikes_the_sample_binds_for_those_alone(
    text: str, days: int, outcome: Outcome, freight: str | None
) -> None:
    got = decided(
        FUSSY, W.RETURN_REFUND, P.CHANGED_MIND, text, hours=24 * days, title="婴儿奶粉", category="奶粉"
    )  # fmt: skip
    assert (got.outcome, got.freight) == (outcome, freight), got.reasons


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("猫一口不动", True),
        ("闻都不闻", True),
        ("my dog won't eat it", True),
        ("买多了，不想要了", None),
        ("还没吃，没拆", None),
        ("我不吃辣的", None),
    ],
)
def test_what_a_buyer_says_of_a_dislike(text: str, told: bool | None) -> None:
    assert says_disliked([text]) is told


VISITS = paper(
    "上门安装",
    "因我方原因没按约好的日期上门：每迟一天赔50元，最多300元。",
    "安装时磕坏墙面、地板：48小时内告诉我们，核实后赔修复费用，500元以内由店里直接赔，超过500元的转店长。",
    "签收15天内发现质量问题，退货或换货由您选。请提供照片。",
)


def on_its_way(*lines: str) -> dict[str, Any]:
    """Return an order on its way with tracking lines, the last of them an hour ago."""
    told = [
        {"at": (NOW - timedelta(hours=len(lines) - n)).isoformat(), "text": line}
        for n, line in enumerate(lines)
    ]
    return {"delivered_at": None, "status": "shipped", "logistics": told}


@pytest.mark.parametrize(
    ("agreed", "sum_due"), [("11月19日", "50.00"), ("11月17日", "150.00"), ("11月10日", "300.00"), ("11月20日", None)]
)  # fmt: skip
def test_a_missed_visit_is_paid_by_the_day_up_to_the_limit(
    agreed: str, sum_due: str | None
) -> None:
    order = on_its_way(f"已预约 {agreed} 上门安装", "师傅未上门，待重新预约")
    got = decided(VISITS, W.CHANGE_ORDER, P.NONE, "人影都没", paid="2680.00", order=order)
    assert (got.outcome is O.COMPENSATE) is (sum_due is not None)
    assert got.amount == (Money.of(sum_due) if sum_due else None)


@pytest.mark.parametrize(
    ("amount", "hours", "outcome"),
    [("500.00", 48, O.COMPENSATE), ("500.01", 48, O.ESCALATE), ("300.00", 49, O.ESCALATE)],
)
def test_harm_at_home_is_mended_within_the_clause(
    amount: str, hours: float, outcome: Outcome
) -> None:
    reason = "师傅安装时把墙面磕掉一块"
    got = decided(
        VISITS, W.COMPENSATE, P.QUALITY, reason, hours=hours, paid="2680.00", kind="claim",
        claim={"type": "compensate", "reason": reason, "amount": {"value": amount, "currency": "CNY"},
               "evidence": [{"kind": "photo", "note": "墙面"}]},
    )  # fmt: skip
    assert got.outcome is outcome, got.reasons


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("送货的师傅搬进来的时候把地板刮花了", True),
        ("The delivery guys scratched my hallway wall", True),
        ("桌子的面板刮花了", None),
        ("师傅安装会不会刮坏地板？", None),
        ("师傅装得很好，墙面很干净", None),
        ("挂在墙上的架子裂了", None),
    ],
)
def test_harm_at_home_needs_those_who_did_it(text: str, told: bool | None) -> None:
    assert harmed_home([text]) is told


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("说好11月18号上门安装，人影都没", 2),
        ("说好11月20号上门安装，人影都没", None),
        ("约好11月25日上门，没来得及收拾", None),
        ("11月18号买的，没人回我", None),
        ("The installer was booked for 11/17 and never showed up", 3),
    ],
)
def test_days_since_a_missed_visit(said: str, days: int | None) -> None:
    assert missed_days(None, [said], TODAY) == days


def test_the_record_of_a_visit_comes_before_what_is_remembered() -> None:
    order = Order.model_validate(
        {"order_id": "1", "logistics": [{"at": NOW.isoformat(), "text": "已预约 11月19日 上门"}]}
    )
    assert missed_days(order, ["约好11月10日上门的，没人来"], TODAY) == 1


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="约上门没来师傅墙刮0123456789月日/. 。", max_size=60))
def test_visits_of_any_text(text: str) -> None:
    days = missed_days(None, [text], date(2026, 1, 3))
    assert days is None or days > 0
    assert harmed_home([text]) in {True, None}


@pytest.mark.parametrize(
    ("line", "want", "outcome"),
    [
        ("快件遗失，已登记理赔", W.REFUND, O.REFUND),
        ("快件遗失，已登记理赔", W.RESHIP, O.RESHIP),
        ("The parcel was lost by the carrier", W.REFUND, O.REFUND),
        ("疑似遗失，正在核实", W.REFUND, O.INFORM),
        ("[郑州转运中心] 已到达", W.REFUND, O.INFORM),
    ],
)
def test_a_parcel_that_the_carrier_calls_lost(line: str, want: Want, outcome: Outcome) -> None:
    got = decided([], want, P.LOST, "丢了吧", order=on_its_way("已揽收", line))
    assert got.outcome is outcome, got.reasons


def test_a_lost_parcel_that_was_found_again_is_not_lost() -> None:
    assert not says_lost("遗失件已找回，继续派送")
    got = decided([], W.REFUND, P.LOST, "丢了吧", order=on_its_way("快件遗失", "已到达转运中心"))
    assert got.outcome is O.INFORM


PRICE = paper("价保", "下单之日起30天内页面价降了，差额退您。", "退差价原路走，1-3个工作日。")


@pytest.mark.parametrize(("days", "outcome"), [(28, O.COMPENSATE), (29, O.DECLINE)])
def test_working_days_of_paying_are_no_end_of_price_protection(days: int, outcome: Outcome) -> None:
    """The order of `decided` was placed two days before it was signed for."""
    got = decided(PRICE, W.COMPENSATE, P.PRICE_DROP, "降价了", hours=24 * days)
    assert got.outcome is outcome, got.reasons


@pytest.mark.parametrize(
    ("hours", "amount"), [(49, "5.00"), (73, "10.00"), (24 * 30, "50.00"), (48, None)]
)
def test_late_dispatch_is_paid_for_each_day_begun(hours: int, amount: str | None) -> None:
    late = paper("晚发赔付", "付款后48小时内发货，没发货的超过48小时每延迟一天赔5元，最多50元。")
    placed = NOW - timedelta(hours=hours)
    order = {
        "placed_at": placed.isoformat(),
        "shipped_at": None,
        "delivered_at": None,
        "status": "待发货",
    }
    got = decided(late, W.COMPENSATE, P.NOT_SHIPPED, "还没发货，赔我", order=order)
    assert got.amount == (Money.of(amount) if amount else None), got.reasons


@pytest.mark.parametrize(("status", "informs"), [("shipped", True), ("delivered", False)])
def test_nothing_is_repaired_before_it_has_arrived(status: str, informs: bool) -> None:
    order = on_its_way("已预约 11月21日 上门") if status == "shipped" else None
    got = decided(VISITS, W.REPAIR, P.NONE, "师傅约的明天下午，能改周日不", order=order)
    assert (got.outcome is O.INFORM) is informs


@pytest.mark.parametrize(
    ("text", "used"),
    [("不太想用了", False), ("不想穿了", False), ("用了", True), ("小样用了", False), ("只用了小样", False), ("精华用了", True),
     ("试用的那小包用了", False), ("试吃了一包零食", True)],
)  # fmt: skip
def test_not_wanting_to_use_and_using_a_sample_are_no_use(text: str, used: bool) -> None:
    assert ("used" in handled([text])) is used
