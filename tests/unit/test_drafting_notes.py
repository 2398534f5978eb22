"""Proactive notes: when an order calls for one, when it may leave, and that the guards let it pass."""

from datetime import datetime, timedelta, timezone

import pytest

from agent.domain.order import Order
from agent.domain.reading import Language
from agent.drafting.notes import NoteKind, NoteWriter, foreseen, not_before
from agent.guards.checks import run_guards
from agent.guards.guard import GuardContext

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def order(**given: object) -> Order:
    """Return an order; times are given as hours before now."""
    hours = {"placed_at", "shipped_at", "delivered_at"}
    fields = {
        k: NOW - timedelta(hours=float(str(v))) if k in hours else v for k, v in given.items()
    }
    return Order.model_validate(
        {"order_id": "2611", "items": [{"title": "新款羽毛球鞋"}], **fields}
    )


@pytest.mark.parametrize(("given", "kinds"), [
    ({"status": "待付款", "placed_at": 1.9}, []),
    ({"status": "待付款", "placed_at": 2.1}, ["payment_reminder"]),
    ({"status": "交易关闭", "placed_at": 5}, []),
    ({"status": "待发货", "placed_at": 39}, []),
    ({"status": "待发货", "placed_at": 41}, ["late_to_ship"]),
    ({"status": "待发货", "placed_at": 3, "buyer": {"address": "成都市武侯区"}}, ["address_check"]),
    ({"status": "待发货", "placed_at": 3, "buyer": {"address": "成都市武侯区望江路6号"}}, []),
    ({"status": "已发货", "placed_at": 30, "shipped_at": 5}, ["shipping_notice"]),
    ({"status": "已发货", "placed_at": 90, "shipped_at": 47}, []),
    ({"status": "已发货", "placed_at": 90, "shipped_at": 49}, ["stuck"]),
    ({"status": "已签收", "placed_at": 90, "shipped_at": 60, "delivered_at": 23}, []),
    ({"status": "已签收", "placed_at": 90, "shipped_at": 60, "delivered_at": 30}, ["follow_up"]),
    ({"status": "已完成", "placed_at": 90, "shipped_at": 60, "delivered_at": 30}, ["thanks"]),
    ({"status": "已完成", "delivered_at": 24 * 91}, ["maintenance"]),
])  # fmt: skip
def test_what_an_order_foresees(given: dict[str, object], kinds: list[str]) -> None:
    assert [kind.value for kind, ground in foreseen(order(**given), NOW) if ground] == kinds


@pytest.mark.parametrize(
    ("hour", "leaves"), [(8, (21, 9)), (9, (21, 9)), (20, (21, 20)), (21, (22, 9)), (23, (22, 9))]
)
def test_no_note_leaves_at_night(hour: int, leaves: tuple[int, int]) -> None:
    at = not_before(NOW.replace(hour=hour))
    assert (at.day, at.hour) == leaves


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(NoteKind))
def test_every_note_passes_the_guards_and_changes_with_the_version(
    language: Language, kind: NoteKind
) -> None:
    one = order(placed_at=90, shipped_at=60, delivered_at=30, status="已签收")
    writer = NoteWriter(language)
    texts = [writer.write(one, kind, "g", NOW, version=version).text for version in (1, 2)]
    assert texts[0] != texts[1]
    days = ("2026-11-17", "2026-11-18", "2026-11-20")
    for text in texts:
        assert "{" not in text and "2611" not in text
        context = GuardContext(language=language.value, grounds=days)
        assert not [one for one in run_guards(text, context) if one.severity.value == "block"], text
