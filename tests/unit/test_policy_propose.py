"""Rules proposed from documents: what is found in them, what is doubted, and that the loader reads it back."""

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.policy.propose import propose
from agent.policy.rulebook import load_rulebook
from knowledge.clause import Clause


def clause(text: str, heading: str = "售后", path: str = "policies/a.md") -> Clause:
    return Clause(clause_id=text, path=path, heading=heading, text=text)


def back(text: str) -> list[str]:
    book = load_rulebook(
        text, find_clause=lambda path, heading: clause("t", heading, path), packs=()
    )
    return [rule.id for rule in book.rules]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("签收次日起7天内，商品完好、吊牌齐全，支持无理由退货，退货运费由买家承担。",
         {"outcome": "return_refund", "freight": "buyer", "days_since_delivered": 7, "problem": ["changed_mind", "size", "none"], "conditions": ["tags_on", "intact"]}),
        ("收到商品七天內享鑑賞期，可無理由退貨，退貨運費由買家負擔。",
         {"outcome": "return_refund", "freight": "buyer", "days_since_delivered": 7}),
        ("Unworn items may be returned within thirty days for any reason; buyer pays return shipping.",
         {"outcome": "return_refund", "freight": "buyer", "days_since_delivered": 30}),
        ("签收后十五天内出现质量问题可以退货，请提供照片，来回运费我们承担。",
         {"outcome": "return_refund", "freight": "seller", "days_since_delivered": 15, "problem": ["quality"], "ask_for": ["photo"]}),
        ("尺码不合适，15 天内免费换货一次，运费由本店承担。",
         {"outcome": "exchange", "freight": "seller", "days_since_delivered": 15, "problem": ["size", "none"]}),
        ("少发漏发的，签收后 3 天内联系客服，核实后补发，运费由商家承担。",
         {"outcome": "reship", "freight": "seller", "problem": ["missing_item"]}),
        ("下单后15天内降价可申请价保，退还差价，最高50元。",
         {"outcome": "compensate", "amount": {"of": "price_gap", "max": "50"}, "days_since_placed": 15}),
        ("延迟发货的，按订单实付金额的5%补偿，最高30元。",
         {"outcome": "compensate", "amount": {"of": "paid", "percent": 5.0, "max": "30"}, "problem": ["not_shipped"]}),
        ("定制商品不支持无理由退货。", {"outcome": "decline", "custom_made_confirmed": True}),
        ("Custom items are final sale and cannot be returned.", {"outcome": "decline", "custom_made_confirmed": True}),
        ("内衣一经拆封，不支持退货。", {"outcome": "decline", "no_return_confirmed": True}),
        ("已使用、洗涤的商品不予退货。", {"outcome": "decline", "intact": False}),
        ("Rackets have a 90-day warranty against defects; repair is at our cost.", {"outcome": "repair", "days_since_delivered": 90}),
    ],
)  # fmt: skip
def test_what_a_clause_proposes(text: str, expected: dict[str, object]) -> None:
    made = propose([clause(text)])
    rule = yaml.safe_load(made)["rules"][0]
    for key, value in expected.items():
        got = rule.get(key, rule["when"].get(key))
        assert (got["max"] if isinstance(got, dict) and key.startswith("days") else got) == value, (
            key,
            rule,
        )
    assert rule["clause"] == {"path": "policies/a.md", "heading": "售后"}
    assert back(made)[:1] == (["P-001"] if "note" not in rule else [])


@pytest.mark.parametrize(
    "text", ["我们成立于2010年。", "客服在线时间 9 点到 21 点。", "The racket weighs 85 g.", ""]
)
def test_what_decides_nothing_proposes_nothing(text: str) -> None:
    made = propose([clause(text, heading="关于")])
    assert yaml.safe_load(made)["rules"] in ([], None)
    assert back(made) == []


def test_worse_than_the_law_is_left_out_with_the_article() -> None:
    made = propose(
        [clause("3天内可无理由退货，运费自理。"), clause("质量问题可退货，运费由买家承担，7天内。")]
    )
    assert yaml.safe_load(made)["rules"] in ([], None)
    assert made.count("第二十五条") == 1 and made.count("第二十四条") == 1
    assert back(made) == []


def test_doubts_are_noted() -> None:
    made = propose([clause("7天内可以退货或换货，15天内质量问题可换货。")])
    notes = " ".join(rule.get("note", "") for rule in yaml.safe_load(made)["rules"])
    assert "several spans" in notes and "freight" in notes


RICH = [
    ("发错货", "发错颜色、尺码的，签收 30 天内发照片核实后免费换发正确的，来回运费由本店承担；不想要了也可以直接退货退款。",
     {("exchange", "seller", 30), ("return_refund", "seller", 30)}),
    ("运输破损", "外箱压坏的，签收 15 天内发照片，核实后您可以选退货退款或者重新发一件，来回运费由本店承担。",
     {("return_refund", "seller", 15), ("reship", "seller", 15)}),
    ("尺碼調換", "到貨 14 天內，吊牌未剪可換尺寸一次，來回運費由買家負擔。", {("exchange", "buyer", 14), ("decline", None, 15)}),
    ("超过质保", "超过质保期的，可以有偿维修，来回运费由买家承担。", {("decline", None, 16)}),
    ("Lost", "If the parcel has not arrived 60 days after we shipped it we refund the full amount or ship again.",
     {("inform", None, None), ("refund", None, None), ("reship", "seller", None)}),
    ("小件", "签收 15 天内质量问题可以退货，低于 15 元的不用寄回，直接退款，运费我们承担。",
     {("refund", None, 15), ("return_refund", "seller", 15)}),
    ("修改地址", "没出库之前可以改地址，出库后联系快递改派。", {("inform", None, None)}),
    ("换码", "签收后第16天到第30天可以换一次尺码，运费由买家承担。", {("exchange", "buyer", 30), ("decline", None, 31)}),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "text", "expected"), RICH, ids=[row[0] for row in RICH])
def test_each_remedy_of_a_clause_is_a_rule_of_its_own(
    topic: str, text: str, expected: set[tuple[str, str | None, int | None]]
) -> None:
    rules = yaml.safe_load(propose([clause(text, heading=topic)]))["rules"]
    got = set()
    for rule in rules:
        days = rule["when"].get("days_since_delivered", {})
        got.add((rule["outcome"], rule.get("freight"), days.get("max", days.get("min"))))
    assert got == expected


def test_a_row_of_the_catalogue_is_no_rule() -> None:
    row = "SKU：A1；标题：球拍；质保：12个月；相似款：A2"
    assert yaml.safe_load(propose([clause(row)]))["rules"] in ([], None)


words = st.sampled_from(["退货", "換貨", "refund", "7天", "within 5 days", "不支持", "运费", "买家承担", "质量问题", "定制", "最高30元",
                         "5%", "#", ": ", "'", '"', "\n", "{", "照片", "损坏", "保修"])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(words | st.text(max_size=5), max_size=10).map("".join), max_size=4),
    st.text(max_size=20),
)
def test_whatever_the_documents_the_proposal_reads_back(texts: list[str], heading: str) -> None:
    made = propose([clause(text, heading) for text in texts])
    assert len(back(made)) <= 12 * len(texts)


def test_a_day_of_the_calendar_is_no_span_and_validity_is_carried() -> None:
    one = clause("本规则自2026年12月20日起施行。付款后7天内同款降价，可申请退差价。", "保价规则")
    made = propose([one.model_copy(update={"valid_from": date(2026, 12, 20)})])
    (rule,) = yaml.safe_load(made)["rules"]
    assert rule["when"]["days_since_placed"] == {"max": 7}
    assert rule["valid_from"] == "2026-12-20" and "note" not in rule


def test_what_some_buyers_have_is_doubted_and_what_is_void_proposes_nothing() -> None:
    texts = ("普通会员价保期7天。", "金卡会员价保期30天。", "旧版15天价保已作废。")
    rules = yaml.safe_load(propose([clause(text, "价保说明") for text in texts]))["rules"]
    assert [rule["when"]["days_since_placed"]["max"] for rule in rules] == [7, 30]
    assert all("some buyers" in rule["note"] and rule["accepted"] is False for rule in rules)


def test_clauses_under_one_heading_are_told_apart_by_how_they_begin() -> None:
    texts = (
        "签收后7天内可无理由退货，运费由买家承担。",
        "签收后15天内出现质量问题可以退货，来回运费本店承担。",
    )
    rules = yaml.safe_load(propose([clause(text) for text in texts]))["rules"]
    places = [rule["clause"]["heading"] for rule in rules]
    assert places[0].startswith("签收后7天") and any(one.startswith("签收后15天") for one in places)
