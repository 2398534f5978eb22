"""What is said when a decision would be another one now."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.clerk.moved import differences, withdrawn
from agent.domain.decision import Deadline, DeadlineKind, Decision, Freight, Outcome, Reason
from agent.domain.money import Money
from knowledge.clause import Citation

MADE = datetime(2026, 11, 21, 2, tzinfo=UTC)
NOW = MADE + timedelta(hours=3)
CLAUSE = Citation(path="policies/returns.md", heading="七天", quote="七天内可退")


def decision(**fields):
    given = {"outcome": Outcome.RETURN_REFUND, "amount": Money.of("129"), "freight": Freight.BUYER}
    reason = Reason(rule="r", text="七天无理由", citation=CLAUSE)
    return Decision(**{**given, "reasons": (reason,), **fields})


def deadline(hours, kind=DeadlineKind.PLATFORM_ANSWER):
    return Deadline(kind=kind, due=MADE + timedelta(hours=hours), source="test")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (decision(), None),
        (decision(outcome=Outcome.DECLINE), "outcome return_refund → decline"),
        (decision(amount=Money.of("99")), "amount 129.00 CNY → 99.00 CNY"),
        (decision(freight=None), "freight buyer → none"),
        (decision(missing=("photo",)), "asks for none → photo"),
        (
            decision(reasons=()),
            "it rests on nothing instead of policies/returns.md 七天",
        ),
    ],
)
def test_what_is_decided_otherwise_is_named(after, said):
    lines = differences(decision(), after, made_at=MADE, now=NOW)
    assert lines == (() if said is None else (said,))


def test_a_deadline_that_counts_from_now_has_not_moved():
    before, after = decision(deadlines=(deadline(1),)), decision(deadlines=(deadline(4),))
    assert differences(before, after, made_at=MADE, now=NOW) == ()
    moved = decision(deadlines=(deadline(9),))
    assert differences(before, moved, made_at=MADE, now=NOW)[0].startswith(
        "deadline platform_answer"
    )


def test_a_window_that_closed_meanwhile_is_said_and_one_that_was_closed_is_not():
    window = DeadlineKind.REVIEW_REPLY_BY
    open_then = decision(deadlines=(deadline(2, window),))
    assert "closed at" in differences(open_then, open_then, made_at=MADE, now=NOW)[0]
    closed_then = decision(deadlines=(deadline(-2, window),))
    assert differences(closed_then, closed_then, made_at=MADE, now=NOW) == ()


def test_only_clauses_of_the_shops_own_documents_can_be_withdrawn():
    law = Citation(path="cn_law", heading="25", quote="七日内")
    lines = withdrawn(
        [CLAUSE, law, CLAUSE], was=lambda one: one is CLAUSE, still_is=lambda _: False
    )
    assert lines == ("the clause policies/returns.md 七天 was changed or withdrawn",)


def test_the_desks_own_clocks_do_not_void_a_draft_until_the_time_it_names_has_passed():
    for kind in (DeadlineKind.FIRST_ANSWER, DeadlineKind.FOLLOW_UP):
        before, after = (
            decision(deadlines=(deadline(5, kind),)),
            decision(deadlines=(deadline(9, kind),)),
        )
        assert differences(before, after, made_at=MADE, now=NOW) == ()
    named = decision(deadlines=(deadline(2, DeadlineKind.FOLLOW_UP),))
    assert differences(named, named, made_at=MADE, now=NOW) == (
        "the time that the draft names passed at 11-21 04:00",
    )
