"""The guards as a whole: the written set, the front door, context reading, and the boundaries of each rule."""

import json
from datetime import datetime
from importlib.resources import files

import pytest

from agent.domain.decision import Outcome
from agent.domain.draft import Surface
from agent.domain.finding import FindingKind, Severity
from agent.domain.money import Money
from agent.errors import InvalidInput
from agent.guards.checks import run_guards
from agent.guards.context import parse_context
from agent.guards.guard import Decided, GuardContext, Private
from agent.guards.pii import mask
from evals.metrics.guards import guard_row, score_guards


def blocking(text: str, **context: object) -> set[str]:
    surface = context.pop("surface", "im")
    found = run_guards(text, parse_context(context, surface=str(surface)))
    return {one.kind.value for one in found if one.severity is Severity.BLOCK}


def test_written_set_meets_its_figures() -> None:
    lines = (files("evals") / "datasets" / "guards.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    rows = [
        guard_row(
            case["id"],
            (case["expect"]["block"], case["expect"]["kinds"]),
            run_guards(case["text"], parse_context(case["context"], surface=case["surface"])),
        )
        for case in cases
    ]
    scores = score_guards(rows)
    assert len(cases) >= 500
    assert set(scores.recall) == {kind.value for kind in FindingKind}
    assert min(scores.recall.values()) >= 0.97, scores.missed
    assert scores.false_alarms is not None
    assert scores.false_alarms <= 0.02, scores.alarmed


def test_nothing_to_score_is_no_perfect_score() -> None:
    scores = score_guards([])
    assert scores.recall == {}
    assert scores.false_alarms is None


@pytest.mark.parametrize(
    ("age", "appended", "blocked"),
    [(30, False, False), (30.5, False, True), (3, True, True), (None, False, False)],
)
def test_review_window(age: float | None, appended: bool, blocked: bool) -> None:
    review = {"age_days": age, "appended": appended}
    found = blocking("感谢您的反馈，我们已加固包装。", surface="public_review", review=review)
    assert ("review_window" in found) is blocked


@pytest.mark.parametrize(("size", "blocked"), [(500, False), (501, True)])
def test_public_length(size: int, blocked: bool) -> None:
    found = run_guards("好" * size, GuardContext(surface=Surface.PUBLIC_REVIEW))
    assert any(one.kind is FindingKind.LENGTH for one in found) is blocked


@pytest.mark.parametrize(("amount", "blocked"), [("10", False), ("10.01", True), ("100", True)])
def test_amount_ceiling(amount: str, blocked: bool) -> None:
    context = GuardContext(
        decided=Decided(outcome=Outcome.COMPENSATE, amount_max=Money.of("10.00"))
    )
    found = run_guards(f"为您补偿{amount}元，感谢您的理解。", context)
    assert any(one.kind is FindingKind.PROMISE for one in found) is blocked


@pytest.mark.parametrize("kind", ["buyer", "seller"])
def test_freight_must_match(kind: str) -> None:
    decision = {"outcome": "return_refund", "freight": kind}
    says_seller = blocking("同意您退货，运费由我们承担。", decision=decision)
    says_buyer = blocking("同意您退货，运费由您承担。", decision=decision)
    assert ("promise" in says_seller) is (kind == "buyer")
    assert ("promise" in says_buyer) is (kind == "seller")


def test_whole_section_three_is_read() -> None:
    context = parse_context({
        "decision": {
            "outcome": "return_refund", "triage": "refund", "lane": "refund", "freight": "buyer",
            "amount": {"value": "129.00", "currency": "CNY"}, "missing": [], "answerable": True, "confidence": 0.9,
            "reasons": [{"rule": "r", "text": "签收后10天内可退", "citation": {"path": "p", "heading": "h", "quote": "q"}}],
            "deadlines": [{"kind": "follow_up", "due": "2026-11-22T10:00:00+08:00", "source": "s"}],
        },
        "review": {"created_at": "2026-10-01T00:00:00+08:00"},
    }, now=datetime.fromisoformat("2026-11-01T00:00:00+08:00"))  # fmt: skip
    assert context.decided == Decided(
        outcome=Outcome.RETURN_REFUND,
        amount_max=Money.of("129.00"),
        freight="buyer",
        deadlines=("follow_up",),
    )
    assert context.review_age_days == 31
    assert "签收后10天内可退" in context.grounds


@pytest.mark.parametrize(
    ("context", "named"),
    [
        ({"decison": {}}, "decison"),
        ({"decision": {"outcom": "refund"}}, "outcom"),
        ({"decision": {"outcome": "give_all"}}, "give_all"),
        ({"buyer": {"nick": "x"}}, "nick"),
        ({"review": {"age": 3}}, "age"),
        ({"decision": {"amount_max": "much"}}, "amount_max"),
    ],
)
def test_unknown_is_refused_by_name(context: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        parse_context(context)


def test_mask_leaves_nothing_of_the_buyer() -> None:
    private = Private(
        name="王小明",
        phone="13912345678",
        address="杭州市西湖区文三路478号3单元502室",
        numbers=("3344556677889",),
    )
    text = "我是王小明，电话139-1234-5678，住文三路478号3单元502室，订单3344556677889，码数42"
    masked = mask(text, private)
    assert not any(part in masked for part in ("王小明", "5678", "478", "3344"))
    assert "码数42" in masked


def test_messages_hold_no_buyer_data() -> None:
    found = run_guards("电话13912345678，微信abc_8899", GuardContext())
    assert found
    assert not any("1391234" in one.message or "abc" in one.message for one in found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这笔钱后天就退回您卡里", FindingKind.PROMISE),
        ("這次照樣幫您退", FindingKind.PROMISE),
        ("Consider the charge refunded.", FindingKind.PROMISE),
        ("您把星级调高一点，红包好说", FindingKind.RATING_BRIBE),
        ("再投诉我们就委托律师", FindingKind.THREAT),
        ("每天喝一杯，失眠自然就好了", FindingKind.MEDICAL_CLAIM),
        ("同样的话我都说了三遍了", FindingKind.TONE),
    ],
)
def test_meanings_that_offend_together_are_seen(text: str, kind: FindingKind) -> None:
    assert kind in {one.kind for one in run_guards(text, GuardContext())}


@pytest.mark.parametrize(
    "text",
    [
        "如果湿疹没有好转，请尽快就医",
        "感谢您的五星好评，赠品的反馈我们收到了",
        "保修期内因质量问题导致的故障，免费维修",
        "您的退款进度可以在订单页面查看",
        "您有权向平台投诉，也可以拨打12315",
        "主管在看记录了，您不用再重复说一遍",
    ],
)
def test_the_same_words_in_an_honest_sentence_pass(text: str) -> None:
    blocking = [one for one in run_guards(text, GuardContext()) if one.severity is Severity.BLOCK]
    assert blocking == []


def test_a_tracking_number_is_for_the_buyer_and_not_for_the_public() -> None:
    text = "您的快递 SF1234567890123 正在派送"
    assert {one.severity for one in run_guards(text, GuardContext())} == {Severity.WARN}
    public = run_guards(text, GuardContext(surface=Surface.PUBLIC_REVIEW))
    assert Severity.BLOCK in {one.severity for one in public}


def test_a_traditional_draft_rests_on_simplified_grounds() -> None:
    decided = Decided(outcome=Outcome.INFORM)
    context = GuardContext(decided=decided, grounds=("破损包赔，签收后24小时内赔付。",))
    assert not run_guards("簽收後24小時內賠付", context)


def test_letters_inside_a_word_are_no_insult() -> None:
    text = "亲，用USB-C充电线就可以，详情见说明书。"
    assert not [one for one in run_guards(text, GuardContext()) if one.kind == "tone"]
    assert [one for one in run_guards("你是sb吧", GuardContext()) if one.kind == "tone"]


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("Once it checks out we'll repair it. Return shipping is on us.", set()),
        ("Once it checks out we'll repair it, with the shipping both ways on us.", set()),
        (
            "Once it checks out we'll repair it. Return shipping is on us, and dinner is on us.",
            {"promise"},
        ),
    ],
)
def test_a_pending_repair_whose_way_is_paid_is_no_gift(text: str, blocked: set[str]) -> None:
    decision = {"outcome": "repair", "pending": True, "freight": "seller"}
    assert blocking(text, decision=decision) == blocked
