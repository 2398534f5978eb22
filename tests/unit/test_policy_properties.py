"""Whatever the facts, a decision comes out, stays within what was paid, and tells what it tried."""

from datetime import date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain.case import CaseKind
from agent.domain.claim import ClaimItem, ClaimType
from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Language, Problem, Risk, Want
from agent.policy.amounts import shares
from agent.policy.engine import decide
from agent.policy.facts import Facts
from agent.policy.rulebook import load_rulebook

BOOK = load_rulebook(None, find_clause=lambda path, heading: None)
NOW = datetime.fromisoformat("2026-11-21T10:00:00+08:00")
GOODS = ("custom", "fresh", "digital", "periodical", "hygiene", "activation", "flawed", "food")
STATUSES = ("unpaid", "to_ship", "shipped", "delivered", "completed", "closed", "unknown")
money = st.none() | st.builds(Money, minor=st.integers(0, 10**7), currency=st.just("CNY"))
days = st.none() | st.integers(0, 400)
maybe = st.none() | st.booleans()


def some(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3, unique=True).map(tuple)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    paid = draw(money)
    return Facts(
        platform=draw(st.sampled_from(["taobao", "tmall", "jd", "aliexpress", "other", "Ozon"])),
        kind=draw(st.sampled_from(CaseKind)),
        language=draw(st.sampled_from(Language)),
        want=draw(st.sampled_from(Want)),
        wants=draw(some(st.sampled_from(Want))),
        claim=draw(st.booleans()),
        claim_type=draw(st.none() | st.sampled_from(ClaimType)),
        problem=draw(st.sampled_from(Problem)),
        emotion=draw(st.integers(0, 3)),
        risks=draw(some(st.sampled_from(Risk))),
        must_escalate=draw(st.booleans()),
        injection=draw(st.booleans()),
        claimed_promise=draw(st.booleans()),
        answerable=draw(st.booleans()),
        has_order=draw(st.booleans()),
        today=date(2026, 11, 21),
        order_date=draw(st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 21))),
        status=draw(st.sampled_from(STATUSES)),
        days_since_placed=draw(days),
        days_since_shipped=draw(days),
        days_since_delivered=draw(days),
        stuck_days=draw(days),
        signed=draw(maybe),
        goods=draw(some(st.sampled_from(GOODS))),
        custom_made=draw(maybe),
        custom_made_confirmed=draw(maybe),
        no_return_confirmed=draw(maybe),
        intact=draw(maybe),
        has_photo=draw(st.booleans()),
        given=draw(some(st.sampled_from(["photo", "video", "order_id", "size"]))),
        paid=paid,
        claimed=draw(money),
        price_gap=draw(money),
        items_price=draw(money),
        in_stock=draw(maybe),
        within_warranty=draw(maybe),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts())
def test_a_decision_always_comes_and_keeps_within_what_was_paid(given_facts: Facts) -> None:
    made = decide(given_facts, BOOK, NOW)
    assert [t.rule for t in made.tried] == [r.id for r in BOOK.for_platform(given_facts.platform)]
    if made.amount is not None:
        assert made.amount.minor >= 0
        for limit in (given_facts.paid, given_facts.claimed):
            assert limit is None or made.amount.minor <= limit.minor
    assert made.pending is bool(made.missing) or made.outcome is Outcome.ESCALATE
    if given_facts.must_escalate:
        assert made.outcome is Outcome.ESCALATE
    if given_facts.kind is CaseKind.REVIEW:
        assert made.outcome in {Outcome.INFORM, Outcome.ESCALATE}
    assert decide(given_facts, BOOK, NOW) == made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts())
def test_an_instruction_in_the_text_changes_nothing(given_facts: Facts) -> None:
    plain = decide(given_facts.model_copy(update={"injection": False}), BOOK, NOW)
    assert decide(given_facts.model_copy(update={"injection": True}), BOOK, NOW) == plain


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10**5)), min_size=1, max_size=5),
    st.data(),
)
def test_a_share_is_never_more_than_the_whole(
    paid: int, lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    items = tuple(
        OrderItem(sku=f"S{i}", qty=qty, price=Money(minor=price))
        for i, (qty, price) in enumerate(lines)
    )
    order = Order(paid=Money(minor=paid), items=items)
    claimed = data.draw(
        st.lists(
            st.builds(
                ClaimItem, sku=st.sampled_from([i.sku for i in items]), qty=st.integers(0, 9)
            ),
            max_size=6,
        )
    )
    share = shares(order, claimed, Problem.NONE)
    assert share.paid_share is None or 0 <= share.paid_share.minor <= paid
