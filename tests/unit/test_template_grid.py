"""Every combination of what may be drafted, rendered and read by rules that a proof-reader would apply."""

import itertools
import re
from datetime import datetime, timedelta, timezone

import pytest
from opencc import OpenCC

from agent.domain.case import CaseKind
from agent.domain.decision import (
    Deadline,
    DeadlineKind,
    Decision,
    Freight,
    Outcome,
    Reason,
)
from agent.domain.draft import Surface
from agent.domain.money import Money
from agent.domain.reading import Language, Problem, Reading, Risk, Want
from agent.domain.shop import Tone
from agent.drafting.brief import Brief, Offer, OrderView, Passage
from agent.drafting.template_writer import TemplateWriter
from knowledge.clause import Citation

SHOP_TIME = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIME)
WRITER = TemplateWriter()
REASON = {
    "zh-Hans": "签收次日起算，商品完好的可以退回",
    "zh-Hant": "簽收隔天起算，商品完好的可以退回",
    "en": "goods in their original condition can be sent back",
}
TITLE = {
    "zh-Hans": "【正品】新款防滑透气羽毛球鞋男女通用",
    "zh-Hant": "【正品】新款防滑透氣羽球鞋男女通用",
    "en": "New Badminton Shoes, breathable",
}
SAID = {
    "zh-Hans": "穿了一次鞋底就开胶",
    "zh-Hant": "穿了一次鞋底就脫膠",
    "en": "the sole came unglued at once",
}
SENT_BACK = {Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR}
HAN = re.compile(r"[\u3400-\u9fff]")
DOUBLED = re.compile(
    r"[，。！？；：、]{2,}|[,.!?;]{2,}|。，|，。|\s{2,}|[\u3400-\u9fff] [\u3400-\u9fff]"
)
# Words that differ between the scripts by more than one accepted form: both are written.
SAME_IN_BOTH = set("台里只干后面了云升斗范游余制并着為為峰裡")
TO_HANT, TO_HANS = OpenCC("s2tw"), OpenCC("t2s")


def reading_wants(outcome: Outcome) -> Want:
    named = {one.value: one for one in Want}
    return named.get(outcome.value, Want.RETURN_REFUND)


def build(
    language: str, outcome: Outcome, problem: Problem, emotion: int, **change: object
) -> Brief:
    sent_back = outcome in SENT_BACK
    decision = {
        "outcome": outcome,
        "amount": Money.of("129.00") if outcome in {Outcome.REFUND, Outcome.COMPENSATE} else None,
        "freight": Freight.SELLER if sent_back else None,
        "reasons": (
            Reason(
                rule="r",
                text=REASON[language],
                citation=Citation(path="policies/returns.md", heading="returns"),
            ),
        ),
        "conditions": ("intact", "tags_on") if sent_back else (),
        "deadlines": (
            Deadline(kind=DeadlineKind.REFUND_BY, due=NOW + timedelta(days=7), source="s"),
            Deadline(kind=DeadlineKind.FOLLOW_UP, due=NOW + timedelta(hours=24), source="s"),
        ),
    } | dict(change.pop("decision", {}))  # type: ignore[call-overload]
    reading = {
        "wants": reading_wants(outcome),
        "all_wants": (reading_wants(outcome),),
        "problem": problem,
        "emotion": emotion,
        "language": Language(language),
    } | dict(change.pop("reading", {}))  # type: ignore[call-overload]
    brief = {
        "case_id": f"{outcome.value}-{problem.value}",
        "kind": CaseKind.MESSAGE,
        "surface": Surface.IM,
        "language": Language(language),
        "now": NOW,
        "reading": Reading(**reading),
        "decision": Decision(**decision),
        "order": OrderView(
            titles=(TITLE[language],),
            placed_at=NOW - timedelta(days=5),
            shipped_at=NOW - timedelta(days=4),
        ),
        "messages": (SAID[language],),
    } | change
    return Brief(**brief)


def proofread(text: str, brief: Brief) -> None:
    """Fail on anything a proof-reader would send back, whatever was decided."""
    language = brief.language.value
    assert "{" not in text and "}" not in text and "None" not in text
    assert not DOUBLED.search(text), text
    assert not re.search(
        r"加微信|最|第一(?!时间|時間)|绝对|絕對|100%|您自己|没看清|沒看清|好评|好評", text
    ), text
    numbers = set(re.findall(r"\d+(?:\.\d+)?", text))
    order = brief.order
    allowed = {"24", "129", "129.00"}
    moments = [one.due for one in brief.decision.deadlines]
    moments += (
        [at for at in (order.placed_at, order.shipped_at, order.delivered_at) if at]
        if order
        else []
    )
    for moment in moments:
        allowed |= {str(moment.month), str(moment.day), str(moment.hour), f"{moment.minute:02}"}
    assert numbers <= allowed, text
    if language == "en":
        assert not HAN.search(text), text
        assert 6 <= len(text.split()) <= 120, (len(text.split()), text)
        return
    assert not re.search(r"[A-Za-z]{2,}", text), text
    assert 10 <= len(text) <= 180, (len(text), text)
    converter = TO_HANT if language == "zh-Hant" else TO_HANS
    wrong = {
        before
        for before, after in zip(text, converter.convert(text), strict=False)
        if before != after and before not in SAME_IN_BOTH
    }
    assert not wrong, (wrong, text)


LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_combination_reads_well(language: str, outcome: Outcome) -> None:
    tones = (Tone.WARM, Tone.FORMAL, Tone.MARKETPLACE)
    for number, (problem, emotion, pending) in enumerate(
        itertools.product(Problem, range(4), (False, True))
    ):
        brief = build(
            language,
            outcome,
            problem,
            emotion,
            tone=tones[number % 3],
            version=1 + number % 5,
            kind=CaseKind.CLAIM if number % 2 else CaseKind.MESSAGE,
            decision={"pending": pending, "missing": ("photo", "order_id") if pending else ()},
        )
        draft = WRITER.write(brief)
        assert draft.text and draft.language == language and draft.writer == "template"
        proofread(draft.text, brief)
        if outcome in SENT_BACK:
            assert re.search(r"运费|運費|shipping", draft.text), draft.text
        if outcome is Outcome.ESCALATE:
            assert not re.search(r"退款|退货|退貨|赔|賠|补偿|補償|refund|compensat", draft.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("risk", list(Risk))
def test_holding_replies_for_every_risk(language: str, risk: Risk) -> None:
    for version in range(1, 5):
        brief = build(
            language, Outcome.ESCALATE, Problem.NONE, 3, version=version, reading={"risks": (risk,)}
        )
        text = WRITER.write(brief).text or ""
        proofread(text, brief)
        if risk in {Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE}:
            assert re.search(r"就医|就醫|doctor", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("want", list(Want))
def test_every_question_gets_an_answer(language: str, want: Want) -> None:
    orders = (
        None,
        OrderView(),
        OrderView(placed_at=NOW - timedelta(days=2)),
        OrderView(shipped_at=NOW - timedelta(days=2), delivered_at=NOW - timedelta(days=1)),
    )
    for order, answerable, version in itertools.product(orders, (True, False), (1, 2)):
        brief = build(
            language,
            Outcome.INFORM,
            Problem.NONE,
            0,
            version=version,
            order=order,
            reading={"wants": want, "all_wants": (want, Want.LOGISTICS)},
            decision={"answerable": answerable, "reasons": (), "conditions": ()},
        )
        proofread_short(WRITER.write(brief).text or "", brief)


def proofread_short(text: str, brief: Brief) -> None:
    assert len(text) >= 12
    proofread(text, brief)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_same_version_same_text_next_version_another(language: str, outcome: Outcome) -> None:
    brief = build(language, outcome, Problem.QUALITY, 2)
    first = WRITER.write(brief).text
    assert first == TemplateWriter().write(brief).text
    for version in (2, 3, 4):
        again = WRITER.write(brief.model_copy(update={"version": version})).text
        before = WRITER.write(brief.model_copy(update={"version": version - 1})).text
        assert again != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_pays_is_said_for_each_decision(language: str) -> None:
    words = {
        Freight.SELLER: r"运费(都是)?我们出|運費(都由)?我們出|We pay the return|We cover the return",
        Freight.BUYER: r"要您出|麻烦您出|由您出|請您負擔|麻煩您負擔|由您負擔|paid by you|You pay",
    }
    for outcome, freight, version in itertools.product(SENT_BACK, Freight, (1, 2, 3)):
        brief = build(
            language, outcome, Problem.SIZE, 1, version=version, decision={"freight": freight}
        )
        text = WRITER.write(brief).text or ""
        assert re.search(words[freight], text, re.IGNORECASE), text


@pytest.mark.parametrize("missing", [
    "photo", "video", "nameplate", "batch_no", "label_photo", "screenshot", "proxy_receipt",
    "order_id", "size", "address", "something_new",
])  # fmt: skip
def test_each_missing_thing_is_asked_for(missing: str) -> None:
    for language in LANGUAGES:
        brief = build(
            language,
            Outcome.EXCHANGE,
            Problem.QUALITY,
            1,
            decision={"pending": True, "missing": (missing,)},
        )
        proofread(WRITER.write(brief).text or "", brief)


def test_the_fault_is_named_in_the_buyers_words() -> None:
    text = WRITER.write(build("zh-Hans", Outcome.RETURN_REFUND, Problem.QUALITY, 2)).text or ""
    assert "穿了一次鞋底就开胶" in text and "正品" not in text


def test_declining_offers_the_alternative_and_goods_in_stock() -> None:
    brief = build(
        "zh-Hans",
        Outcome.DECLINE,
        Problem.CHANGED_MIND,
        1,
        decision={"alternative": "exchange"},
        offers=(Offer(sku="a", title="【新品】跑步鞋男夏季透气"),),
    )
    text = WRITER.write(brief).text or ""
    assert "换货" in text and "跑步鞋" in text and REASON["zh-Hans"] in text


def test_answers_come_verbatim_from_the_passage_with_its_citation() -> None:
    passage = Passage(
        path="policies/shipping.md",
        heading="发货",
        text="1. 现货订单付款后48小时内发出。2. 偏远地区需要加收运费。3. 赠品随机发放。",
    )
    brief = build(
        "zh-Hans",
        Outcome.INFORM,
        Problem.NONE,
        0,
        messages=("请问付款后几天发货？",),
        passages=(passage,),
        reading={"wants": Want.POLICY, "all_wants": (Want.POLICY,)},
        decision={"reasons": (), "deadlines": ()},
    )
    draft = WRITER.write(brief)
    assert draft.text and "付款后48小时内发出" in draft.text and "赠品" not in draft.text
    assert [one.path for one in draft.citations] == ["policies/shipping.md"]


def test_a_table_row_is_turned_into_the_attribute_asked_for() -> None:
    row = Passage(
        path="products/list.xlsx",
        heading="sheet!3",
        text="SKU：A1；品名：轻量羽毛球拍；重量：83克；材质：碳纤维；价格：399.00",
    )
    brief = build(
        "zh-Hans",
        Outcome.INFORM,
        Problem.NONE,
        0,
        messages=("这个拍子多重呀",),
        passages=(row,),
        reading={"wants": Want.PRODUCT, "all_wants": (Want.PRODUCT,)},
        decision={"reasons": (), "deadlines": ()},
    )
    text = WRITER.write(brief).text or ""
    assert "重量是83克" in text and "399" not in text


def test_the_carriers_line_is_said_without_people_and_numbers() -> None:
    brief = build(
        "zh-Hans",
        Outcome.INFORM,
        Problem.NONE,
        0,
        reading={"wants": Want.LOGISTICS, "all_wants": (Want.LOGISTICS,)},
        decision={"reasons": ()},
        order=OrderView(
            shipped_at=NOW - timedelta(days=2),
            last_event="【上海市】派送中，快递员王某某，电话13800000000",
            last_event_at=NOW - timedelta(days=1),
        ),
    )
    text = WRITER.write(brief).text or ""
    assert "派送中" in text and "王某某" not in text and "138" not in text


SORRY = re.compile(
    r"抱歉|对不起|對不起|不好意思|对不住|過意不去|道歉|麻烦了|sorry|apolog", re.IGNORECASE
)
QUESTIONS = {
    "zh-Hans": ("羽毛球拍能随身带上飞机吗", "这个可以机洗吗？", "发票怎么开"),
    "zh-Hant": ("羽毛球拍可以帶上飛機嗎", "這個可以機洗嗎？", "發票怎麼開"),
    "en": ("Can I take it on a plane?", "Is it machine washable?", "How do I get an invoice?"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("want", [
    Want.POLICY, Want.PRODUCT, Want.INVOICE, Want.LOGISTICS, Want.STATUS, Want.COMPLAINT, Want.NONE,
])  # fmt: skip
def test_no_sorrow_for_a_neutral_question_however_it_was_read(language: str, want: Want) -> None:
    for said, felt, answerable in itertools.product(QUESTIONS[language], (0, 2), (True, False)):
        brief = build(
            language,
            Outcome.INFORM,
            Problem.NONE,
            felt,
            messages=(said,),
            reading={"wants": want, "all_wants": (want,)},
            decision={"answerable": answerable, "reasons": (), "conditions": ()},
        )
        text = WRITER.write(brief).text or ""
        proofread(text, brief)
        assert not SORRY.search(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_are_never_told_to_apply_and_no_coupon_is_held_out(language: str) -> None:
    apply = re.compile(
        r"(提交|申请|發起|提出|点|按)[^，。]{0,4}(退款|退货|换货|维修)申请|在订单里申请|請在訂單|提出.{0,4}申請|open an? \w+ request|submit the"
    )
    for outcome, version in itertools.product(Outcome, (1, 2, 3, 4)):
        for alternative in (None, "coupon"):
            brief = build(
                language,
                outcome,
                Problem.CHANGED_MIND,
                1,
                version=version,
                kind=CaseKind.CLAIM,
                decision={"alternative": alternative},
            )
            text = WRITER.write(brief).text or ""
            assert not apply.search(text), text
            assert not re.search(r"券|coupon|我们同意|我們同意|We agree", text), text


def test_a_change_of_mind_is_said_back_in_the_buyers_words_or_neutrally() -> None:
    for said, heard in (
        ("颜色跟我想的不太一样 想退掉", "颜色跟想的不太一样"),
        ("买多了，不想要这支了", "买多了"),
        ("不想要了，吊牌都在", "退"),
        ("老板你个骗子颜色太丑了退钱", "退"),
    ):
        brief = build("zh-Hans", Outcome.RETURN_REFUND, Problem.CHANGED_MIND, 0, messages=(said,))
        text = WRITER.write(brief).text or ""
        assert heard in text and "骗" not in text
        assert not re.search(r"用不上|不太喜欢|合心意", text)


def test_a_clause_that_shares_only_the_goods_name_is_no_answer() -> None:
    passage = Passage(
        path="faq.csv",
        heading="FAQ!9",
        text="羽毛球容易断毛怎么办；干燥季节建议打之前熏蒸，羽毛球能更耐打。",
    )
    brief = build(
        "zh-Hans",
        Outcome.INFORM,
        Problem.NONE,
        0,
        messages=("羽毛球能随身带上飞机吗，还是必须托运？",),
        passages=(passage,),
        reading={"wants": Want.PRODUCT, "all_wants": (Want.PRODUCT,)},
        decision={"reasons": (), "conditions": ()},
    )
    text = WRITER.write(brief).text or ""
    assert "熏蒸" not in text and "羽毛球能不能随身带上飞机" in text


def test_anger_without_words_is_asked_what_happened() -> None:
    brief = build(
        "zh-Hans",
        Outcome.INFORM,
        Problem.NONE,
        1,
        messages=("😡😡😡",),
        reading={"wants": Want.COMPLAINT, "all_wants": (Want.COMPLAINT,)},
    )
    text = WRITER.write(brief).text or ""
    assert "？" in text and "反馈" not in text


def test_the_answer_to_a_changed_order_fits_its_state() -> None:
    clause = Passage(
        path="shipping.html",
        heading="修改地址",
        text="没出库之前可以改收货地址。已经出库的，我们联系快递尝试改派，因改派产生的费用由买家承担。",
    )
    change = {
        "messages": ("地址填错了能改吗",),
        "passages": (clause,),
        "reading": {"wants": Want.CHANGE_ORDER, "all_wants": (Want.CHANGE_ORDER,)},
        "decision": {"reasons": (), "conditions": ()},
    }
    waiting = OrderView(placed_at=NOW - timedelta(days=1))
    sent = OrderView(placed_at=NOW - timedelta(days=3), shipped_at=NOW - timedelta(days=2))
    rule = Reason(
        rule="R",
        text="请把新的信息发来核对，可以改",
        citation=Citation(path="shipping.html", heading="修改地址"),
    )
    for order, fee in ((waiting, False), (sent, True)):
        with_rule = change | {"decision": {"reasons": (rule,), "conditions": ()}}
        brief = build("zh-Hans", Outcome.INFORM, Problem.NONE, 0, order=order, **with_rule)
        text = WRITER.write(brief).text or ""
        assert "没出库之前" not in text and "新的信息" not in text
        assert ("费用由您承担" in text) is fee and "地址" in text and "电话" in text
