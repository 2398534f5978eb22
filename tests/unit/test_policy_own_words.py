"""A shop's own words without a rules.yaml: parts by table, parts' warranties, dated prices, deeds that end a return, what the chat agreed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.decision import Decision, Freight, Outcome
from agent.domain.money import Money
from agent.domain.reading import CLAIM_WANTS, Problem, Reading, Want
from agent.domain.shop import Shop
from agent.policy.agreements import agreed
from agent.policy.documents import read_documents
from agent.policy.engine import decide
from agent.policy.facts import LOSSES, gather
from agent.policy.promises.rows import named, rows_of
from agent.policy.provisional import completed, read_promises
from agent.policy.rulebook import load_rulebook
from agent.policy.spans import day_spans
from agent.policy.usage import did
from agent.policy.windows import windows_of
from knowledge.clause import Clause

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
LAW = load_rulebook(None, find_clause=lambda path, heading: None)
W, P, O = Want, Problem, Outcome


def paper(heading: str, *texts: str, path: str = "docs/售后.md") -> list[Clause]:
    return [
        Clause(clause_id=f"{path}{heading}{number}", path=path, heading=heading, text=text)
        for number, text in enumerate(texts)
    ]


def decided(
    clauses: list[Clause],
    want: Want,
    problem: Problem,
    said: str,
    *,
    days: int = 1,
    title: str = "落地风扇",
    price: str = "300.00",
    placed: str | None = None,
    hit: int | None = None,
    **more: Any,
) -> Decision:
    """Decide a case whose parcel was signed for so many days ago; `hit` is the clause that search found first."""
    signed = NOW - timedelta(days=days)
    order = {
        "order_id": "9",
        "placed_at": placed or (signed - timedelta(days=2)).isoformat(),
        "shipped_at": (signed - timedelta(days=1)).isoformat(),
        "delivered_at": signed.isoformat(),
        "paid": {"value": price, "currency": "CNY"},
        "status": "已签收",
        "items": [{"sku": "K1", "title": title, "qty": 1, "price": price, **more.pop("item", {})}],
        **more.pop("order", {}),
    }
    messages = more.pop("messages", [])
    case = Case.model_validate(
        {
            "id": "own",
            "platform": "tmall",
            "messages": [*messages, {"role": "buyer", "text": said, **more}],
            "order": order,
        }
    )
    reading = Reading(
        wants=want,
        all_wants=(want,),
        problem=problem,
        claim=want in CLAIM_WANTS or (want is Want.COMPLAINT and problem in LOSSES),
    )
    documents = read_documents(clauses, titles=[title])
    found = documents.found([clauses[hit].clause_id] if hit is not None else [])
    facts = completed(gather(case, reading, now=NOW, shop=Shop(id="s")), found)
    book = read_promises(documents, LAW).joined(LAW, facts, found.hits)
    return decide(facts, book, NOW, documents=found)


SPARES = [
    *paper("少件", "少了配件的，拍张照，当天补寄；不想等的，照“配件价”那张表折钱退给您。"),
    *paper("配件价!2", "配件：遥控器；单价（元）：25", path="docs/配件.xlsx"),
    *paper("配件价!3", "配件：底盘螺丝一套；单价（元）：8", path="docs/配件.xlsx"),
]


@pytest.mark.parametrize(
    ("said", "sum_"),
    [
        ("少个遥控器，别寄了，钱退我", "25.00"),
        ("遥控器和那套螺丝都没见着，折现吧", "33.00"),
        ("少了说明书，折现吧", None),
    ],
)
def test_missing_parts_are_paid_for_by_the_shops_table(said: str, sum_: str | None) -> None:
    decision = decided(SPARES, W.COMPENSATE, P.MISSING_ITEM, said)
    assert decision.amount == (Money.of(sum_, "CNY") if sum_ else None)
    if sum_:
        assert decision.outcome is O.COMPENSATE
        assert (
            decision.reasons[-1].citation.path == "docs/配件.xlsx"
        )  # the price has its ground too


def test_who_names_a_missing_part_and_wants_no_parcel_wants_its_price() -> None:
    said = "箱里少了遥控器，算了别寄了，给点钱"
    assert decided(SPARES, W.COMPLAINT, P.NONE, said).outcome is O.COMPENSATE
    assert decided(SPARES, W.COMPLAINT, P.MISSING_ITEM, "箱里少了遥控器").outcome is O.RESHIP


def test_rows_are_read_however_they_were_written() -> None:
    assert list(rows_of("部位：电机、扇叶；保修：24个月")) == [("电机、扇叶", "24个月")]
    assert list(rows_of("电机：两年\n扇叶：半年")) == [("电机", "两年"), ("扇叶", "半年")]
    assert (
        named(["茶杯", "水杯"], "那杯碎了") == []
    )  # the last character of two names tells neither
    assert named(["变速器", "车铃"], "铃不见了") == ["车铃"]
    assert named(["琴包"], "那包线没有") == []  # a measure word names nothing


CARD = [
    *paper(
        "保修期",
        "部位：电机、扇叶；保修：12个月",
        "部位：遥控器；保修：6个月",
        "部位：网罩、贴纸；保修：不保",
        "从签收算起，保修期内免费修，运费我们出。",
    ),
    *paper("过保维修", "项目：换电机；价格：90元", "项目：换遥控器；价格：30元"),
]


@pytest.mark.parametrize(
    ("said", "days", "outcome"),
    [
        ("电机不转了", 364, O.REPAIR),
        ("遥控器按了没用", 183, O.REPAIR),  # six months by the calendar: May 21 to November 20
        ("遥控器按了没用", 185, O.DECLINE),
        ("网罩松了", 60, O.DECLINE),
        ("突然不动了", 100, O.REPAIR),  # every part that is warranted still runs
    ],
)
def test_a_part_has_the_warranty_of_its_row(said: str, days: int, outcome: Outcome) -> None:
    decision = decided(CARD, W.REPAIR, P.QUALITY, said, days=days)
    assert decision.outcome is outcome
    assert decision.reasons[0].citation.path == "docs/售后.md"


def test_a_paid_repair_is_told_with_its_price() -> None:
    decision = decided(CARD, W.REPAIR, P.QUALITY, "电机不转了，修要多少钱", days=400)
    assert decision.outcome is O.DECLINE
    assert "换电机90元" in decision.reasons[0].text


FAULTS = paper(
    "毛病",
    "电机异响、扇叶松、网罩变形，签收次日起20天内（第20天24点前）说的，退或者换您定，来回运费我们出，请拍一段视频。",
    "超过20天的走保修，免费修，不再退换。同一处修过两次还坏，换新的。",
)


@pytest.mark.parametrize(
    ("want", "days", "outcome"),
    [
        (W.EXCHANGE, 20, O.EXCHANGE),
        (W.RETURN_REFUND, 20, O.RETURN_REFUND),
        (W.EXCHANGE, 21, O.REPAIR),
    ],
)
def test_after_the_shops_own_days_the_repair_stays(want: Want, days: int, outcome: Outcome) -> None:
    decision = decided([*FAULTS, *CARD], want, P.QUALITY, "电机嗡嗡响", days=days)
    assert (decision.outcome, decision.freight) == (outcome, Freight.SELLER)


def test_a_fault_in_the_shops_own_words_is_a_fault() -> None:
    assert decided(FAULTS, W.EXCHANGE, P.SIZE, "扇叶有点松，换一个").outcome is O.EXCHANGE
    assert (
        decided(FAULTS, W.EXCHANGE, P.SIZE, "扇叶没松，就是太大，换一个").freight
        is not Freight.SELLER
    )


PRICE = paper(
    "价保",
    "付款次日起10天内降价退差价，请发截图。11月1日到11月11日付款的，价保延长到11月25日。",
    "直播间的价、优惠券不算降价。",
)


@pytest.mark.parametrize(
    ("placed", "outcome"),
    [
        ("2026-11-05T10:00:00+08:00", O.COMPENSATE),
        ("2026-10-31T10:00:00+08:00", O.DECLINE),
        ("2026-11-15T10:00:00+08:00", O.COMPENSATE),
    ],
)
def test_a_price_is_kept_longer_for_orders_of_some_days(placed: str, outcome: Outcome) -> None:
    said = "我300买的，现在页面挂270，差的退我"
    shot = {"attachments": [{"kind": "screenshot", "note": "商品页"}]}
    decision = decided(PRICE, W.COMPENSATE, P.PRICE_DROP, said, placed=placed, **shot)
    assert decision.outcome is outcome
    if outcome is O.COMPENSATE:
        assert decision.amount == Money.of("30.00", "CNY")  # as the buyer tells and shows


def test_a_fall_that_nobody_has_shown_has_no_sum() -> None:
    decision = decided(PRICE, W.COMPENSATE, P.PRICE_DROP, "我300买的，现在页面挂270，差的退我")
    assert (decision.amount, "screenshot" in decision.missing) == (None, True)


def test_the_clause_found_first_tells_what_money_is_wanted_for() -> None:
    said = "昨晚直播间再减三十，补我"
    assert decided(PRICE, W.COMPENSATE, P.SERVICE, said, hit=1).outcome is O.DECLINE


def test_a_parcel_is_received_when_it_leaves_the_station() -> None:
    rules = paper("退货", "签收次日起七天无理由退货，运费买家出。")
    station = [
        {"at": "2026-11-11T12:00:00+08:00", "text": "快件已存放至驿站，请凭取件码取件"},
        {"at": "2026-11-15T12:00:00+08:00", "text": "快件已被本人取走"},
    ]
    late = decided(rules, W.RETURN_REFUND, P.CHANGED_MIND, "不想要了", days=9)
    taken = decided(
        rules, W.RETURN_REFUND, P.CHANGED_MIND, "不想要了", days=9, order={"logistics": station}
    )
    waiting = decided(
        rules, W.RETURN_REFUND, P.CHANGED_MIND, "不想要了", days=9, order={"logistics": station[:1]}
    )
    assert [one.outcome for one in (late, taken, waiting)] == [
        O.DECLINE,
        O.RETURN_REFUND,
        O.DECLINE,
    ]


USED = paper("不想要了", "七天内没用过的可以退；煮过东西、沾了油的不收。")


def test_a_deed_that_the_shop_names_ends_the_return() -> None:
    cooked = decided(USED, W.RETURN_REFUND, P.CHANGED_MIND, "煮了两回粥，还是退了", title="砂锅")
    clean = decided(USED, W.RETURN_REFUND, P.CHANGED_MIND, "没煮过，退了", title="砂锅")
    assert (cooked.outcome, clean.outcome) == (O.DECLINE, O.RETURN_REFUND)
    assert did("上路骑过的不收", "骑着出去了一趟") and not did("上路骑过的不收", "没骑过")
    assert not did("超过七天的不退", "超了七天")


MADE = paper(
    "定制",
    "名字印错、印歪是我们的错，重做一件给您或者退款，运费我们出。",
    "印字的确认后不支持无理由退货。",
)


def test_a_complaint_of_made_goods_is_of_their_making() -> None:
    item = {"item": {"category": "定制", "custom_made_confirmed": True}}
    wrong = decided(MADE, W.COMPLAINT, P.SERVICE, "我儿子不叫这个", title="印字水杯", **item)
    staff = decided(MADE, W.COMPLAINT, P.SERVICE, "客服一天不回", title="印字水杯", **item)
    assert (wrong.outcome, wrong.freight) == (O.EXCHANGE, Freight.SELLER)
    assert wrong.reasons[0].citation.heading == "定制"
    assert staff.outcome is O.INFORM


def chat(*lines: tuple[str, str]) -> Case:
    told = [{"role": role, "text": text} for role, text in lines]
    return Case.model_validate({"id": "c", "messages": told})


def test_what_the_chat_agreed_counts_where_the_order_is_silent() -> None:
    no_return = ("seller", "亲，拆封后不支持七天无理由，麻烦勾一下确认")
    making = ("seller", "跟您核对下印的内容：小林，没问题就做了")
    assert agreed(chat(no_return, ("buyer", "勾了"))) == (True, None)
    assert agreed(chat(no_return, ("buyer", "不行，我要能退的"))) == (None, None)
    assert agreed(chat(making, ("buyer", "没问题"))) == (None, True)
    assert agreed(chat(("buyer", "好"), ("seller", "好的"))) == (None, None)


def test_a_day_of_a_period_is_no_period() -> None:
    assert day_spans("签收第二天算起，10天以内，到第10天晚上24点") == [10]
    first, *_ = windows_of("过了30天不满一年的，换新一次")
    assert (first.low, first.high) == (30, 365)
    assert [(w.low, w.high) for w in windows_of("过了30天的走质保")] == [(30, None)]


def test_internal_notes_promise_nothing() -> None:
    memo = paper("备忘", "降价当天内来要价保的给补差价。", path="docs/内部/备忘_别外发.txt")
    decision = decided(memo, W.COMPENSATE, P.PRICE_DROP, "降价了，退差价", days=0)
    assert all("备忘" not in reason.citation.path for reason in decision.reasons)


def test_what_is_natural_is_explained_before_it_is_refused() -> None:
    care = paper("声音", "新电机头一周有轻微嗡嗡声是正常现象。")
    told = decided(care, W.COMPLAINT, P.QUALITY, "电机嗡嗡响", hit=0)
    wanted = decided(care, W.EXCHANGE, P.QUALITY, "电机嗡嗡响，换一台", hit=0)
    assert (told.outcome, wanted.outcome) == (O.INFORM, O.DECLINE)


def test_a_voucher_is_no_compensation() -> None:
    clause = paper("过了七天", "过了七天没毛病就不退了，可以送您一张20元券。")
    decision = decided(clause, W.RETURN_REFUND, P.CHANGED_MIND, "不想要了", days=9, hit=0)
    assert decision.outcome is O.DECLINE


def test_month_and_day_stand_for_the_stretch_of_a_year() -> None:
    case = chat(("buyer", "在吗"))
    facts = gather(case, Reading(wants=W.NONE), now=NOW, shop=Shop(id="s"))
    assert (facts.asked_month_day, facts.order_month_day) == (1120, None)
    dated = facts.model_copy(update={"order_date": date(2026, 3, 5)})
    assert dated.order_month_day == 305


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("刚过十二点，放墙角没弹过，退了吧", O.DECLINE),
        ("弦断了一根，没弹过，退了吧", O.RETURN_REFUND),
    ],
)
def test_what_nobody_has_tried_goes_back_for_no_fault(said: str, outcome: Outcome) -> None:
    assert decided(FAULTS, W.RETURN_REFUND, P.QUALITY, said, days=8).outcome is outcome


def test_who_tells_of_a_lower_price_wants_the_difference() -> None:
    told = decided(PRICE, W.COMPLAINT, P.PRICE_DROP, "才几天你们就挂270了")
    other = decided(PRICE, W.COMPLAINT, P.PRICE_DROP, "天天调，才三天")  # no word of any price
    assert (told.outcome, other.outcome) == (O.COMPENSATE, O.INFORM)


@pytest.mark.parametrize(
    ("clause", "freight"),
    [
        ("鑑賞期內退貨的運費由本店負擔，我們請宅配到府收件。", Freight.SELLER),
        ("無理由退貨的運費由買家自付。", Freight.BUYER),
        ("瑕疵品退貨的運費由本店負擔。", Freight.BUYER),
    ],
)
def test_who_pays_for_a_change_of_mind_by_a_clause_of_its_own(
    clause: str, freight: Freight
) -> None:
    own = paper("七天鑑賞期", "收到隔天開始算七天，第七天前私訊都算數。", clause)
    told = decided(own, W.RETURN_REFUND, P.CHANGED_MIND, "不喜歡，想退", days=3)
    assert told.outcome is O.RETURN_REFUND and told.freight is freight
