"""Offers in a chat, claims of proof, and sums or remedies beside the decided ones: exact rules, without the judge."""

import re
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.finding import FindingKind, Severity
from agent.guards.checks import run_guards
from agent.guards.context import parse_context
from agent.guards.offers import offer_findings
from agent.guards.phrasebook import read_yaml
from agent.guards.quantities import articles
from agent.guards.views import Views

INFORM = {"decision": {"outcome": "inform"}}
FIFTEEN = {"decision": {"outcome": "compensate", "amount_max": "15.00"}}
REPAIR = {"decision": {"outcome": "repair", "freight": "seller"}}


def blocked(text: str, context: dict[str, object]) -> set[FindingKind]:
    found = run_guards(text, parse_context(context, surface="im"))
    return {one.kind for one in found if one.severity is Severity.BLOCK}


@pytest.mark.parametrize(
    "text",
    [
        "换货登记好了。另外店里充三百送六十，现在充值很划算。",
        "包裹在派送了，今晚八点全场半价，记得来抢。",
        "已登記維修。這週末全館七折，再帶一件吧。",
        "Your repair is booked. Our clearance is 25% off right now, so grab a second one.",
        "It is on its way. The care set is now 7.99 instead of 15.99, today only.",
    ],
)
def test_an_offer_tacked_on_to_a_reply_is_blocked(text: str) -> None:
    assert FindingKind.PROMOTION in blocked(text, INFORM)


@pytest.mark.parametrize(
    "text",
    [
        "您订单用的满300减50是整单优惠，退一件按分摊后的价格算。",
        "灰色没有货了，同款藏青色有现货，价格一样，您看要不要换成藏青色？",
        "您看到的秒杀价是昨晚的，已经结束了，现在是日常价。",
        "新一批周四到，到了我告诉您一声。",
        "The 20% discount you saw ended on Sunday, so the page shows the usual price now.",
        "The black one has sold out; navy is in stock at the same price, would you like that instead?",
    ],
)
def test_an_answer_about_goods_and_prices_sells_nothing(text: str) -> None:
    assert FindingKind.PROMOTION not in blocked(text, INFORM)


def test_an_offer_that_a_clause_of_the_shop_makes_may_be_told() -> None:
    text = "现在满300减50，喜欢的话可以一起下单。"
    clause = {**INFORM, "grounds": ["店铺活动：满300减50，自动抵扣。"]}
    assert FindingKind.PROMOTION in blocked(text, INFORM)
    assert not offer_findings(Views(text), parse_context(clause, surface="im"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("每件都有SGS检测报告，甲醛不超标。", "SGS检测报告"),
        ("我们的合格率是99.6%，您这个情况很少见。", "合格率99.6%"),
        ("仓库的监控显示发货时完好。", "监控记录：封箱完好"),
        ("站长说包裹是您邻居代签的。", "站长说邻居代签"),
        ("快递员说是您自己拿走的。", "快递员说买家自己拿走"),
        ("我刚翻看了出库视频，您那四样都装进去了。", "出库视频：四样齐"),
        ("派件员已经承认把件扔在楼道里了。", "派件员承认投错"),
        ("这款提手做过五万次的提拉测试。", "提手经五万次测试"),
        ("全国有三百多家门店都能修。", "门店318家"),
        ("Eight out of ten buyers take the smaller one.", "eight out of ten buyers"),
        ("An independent lab ran it for a month.", "tested by an independent lab"),
        ("It is TUV certified, so it cannot overheat.", "TUV certified"),
        ("We checked the footage and the box was sealed.", "footage: box sealed"),
    ],
)
def test_a_claim_of_proof_needs_a_ground_even_where_there_is_none(text: str, key: str) -> None:
    assert FindingKind.UNGROUNDED in blocked(text, INFORM)
    assert FindingKind.UNGROUNDED not in blocked(text, {**INFORM, "grounds": [key]})


@pytest.mark.parametrize(
    "text",
    [
        "您手上如果有检测报告，可以发给我，我转给同事看。",
        "这款有没有SGS报告我要问了工厂才知道。",
        "监控我已经请仓库去调了，有结果再告诉您。",
        "我们没有这款的认证证书，不能这样答复您。",
        "仓库核对过了，是我们漏放了一包螺丝，非常抱歉。",
        "查了出库视频，是我们少放了一根线，抱歉。",
        "您附近哪家门店能修，我问到了告诉您。",
        "看了您发的录像，杯口确实缺了一块。",
        "包裹的称重记录都在，需要的话我调给您看。",
        "物流显示包裹被扣在海关，正在补资料。",
        "If you like, an independent lab can look at it.",
        "快递员说下午再派送一次，麻烦您留意。",
        "快递员说您下班后可以自己取走，麻烦您留意。",
        "We asked the warehouse to check the footage and will tell you what they find.",
    ],
)
def test_what_is_asked_planned_denied_or_owned_up_to_claims_nothing(text: str) -> None:
    assert FindingKind.UNGROUNDED not in blocked(text, INFORM)


def test_what_the_buyer_wrote_may_be_repeated() -> None:
    text = "您评价里写的监控显示完好，我们正在核对。"
    review = {"review": {"text": "客服说监控显示完好，可我收到是碎的"}}
    found = run_guards(text, parse_context(review, surface="public_review"))
    assert FindingKind.UNGROUNDED not in {one.kind for one in found}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("根据消费者权益保护法第六十四条，拆封不退。", True),
        ("根据消费者权益保护法第二十五条，开箱即视为验收合格。", True),
        ("消费者权益保护法第五十九条写明，拆了封的一律不退。", True),
        ("According to article 90 of the e-commerce law nothing can be done.", True),
        ("根据消费者权益保护法第二十五条，收到七日内可以无理由退货。", False),
        ("依照《消费者权益保护法》第55条，欺诈的按三倍赔偿处理，我请主管核实。", False),
    ],
)
def test_an_article_exists_and_is_about_what_is_said(text: str, wrong: bool) -> None:
    assert (FindingKind.UNGROUNDED in blocked(text, INFORM)) is wrong


def test_every_article_that_a_pack_cites_is_within_its_statute() -> None:
    statutes = [(re.compile(one["name"]), one["last"]) for one in read_yaml("statutes")]
    for pack in (files("agent.policy") / "packs").iterdir():
        if not pack.name.endswith(".yaml"):
            continue
        for rule in (yaml.safe_load(pack.read_text("utf-8")) or {}).get("rules", []):
            clause = rule.get("clause") or {}
            for name, last in statutes:
                if name.fullmatch(str(clause.get("source", ""))):
                    assert all(at <= last for _, _, at in articles(str(clause.get("article"))))


@given(article=st.integers(min_value=64, max_value=999))
def test_no_article_beyond_the_last_passes(article: int) -> None:
    text = f"根据消费者权益保护法第{article}条，七日内质量问题可以退货。"
    assert FindingKind.UNGROUNDED in blocked(text, INFORM)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("给您补偿15元。另外我再私下多给您申请20块钱。", True),
        ("这边给您补15元，额外再给您加10元。", True),
        ("同意补偿您15元。另外再補您十元。", True),
        ("We will compensate you 15 dollars, and on top of that I can get you another 10.", True),
        ("同意补偿您15元，另外包装的问题我也反馈给仓库了。", False),
        ("给您补偿15元，15元会原路退回。", False),
    ],
)
def test_sums_are_added_up_against_the_decided_one(text: str, wrong: bool) -> None:
    assert (FindingKind.PROMISE in blocked(text, FIFTEEN)) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("先给您修，修不好三天之内直接给您换一台全新的。", True),
        ("寄来维修，运费我们出。要是再坏，我们直接全额退给您。", True),
        ("維修的運費由我們負擔，如果還是不行，我們就換一台新的給您。", True),
        ("Please send it in for repair, shipping is on us. If it still fails, we'll send you a new one.", True),
        ("先修。修完要是还响，您再跟我说，我请主管看怎么处理，运费我们承担。", False),
    ],
)  # fmt: skip
def test_another_remedy_should_the_decided_one_fail_is_a_promise(text: str, wrong: bool) -> None:
    assert (FindingKind.PROMISE in blocked(text, REPAIR)) is wrong


@pytest.mark.parametrize(
    "text",
    [
        "Please write to us through your order and we will put it right.",
        "If anything is missing, write to us via the order page.",
    ],
)
def test_writing_through_the_order_stays_on_the_platform(text: str) -> None:
    assert FindingKind.OFF_PLATFORM not in blocked(text, INFORM)


@pytest.mark.parametrize(
    ("text", "reason", "wrong"),
    [
        ("缺的那包今天给您补寄。", "漏放一包，今日补寄", False),
        ("The missing bag goes out today.", "漏放一包，今日补寄", False),
        ("缺的那包今天给您补寄。", "漏放一包，周五补寄", True),
        ("缺的那包已经在今天上午补寄了。", "漏放一包，补寄", False),
    ],
)
def test_a_day_may_be_called_by_another_of_its_names(text: str, reason: str, wrong: bool) -> None:
    decided = {"decision": {"outcome": "reship", "reasons": [{"rule": "facts", "text": reason}]}}
    assert (FindingKind.PROMISE in blocked(text, decided)) is wrong


def test_what_was_done_may_be_reported_with_its_day() -> None:
    text = "18号验完，当天就办了退款。"
    done = {"decision": {"outcome": "inform", "reasons": [{"rule": "facts", "text": "18日已退款"}]}}
    assert FindingKind.PROMISE not in blocked(text, done)
    assert FindingKind.PROMISE in blocked(text, INFORM)


def test_a_number_that_the_buyer_told_is_only_to_be_checked() -> None:
    grounds = ["本店次日发货。"]
    told = {"review": {"text": "停了三天没人管"}, "grounds": grounds}
    silent = {"review": {"text": "停了好久没人管"}, "grounds": grounds}
    text = "物流停了三天，是我们没有跟上。"
    assert FindingKind.UNGROUNDED not in blocked(text, told)
    assert FindingKind.UNGROUNDED in blocked(text, silent)


def test_an_inquiry_that_is_over_leaves_its_numbers_to_be_grounded() -> None:
    grounds = {**INFORM, "grounds": ["本店次日发货。"]}
    assert FindingKind.UNGROUNDED in blocked("经与仓库核实，您的件在库里放了九天。", grounds)
    assert FindingKind.UNGROUNDED not in blocked("在库里放了九天是否属实，我去核实。", grounds)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("寄回的运费您出，我们寄出的算我们的。", False),
        ("运费您出，这双拖鞋算我们的。", True),
    ],
)
def test_who_pays_one_way_of_the_freight_gives_nothing_else(text: str, wrong: bool) -> None:
    decided = {"decision": {"outcome": "exchange", "freight": "buyer"}}
    assert (FindingKind.PROMISE in blocked(text, decided)) is wrong


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("可以退的，请按售后页的地址寄回。", True),
        ("可以退的，请按售后页的地址寄回，运费您先付。", False),
        ("您寄回的耳机仓库收到了。", False),
    ],
)
def test_who_is_told_to_send_it_back_is_told_who_pays(text: str, missing: bool) -> None:
    decided = {"decision": {"outcome": "return_refund", "freight": "buyer"}}
    assert (FindingKind.FREIGHT_MISSING in blocked(text, decided)) is missing


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("For a 92 cm chest the chart gives a medium.", False),
        ("The medium fits a chest of 96 cm.", True),
        ("Soak it for 2 hours before the first use.", False),
        ("It lasts for 2 years.", True),
    ],
)
def test_a_buyers_measure_and_a_step_of_care_are_only_to_be_checked(text: str, wrong: bool) -> None:
    chart = {**INFORM, "grounds": ["Medium: chest 88-94 cm."]}
    assert (FindingKind.UNGROUNDED in blocked(text, chart)) is wrong
