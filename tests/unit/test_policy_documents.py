"""What a shop's own clauses add to packs and small rulebooks: promises, exclusions, warranties, and whose ground is named."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.decision import Decision, Freight, Outcome
from agent.domain.reading import CLAIM_WANTS, Language, Problem, Reading, Risk, Want
from agent.domain.shop import Shop
from agent.policy.documents import read_documents
from agent.policy.engine import decide
from agent.policy.facts import Facts, gather
from agent.policy.handling import handled, says_caused
from agent.policy.kinds import goods_kinds, perishable
from agent.policy.provisional import completed, read_promises
from agent.policy.questions import asks_to_return
from agent.policy.rulebook import Rulebook, load_rulebook
from knowledge.clause import Clause
from knowledge.product import Product

LAW = load_rulebook(None, find_clause=lambda path, heading: None)
W, P, O = Want, Problem, Outcome


def paper(heading: str, text: str, path: str = "docs/售后.md", number: int = 0) -> Clause:
    return Clause(clause_id=f"{heading}{number}", path=path, heading=heading, text=text)


def facts_of(
    want: Want,
    problem: Problem,
    text: str = "你好",
    *,
    title: str = "保温壶",
    category: str | None = "厨具",
    days: int = 3,
    confirmed: bool | None = None,
    currency: str = "CNY",
    zone: str = "Asia/Shanghai",
    platform: str = "other",
    has_order: bool = True,
    products: Mapping[str, Product] | None = None,
    order: Mapping[str, Any] | None = None,
    **reading: Any,
) -> Facts:
    now = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
    item = {"sku": "K1", "title": title, "qty": 1, "price": "100.00", "category": category}
    bought = {
        "order_id": "9",
        "placed_at": f"2026-11-{20 - days:02d}T10:00:00+08:00",
        "paid": {"value": "100.00", "currency": currency},
        "items": [{**item, "custom_made_confirmed": confirmed}],
        "shipped_at": f"2026-11-{20 - days:02d}T20:00:00+08:00",
        "delivered_at": f"2026-11-{21 - days:02d}T10:00:00+08:00",
        "status": "已签收",
        **(order or {}),
    }
    case = Case.model_validate(
        {
            "id": "d",
            "platform": platform,
            "messages": [{"role": "buyer", "text": text}],
            "order": bought if has_order else None,
        }
    )
    read = Reading(
        wants=want, all_wants=(want,), problem=problem, claim=want in CLAIM_WANTS, **reading
    )
    return gather(case, read, now=now, shop=Shop(timezone=zone), products=products)


def made(
    facts: Facts, *clauses: Clause, book: Rulebook = LAW, titles: tuple[str, ...] = ()
) -> Decision:
    documents = read_documents(clauses, titles=titles).found([c.clause_id for c in clauses])
    facts = completed(facts, documents)
    return decide(
        facts,
        read_promises(documents, book).joined(book, facts),
        datetime.fromisoformat("2026-11-21T12:00:00+08:00"),
        documents=documents,
    )


PRICE = paper("价格保护", "付款后10天内同款降价的，凭降价截图补差价。")
PRICE_OVER = paper("价格保护", "超过10天的不再补差价。", number=1)
LONG = paper("退货", "签收后15天内，商品完好可以无理由退货，运费由买家承担。")
FESTIVAL = paper("双11公告", "11月1日至11月12日的订单，无理由退货期延长到签收后20天。")
FAULTS = paper("质量问题", "签收后30天内出现质量问题，免费换新，运费由本店承担。")


@pytest.mark.parametrize(
    ("want", "problem", "days", "text", "clauses", "outcome"),
    [
        (W.COMPENSATE, P.PRICE_DROP, 4, "降价了", (PRICE, PRICE_OVER), O.COMPENSATE),
        (W.COMPENSATE, P.PRICE_DROP, 14, "降价了", (PRICE, PRICE_OVER), O.DECLINE),
        (W.COMPENSATE, P.PRICE_DROP, 14, "降价了", (PRICE,), O.DECLINE),
        (W.COMPENSATE, P.PRICE_DROP, 4, "降价了", (paper("价保", "会员享受30天价保。"),), O.ESCALATE),
        (W.COMPENSATE, P.PRICE_DROP, 4, "降价了", (), O.DECLINE),
        (W.RETURN_REFUND, P.CHANGED_MIND, 12, "不喜欢想退", (LONG,), O.RETURN_REFUND),
        (W.RETURN_REFUND, P.CHANGED_MIND, 17, "不喜欢想退", (LONG,), O.DECLINE),
        (W.RETURN_REFUND, P.CHANGED_MIND, 12, "不喜欢想退", (FESTIVAL,), O.ESCALATE),
        (W.RETURN_REFUND, P.CHANGED_MIND, 12, "不喜欢想退", (paper("会员", "会员15天内可以无理由退货。"),), O.DECLINE),
        (W.RETURN_REFUND, P.CHANGED_MIND, 12, "说好15天内能退", (paper("会员", "会员15天内可以无理由退货。"),), O.ESCALATE),
        (W.RETURN_REFUND, P.CHANGED_MIND, 12, "想退", (paper("退款", "收到退货后15个工作日内退款到账。"),), O.DECLINE),
        (W.EXCHANGE, P.QUALITY, 19, "坏了换新", (FAULTS,), O.EXCHANGE),
    ],
)  # fmt: skip
def test_a_clause_decides_where_law_is_silent(
    want: Want,
    problem: Problem,
    days: int,
    text: str,
    clauses: tuple[Clause, ...],
    outcome: Outcome,
) -> None:
    got = made(facts_of(want, problem, text, days=days), *clauses)
    assert got.outcome is outcome, got.reasons
    if outcome not in {O.DECLINE} and clauses:
        assert got.reasons[0].rule.startswith("clause:")
        assert got.reasons[0].citation.path == clauses[0].path
        assert got.confidence < 1


def test_a_rule_of_the_shop_on_the_subject_keeps_clauses_silent() -> None:
    rules = """
rules:
  - id: R-P
    title: 价保
    clause: {path: docs/售后.md, heading: 价格保护}
    when: {problem: [price_drop], days_since_placed: {max: 3}}
    outcome: compensate
    amount: {of: price_gap}
"""
    book = load_rulebook(rules, find_clause=lambda path, heading: PRICE)
    facts = facts_of(W.COMPENSATE, P.PRICE_DROP, "降价了", days=6)
    documents = read_documents([PRICE], frozenset({(PRICE.path, PRICE.heading)}))
    assert read_promises(documents, book).joined(book, facts) == book


BEDDING = paper("寝具", "枕头、床单拆封后基于卫生考虑不接受退货，除非有瑕疵。")
CHILLED = paper("冷藏食品", "冷藏蛋糕、酸奶不支持无理由退货。")
TABLES = paper("大件", "餐桌、书柜等一经组装，除瑕疵外不接受退货。")


@pytest.mark.parametrize(
    ("title", "category", "text", "confirmed", "clause", "outcome"),
    [
        ("乳胶枕", "家纺", "拆封了 不想要了 想退", None, BEDDING, O.ESCALATE),
        ("乳胶枕", "家纺", "还没拆封 不想要了", None, BEDDING, O.RETURN_REFUND),
        ("乳胶枕", "家纺", "拆开了觉得高 想退", True, BEDDING, O.DECLINE),
        ("北欧餐桌", "家具", "已经组装好了 太大想退", None, TABLES, O.ESCALATE),
        ("北欧餐桌", "家具", "还没组装 太大想退", None, TABLES, O.RETURN_REFUND),
        ("台灯", "灯具", "装好了 不喜欢想退", None, TABLES, O.RETURN_REFUND),
        ("芝士蛋糕", "零食", "不想吃了 退了吧", None, CHILLED, O.DECLINE),
    ],
)  # fmt: skip
def test_a_clause_that_excludes_the_goods_is_not_passed_over(
    title: str, category: str, text: str, confirmed: bool | None, clause: Clause, outcome: Outcome
) -> None:
    facts = facts_of(
        W.RETURN_REFUND, P.CHANGED_MIND, text, title=title, category=category, confirmed=confirmed
    )
    got = made(facts, clause, titles=("台灯 灯具",))
    assert got.outcome is outcome, got.reasons
    assert facts.has_order


def test_an_exclusion_never_reaches_faulty_goods() -> None:
    facts = facts_of(W.RETURN_REFUND, P.QUALITY, "拆封发现破洞", title="乳胶枕", category="家纺")
    assert made(facts, BEDDING).outcome is O.RETURN_REFUND


@pytest.mark.parametrize(
    ("columns", "fresh"),
    [
        ((("储存", "0-4℃冷藏"),), True),
        ((("保质期", "3天"),), True),
        ((("保存方式", "-18℃冷冻"), ("保质期", "12个月")), True),
        ((("保质期", "9个月"), ("储存", "阴凉干燥")), False),
        ((("存储", "8GB+256GB"),), None),
        ((("备注", "要冷藏"),), None),
    ],
)
def test_columns_tell_perishable_goods(
    columns: tuple[tuple[str, str], ...], fresh: bool | None
) -> None:
    assert perishable(columns) is fresh


def test_the_catalogue_row_outweighs_words() -> None:
    row = {"K1": Product(sku="K1", title="手撕面包", attributes=(("保质期", "6个月"),))}
    long = facts_of(
        W.RETURN_REFUND, P.CHANGED_MIND, title="手撕面包", category="零食", products=row
    )
    short = facts_of(W.RETURN_REFUND, P.CHANGED_MIND, title="手撕面包", category="零食")
    assert "fresh" not in long.goods
    assert "fresh" in short.goods
    assert "fresh" not in goods_kinds("厨具", "面包刀")
    assert "fresh" not in goods_kinds("零食", "蛋糕预拌粉")


@pytest.mark.parametrize(
    ("text", "caused"),
    [
        ("手机掉地上屏碎了 保修吗", True),
        ("不小心摔了一下就不亮了", True),
        ("没拿稳摔坏了", True),
        ("小孩把屏幕打碎了", True),
        ("耳機不小心掉進水裡", True),
        ("I dropped it and the screen cracked", True),
        ("没摔过没进过水 突然开不了机", False),
        ("不是摔的 用着用着就裂了", False),
        ("快递员摔坏的吧", False),
        ("收到就摔碎了", False),
        ("it arrived broken", None),
        ("掉漆很严重", None),
        ("我的洗衣机坏了", None),
    ],
)
def test_damage_by_the_buyer_is_read_with_its_denials(text: str, caused: bool | None) -> None:
    assert says_caused([text]) is caused


@pytest.mark.parametrize("want", [W.REPAIR, W.RETURN_REFUND, W.EXCHANGE, W.COMPLAINT])
@pytest.mark.parametrize("platform", ["tmall", "jd", "other"])
def test_damage_by_the_buyer_gets_no_free_remedy(want: Want, platform: str) -> None:
    row = {"K1": Product(sku="K1", warranty="一年")}
    facts = facts_of(want, P.QUALITY, "不小心摔坏了", platform=platform, products=row)
    paid = paper("不予保修", "进液、摔落造成的损坏不予保修，可付费维修。", path="docs/保修.md")
    got = made(facts, paid)
    assert got.outcome is O.DECLINE
    assert [r.citation.path for r in got.reasons] == [
        "docs/保修.md",
        "部分商品修理更换退货责任规定",
    ]
    assert [t.rule for t in got.tried] == [r.id for r in LAW.for_platform(platform)]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("枕头睡了一晚", {"used"}),
        ("餐桌已經組裝好了", {"assembled"}),
        ("撕开抹了两回", {"opened", "used"}),
        ("只拆了快递箱子 膜还在", set()),
        ("还没拆封", set()),
        ("没开机没激活", set()),
        ("开机了看了一眼", {"activated"}),
        ("用了优惠券", set()),
        ("never opened it", set()),
        ("I opened it and used it twice", {"opened", "used"}),
    ],
)
def test_what_was_done_with_the_goods(text: str, groups: set[str]) -> None:
    assert handled([text]) == groups


def test_sealed_cosmetics_that_were_opened_are_not_intact() -> None:
    facts = facts_of(
        W.RETURN_REFUND, P.CHANGED_MIND, "膜撕开了 不喜欢", title="面霜", category="护肤"
    )
    assert facts.intact is False
    assert made(facts).outcome is O.DECLINE


def test_no_repair_without_a_problem() -> None:
    row = {"K1": Product(sku="K1", warranty="一年")}
    facts = facts_of(W.REFUND, P.NONE, "给我全额退款", days=19, products=row)
    assert made(facts).outcome is O.DECLINE
    assert made(facts.model_copy(update={"want": W.REPAIR})).outcome is O.REPAIR


def test_a_parcel_that_stands_still_is_refunded_without_a_return() -> None:
    way = {
        "delivered_at": None,
        "status": "已发货",
        "logistics": [{"at": "2026-11-10T08:00:00+08:00", "text": "到达转运中心"}],
    }
    for problem in (P.LATE, P.LOST, P.NONE):
        facts = facts_of(W.RETURN_REFUND, problem, "不要了退钱", order=way, days=15)
        assert made(facts).outcome is O.REFUND
    moving = {**way, "logistics": [{"at": "2026-11-19T08:00:00+08:00", "text": "到达转运中心"}]}
    facts = facts_of(W.RETURN_REFUND, P.LATE, "太慢了退钱", order=moving, days=15)
    assert made(facts).outcome is O.RETURN_REFUND


def test_help_comes_before_an_offer_where_no_order_is_known() -> None:
    manual = paper("连接", "仅支持2.4G WiFi。", path="products/手册.md")
    for claim_reading in (W.COMPLAINT, W.NONE):
        facts = facts_of(claim_reading, P.QUALITY, "连不上wifi", has_order=False)
        assert made(facts, manual).outcome is O.INFORM
        lost = made(facts.model_copy(update={"answerable": False}), manual)
        assert (lost.outcome, lost.missing) == (O.INFORM, ("order_id", "photo"))
    assert made(facts_of(W.COMPLAINT, P.QUALITY, "连不上wifi"), manual).outcome is O.RETURN_REFUND


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("昨天剛好第七天 還能退嗎？商品全新", "return_refund"),
        ("尺寸我自己量错了 可以换吗", "exchange"),
        ("can I still return it?", "return_refund"),
        ("如果不合适可以退吗", None),
        ("退货运费谁出", None),
        ("要是大了可以换吗", None),
    ],
)
def test_a_question_about_goods_in_hand_is_decided(text: str, want: str | None) -> None:
    assert asks_to_return(text) == want
    facts = facts_of(W.POLICY, P.NONE, text)
    assert facts.want == (want or W.POLICY)
    assert facts.claim is bool(want)


WARRANTY = paper(
    "保固", "沙發結構保固 3 年，升降桌馬達保固 5 年，燈具保固 1 年。", path="docs/保固.md"
)


@pytest.mark.parametrize(
    ("title", "within"),
    [("電動升降桌", True), ("三人沙發", True), ("床頭燈具", False), ("馬克杯", None)],
)
def test_a_warranty_clause_names_its_goods(title: str, within: bool | None) -> None:
    old = {
        "placed_at": "2025-01-02T10:00:00+08:00",
        "shipped_at": None,
        "delivered_at": "2025-01-05T10:00:00+08:00",
    }
    facts = facts_of(W.REPAIR, P.QUALITY, "會抖", title=title, category=None, order=old)
    documents = read_documents([WARRANTY])
    assert completed(facts, documents).within_warranty is within


@pytest.mark.parametrize("problem", [P.CHANGED_MIND, P.QUALITY])
@pytest.mark.parametrize("language", list(Language))
def test_abroad_the_shops_terms_are_the_ground(problem: Problem, language: Language) -> None:
    own = paper("七天鑑賞期", "收到隔天起七天內可以申請退貨；有瑕疵的品質問題由我們負擔運費。")
    facts = facts_of(
        W.RETURN_REFUND, problem, "想退", currency="TWD", zone="Asia/Taipei", language=language
    )
    assert facts.abroad
    got = made(facts, own)
    assert "消" not in got.reasons[0].text
    assert "Law" not in got.reasons[0].text
    assert got.reasons[0].citation.path == own.path
    if problem is P.CHANGED_MIND:
        assert got.reasons[-1].citation.path == "消费者权益保护法"
    assert not facts_of(W.RETURN_REFUND, problem).abroad


def test_the_shops_clause_is_named_before_the_law_and_only_on_the_same_subject() -> None:
    seven = paper("无理由退货", "签收次日起7天内，商品完好可以退货。")
    invoice = paper("发票", "收货后开电子发票。", number=3)
    facts = facts_of(W.RETURN_REFUND, P.CHANGED_MIND, "不喜欢想退")
    got = made(facts, invoice, seven)
    assert [r.citation.heading for r in got.reasons] == ["无理由退货", "第二十五条"]
    assert {r.rule for r in got.reasons} == {"CN-7D"}
    assert got.freight is Freight.BUYER
    assert [r.citation.path for r in made(facts, invoice).reasons] == ["消费者权益保护法"]


@pytest.mark.parametrize(
    ("reading", "heading"),
    [
        ({"risks": (Risk.INJURY,), "must_escalate": True}, "人身安全"),
        ({"risks": (Risk.REGULATOR,), "must_escalate": True}, "升级处理"),
        ({"risks": (Risk.COUNTERFEIT,), "must_escalate": True}, "升级处理"),
        ({"risks": (Risk.SELF_HARM,), "must_escalate": True}, "第十四条"),
    ],
)
def test_an_escalation_cites_the_shops_own_procedure(reading: dict[str, Any], heading: str) -> None:
    hurt = paper("人身安全", "因商品受伤、过敏的，立刻停用并转主管。")
    lead = paper("升级处理", "受伤、12315、媒体、律师的由主管接手。", number=2)
    got = made(facts_of(W.COMPLAINT, P.NONE, "我要投诉", **reading), lead, hurt)
    assert got.outcome is O.ESCALATE
    assert got.reasons[0].citation.heading == heading
