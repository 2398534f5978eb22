"""What clauses give without a rules.yaml: time in hours and days, remedies by stretch, sums, shares, gifts, exceptions; both sides of each bound."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.case import Case
from agent.domain.decision import Decision, Outcome
from agent.domain.reading import CLAIM_WANTS, Problem, Reading, Risk, Want
from agent.domain.shop import Shop
from agent.policy.documents import read_documents
from agent.policy.engine import decide
from agent.policy.facts import gather
from agent.policy.pieces import spoiled
from agent.policy.promises.remedies import evidence
from agent.policy.provisional import completed, read_promises
from agent.policy.rulebook import load_rulebook
from agent.policy.windows import windows_of
from knowledge.clause import Clause

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
LAW = load_rulebook(None, find_clause=lambda path, heading: None)
W, P, O = Want, Problem, Outcome


def paper(heading: str, *texts: str) -> list[Clause]:
    return [
        Clause(clause_id=f"{heading}{number}", path="docs/售后.md", heading=heading, text=text)
        for number, text in enumerate(texts)
    ]


def decided(
    clauses: list[Clause],
    want: Want,
    problem: Problem,
    text: str = "你好",
    *,
    hours: float = 24,
    category: str = "家电",
    title: str = "电水壶",
    paid: str = "100.00",
    platform: str = "tmall",
    confirmed: bool | None = None,
    order: dict[str, Any] | None = None,
    risks: tuple[Risk, ...] = (),
    **more: Any,
) -> Decision:
    """Decide a case whose parcel was signed for so many hours ago."""
    signed = NOW - timedelta(hours=hours)
    bought = {
        "order_id": "9",
        "placed_at": (signed - timedelta(days=2)).isoformat(),
        "shipped_at": (signed - timedelta(days=1)).isoformat(),
        "delivered_at": signed.isoformat(),
        "paid": {"value": paid, "currency": "CNY"},
        "status": "已签收",
        "items": [
            {
                "sku": "K1",
                "title": title,
                "qty": 1,
                "price": paid,
                "category": category,
                "custom_made_confirmed": confirmed,
            }
        ],
        **(order or {}),
    }
    case = Case.model_validate(
        {
            "id": "p",
            "platform": platform,
            "messages": [{"role": "buyer", "text": text}],
            "order": bought,
            **more,
        }
    )
    reading = Reading(
        wants=want, all_wants=(want,), problem=problem, claim=want in CLAIM_WANTS, risks=risks
    )
    facts = gather(case, reading, now=NOW, shop=Shop())
    documents = read_documents(clauses, titles=(title, category)).found(
        [one.clause_id for one in clauses]
    )
    facts = completed(facts, documents)
    book = read_promises(documents, LAW).joined(LAW, facts, documents.hits)
    return decide(facts, book, NOW, documents=documents)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("签收后24小时内拍照", [(0, 24, True, "delivered")]),
        ("超过24小时的不赔", [(24, None, True, None)]),
        ("签收后：16–30天；您可以选：换新", [(15, 30, False, "delivered")]),
        ("签收30天后到保修期满", [(30, None, False, "delivered")]),
        ("付款之日起15天内降价退差价，3个工作日内原路退回", [(0, 15, False, "placed")]),
        ("within 12 hours of paying", [(0, 12, True, "placed")]),
        ("not delivered 45 days after leaving: full refund", [(0, 45, False, "shipped")]),
        ("收货一个月内包换", [(0, 30, False, "delivered")]),
        ("签收当天拍照反馈", [(0, 0, False, "delivered")]),
        ("2026年9月1日起执行，最晚48小时内发出", []),
    ],
)
def test_windows_with_their_unit_and_start(text: str, told: list[tuple[object, ...]]) -> None:
    assert [(w.low, w.high, w.hours, w.start) for w in windows_of(text)] == told


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_windows_of_any_text_are_in_order(text: str) -> None:
    assert all(w.high is None or w.low <= w.high for w in windows_of(text))


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("请提供照片或视频", ("photo",)),
        ("需要：故障视频（10秒以上） + 机身铭牌照片", ("video", "nameplate")),
        ("发照片（破损处、快递面单）", ("label_photo", "photo")),
        ("with a photo of the piece and of the parcel label", ("label_photo", "photo")),
        ("视频教程见详情页", ()),
    ],
)
def test_evidence_in_the_words_of_ask_for(text: str, asks: tuple[str, ...]) -> None:
    assert evidence(text) == asks


TIERS = paper(
    "质量问题",
    "签收后：15天内；您可以选：退货退款 / 换新 / 维修；来回运费：我们出",
    "签收后：16–30天；您可以选：换新 / 维修；来回运费：我们出",
    "需要：故障视频 + 机身铭牌照片。",
)


@pytest.mark.parametrize(
    ("want", "days", "outcome"),
    [
        (W.RETURN_REFUND, 15, O.RETURN_REFUND),
        (W.RETURN_REFUND, 16, O.EXCHANGE),
        (W.EXCHANGE, 30, O.EXCHANGE),
        (W.EXCHANGE, 31, O.ESCALATE),
        (W.REPAIR, 30, O.REPAIR),
    ],
)
def test_each_stretch_gives_its_own_remedies(want: Want, days: int, outcome: Outcome) -> None:
    got = decided(TIERS, want, P.QUALITY, "坏了", hours=24 * days)
    assert got.outcome is outcome, got.reasons
    if outcome is not O.ESCALATE:
        assert set(got.missing) == {"video", "nameplate"}
        assert got.freight == "seller"


FRESH = paper(
    "坏果包赔",
    "签收后24小时内发照片过来就赔，不用退货。",
    "超过24小时的不赔。",
    "坏果不到一半：实付金额 ÷ 总个数 × 坏果个数；达到或超过一半：全额退款。",
)


@pytest.mark.parametrize(
    ("hours", "text", "outcome", "amount"),
    [
        (24, "12个里坏了3个", O.REFUND, "12.00"),
        (24, "坏了3个", O.REFUND, "12.00"),
        (23, "坏了6个", O.REFUND, "48.00"),
        (23, "坏了5个", O.REFUND, "20.00"),
        (23, "有坏的", O.REFUND, None),
        (25, "坏了3个", O.DECLINE, None),
    ],
)
def test_bad_pieces_by_their_share_and_in_time(
    hours: float, text: str, outcome: Outcome, amount: str | None
) -> None:
    got = decided(
        FRESH, W.REFUND, P.DAMAGED, text, hours=hours, category="生鲜水果",
        title="猕猴桃 大果12个装", paid="48.00",
    )  # fmt: skip
    assert got.outcome is outcome, got.reasons
    assert (got.amount.value if got.amount else None) == amount


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (["24个烂了14个"], (14, 24)),
        (["2个坏苹果，其余18个完好"], (2, 20)),
        (["烂了三个"], (3, 12)),
        (["烂了"], None),
        (["坏了20个"], None),
    ],
)
def test_pieces_are_counted_only_where_both_numbers_are_told(
    text: list[str], count: tuple[int, int] | None
) -> None:
    got = spoiled(text, ["猕猴桃 大果12个装"], None)
    assert (got and (got.bad, got.total)) == count


BROKEN = paper(
    "到货破损", "签收48小时内发照片，免费换新，运费我们出。", "超过48小时反馈的不再受理。"
)
LEAD = paper("到货破损", "签收48小时内发照片，免费换新。超过48小时的，转售后主管核实。")


@pytest.mark.parametrize(
    ("clauses", "hours", "outcome"),
    [
        (BROKEN, 48, O.EXCHANGE),
        (BROKEN, 49, O.ESCALATE),  # the law's seven days still run: a lead decides
        (BROKEN, 24 * 7, O.ESCALATE),
        (BROKEN, 24 * 8, O.DECLINE),
        (LEAD, 48, O.EXCHANGE),
        (LEAD, 49, O.ESCALATE),
        (LEAD, 24 * 8, O.ESCALATE),
    ],
)
def test_a_late_report(clauses: list[Clause], hours: float, outcome: Outcome) -> None:
    got = decided(clauses, W.EXCHANGE, P.DAMAGED, "外壳破了", hours=hours)
    assert got.outcome is outcome, got.reasons


PAID_FOR = paper("延迟发货", "付款超过48小时没有发货的，赔实付金额的5%，最少3元，最多20元。")
COUPON = paper("延迟发货", "超过24小时没出库的，每单赔10元。")


@pytest.mark.parametrize(
    ("clauses", "paid", "waited", "outcome", "amount"),
    [
        (PAID_FOR, "100.00", 49, O.COMPENSATE, "5.00"),
        (PAID_FOR, "40.00", 49, O.COMPENSATE, "3.00"),
        (PAID_FOR, "900.00", 49, O.COMPENSATE, "20.00"),
        (PAID_FOR, "100.00", 48, O.ESCALATE, None),
        (COUPON, "100.00", 25, O.COMPENSATE, "10.00"),
        (COUPON, "8.00", 25, O.COMPENSATE, "8.00"),
    ],
)
def test_a_sum_for_late_dispatch(
    clauses: list[Clause], paid: str, waited: int, outcome: Outcome, amount: str | None
) -> None:
    placed = (NOW - timedelta(hours=waited)).isoformat()
    waiting = {"placed_at": placed, "shipped_at": None, "delivered_at": None, "status": "待发货"}
    got = decided(clauses, W.COMPENSATE, P.NOT_SHIPPED, "还没发", paid=paid, order=waiting)
    assert got.outcome is outcome, got.reasons
    assert (got.amount.value if got.amount else None) == amount


PRICE = paper("价保", "签收后7天内降价补差，秒杀、直播价除外。")


@pytest.mark.parametrize(
    ("text", "days", "outcome"),
    [
        ("降价了退差价", 7, O.COMPENSATE),
        ("降价了退差价", 8, O.DECLINE),
        ("你们直播间便宜30，退差价", 2, O.DECLINE),
    ],
)
def test_price_protection_its_end_and_its_exceptions(
    text: str, days: int, outcome: Outcome
) -> None:
    got = decided(PRICE, W.COMPENSATE, P.PRICE_DROP, text, hours=24 * days)
    assert got.outcome is outcome, got.reasons
    assert got.reasons[0].citation.path == "docs/售后.md"


CUSTOM = paper("定制", "付款后12小时内可以取消，全额退款。之后已排产，不能取消。")


@pytest.mark.parametrize(("waited", "outcome"), [(12, O.REFUND), (13, O.DECLINE)])
def test_made_to_order_goods_are_cancelled_in_time(waited: int, outcome: Outcome) -> None:
    waiting = {
        "placed_at": (NOW - timedelta(hours=waited)).isoformat(),
        "shipped_at": None, "delivered_at": None, "status": "待发货",
    }  # fmt: skip
    got = decided(
        CUSTOM, W.CANCEL, P.CHANGED_MIND, "取消", category="定制饰品", confirmed=True, order=waiting
    )
    assert got.outcome is outcome, got.reasons


GIFT = paper("无理由退货", "赠品要一起退，不退的扣款：烤架（标价39元）、手提袋5元。")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("不想要了，送的烤架已经用了", "61.00"),
        ("不想要了，送的手提袋丢了", "95.00"),
        ("不想要了，送的烤架没拆一起退", "100.00"),
        ("不想要了", "100.00"),
    ],
)
def test_a_gift_that_stays_is_paid_for(text: str, amount: str) -> None:
    got = decided(GIFT, W.RETURN_REFUND, P.CHANGED_MIND, text)
    assert got.outcome is O.RETURN_REFUND
    assert got.amount is not None
    assert got.amount.value == amount


ABROAD = paper("Ready-made pieces", "You can send back any piece within 15 days of delivery.")


@pytest.mark.parametrize(("days", "outcome"), [(15, O.RETURN_REFUND), (16, O.DECLINE)])
def test_where_the_platform_has_no_rule_the_shops_days_stand(days: int, outcome: Outcome) -> None:
    got = decided(
        ABROAD,
        W.RETURN_REFUND,
        P.CHANGED_MIND,
        "not my style",
        hours=24 * days,
        platform="aliexpress",
    )
    assert got.outcome is outcome, got.reasons


@pytest.mark.parametrize("sku", ["K1", "K2"])
def test_a_clause_about_one_product_speaks_for_that_product_alone(sku: str) -> None:
    own = paper(
        "水壶保修", "主机从签收起保一年，不通电的免费维修，修不好换新，先拍个通电的视频给我们看。"
    )
    own = [one.model_copy(update={"products": (sku,)}) for one in own]
    got = decided(own, W.REPAIR, P.QUALITY, "不通电了，给修一下", hours=24 * 100)
    cited = {reason.citation.heading for reason in got.reasons if reason.citation}
    assert ("水壶保修" in cited) is (sku == "K1"), (got.outcome, got.reasons)


def test_what_replaces_a_broken_piece_comes_the_shops_own_way() -> None:
    own = paper("破损", "破损的坏几罐补发几罐，拍照片给我们，签收48小时内说。")
    got = decided(own, W.COMPLAINT, P.DAMAGED, "破了两罐")
    assert got.outcome is O.RESHIP, got.reasons
