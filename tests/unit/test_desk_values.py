"""The pure parts of the desk: authority, urgency, how a conversation grows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.authority import refusal
from agent.domain.case import Case
from agent.domain.conversation import grown
from agent.domain.decision import Deadline, DeadlineKind, Decision, Outcome
from agent.domain.message import Message
from agent.domain.money import Money
from agent.domain.reading import Reading, Risk
from agent.domain.shop import Shop
from agent.domain.urgency import next_deadline, priority

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
CEILINGS = {"agent": Money.of("50"), "lead": Money.of("500")}


@pytest.mark.parametrize(
    ("authority", "role", "amount", "allowed"),
    [
        ({}, "agent", Money.of("9999"), True),
        (CEILINGS, "agent", None, True),
        (CEILINGS, "agent", Money.of("50"), True),
        (CEILINGS, "agent", Money.of("50.01"), False),
        (CEILINGS, "lead", Money.of("50.01"), True),
        (CEILINGS, "lead", Money.of("500.01"), False),
        (CEILINGS, "auditor", Money.of("1"), False),
        (CEILINGS, "agent", Money.of("1", "USD"), False),
        (CEILINGS, "lead", Money.of("1", "USD"), True),
        ({"agent": Money.of("50")}, "lead", Money.of("9999"), True),
    ],
)
def test_authority(authority, role, amount, allowed):
    answer = refusal(Shop(authority=authority), role=role, amount=amount)
    assert (answer is None) is allowed
    if not allowed:
        assert str(amount) in answer


def test_next_deadline_is_the_first_and_after_an_answer_the_first_behind_it():
    def due(kind, minutes):
        return Deadline(kind=kind, due=NOW + timedelta(minutes=minutes), source="test")

    first = due(DeadlineKind.FIRST_ANSWER, 1)
    platform = due(DeadlineKind.PLATFORM_ANSWER, 90)
    follow_up = due(DeadlineKind.FOLLOW_UP, 1440)
    decision = Decision(outcome=Outcome.INFORM, deadlines=(follow_up, platform, first))
    assert next_deadline(decision) == first
    assert next_deadline(decision, answered_at=NOW) == platform
    assert next_deadline(decision, answered_at=NOW + timedelta(hours=2)) == follow_up
    assert next_deadline(Decision(outcome=Outcome.INFORM)) is None


@pytest.mark.parametrize(
    ("reading", "outcome", "expected"),
    [
        (Reading(), Outcome.INFORM, 0),
        (Reading(emotion=2), Outcome.REFUND, 1),
        (Reading(emotion=3), Outcome.REFUND, 2),
        (Reading(risks=(Risk.LEGAL,)), Outcome.REFUND, 2),
        (Reading(), Outcome.ESCALATE, 2),
        (Reading(risks=(Risk.LEGAL, Risk.INJURY)), Outcome.REFUND, 3),
    ],
)
def test_priority(reading, outcome, expected):
    assert priority(reading, Decision(outcome=outcome)) == expected


def thread(*texts, at=None):
    return Case(id="c", messages=tuple(Message(text=text, at=at) for text in texts))


@pytest.mark.parametrize(
    ("known", "arrived", "expected"),
    [
        (("a",), ("a", "b"), ("a", "b")),  # the whole thread each time
        (("a",), ("b",), ("a", "b")),  # only what is new
        (("a", "b"), ("a", "b"), ("a", "b")),  # sent again
        (("a", "b"), ("a",), ("a", "b")),  # overtaken on its way
        (("a", "b"), ("b",), ("a", "b", "b")),  # said twice, without a time
        (("a",), (), ("a",)),
    ],
)
def test_a_conversation_grows(known, arrived, expected):
    messages = grown(thread(*known), thread(*arrived)).messages
    assert tuple(message.text for message in messages) == expected


def test_a_dated_message_sent_again_is_not_doubled():
    assert (
        grown(thread("a", "b", at=NOW), thread("b", at=NOW)).messages
        == thread("a", "b", at=NOW).messages
    )


def test_absent_facts_leave_known_ones():
    known = Case.model_validate(
        {"id": "c", "platform": "tmall", "order": {"order_id": "1", "status": "paid"}}
    )
    arrived = Case.model_validate({"id": "c", "messages": [{"text": "在吗"}]})
    assert grown(known, arrived).order == known.order
    assert grown(known, arrived).platform == "tmall"
    newer = Case.model_validate({"id": "c", "order": {"order_id": "1", "status": "shipped"}})
    assert grown(known, newer).order.status == "shipped"


@given(st.lists(st.text(max_size=5), max_size=6), st.integers(0, 6))
def test_growing_by_a_prefix_or_the_same_changes_nothing(texts, cut):
    known = thread(*texts)
    assert grown(known, known) == known
    assert grown(known, thread(*texts[:cut])) == known


def test_a_review_window_that_had_closed_presses_nobody() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    gone = Deadline(kind=DeadlineKind.REVIEW_REPLY_BY, due=now - timedelta(days=1), source="pack")
    follow = Deadline(kind=DeadlineKind.FOLLOW_UP, due=now + timedelta(days=1), source="pack")
    decision = Decision(outcome=Outcome.INFORM, deadlines=(gone, follow))
    assert next_deadline(decision, at=now) == follow
    assert next_deadline(decision, at=now - timedelta(days=2)) == gone
