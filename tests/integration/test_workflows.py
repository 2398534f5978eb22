"""Durable work with a real DBOS: replies leave once, events become drafts, a restart takes up what was left."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agent.channels.channel import Capabilities, Reply, SendResult, SendState
from agent.channels.switchboard import Switchboard
from agent.desk import Desk
from agent.domain.case import CaseStatus
from agent.domain.clock import SystemClock
from agent.errors import NotFound
from agent.store.records import OutboxState
from agent.workflows import Workflows, system_database_url
from agent.workflows.names import draft_name
from tests.scripted import SHOP, Bench, case_of

LIN = {"shop": SHOP, "version": 1, "by": "林", "role": "agent"}


# PostgreSQL proves the essential ones; SQLite all of them.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class RecordingChannel:
    name = "webhook"
    capabilities = Capabilities(idempotent=True)
    sends = True

    def __init__(self, *results: SendResult | Exception) -> None:
        self.results = list(results)
        self.sent: list[tuple[str, Reply]] = []

    def read(self, request):
        raise NotImplementedError

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        self.sent.append((idempotency_key, reply))
        result = self.results.pop(0) if self.results else SendResult(state=SendState.DELIVERED)
        if isinstance(result, Exception):
            raise result
        return result


def live(bench: Bench, *, undo: float = 0.0) -> Desk:
    clock = SystemClock()
    bench.proposer.clock = clock
    bench.desk = Desk(
        store=bench.store,
        proposer=bench.proposer,
        clock=clock,
        shop=bench.shops.__getitem__,
        release=lambda shop: bench.proposer.release,
        undo=timedelta(seconds=undo),
    )
    return bench.desk


@pytest.fixture
def running(bench, database_url, tmp_path):
    started = []

    def start(channel, **options) -> Workflows:
        workflows = Workflows(
            desk=bench.desk,
            channels=Switchboard({SHOP: {"webhook": channel}} if channel else {}),
            clock=SystemClock(),
            system_url=system_database_url(database_url, tmp_path),
            **{
                "coalesce_seconds": 0.05,
                "poll_seconds": 0.1,
                "retry_seconds": (0.1, 0.1),
                **options,
            },
        )
        workflows.start()
        started.append(workflows)
        return workflows

    yield start
    for workflows in started:
        workflows.stop()


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found


def replies(bench, case_id="c1"):
    return bench.desk.case(case_id, shop=SHOP).replies


def status(bench, case_id="c1"):
    return bench.desk.case(case_id, shop=SHOP).record.status


def test_an_approved_reply_leaves_once_and_the_case_is_answered(bench, running):
    live(bench)
    channel = RecordingChannel()
    running(channel)
    bench.receive()
    assert channel.sent == []  # nothing leaves without an approval
    item = bench.desk.approve("c1", **LIN)
    until(lambda: status(bench) is CaseStatus.ANSWERED)
    assert [key for key, _ in channel.sent] == [item.id]
    assert channel.sent[0][1].text == item.payload["text"]


@sqlite_only
def test_undone_replies_never_leave(bench, running):
    live(bench, undo=1.0)
    channel = RecordingChannel()
    running(channel)
    bench.receive()
    first = bench.desk.approve("c1", **LIN)
    bench.desk.undo("c1", shop=SHOP, by="林")
    second = bench.desk.approve("c1", **LIN)
    until(lambda: status(bench) is CaseStatus.ANSWERED)
    assert [key for key, _ in channel.sent] == [second.id]
    assert [one.state for one in replies(bench)] == [OutboxState.CANCELLED, OutboxState.DELIVERED]
    assert first.id != second.id


@sqlite_only
def test_a_busy_receiver_is_tried_again_and_a_broken_channel_too(bench, running):
    live(bench)
    channel = RecordingChannel(
        SendResult(state=SendState.RETRY, error="503", retry_after=0.2),
        RuntimeError("buyer's words"),
    )
    running(channel)
    bench.receive()
    item = bench.desk.approve("c1", **LIN)
    until(lambda: status(bench) is CaseStatus.ANSWERED)
    assert [key for key, _ in channel.sent] == [item.id] * 3
    assert replies(bench)[0].attempts == 3


@sqlite_only
@pytest.mark.parametrize(
    ("result", "tries"),
    [
        (SendResult(state=SendState.REFUSED, error="410"), 1),
        (SendResult(state=SendState.RETRY, error="500"), 3),
    ],
)
def test_what_cannot_be_delivered_ends_with_a_person(bench, running, result, tries):
    live(bench)
    channel = RecordingChannel(*[result] * 9)
    running(channel)
    bench.receive()
    bench.desk.approve("c1", **LIN)
    until(lambda: status(bench) is CaseStatus.FAILED)
    assert len(channel.sent) == tries
    reply = replies(bench)[0]
    assert (reply.state, reply.last_error) == (OutboxState.FAILED, result.error)


def test_events_become_drafts_and_three_lines_one_draft(bench, running):
    live(bench)
    running(RecordingChannel(), coalesce_seconds=1.0)
    for number, text in enumerate(("在吗", "衣服", "太小了")):
        payload = {
            "id": "c1",
            "messages": [{"text": text, "at": f"2026-11-21T10:00:0{number}+08:00"}],
        }
        bench.event(f"e{number}", payload)
    until(lambda: bench.store.unfinished_events() == [] and status(bench) is CaseStatus.WAITING)
    until(lambda: "太小了" in bench.desk.case("c1", shop=SHOP).draft.draft.text)
    seen = bench.desk.case("c1", shop=SHOP)
    assert [message.text for message in seen.record.case.messages] == ["在吗", "衣服", "太小了"]
    assert len(seen.drafts) == 1


@sqlite_only
def test_an_event_that_is_no_case_is_marked_and_stops_nothing(bench, running):
    live(bench)
    running(RecordingChannel())
    for event_id, payload in (
        ("bad", {"nonsense": 1}),
        ("good", {"id": "c1", "messages": [{"text": "在吗"}]}),
    ):
        bench.event(event_id, payload)
    until(lambda: bench.store.unfinished_events() == [])
    until(lambda: bench.desk.queue(SHOP).items and status(bench) is CaseStatus.WAITING)


def test_a_start_takes_up_what_was_left(bench, running):
    live(bench)
    bench.receive("approved before")
    bench.receive("was being sent")
    for case_id in ("approved before", "was being sent"):
        bench.desk.approve(case_id, **LIN)
    bench.desk.delivery.start(replies(bench, "was being sent")[0].id, shop=SHOP)
    bench.event("e", {"id": "kept event", "messages": [{"text": "在吗"}]})
    channel = RecordingChannel()
    running(channel)
    for case_id in ("approved before", "was being sent"):
        until(lambda case_id=case_id: status(bench, case_id) is CaseStatus.ANSWERED)
    until(lambda: bench.store.unfinished_events() == [])
    assert len(channel.sent) == 2


def test_started_and_stopped_several_times(bench, running):
    live(bench)
    channel = RecordingChannel()
    for number in range(3):
        workflows = running(channel)
        workflows.start()  # a second start changes nothing
        bench.receive(f"c{number}")
        bench.desk.approve(f"c{number}", **LIN)
        until(lambda number=number: status(bench, f"c{number}") is CaseStatus.ANSWERED)
        workflows.stop()
        workflows.stop()
        assert not workflows.running
    bench.receive("late")
    bench.desk.approve("late", **LIN)  # waits in the outbox
    assert status(bench, "late") is CaseStatus.APPROVED
    running(channel)
    until(lambda: status(bench, "late") is CaseStatus.ANSWERED)
    assert len(channel.sent) == 4
    assert len({key for key, _ in channel.sent}) == 4


@sqlite_only
@pytest.mark.parametrize("listens", [False, True])
def test_without_a_way_out_replies_wait(bench, running, listens):
    live(bench)
    deaf = RecordingChannel()
    deaf.sends = False
    workflows = running(deaf if listens else None)
    bench.receive()
    bench.desk.approve("c1", **LIN)
    workflows.stop()
    assert replies(bench)[0].state is OutboxState.QUEUED
    channel = RecordingChannel()
    running(channel)
    until(lambda: status(bench) is CaseStatus.ANSWERED)


@sqlite_only
def test_the_sweep_runs_by_itself_and_picks_up_strays(bench, running):
    live(bench)
    bench.proposer.minutes = 1
    bench.receive("near")
    channel = RecordingChannel()
    running(channel, sweep_schedule="* * * * * *")
    bench.desk.connect()  # as if handing over had failed
    bench.receive("c1")
    bench.desk.approve("c1", **LIN)
    until(lambda: status(bench) is CaseStatus.ANSWERED)
    assert bench.desk.case("near", shop=SHOP).record.alert == "near_breach"
    assert len(channel.sent) == 1


@sqlite_only
def test_what_a_channel_does_not_take_waits_and_is_no_failure(bench, running):
    live(bench)
    channel = RecordingChannel()
    channel.capabilities = Capabilities(idempotent=True, surfaces=frozenset({"public_review"}))
    running(channel)
    bench.receive("chat")
    bench.desk.approve("chat", **LIN)
    bench.event("e", {"id": "next", "messages": [{"text": "在吗"}]})
    until(lambda: "next" in [one.case.id for one in bench.desk.queue(SHOP, filter="waiting").items])
    waiting = replies(bench, "chat")[0]
    assert (waiting.state, waiting.attempts) == (OutboxState.QUEUED, 0)
    assert status(bench, "chat") is CaseStatus.APPROVED
    assert channel.sent == []


@sqlite_only
def test_lines_that_come_before_a_draft_ask_for_the_same_one(bench):
    live(bench)
    record = bench.desk.receive(case_of("c1", "在吗"), shop=SHOP, propose=False)
    more = bench.desk.receive(case_of("c1", "衣服"), shop=SHOP, propose=False)
    assert more.body_version > record.body_version
    assert draft_name(more) == draft_name(record)
    drafted = bench.desk.propose("c1", shop=SHOP)
    assert draft_name(drafted) != draft_name(record)


@sqlite_only
def test_a_question_after_one_that_ended_without_a_draft_asks_for_another(bench):
    desk = live(bench)
    first = desk.receive(case_of("c1", "在吗"), shop=SHOP, propose=False)
    desk.close("c1", shop=SHOP, by="林")
    again = desk.receive(case_of("c1", "还在吗"), shop=SHOP, propose=False)
    assert again.draft_version == first.draft_version
    assert draft_name(again) != draft_name(first)


@sqlite_only
def test_a_case_that_could_not_be_drafted_is_tried_at_its_next_word(bench, running, monkeypatch):
    live(bench)
    running(RecordingChannel())
    bench.receive("c1")
    plain, broken = bench.proposer.propose, [True]

    def propose(*args, **kwargs):
        if broken[0]:
            raise NotFound("no release")
        return plain(*args, **kwargs)

    monkeypatch.setattr(bench.proposer, "propose", propose)
    bench.event("e1", {"id": "c1", "messages": [{"text": "在吗"}]})
    until(lambda: bench.desk.case("c1", shop=SHOP).record.alert == "no_draft", seconds=120)
    broken[0] = False
    bench.event("e2", {"id": "c1", "messages": [{"text": "衣服破了"}]})
    until(lambda: "衣服破了" in bench.desk.case("c1", shop=SHOP).draft.draft.text)
    assert bench.desk.case("c1", shop=SHOP).record.alert == ""
