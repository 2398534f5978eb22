"""The reader on texts written for these tests; no embedder is loaded: characters and rules must hold by themselves."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.case import Case
from agent.domain.reading import Language, Problem, Reading, Risk, Triage, Want
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import plain
from agent.understanding.reader import EmbeddedReader
from knowledge.search.embedder import Vectors

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class UnknownEmbedder:
    """An embedder that no weights were fitted to: the reader must do without its vectors."""

    name = "unknown/1"
    dimension = 2

    def encode_query(self, texts: list[str]) -> Vectors:
        return np.zeros((len(texts), 2), dtype=np.float32)

    encode_document = encode_query


@pytest.fixture(scope="module")
def reader() -> EmbeddedReader:
    return EmbeddedReader(UnknownEmbedder())


def case(*said: str, **fields: object) -> Case:
    """A case from lines; one that begins with ">" is the shop's."""
    messages = [
        {"role": "seller" if line.startswith(">") else "buyer", "text": line.lstrip(">")}
        for line in said
    ]
    return Case.model_validate({"id": "t", "messages": messages, **fields})


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("孩子玩的时候手被划破了", Risk.INJURY),
        ("寶寶吃完一直吐，現在在急診", Risk.INJURY),
        ("It gave my kid an allergic reaction", Risk.INJURY),
        ("饼干里有虫子", Risk.FOOD_SAFETY),
        ("這罐過期了還賣", Risk.FOOD_SAFETY),
        ("the bread was mouldy", Risk.FOOD_SAFETY),
        ("充电的时候突然冒烟", Risk.FIRE),
        ("the adapter caught fire", Risk.FIRE),
        ("你们卖的是假货", Risk.COUNTERFEIT),
        ("根本就是騙子", Risk.COUNTERFEIT),
        ("this is a scam", Risk.COUNTERFEIT),
        ("我要起诉你们", Risk.LEGAL),
        ("I will take you to court", Risk.LEGAL),
        ("明天打12315", Risk.REGULATOR),
        ("向消保官申訴", Risk.REGULATOR),
        ("我要投 . 诉 你们", Risk.REGULATOR),
        ("投🔥诉🔥你们", Risk.REGULATOR),
        ("不退就发抖音曝光", Risk.MEDIA),
        ("不给我红包就给差评", Risk.BLACKMAIL),
        ("refund me or I leave a one star review", Risk.BLACKMAIL),
        ("客服居然骂我", Risk.ABUSE_BY_STAFF),
        ("我不想活了", Risk.SELF_HARM),
    ],
)
def test_dangers_reach_a_lead(reader: EmbeddedReader, text: str, risk: Risk) -> None:
    reading = reader.read(case(text), now=NOW)
    assert risk in reading.risks
    assert reading.must_escalate
    assert reading.triage is Triage.ESCALATE
    assert reading.spans


@pytest.mark.parametrize(
    "text",
    [
        "怎么辨别真假",
        "这是正品吗",
        "支持专柜验货吗",
        "敏感肌会不会过敏",
        "优惠券过期了怎么办",
        "我不是说你们是假货",
        "不至于投诉你们",
        "地址写市第一医院门口",
        "Is this genuine?",
        "will it overheat?",
        "扫地机器人不充电了",
    ],
)
def test_questions_and_denials_are_no_danger(reader: EmbeddedReader, text: str) -> None:
    reading = reader.read(case(text), now=NOW)
    assert not set(reading.risks) - {Risk.REPEAT_CONTACT}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("麻烦帮我取消订单", Want.CANCEL),
        ("我要退货退款", Want.RETURN_REFUND),
        ("大了，想换小一码", Want.EXCHANGE),
        ("少了一个，麻烦补发", Want.RESHIP),
        ("降价了，补差价", Want.COMPENSATE),
        ("可以开发票吗", Want.INVOICE),
        ("转人工", Want.HUMAN),
        ("please cancel my order", Want.CANCEL),
        ("請幫我取消訂單", Want.CANCEL),
    ],
)
def test_plain_demands(reader: EmbeddedReader, text: str, want: Want) -> None:
    assert reader.read(case(text), now=NOW).wants is want


def test_a_denied_want_is_none(reader: EmbeddedReader) -> None:
    for text in ("谢谢，不用退了", "我不是要退货"):
        reading = reader.read(case(text), now=NOW)
        assert Want.RETURN_REFUND not in reading.all_wants
        assert Want.REFUND not in reading.all_wants


def test_the_latest_of_two_minds_counts(reader: EmbeddedReader) -> None:
    assert reader.read(case("我要退货", "算了，还是换一个吧"), now=NOW).wants is Want.EXCHANGE


def test_the_shop_is_not_read(reader: EmbeddedReader) -> None:
    reading = reader.read(case("你好", ">您要退货退款吗？我们不卖假货", "不用，谢谢"), now=NOW)
    assert reading.wants is Want.NONE
    assert reading.risks == ()


def test_an_earlier_claim_stands_behind_a_later_question(reader: EmbeddedReader) -> None:
    reading = reader.read(case("我要退货退款，质量太差", ">可以的", "运费谁出"), now=NOW)
    assert reading.wants is Want.RETURN_REFUND
    assert Want.POLICY in reading.all_wants


def test_a_problem_is_found_in_earlier_turns(reader: EmbeddedReader) -> None:
    reading = reader.read(case("收到的杯子碎了", ">非常抱歉", "那退款吧"), now=NOW)
    assert reading.problem is Problem.DAMAGED
    assert reading.wants is Want.REFUND


def test_fragments_are_read_as_one(reader: EmbeddedReader) -> None:
    assert reader.read(case("我想", "取消订单"), now=NOW).wants is Want.CANCEL


def test_a_broken_promise_needs_a_lead(reader: EmbeddedReader) -> None:
    for text in (
        "说好昨天发货，到现在没发",
        "客服答應補寄，過了兩週都沒下文",
        "You promised it would ship and it hasn't",
    ):
        reading = reader.read(case(text), now=NOW)
        assert reading.claimed_promise, text
        assert reading.must_escalate, text


def test_a_formal_claim_decides_the_want(reader: EmbeddedReader) -> None:
    fields = {"kind": "claim", "claim": {"type": "refund_only", "reason": "鸡蛋全碎了"}}
    reading = reader.read(case(**fields), now=NOW)
    assert (reading.wants, reading.claim, reading.triage) == (Want.REFUND, True, Triage.REFUND)
    assert reading.problem is Problem.DAMAGED
    bare = reader.read(case(kind="claim", claim={"type": "repair"}), now=NOW)
    assert (bare.wants, bare.triage) == (Want.REPAIR, Triage.REPAIR)


def test_a_review_is_no_claim_by_itself(reader: EmbeddedReader) -> None:
    reading = reader.read(
        case(kind="review", review={"stars": 1, "text": "穿一天就开胶，太差了"}), now=NOW
    )
    assert not reading.claim
    assert reading.wants is Want.COMPLAINT


@pytest.mark.parametrize(
    ("text", "language", "foreign"),
    [
        ("什么时候发货", Language.ZH_HANS, False),
        ("請問什麼時候出貨", Language.ZH_HANT, False),
        ("When will it ship?", Language.EN, False),
        ("Где мой заказ?", Language.EN, True),
        ("¿Dónde está mi pedido? No ha llegado", Language.EN, True),
        ("iPhone 15 pro max 能用吗", Language.ZH_HANS, False),
        ("", Language.ZH_HANS, False),
    ],
)
def test_language(reader: EmbeddedReader, text: str, language: Language, foreign: bool) -> None:
    reading = reader.read(case(text), now=NOW)
    assert (reading.language, reading.foreign) == (language, foreign)


def test_the_case_says_its_language(reader: EmbeddedReader) -> None:
    assert reader.read(case("ok", language="zh-Hant"), now=NOW).language is Language.ZH_HANT
    assert reader.read(case("ok", language="ru"), now=NOW).foreign


def test_slots(reader: EmbeddedReader) -> None:
    text = "订单号 2026112100012345，尺码42，黑色，退我59.9元，电话13812345678，快递单号SF1234567890123"
    slots = reader.read(case(text), now=NOW).slots
    assert slots.order_id == "2026112100012345"
    assert slots.size == "42"
    assert slots.color == "黑色"
    assert slots.amount == "59.9"
    assert slots.phone == "13812345678"
    assert slots.tracking_no == "SF1234567890123"


@pytest.mark.parametrize(
    ("text", "intact"),
    [
        ("只试了一下，吊牌都在", True),
        ("洗过一次了", False),
        ("什么时候发货", None),
        ("没穿过，全新的", True),
    ],
)
def test_state_of_the_goods(reader: EmbeddedReader, text: str, intact: bool | None) -> None:
    assert reader.read(case(text), now=NOW).intact is intact


@pytest.mark.parametrize(
    "text", ["", " ", "😡😡😡", "\x00\x01\ufffd", "。。。", "x" * 20_000, "退" * 20_000]
)
def test_odd_texts_are_read(reader: EmbeddedReader, text: str) -> None:
    assert isinstance(reader.read(case(text), now=NOW), Reading)


def test_no_message_at_all(reader: EmbeddedReader) -> None:
    reading = reader.read(Case(id="t"), now=NOW)
    assert (reading.wants, reading.triage, reading.emotion) == (Want.NONE, Triage.REPLY, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_text_gives_a_reading(lines: list[str]) -> None:
    reading = EmbeddedReader(UnknownEmbedder()).read(case(*lines), now=NOW)
    assert 0 <= reading.confidence <= 1
    assert (
        reading.must_escalate == (reading.triage is Triage.ESCALATE) or reading.wants is Want.HUMAN
    )


def test_a_contraction_without_its_apostrophe_reads_like_one_with_it() -> None:
    seen = plain("i dont want it, it hasnt come; paint the want ad")
    assert seen.text == "i don't want it, it hasn't come; paint the want ad"
    assert seen.quote(2, 7) == "dont"


def test_a_page_that_says_something_is_no_word_of_a_fake(reader: EmbeddedReader) -> None:
    told = reader.read(case("你们官网不是写14天吗 我才第九天"), now=NOW)
    assert Risk.COUNTERFEIT not in told.risks
    assert Risk.COUNTERFEIT in reader.read(case("官网查不到这个序列号"), now=NOW).risks


def test_what_is_not_in_the_box_is_missing(reader: EmbeddedReader) -> None:
    assert (
        reader.read(case("gift set came. no converter tho and no pouch either"), now=NOW).problem
        is Problem.MISSING_ITEM
    )


@pytest.mark.parametrize(
    "text", ["當初講好免費安裝，師傅來了卻要收八百", "说了给我留一套，转头卖给别人"]
)
def test_what_was_agreed_once_is_a_promise(reader: EmbeddedReader, text: str) -> None:
    assert reader.read(case(text), now=NOW).claimed_promise


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("怕不是灌装的假货", False),
        ("该不会是假货吧", False),
        ("恐怕不是假货", True),
        ("我说的不是假货", True),
    ],
)
def test_a_suspicion_in_the_form_of_a_denial_is_heard(text: str, denied: bool) -> None:
    (hit,) = (one for one in phrases("problems").find(plain(text)) if one.name == "counterfeit")
    assert hit.negated is denied
