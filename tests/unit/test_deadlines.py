"""Deadlines: working-hour clocks to the minute, and where each time comes from."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.domain.case import Case
from agent.domain.decision import Deadline, DeadlineKind
from agent.domain.reading import CLAIM_WANTS, Problem, Reading, Want
from agent.domain.shop import Shop
from agent.policy.deadlines import working_due
from agent.policy.engine import decide
from agent.policy.facts import Facts, gather
from agent.policy.rulebook import Rulebook, load_rulebook
from knowledge.clause import Clause

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime.fromisoformat("2026-11-21T10:00:00+08:00")
BOOK = load_rulebook(None, find_clause=lambda path, heading: None)
ORDER = {
    "placed_at": "2026-11-17T10:00:00+08:00", "paid": {"value": "50.00"}, "delivered_at": "2026-11-19T10:00:00+08:00",
    "status": "已签收",
}  # fmt: skip


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-21T10:00:00+08:00", "2026-11-21T14:00:00+08:00"),
        ("2026-11-21T14:00:00+08:00", "2026-11-21T18:00:00+08:00"),
        ("2026-11-21T14:01:00+08:00", "2026-11-22T09:01:00+08:00"),  # a Sunday counts too
        ("2026-11-21T08:00:00+08:00", "2026-11-21T13:00:00+08:00"),
        ("2026-11-21T09:00:00+08:00", "2026-11-21T13:00:00+08:00"),
        ("2026-11-21T18:00:00+08:00", "2026-11-22T13:00:00+08:00"),
        ("2026-11-21T23:30:00+08:00", "2026-11-22T13:00:00+08:00"),
        ("2026-11-30T17:59:00+08:00", "2026-12-01T12:59:00+08:00"),
        ("2026-11-21T06:01:00+00:00", "2026-11-22T09:01:00+08:00"),
    ],
)
def test_jd_evidence_clock(start: str, due: str) -> None:
    got = working_due(datetime.fromisoformat(start), 4 * 3600, (9, 18), ZONE)
    assert got == datetime.fromisoformat(due)


def facts_of(platform: str, kind: str = "claim", **case: Any) -> Facts:
    claim = {"type": "return_refund"} if kind == "claim" else None
    whole = {"id": "c", "platform": platform, "kind": kind, "order": ORDER, "claim": claim, **case}
    want = Want.RETURN_REFUND if kind == "claim" else Want.NONE
    reading = Reading(wants=want, problem=Problem.CHANGED_MIND, claim=want in CLAIM_WANTS)
    return gather(Case.model_validate(whole), reading, now=NOW, shop=Shop())


def by_kind(deadlines: tuple[Deadline, ...]) -> dict[str, Deadline]:
    return {deadline.kind.value: deadline for deadline in deadlines}


@pytest.mark.parametrize(
    ("platform", "kind", "expected"),
    [
        ("taobao", "claim", {"platform_answer": "11-24T10:00", "platform_review": "11-23T10:00", "follow_up": "11-22T10:00", "refund_by": "11-28T10:00"}),
        ("tmall", "claim", {"platform_answer": "11-24T10:00", "platform_review": "11-23T10:00", "follow_up": "11-22T10:00", "refund_by": "11-28T10:00"}),
        ("jd", "claim", {"platform_answer": "11-22T10:00", "evidence_by": "11-21T14:00", "follow_up": "11-22T10:00", "refund_by": "11-28T10:00"}),
        ("aliexpress", "claim", {"platform_answer": "11-26T10:00", "platform_review": "11-28T10:00", "follow_up": "11-22T10:00"}),
        ("other", "claim", {"follow_up": "11-22T10:00", "refund_by": "11-28T10:00"}),
        ("other", "message", {"first_answer": "11-21T10:00", "follow_up": "11-22T10:00"}),
    ],
)  # fmt: skip
def test_each_platforms_deadlines(platform: str, kind: str, expected: dict[str, str]) -> None:
    made = decide(facts_of(platform, kind), BOOK, NOW)
    assert {k: f"{d.due:%m-%dT%H:%M}" for k, d in by_kind(made.deadlines).items()} == expected
    assert list(made.deadlines) == sorted(made.deadlines, key=lambda d: d.due)


def test_an_unverified_default_says_so_and_the_law_does_not() -> None:
    found = by_kind(decide(facts_of("taobao"), BOOK, NOW).deadlines)
    assert found["platform_answer"].source.endswith("［默认值，未核实 unverified］")
    assert "第二十五条" in found["refund_by"].source
    assert "unverified" not in found["refund_by"].source


def test_the_clock_starts_with_the_buyers_last_message() -> None:
    messages = [{"role": "buyer", "text": "在吗", "at": "2026-11-21T09:00:00+08:00"}]
    found = by_kind(decide(facts_of("tmall", messages=messages), BOOK, NOW).deadlines)
    assert f"{found['platform_answer'].due:%m-%dT%H:%M}" == "11-24T09:00"


def test_who_was_answered_needs_no_first_answer() -> None:
    messages = [
        {"role": "buyer", "text": "在吗"},
        {"role": "seller", "text": "在的"},
        {"role": "buyer", "text": "好"},
    ]
    assert "first_answer" not in by_kind(
        decide(facts_of("tmall", "message", messages=messages), BOOK, NOW).deadlines
    )


def test_reviews_on_tmall_have_thirty_days() -> None:
    review = {"stars": 1, "text": "一般", "created_at": "2026-11-01T10:00:00+08:00"}
    found = by_kind(decide(facts_of("tmall", "review", review=review), BOOK, NOW).deadlines)
    assert f"{found['review_reply_by'].due:%Y-%m-%d}" == "2026-12-01"
    assert "review_reply_by" not in by_kind(
        decide(facts_of("taobao", "review", review=review), BOOK, NOW).deadlines
    )


@pytest.mark.parametrize("platform", ["tmall", "jd", "aliexpress", "somewhere"])
@pytest.mark.parametrize("answer_by", ["2026-11-22T08:00:00+08:00", "2026-11-29T00:00:00+00:00"])
def test_the_platforms_own_time_wins(platform: str, answer_by: str) -> None:
    claim = {"type": "refund_only", "answer_by": answer_by}
    found = by_kind(decide(facts_of(platform, claim=claim), BOOK, NOW).deadlines)
    assert found["platform_answer"].due == datetime.fromisoformat(answer_by)
    assert found["platform_answer"].source.startswith("平台接口")


def test_without_it_the_rule_counts_and_other_clocks_stay() -> None:
    found = by_kind(decide(facts_of("tmall"), BOOK, NOW).deadlines)
    assert found["platform_answer"].source.startswith("淘宝天猫")
    told = {"type": "return_refund", "answer_by": "2026-11-22T08:00:00+08:00"}
    also = by_kind(decide(facts_of("tmall", claim=told), BOOK, NOW).deadlines)
    assert {**also, "platform_answer": None} == {**found, "platform_answer": None}


def test_it_wins_over_the_shops_own_rule_too() -> None:
    book = shop_book("deadlines: [{kind: platform_answer, hours: 12, source: 本店规定}]")
    claim = {"type": "refund_only", "answer_by": "2026-11-25T08:00:00+08:00"}
    found = by_kind(decide(facts_of("tmall", claim=claim), book, NOW).deadlines)
    assert found["platform_answer"].due == datetime.fromisoformat(claim["answer_by"])
    ruled = by_kind(decide(facts_of("tmall"), book, NOW).deadlines)
    assert ruled["platform_answer"].source == "rules.yaml"


def shop_book(text: str) -> Rulebook:
    return load_rulebook(
        text,
        path="rules.yaml",
        find_clause=lambda p, h: Clause(clause_id="c", path=p, heading=h, text="t"),
    )


def test_what_the_shop_configures_stands_before_a_default() -> None:
    book = shop_book(
        "deadlines:\n  - {kind: platform_answer, hours: 12, for: [claim]}\nrules: []\n"
    )
    found = by_kind(decide(facts_of("tmall"), book, NOW).deadlines)
    assert (f"{found['platform_answer'].due:%dT%H:%M}", found["platform_answer"].source) == (
        "21T22:00",
        "rules.yaml",
    )


def test_a_rules_own_deadline_names_its_clause() -> None:
    book = shop_book(
        "rules:\n  - id: R\n    clause: {path: returns.md, heading: 退款时效}\n    when: {want: [return_refund]}\n"
        "    outcome: return_refund\n    deadline: {kind: refund_by, days: 2}\n"
    )
    due = by_kind(decide(facts_of("tmall"), book, NOW).deadlines)["refund_by"]
    assert (f"{due.due:%dT%H}", due.source) == ("23T10", "returns.md 退款时效")


def test_unshipped_orders_ship_within_48_hours_by_default() -> None:
    order = {**ORDER, "delivered_at": None, "status": "待发货"}
    due = by_kind(decide(facts_of("tmall", "message", order=order), BOOK, NOW).deadlines)["ship_by"]
    assert due.due == datetime.fromisoformat("2026-11-19T10:00:00+08:00")
    assert due.kind is DeadlineKind.SHIP_BY and "unverified" in due.source
