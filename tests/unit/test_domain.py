"""Values: money to the minor unit, cases by the contract, moves by the table."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.domain.case import ALLOWED_MOVES, Case, CaseStatus
from agent.domain.decision import Decision, Lane, Outcome
from agent.domain.money import Money
from agent.domain.reading import Triage


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["CNY", "USD", "JPY", "RUB"]))
def test_money_reads_what_it_writes(minor: int, currency: str) -> None:
    money = Money(minor=minor, currency=currency)
    assert Money.model_validate_json(money.model_dump_json()) == money
    assert Money.of(money.value, currency) == money


@pytest.mark.parametrize("text", ["12.345", "abc", "", "NaN", "Infinity", "1,200.00", "12元"])
def test_money_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        Money.of(text, "CNY")


@given(st.integers(0, 10**9), st.integers(0, 100), st.integers(1, 100))
def test_a_share_is_the_nearest_minor_unit(minor: int, top: int, bottom: int) -> None:
    share = Money(minor=minor).share(top, bottom).minor
    assert abs(share * bottom - minor * top) * 2 <= bottom


def test_a_case_takes_the_orders_currency_and_null_lists() -> None:
    case = Case.model_validate(
        {
            "id": 7,
            "kind": "claim",
            "platform": "AliExpress",
            "messages": None,
            "order": {
                "order_id": "1",
                "paid": {"value": "25.50", "currency": "USD"},
                "items": [{"sku": "A", "price": "12.75", "qty": 2}],
                "logistics": None,
            },
            "claim": {"type": "refund_only", "amount": "5.00", "evidence": None},
        }
    )
    assert case.id == "7" and case.platform == "aliexpress"
    assert case.order is not None and case.claim is not None
    assert case.order.items[0].price == Money(minor=1275, currency="USD")
    assert case.claim.amount == Money(minor=500, currency="USD")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"order": {"oder_id": "1"}}, "order.oder_id"),
        ({"messages": [{"role": "buyer", "txt": "hi"}]}, "messages.0.txt"),
        ({"claim": {"type": "refund_only", "why": "x"}}, "claim.why"),
        ({"now": "2026-11-21T10:00:00"}, "now"),
    ],
)
def test_an_unknown_key_or_a_time_without_zone_is_refused_by_name(change: dict, where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"id": "c", **change})
    assert ".".join(str(part) for part in caught.value.errors()[0]["loc"]) == where


def test_expectations_take_one_word_or_many() -> None:
    case = Case.model_validate_json(
        json.dumps({"id": "c", "expect": {"outcome": "refund", "must_mention": ["a", ["b", "c"]]}})
    )
    assert case.expect is not None
    assert case.expect.outcome == ("refund",) and case.expect.must_mention == (("a",), ("b", "c"))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_triage_and_lane(outcome: Outcome) -> None:
    decision = Decision(outcome=outcome)
    assert isinstance(decision.triage, Triage) and isinstance(decision.lane, Lane)


def test_every_status_has_its_moves_and_only_what_was_drafted_is_approved() -> None:
    assert set(ALLOWED_MOVES) == set(CaseStatus)
    before = {
        kind: {status for status, moves in ALLOWED_MOVES.items() if kind in moves}
        for kind in CaseStatus
    }
    # A case without a draft, a refused draft and an answered case can't be approved: they wait for a draft first.
    drafted = {CaseStatus.WAITING, CaseStatus.ESCALATED, CaseStatus.FAILED}
    assert before[CaseStatus.APPROVED] == drafted
    # Sending fails only after an approval; a person's own answer in the chat tool may come at any time.
    assert before[CaseStatus.FAILED] == {CaseStatus.APPROVED}
    assert before[CaseStatus.ANSWERED] == set(CaseStatus) - {CaseStatus.ANSWERED, CaseStatus.CLOSED}


def test_times_keep_their_zone() -> None:
    case = Case.model_validate({"id": "c", "now": "2026-11-21T10:00:00+08:00"})
    assert case.now == datetime.fromisoformat("2026-11-21T02:00:00+00:00")
