"""Holding texts: in a lead's name, once before the buyer is answered, never across a person, whatever dies meanwhile."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from datetime import time as hour

import httpx
import pytest

from agent.channels.channel import Capabilities, InboundEvent, Received
from agent.channels.signature import Signer
from agent.domain.approval import Act
from agent.domain.case import CaseStatus
from agent.domain.holding import HoldingWhen
from agent.domain.reading import Language, Reading, Risk
from agent.domain.shop import Shop, WorkingHours
from agent.errors import InvalidInput, MoveNotAllowed, NotApproved, NotFound
from agent.store.database import Database
from agent.store.records import DraftState, OutboxState
from agent.store.unit_of_work import Store
from tests.flow_worker import SECRET
from tests.integration.test_workflows import (
    RecordingChannel,
    live,
    running,
    sqlite_only,
    until,
)
from tests.killing import Buyers, Worker
from tests.scripted import SHOP, START, Bench, case_of, sqlite_url

__all__ = ["running"]

LEAD = {"shop": SHOP, "by": "陈", "role": "lead"}
LIN = {"shop": SHOP, "by": "林", "role": "agent"}
TEXT = "您好，消息收到了，我先核对订单，马上回复您。"
TWENTY = timedelta(seconds=20)


def approve_text(bench, text=TEXT, when=HoldingWhen.UNANSWERED, **settings):
    return bench.desk.approve_holding(text, when=when, **LEAD, **settings)


def hold(bench, case_id="c1", *, leaves=True):
    return bench.desk.hold(case_id, shop=SHOP, leaves=lambda _channel: leaves)


def held(bench, case_id="c1"):
    return [one for one in bench.desk.case(case_id, shop=SHOP).replies if one.holding]


def waits(bench, text="衣服太小了", case_id="c1", **more):
    """Bring a message, as it comes from a channel, and draft for it."""
    number = len(bench.proposer.calls)
    case = case_of(case_id, text, **{"kind": "message", **more.pop("case", {})})
    event = InboundEvent(event_id=f"e{number}-{case_id}", type="message.created", case=case, **more)
    bench.desk.take(Received(events=(event,)), shop=SHOP, channel="webhook")
    bench.desk.work_off(SHOP)
    bench.desk.propose(case_id, shop=SHOP)


def held_after_twenty(bench):
    """Approve the text, let a buyer wait twenty seconds, and return the reply that is then on its way."""
    approve_text(bench)
    waits(bench)
    bench.clock.forward(TWENTY)
    hold(bench)
    (item,) = held(bench)
    return item


def deliver(bench, item):
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP)


def test_a_text_goes_out_once_in_the_leads_name_and_the_draft_waits(bench):
    text = approve_text(bench)
    waits(bench, quota_left=5)
    assert hold(bench) == 20.0 and held(bench) == []
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and hold(bench) is None
    (item,) = held(bench)
    assert (item.payload["text"], item.payload["holding"], item.send_after) == (
        TEXT,
        True,
        START + TWENTY,
    )
    deliver(bench, item)
    seen = bench.desk.case("c1", shop=SHOP)
    assert (seen.record.status, seen.draft.state) == (CaseStatus.WAITING, DraftState.WAITING)
    assert (seen.record.quota_left, seen.record.due) == (4, START + timedelta(minutes=60))
    (approval,) = seen.approvals
    assert (approval.act, approval.by, approval.text) == (Act.HOLD, "陈", TEXT)
    assert text.id in approval.reason and "beforehand" in approval.reason
    assert [one.action for one in seen.audit][-2:] == ["draft.hold", "reply.delivered"]
    with bench.store.reading(SHOP) as work:
        assert work.audit.verify() is None


def test_one_text_until_the_buyer_is_answered_and_the_next_turn_has_its_own(bench):
    first = held_after_twenty(bench)
    deliver(bench, first)
    waits(bench, "在吗？")
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == [
        bench.desk.case("c1", shop=SHOP).replies[0]
    ]  # the same turn
    answer = bench.desk.approve("c1", version=2, **LIN)
    bench.clock.forward(timedelta(seconds=8))
    deliver(bench, answer)
    assert bench.desk.case("c1", shop=SHOP).record.status is CaseStatus.ANSWERED
    bench.clock.forward(timedelta(hours=2))
    waits(bench, "那运费呢")
    assert hold(bench) == 20.0
    bench.clock.forward(TWENTY)
    hold(bench)
    assert len(held(bench)) == 2


def test_the_wait_counts_from_the_first_line(bench):
    approve_text(bench)
    waits(bench)
    bench.clock.forward(timedelta(seconds=12))
    waits(bench, "人呢")
    assert hold(bench) == 8.0


def _approved(bench):
    bench.desk.approve("c1", version=1, **LIN)


def _rejected(bench):
    bench.desk.reject("c1", version=1, reason="重写", **LIN)


def _closed(bench):
    bench.desk.close("c1", shop=SHOP, by="林")


def _taken_over(bench):
    case = case_of("c1", "衣服太小了").model_dump(mode="json")
    case["messages"].append({"role": "seller", "text": "亲，我来处理"})
    bench.event("over", case)
    bench.desk.work_off(SHOP)


@pytest.mark.parametrize("person", [_approved, _rejected, _closed, _taken_over])
def test_a_person_who_was_faster_is_not_crossed(bench, person):
    approve_text(bench)
    waits(bench)
    person(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == []


@pytest.mark.parametrize("person", [_approved, _closed, _taken_over])
def test_a_text_that_has_not_left_makes_way_for_a_person(bench, person):
    approve_text(bench)
    waits(bench)
    bench.clock.forward(TWENTY)
    hold(bench)
    person(bench)
    (item,) = held(bench)
    assert item.state is OutboxState.CANCELLED
    assert bench.desk.delivery.start(item.id, shop=SHOP) is None


def test_a_person_who_decides_while_the_text_is_checked_is_not_crossed(bench):
    approve_text(bench)
    waits(bench)
    bench.clock.forward(TWENTY)
    bench.proposer.while_checking = lambda: bench.desk.approve("c1", version=1, **LIN)
    assert hold(bench) is None and held(bench) == []


def test_a_text_withdrawn_while_it_is_checked_stays_here(bench):
    text = approve_text(bench)
    waits(bench)
    bench.clock.forward(TWENTY)
    bench.proposer.while_checking = lambda: bench.desk.withdraw_holding(text.id, **LEAD)
    assert hold(bench) is None and held(bench) == []


def test_without_a_text_that_is_sent_by_itself_nothing_goes(bench):
    kept = approve_text(bench, when=HoldingWhen.BY_HAND)
    waits(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None
    approve_text(bench)  # the same words, now to be sent: kept once
    assert [one.id for one in bench.desk.holding_texts(SHOP)] == [kept.id]
    bench.desk.withdraw_holding(kept.id, **LEAD)
    assert hold(bench) is None and held(bench) == []
    with pytest.raises(NotFound):
        bench.desk.withdraw_holding(kept.id, **LEAD)


def test_the_buyers_language_chooses_the_text(bench):
    approve_text(bench, language=Language.EN)
    waits(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None
    approve_text(bench, "先看一下订单，马上来。", language=Language.ZH_HANS)
    hold(bench)
    assert held(bench)[0].payload["text"] == "先看一下订单，马上来。"


@pytest.mark.parametrize(
    ("opens", "closes", "sent"), [(9, 21, "忙"), (12, 21, "夜"), (22, 8, "夜"), (9, 3, "忙")]
)
def test_after_hours_the_text_for_the_night_comes_first(bench, opens, closes, sent):
    # START is 10:00 in the shop's zone.
    hours = WorkingHours(start=hour(opens), end=hour(closes))
    bench.shops[SHOP] = Shop(id=SHOP, working_hours=hours)
    approve_text(bench, "夜", when=HoldingWhen.AWAY)
    approve_text(bench, "忙", when=HoldingWhen.UNANSWERED)
    waits(bench)
    bench.clock.forward(TWENTY)
    hold(bench)
    assert held(bench)[0].payload["text"] == sent


def test_somebody_in_danger_gets_only_a_text_marked_fit(bench):
    approve_text(bench)
    bench.proposer.reading = Reading(risks=(Risk.INJURY,), must_escalate=True)
    waits(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == []
    approve_text(bench, "请先停止使用并照顾好自己，我马上请主管联系您。", for_danger=True)
    hold(bench)
    assert len(held(bench)) == 1


def test_reviews_old_chats_and_stale_drafts_get_none(bench):
    approve_text(bench)
    stars = {"stars": 1, "text": "太差"}
    waits(bench, case_id="review", case={"kind": "review", "review": stars})
    old = {"messages": [{"text": "在吗", "at": (START - timedelta(days=3)).isoformat()}]}
    bench.event("old", {"id": "old", **old})
    bench.desk.work_off(SHOP)
    bench.desk.propose("old", shop=SHOP)
    waits(bench, case_id="down")
    waits(bench, case_id="stale")
    bench.event("more", {"id": "stale", "messages": [{"text": "漏电了！"}]})
    bench.desk.work_off(SHOP)  # nobody has read this yet
    bench.clock.forward(TWENTY)
    for case_id in ("review", "old", "stale"):
        assert hold(bench, case_id) is None and held(bench, case_id) == []
    bench.clock.forward(timedelta(hours=1))  # the desk was down meanwhile
    assert hold(bench, "down") is None and held(bench, "down") == []


@pytest.mark.parametrize(
    "limits", [{"quota_left": 1}, {"reply_by": START + timedelta(seconds=5)}, {"quota_left": 0}]
)
def test_quota_and_window_of_the_channel_are_kept(bench, limits):
    approve_text(bench)
    waits(bench, **limits)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == []


def test_a_text_that_is_too_long_or_has_no_way_out_stays(database_url):
    bench = Bench(database_url, limits=lambda _shop, _channel: Capabilities(max_chars=10))
    approve_text(bench)
    waits(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == []
    approve_text(bench, "收到，稍等。")
    assert hold(bench, leaves=False) is None and held(bench) == []
    hold(bench)
    assert len(held(bench)) == 1
    bench.close()


def test_what_the_guards_block_in_this_case_is_not_sent(bench):
    approve_text(bench, "FORBIDDEN 好的")
    waits(bench)
    bench.clock.forward(TWENTY)
    assert hold(bench) is None and held(bench) == []


def test_a_text_on_its_way_neither_answers_nor_fails_the_case(bench):
    approve_text(bench)
    for case_id in ("sent", "lost"):
        waits(bench, case_id=case_id)
    bench.clock.forward(TWENTY)
    delivery = bench.desk.delivery
    for case_id in ("sent", "lost"):
        hold(bench, case_id)
        (item,) = held(bench, case_id)
        delivery.start(item.id, shop=SHOP)
        bench.desk.approve(case_id, version=1, **LIN)
        if case_id == "sent":
            delivery.sent(item.id, shop=SHOP)
        else:
            delivery.not_sent(item.id, shop=SHOP, error="410", seconds_to_next=None)
            with pytest.raises(MoveNotAllowed):
                bench.desk.retry_reply(item.id, shop=SHOP, by="林")
        assert bench.desk.case(case_id, shop=SHOP).record.status is CaseStatus.APPROVED
        bench.desk.undo(case_id, shop=SHOP, by="林")  # the answer's, not the text's
        assert held(bench, case_id)[0].state is not OutboxState.CANCELLED


def test_a_text_that_could_not_leave_at_once_is_dropped(bench):
    item = held_after_twenty(bench)
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.not_sent(item.id, shop=SHOP, error="503", seconds_to_next=300)
    bench.clock.forward(timedelta(seconds=300))
    assert bench.desk.delivery.start(item.id, shop=SHOP) is None
    assert held(bench)[0].state is OutboxState.CANCELLED


def test_an_echo_of_the_text_is_no_takeover(bench):
    item = held_after_twenty(bench)
    deliver(bench, item)
    echo = {"id": "c1", "messages": [{"text": "衣服太小了"}, {"role": "seller", "text": TEXT}]}
    bench.event("echo", echo)
    bench.desk.work_off(SHOP)
    seen = bench.desk.case("c1", shop=SHOP)
    assert (seen.record.status, seen.draft.state) == (CaseStatus.WAITING, DraftState.WAITING)


def test_only_leads_approve_and_withdraw(bench):
    with pytest.raises(NotApproved):
        bench.desk.approve_holding(TEXT, **LIN)
    text = approve_text(bench)
    with pytest.raises(NotApproved):
        bench.desk.withdraw_holding(text.id, **LIN)
    assert bench.desk.holding_texts("other") == ()
    for wrong, settings in ((" ", {}), ("长" * 301, {}), (TEXT, {"after_seconds": 1})):
        with pytest.raises(InvalidInput):
            approve_text(bench, wrong, **settings)


def test_the_timer_sends_it_by_itself_and_a_faster_person_stops_it(bench, running):
    live(bench)
    channel = RecordingChannel()
    running(channel)
    approve_text(bench, after_seconds=5)
    for case_id in ("slow", "fast"):
        bench.event(case_id, {"id": case_id, "messages": [{"text": "衣服太小了"}]})
    until(lambda: len(bench.desk.queue(SHOP, filter="waiting").items) == 2)
    bench.desk.approve("fast", version=1, **LIN)
    until(lambda: [one.state for one in held(bench, "slow")] == [OutboxState.DELIVERED])
    until(lambda: len(channel.sent) == 2)
    texts = {reply.case_id: reply.text for _, reply in channel.sent}
    assert texts["slow"] == TEXT and texts["fast"] != TEXT and held(bench, "fast") == []
    assert bench.desk.case("slow", shop=SHOP).record.status is CaseStatus.WAITING
    bench.desk.approve("slow", version=1, **LIN)
    until(lambda: bench.desk.case("slow", shop=SHOP).record.status is CaseStatus.ANSWERED)
    assert [reply.holding for _, reply in channel.sent if reply.case_id == "slow"] == [True, False]


@pytest.mark.slow
@sqlite_only
def test_killed_between_message_and_text_it_still_goes_out_once(database_url, tmp_path):
    bench = Bench(database_url)
    approve_text(bench, after_seconds=5)
    buyers, chance = Buyers(), random.Random(20261129)
    worker = Worker("one", sqlite_url(tmp_path), tmp_path, buyers.url)
    worker.start()
    worker.await_ready()
    cases = [f"c{number}" for number in range(8)]
    for case_id in cases:
        body = json.dumps(
            {"type": "message.created", "data": {"id": case_id, "messages": [{"text": "在吗"}]}}
        )
        headers = Signer([SECRET]).headers(f"e-{case_id}", body, at=datetime.now(UTC))
        where = f"http://127.0.0.1:{worker.port}/hooks/{SHOP}/webhook"
        assert httpx.post(where, content=body, headers=headers).status_code == 200
        time.sleep(0.3)
    for _ in range(3):
        worker.kill()
        worker.start()
        worker.await_ready()
        time.sleep(chance.uniform(0.1, 1.5))
    store = Store(Database(database_url))

    def all_held() -> bool:
        with store.reading(SHOP) as work:
            items = [one for case_id in cases for one in work.outbox.of_case(case_id)]
        return len(items) == len(cases) and {one.state for one in items} == {OutboxState.DELIVERED}

    until(all_held, seconds=120)
    worker.kill()
    buyers.close()
    assert sorted(data["case_id"] for data in buyers.shown.values()) == sorted(cases)
    assert {data["text"] for data in buyers.shown.values()} == {TEXT}
    with store.reading(SHOP) as work:
        for case_id in cases:
            assert [(one.act, one.by) for one in work.approvals.of_case(case_id)] == [
                (Act.HOLD, "陈")
            ]
            assert work.cases.get(case_id).status is CaseStatus.WAITING
        assert work.audit.verify() is None
    store.close()
    bench.close()
