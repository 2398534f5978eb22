"""The review page's functions over a real desk: roles, second key, stale acts, bulk."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio", reason="console not run: gradio is not here")

from agent.console.call import Line, Person
from agent.console.review import ReviewRoom
from agent.domain.money import Money
from agent.domain.reading import Reading, Risk
from agent.domain.shop import Shop
from agent.errors import AftersalesError, InvalidInput, NotApproved
from agent.insights import Insights
from tests.scripted import SHOP, Bench, sqlite_url

LEAD, AGENT, AUDITOR = Person("陈", "lead"), Person("林", "agent"), Person("审计", "auditor")


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(sqlite_url(tmp_path))
    yield made
    made.close()


@pytest.fixture
def room(bench: Bench) -> ReviewRoom:
    line = Line(shops=[SHOP], identify=lambda _token: LEAD)
    return ReviewRoom(
        bench.desk,
        line,
        shop=bench.shops.__getitem__,
        undo_seconds=8,
        insights=Insights(bench.database),
    )


def given(case_id: str = "c1", version: int = 1, **more: Any) -> dict[str, Any]:
    return {"shop": SHOP, "case_id": case_id, "version": version, **more}


def test_whoever_only_looks_changes_nothing(bench: Bench, room: ReviewRoom) -> None:
    bench.receive()
    acts = (room.approve, room.edit, room.reject, room.escalate, room.regenerate, room.undo, room.take, room.lock, room.unlock, room.snooze, room.bulk)  # fmt: skip
    more = {
        "text": "您好",
        "reason": "x",
        "until": "1h",
        "items": [{"case_id": "c1", "version": 1}],
    }
    for act in acts:
        with pytest.raises(NotApproved):
            act(given(**more), AUDITOR)
    assert room.open(given(), AUDITOR)["state"] == "waiting"
    assert room.queue({"shop": SHOP}, AUDITOR)["counts"]["open"] == 1


def test_a_chat_that_nothing_sends_to_is_answered_by_copying(
    bench: Bench, room: ReviewRoom
) -> None:
    bench.receive(platform="tmall")
    with pytest.raises(NotApproved, match="nobody approved"):
        room.take(given(), AGENT)
    room.approve(given(), AGENT)
    page = room.open(given(), AGENT)
    assert (page["by_hand"], page["replies"][-1]["state"]) == (True, "by_hand")
    queue = room.queue({"shop": SHOP, "filter": "by_hand"}, AGENT)
    assert queue["rows"][0]["by_hand"] is True
    assert (queue["counts"]["open"], queue["counts"]["by_hand"]) == (0, 1)
    assert room.take(given(), AGENT)["text"] == page["text"]
    page = room.open(given(), AGENT)
    assert (page["by_hand"], page["replies"][-1]["state"]) == (False, "delivered")
    assert room.queue({"shop": SHOP}, AGENT)["counts"]["by_hand"] == 0
    assert room.take(given(version=9), AGENT)["code"] == "stale"


def test_danger_needs_the_second_key(bench: Bench, room: ReviewRoom) -> None:
    bench.proposer.reading = Reading(risks=(Risk.INJURY,))
    bench.receive()
    assert room.open(given(), LEAD)["cautions"] == ["danger"]
    assert room.approve(given(), LEAD)["code"] == "confirm"
    assert room.approve(given(confirmed=True), LEAD)["done"] == "approved"


def test_more_than_half_of_the_ceiling_is_looked_at_twice(bench: Bench, room: ReviewRoom) -> None:
    bench.shops[SHOP] = Shop(id=SHOP, authority={"agent": Money.of("50"), "lead": Money.of("500")})
    bench.proposer.amount = Money.of("40")
    bench.receive()
    assert room.open(given(), AGENT)["cautions"] == ["money"]
    assert room.open(given(), LEAD)["cautions"] == []
    bench.proposer.amount = Money.of("60")
    bench.receive("c2")
    assert room.open(given("c2"), AGENT)["refused"]


def test_a_stale_act_is_answered_with_what_the_case_is_now(bench: Bench, room: ReviewRoom) -> None:
    bench.receive()
    assert room.approve(given(), LEAD)["done"] == "approved"
    late = room.approve(given(), AGENT)
    assert late["code"] == "stale"
    assert late["now"]["changed"]["by"] == "陈"
    assert late["now"]["audit"][-1]["action"] == "draft.approve"


def test_bulk_leaves_out_what_is_not_low_risk(bench: Bench, room: ReviewRoom) -> None:
    bench.receive("c1")
    bench.receive("c2", "FORBIDDEN")
    bench.proposer.reading = Reading(emotion=3)
    bench.receive("c3")
    items = [{"case_id": name, "version": 1} for name in ("c1", "c2", "c3")]
    looked = room.bulk_look({"shop": SHOP, "items": items}, LEAD)["items"]
    assert [one["why"] for one in looked] == [None, "blocked", "not_low_risk"]
    done = room.bulk({"shop": SHOP, "items": items}, LEAD)
    assert done["done"] == 1
    again = room.bulk({"shop": SHOP, "items": items[:1]}, LEAD)
    assert again["done"] == 0
    with pytest.raises(InvalidInput):
        room.bulk({"shop": SHOP, "items": []}, LEAD)


def test_a_lead_overrides_with_the_second_key_and_an_agent_does_not(
    bench: Bench, room: ReviewRoom
) -> None:
    bench.receive("c1", "FORBIDDEN")
    found = room.check(given(text="FORBIDDEN"), LEAD)["findings"]
    assert [(one["kind"], one["severity"]) for one in found] == [("promise", "block")]
    override = {"reason": "是误判", "findings": [{"kind": "promise", "text": "FORBIDDEN"}]}
    assert room.approve(given(override=override), LEAD)["code"] == "confirm"
    sure = given(override=override, confirmed=True)
    with pytest.raises(NotApproved):
        room.approve(sure, AGENT)
    for wrong in ({**override, "reason": " "}, {"reason": "x"}, ["x"], "x"):
        with pytest.raises(InvalidInput):
            room.approve(given(override=wrong, confirmed=True), LEAD)
    assert room.approve(sure, LEAD)["done"] == "approved"
    line = room.open(given(), LEAD)["audit"][-1]
    assert (line["action"], line["by"], line["note"]) == ("draft.override", "陈", "是误判")


def test_snooze_until_morning_is_the_shops_morning(bench: Bench, room: ReviewRoom) -> None:
    bench.receive()
    until = room.snooze(given(until="morning"), LEAD)["until"]
    assert until.endswith("09:00:00+08:00")
    bench.clock.forward(timedelta(days=2))
    assert room.queue({"shop": SHOP, "filter": "open"}, LEAD)["rows"][0]["id"] == "c1"


def test_another_shop_is_refused(bench: Bench, room: ReviewRoom) -> None:
    bench.receive("x", shop="other")
    with pytest.raises(AftersalesError):
        room.open({"shop": "other", "case_id": "x"}, LEAD)
