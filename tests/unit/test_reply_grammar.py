"""The grammar of replies: how it chooses, that it names nothing unknown, and what its replies say."""

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files

import pytest
import yaml

from agent.domain.case import CaseKind
from agent.domain.decision import Freight, Outcome, Reason
from agent.domain.reading import Problem, Want
from agent.drafting import facts
from agent.drafting.brief import Brief, OrderView
from agent.drafting.grammar import Grammar
from knowledge.clause import Citation
from tests.unit.test_template_grid import NOW, WRITER, build

SCRIPTS = ("zh-Hans", "zh-Hant")
LANGUAGES = (*SCRIPTS, "en")


def _grammar(language: str) -> dict[str, object]:
    source = files("agent.drafting") / "templates" / f"reply.{language}.yaml"
    tree: dict[str, object] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return tree


def _wordings(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _wordings(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for value in node:
            yield from _wordings(value, path)
    else:
        yield path, str(node)


def _slots(language: str) -> set[str]:
    paths = {path for path, _ in _wordings(_grammar(language))}
    return {path[:match] for path in paths for match in _ends(path)}


def _ends(path: str) -> list[int]:
    return [at for at, sign in enumerate(path) if sign == "."] + [len(path)]


PLANNED = {  # facts that the plan of a reply gives, beside those that are worked out
    "fact", "looked_up", "asked", "where", "do", "back_too", "eta", "look", "body", "start", "care", "about", "keep", "stay",
    "why", "why_no", "heard", "cause", "refused", "alt", "offers", "exactly", "due", "when", "one", "urged",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_the_grammar_is_a_fact_or_a_slot(language: str) -> None:
    known = _slots(language) | set(facts._FACTS) | PLANNED
    for path, wording in _wordings(_grammar(language)):
        for name in re.findall(r"\{([\w.]+)\??\}", wording):
            assert name in known, (path, wording)
        assert "{" not in re.sub(r"\{[\w.]+\??\}", "", wording), (path, wording)


def test_both_scripts_have_the_same_slots_and_say_them_in_their_own_words() -> None:
    hans, hant = (dict(_wordings(_grammar(language))) for language in SCRIPTS)
    assert set(hans) == set(hant)
    assert any(re.search(r"[訂單貨運費]", wording) for wording in hant.values())
    assert not any(
        re.search(r"[订单货运费]", wording) for _, wording in _wordings(_grammar("zh-Hant"))
    )


def test_english_has_every_whole_reply_that_chinese_has() -> None:
    hans, english = (
        {path for path, _ in _wordings(_grammar(language)) if path.startswith("reply.")}
        for language in ("zh-Hans", "en")
    )
    assert hans == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_replies_come_in_at_least_two_orders(language: str) -> None:
    for path in {path for path, _ in _wordings(_grammar(language)) if path.startswith("reply.")}:
        node: object = _grammar(language)
        for name in path.split("."):
            assert isinstance(node, dict)
            node = node[name]
        assert isinstance(node, list)
        tiers = node if isinstance(node[0], list) else [node]
        assert all(len(set(tier)) >= 2 for tier in tiers) or path.startswith("reply.plain"), path


def test_a_wording_that_names_something_unknown_is_not_chosen() -> None:
    known = {"thing": "杯子", "reason": ""}
    said = {
        Grammar("zh-Hans", seed="a", version=version, fact=lambda name: known.get(name, "")).say(
            "agree.return_refund"
        )
        for version in range(6)
    }
    assert said and all("杯子" in text for text in said)


def _decided(outcome: Outcome, problem: Problem, said: tuple[str, ...], **change: object) -> Brief:
    return build("zh-Hans", outcome, problem, 1, messages=said, **change)  # type: ignore[arg-type]


def test_a_shorter_draft_is_never_longer() -> None:
    for outcome in Outcome:
        for problem in (Problem.CHANGED_MIND, Problem.QUALITY, Problem.LOST, Problem.PRICE_DROP):
            for language in ("zh-Hans", "zh-Hant", "en"):
                brief = build(language, outcome, problem, 1)
                plain = WRITER.write(brief).text or ""
                wish = brief.model_copy(update={"version": 2, "wish": "shorter"})
                assert len(WRITER.write(wish).text or "") <= len(plain)


def test_nobody_is_greeted_in_the_middle_of_a_talk() -> None:
    for version in range(1, 6):
        brief = _decided(
            Outcome.RETURN_REFUND, Problem.CHANGED_MIND, ("不想要了",), version=version
        )
        assert re.match(r"亲|您好", WRITER.write(brief).text or "")
        later = brief.model_copy(update={"answered": True})
        assert not re.match(r"亲，|您好，", WRITER.write(later).text or "")


@pytest.mark.parametrize("problem", [Problem.CHANGED_MIND, Problem.SIZE, Problem.QUALITY])
def test_a_furious_buyer_is_not_told_that_it_does_not_matter(problem: Problem) -> None:
    for version in range(1, 8):
        brief = build("zh-Hans", Outcome.RETURN_REFUND, problem, 3, version=version)
        text = WRITER.write(brief).text or ""
        assert not re.search(r"没关系|没事|^(亲，|您好，)?(没问题|可以|行)", text), text
        assert re.search(r"抱歉|对不起", text), text


def test_what_the_buyer_has_told_is_used() -> None:
    order = OrderView(titles=("岚翎 速干运动T恤 藏青 L",), delivered_at=NOW - timedelta(days=2))
    for said, words in (
        ("小了，吊牌还在，换XL", "XL的"),
        ("颜色不喜欢，没穿过，换成荧光黄", "荧光黄"),
        ("换大一码吧", "XL的"),
    ):
        brief = _decided(
            Outcome.EXCHANGE, Problem.SIZE, (said,), order=order,
            reading={"wants": Want.EXCHANGE, "all_wants": (Want.EXCHANGE,)},
            decision={"missing": ("size",), "pending": True} if "大一码" in said else {},
        )  # fmt: skip
        for version in (1, 2, 3):
            text = WRITER.write(brief.model_copy(update={"version": version})).text or ""
            assert words in text, (said, text)


def test_pictures_said_to_be_sent_are_asked_for_as_not_received() -> None:
    brief = _decided(
        Outcome.RETURN_REFUND, Problem.QUALITY, ("鞋底开胶了", "图发你了"), decision={"pending": True, "missing": ("photo",)}
    )  # fmt: skip
    assert re.search(r"没看到|没传上来", WRITER.write(brief).text or "")


@pytest.mark.parametrize(("rule", "said", "unsaid"), [
    ("签收 15 天内的质量问题可以退货退款，来回运费由本店承担", r"15天", r"质量问题可以"),
    ("签收 7 天内磅数相差超过1磅的，免费重穿一次", r"7天.*磅数相差超过1磅", r"质量"),
    ("您这单适用新版政策，签收 90 天内免费换同款新拍", r"您这单适用新版政策，签收90天内", r"天内您这单"),
])  # fmt: skip
def test_the_ground_is_said_without_what_the_remedy_says_anyway(
    rule: str, said: str, unsaid: str
) -> None:
    reason = Reason(rule="r", text=rule, citation=Citation(path="p.md", heading="h"))
    for version in range(1, 7):
        brief = _decided(
            Outcome.REPAIR, Problem.QUALITY, ("拍子断了",), version=version,
            decision={"reasons": (reason,), "freight": Freight.SELLER},
        )  # fmt: skip
        text = WRITER.write(brief).text or ""
        assert re.search(said, text) and not re.search(unsaid, text), text


def test_a_second_question_nothing_answers_is_asked_on() -> None:
    brief = _decided(
        Outcome.EXCHANGE, Problem.CHANGED_MIND, ("换成白色", "另外烤架可以放洗碗机洗吗"),
        reading={"wants": Want.EXCHANGE, "all_wants": (Want.EXCHANGE, Want.PRODUCT)},
    )  # fmt: skip
    assert "烤架可不可以放洗碗机洗" in (WRITER.write(brief).text or "")


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("outcome", [Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR])
def test_an_agreed_return_names_ground_freight_step_and_time(
    language: str, outcome: Outcome
) -> None:
    for version in range(1, 9):
        brief = build(language, outcome, Problem.QUALITY, 1, version=version, kind=CaseKind.MESSAGE)
        text = WRITER.write(brief).text or ""
        assert re.search(r"商品完好的可以退回", text), text
        assert re.search(r"运费|運費", text) and re.search(r"订单|訂單", text), text
        if outcome is Outcome.RETURN_REFUND:
            assert ("28号前" if language == "zh-Hans" else "11月28日前") in text, text


STATED = {"decision", "ground", "next_step", "time"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "outcome", [Outcome.RETURN_REFUND, Outcome.REFUND, Outcome.COMPENSATE, Outcome.DECLINE]
)
def test_what_a_reply_states_is_marked_and_stands_in_it(language: str, outcome: Outcome) -> None:
    for problem, version in itertools.product((Problem.CHANGED_MIND, Problem.QUALITY), (1, 2, 3)):
        draft = WRITER.write(build(language, outcome, problem, 1, version=version))
        text = (draft.text or "").lower()
        assert {one.part for one in draft.stated} >= STATED - (
            {"time"} if outcome is Outcome.DECLINE else set()
        ), text
        for one in draft.stated:
            assert one.words.lower().strip("。，！？；.,!?; ") in text
    assert "stated" not in draft.model_dump()  # a measure, not a part of the draft


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_versions_in_a_row_differ(language: str) -> None:
    for outcome, problem in itertools.product(
        Outcome, (Problem.CHANGED_MIND, Problem.QUALITY, Problem.LOST)
    ):
        if outcome is Outcome.INFORM:
            continue
        texts = [
            WRITER.write(build(language, outcome, problem, 1, version=version)).text
            for version in (1, 2, 3)
        ]
        assert texts[0] != texts[1] and texts[1] != texts[2], texts


def test_a_complaint_of_goods_without_an_order_asks_for_the_order_and_a_picture() -> None:
    asked = {
        "zh-Hans": r"订单编号和.{0,12}照片",
        "zh-Hant": r"訂單編號和.{0,12}照片",
        "en": r"order number and a photo",
    }
    for language, words in asked.items():
        brief = build(
            language, Outcome.INFORM, Problem.QUALITY, 1,
            reading={"wants": Want.COMPLAINT, "all_wants": (Want.COMPLAINT,)},
            order=None, decision={"reasons": (), "conditions": ()},
        )  # fmt: skip
        text = WRITER.write(brief).text or ""
        assert re.search(words, text) and len(re.findall(r"抱歉|不好意思|sorry", text)) <= 1, text


@pytest.mark.parametrize(("outcome", "quote", "said"), [
    (Outcome.DECLINE, "以下不算降价：直播专享价、秒杀价。一单一次。", "不算降价：直播专享价、秒杀价"),
    (Outcome.DECLINE, "拆封后不支持退换。质量问题可以退。", "拆封后不支持退换"),
    (Outcome.COMPENSATE, "外盒破损、内件完好的，一单补129元，找客服登记。", "一单补129元"),
])  # fmt: skip
def test_the_cited_clause_gives_its_own_words(outcome: Outcome, quote: str, said: str) -> None:
    reason = Reason(
        rule="r", text="按照店铺「售后说明」的说明，您这种情况暂时没办法办理，还请您谅解",
        citation=Citation(path="policies/售后说明.md", heading="售后说明", quote=quote),
    )  # fmt: skip
    for version in (1, 2, 3):
        brief = _decided(
            outcome,
            Problem.DAMAGED,
            ("盒子破了",),
            version=version,
            decision={"reasons": (reason,)},
        )
        assert said in (WRITER.write(brief).text or "")


def test_the_span_of_the_cited_clause_is_the_ground_where_the_rule_has_no_words() -> None:
    reason = Reason(
        rule="r", text="按照店铺「质量问题」的说明，您这种情况是可以办理的",
        citation=Citation(path="policies/售后.md", heading="质量问题", quote="签收后：16–30天；您可以选：换新"),
    )  # fmt: skip
    order = OrderView(titles=("水杯",), delivered_at=NOW - timedelta(days=20))
    brief = _decided(
        Outcome.EXCHANGE, Problem.QUALITY, ("杯盖裂了",), order=order,
        decision={"reasons": (reason,), "freight": Freight.SELLER},
    )  # fmt: skip
    assert re.search(r"还在30天|没过30天|30天的期限", WRITER.write(brief).text or "")
    for over in ("签收后：30天后到保修期满；您可以选：换新", "签收后：7天内；您可以选：换新"):
        told = reason.model_copy(
            update={"citation": reason.citation.model_copy(update={"quote": over})}
        )
        late = brief.model_copy(
            update={"decision": brief.decision.model_copy(update={"reasons": (told,)})}
        )
        assert not re.search(r"\d天", WRITER.write(late).text or "")


def test_a_refusal_does_not_invite_twice_to_show_a_fault() -> None:
    reason = Reason(
        rule="r", text="鲜活易腐的商品依法不适用七天无理由退货，如果收到时有质量问题请告诉我，我马上为您处理",
        citation=Citation(path="law/消费者权益保护法.md", heading="第二十五条"),
    )  # fmt: skip
    brief = _decided(
        Outcome.DECLINE, Problem.CHANGED_MIND, ("不想要了",), decision={"reasons": (reason,)}
    )
    assert len(re.findall("质量问题", WRITER.write(brief).text or "")) == 1


@pytest.mark.parametrize(("pictured", "said"), [(True, True), (False, False)])
def test_pictures_that_came_are_said_to_have_come(pictured: bool, said: bool) -> None:
    for version in (1, 2, 3):
        brief = _decided(
            Outcome.RETURN_REFUND, Problem.QUALITY, ("鞋底开胶了",), version=version, pictured=pictured
        )  # fmt: skip
        assert bool(re.search("照片收到了|图收到了", WRITER.write(brief).text or "")) is said


def test_goods_are_called_by_the_buyers_word_and_the_size_by_the_order() -> None:
    order = OrderView(titles=("岚翎 流云 速度型羽毛球拍 青",), delivered_at=NOW - timedelta(days=2))
    brief = _decided(Outcome.RETURN_REFUND, Problem.CHANGED_MIND, ("拍子不想要了",), order=order)
    texts = [
        WRITER.write(brief.model_copy(update={"version": one})).text or "" for one in range(1, 5)
    ]
    assert any("拍子" in text for text in texts) and not any("羽毛球拍" in text for text in texts)
    shirt = OrderView(titles=("岚翎 运动T恤 藏青 L",), delivered_at=NOW - timedelta(days=2))
    swap = _decided(
        Outcome.EXCHANGE, Problem.SIZE, ("有点紧，换XL",), order=shirt,
        reading={"wants": Want.EXCHANGE, "all_wants": (Want.EXCHANGE,)},
    )  # fmt: skip
    assert re.search(r"L的(寄回|按)", WRITER.write(swap).text or "")
