"""The desk's use cases over real databases."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from agent.channels.channel import InboundEvent, Received
from agent.domain.approval import Act
from agent.domain.case import Case, CaseStatus
from agent.domain.decision import Lane, Outcome
from agent.domain.money import Money
from agent.domain.reading import Reading, Risk
from agent.domain.shop import Shop
from agent.errors import InvalidInput, MoveNotAllowed, NotApproved, NotFound, VersionConflict
from agent.store.records import DraftState, OutboxState
from tests.scripted import SHOP, START, case_of

LIN = {"shop": SHOP, "by": "林", "role": "agent"}
LEAD = {"shop": SHOP, "by": "陈", "role": "lead"}


def status(bench, case_id="c1"):
    return bench.desk.case(case_id, shop=SHOP).record.status


def actions(bench, case_id="c1"):
    return [entry.action for entry in bench.desk.case(case_id, shop=SHOP).audit]


def test_a_received_case_waits_with_a_draft(bench):
    record = bench.desk.receive(case_of("c1", "衣服太小了"), shop=SHOP)
    assert record.status is CaseStatus.WAITING
    assert (record.lane, record.draft_version, record.due) == (
        Lane.REFUND,
        1,
        START + timedelta(minutes=60),
    )
    seen = bench.desk.case("c1", shop=SHOP)
    assert "衣服太小了" in seen.draft.draft.text
    assert seen.draft.release == "r1"
    assert seen.draft.made_with["prompt"] == "draft_reply@1"
    assert actions(bench) == ["case.opened", "draft.proposed"]


def test_drafting_alone_stores_nothing(bench):
    assert bench.desk.draft(case_of("c1", "x"), shop=SHOP).release == "r1"
    with pytest.raises(NotFound):
        bench.desk.case("c1", shop=SHOP)


def test_approving_keeps_everything_together(bench):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    seen = bench.desk.case("c1", shop=SHOP)
    assert seen.record.status is CaseStatus.APPROVED
    assert item.send_after == START + timedelta(seconds=8)
    assert item.payload["text"] == seen.approvals[0].text == seen.draft.draft.text
    assert (seen.approvals[0].act, seen.approvals[0].by) == (Act.APPROVE, "林")
    assert seen.replies == (item,)
    assert actions(bench)[-1] == "draft.approve"
    assert "衣服" not in str(seen.audit)


def test_a_new_message_voids_the_draft_and_makes_another(bench):
    bench.receive()
    bench.clock.forward(timedelta(minutes=3))
    bench.receive(text="算了，我要换大一码")
    seen = bench.desk.case("c1", shop=SHOP)
    assert [draft.state for draft in seen.drafts] == [DraftState.VOIDED, DraftState.WAITING]
    assert len(seen.record.case.messages) == 2
    with pytest.raises(
        VersionConflict, match=r"draft 1 is no longer current, draft 2 is; drafted by desk"
    ):
        bench.desk.approve("c1", version=1, **LIN)
    bench.desk.approve("c1", version=2, **LIN)


def test_the_same_case_again_changes_nothing(bench):
    bench.receive()
    before = bench.desk.case("c1", shop=SHOP)
    bench.receive()
    assert bench.desk.case("c1", shop=SHOP) == before


def test_a_message_that_comes_while_drafting_is_not_missed(bench):
    bench.desk.receive(case_of("c1", "在吗"), shop=SHOP, propose=False)
    bench.proposer.meanwhile = lambda: bench.desk.receive(
        case_of("c1", "太小了"), shop=SHOP, propose=False
    )
    record = bench.desk.propose("c1", shop=SHOP)
    assert record.draft_version == 1
    assert "太小了" in bench.desk.case("c1", shop=SHOP).draft.draft.text


def test_an_edit_is_checked_and_keeps_the_original(bench):
    bench.receive()
    with pytest.raises(NotApproved, match="promise: a promise that nobody decided"):
        bench.desk.edit("c1", version=1, text="FORBIDDEN", **LIN)
    with pytest.raises(InvalidInput, match="empty"):
        bench.desk.edit("c1", version=1, text="  ", **LIN)
    assert status(bench) is CaseStatus.WAITING
    item = bench.desk.edit("c1", version=1, text=" 亲，可以换大一码。 ", reason="更简短", **LIN)
    approval = bench.desk.case("c1", shop=SHOP).approvals[0]
    assert (approval.act, approval.text, approval.reason) == (
        Act.EDIT,
        "亲，可以换大一码。",
        "更简短",
    )
    assert "衣服太小了" in approval.original
    assert item.payload["text"] == "亲，可以换大一码。"


def test_a_blocked_draft_is_not_approved_but_can_be_edited(bench):
    bench.receive(text="FORBIDDEN")
    with pytest.raises(NotApproved, match="promise"):
        bench.desk.approve("c1", version=1, **LIN)
    assert bench.desk.findings("c1", shop=SHOP, text="好的") == ()
    bench.desk.edit("c1", version=1, text="好的，马上为您处理。", **LIN)
    assert status(bench) is CaseStatus.APPROVED


@pytest.mark.parametrize("amount", ["51", "500.01"])
def test_an_amount_above_the_ceiling_needs_somebody_else(bench, amount):
    bench.shops[SHOP] = Shop(id=SHOP, authority={"agent": Money.of("50"), "lead": Money.of("500")})
    bench.proposer.amount = Money.of(amount)
    bench.receive()
    with pytest.raises(NotApproved, match="ceiling of agent, 50.00 CNY.*role lead"):
        bench.desk.approve("c1", version=1, **LIN)
    if amount == "51":
        bench.desk.approve("c1", version=1, **LEAD)
    else:
        with pytest.raises(NotApproved, match="ceiling of lead, 500.00 CNY"):
            bench.desk.edit("c1", version=1, text="好的", **LEAD)


def test_another_release_voids_the_draft(bench):
    bench.receive()
    bench.proposer.release = "r2"
    with pytest.raises(VersionConflict, match="the release changed; draft again"):
        bench.desk.approve("c1", version=1, **LIN)
    assert bench.desk.case("c1", shop=SHOP).draft.state is DraftState.VOIDED
    bench.desk.regenerate("c1", shop=SHOP, version=1, by="林")
    bench.desk.approve("c1", version=2, **LIN)


def test_rejecting_and_regenerating(bench):
    bench.receive()
    with pytest.raises(InvalidInput, match="reason"):
        bench.desk.reject("c1", version=1, reason=" ", **LIN)
    bench.desk.reject("c1", version=1, reason="语气太生硬", **LIN)
    assert status(bench) is CaseStatus.REJECTED
    with pytest.raises(
        VersionConflict, match=r"draft 1 is rejected; draft rejected by 林 at 2026-11-21T02:00:00"
    ):
        bench.desk.approve("c1", version=1, **LIN)
    bench.desk.regenerate("c1", shop=SHOP, version=1, by="林", style="template")
    assert status(bench) is CaseStatus.WAITING
    assert bench.proposer.calls[-1] == (SHOP, "c1", 2, "template")
    bench.desk.approve("c1", version=2, **LIN)


def test_an_escalated_case_needs_a_lead(bench):
    bench.receive()
    record = bench.desk.escalate("c1", version=1, reason="客人情绪激动", **LIN)
    assert (record.status, record.lane) == (CaseStatus.ESCALATED, Lane.ESCALATION)
    with pytest.raises(NotApproved, match="role lead"):
        bench.desk.approve("c1", version=1, **LIN)
    bench.receive(text="还有人吗")
    assert status(bench) is CaseStatus.ESCALATED
    bench.desk.approve("c1", version=2, **LEAD)


def test_a_case_handed_to_a_lead_while_an_approval_is_checked_needs_the_lead(bench):
    bench.receive()
    bench.proposer.while_checking = lambda: bench.desk.escalate(
        "c1", version=1, reason="金额不对", **LEAD
    )
    with pytest.raises(NotApproved, match="role lead"):
        bench.desk.approve("c1", version=1, **LIN)
    assert bench.desk.case("c1", shop=SHOP).replies == ()


def test_undo_takes_the_reply_back_while_it_waits(bench):
    bench.receive()
    first = bench.desk.approve("c1", version=1, **LIN)
    record = bench.desk.undo("c1", shop=SHOP, by="林")
    assert record.status is CaseStatus.WAITING
    bench.clock.forward(timedelta(seconds=9))
    assert bench.desk.delivery.start(first.id, shop=SHOP) is None
    second = bench.desk.approve("c1", version=1, **LIN)
    assert second.id != first.id
    bench.clock.forward(timedelta(seconds=9))
    assert bench.desk.delivery.start(second.id, shop=SHOP)[0].state is OutboxState.SENDING
    with pytest.raises(MoveNotAllowed, match="nothing to undo, its last reply is sending"):
        bench.desk.undo("c1", shop=SHOP, by="林")


def test_a_new_message_in_the_undo_window_takes_the_approved_reply_back(bench):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    bench.receive(text="等等，我不退了")
    seen = bench.desk.case("c1", shop=SHOP)
    assert [draft.state for draft in seen.drafts] == [DraftState.VOIDED, DraftState.WAITING]
    assert seen.replies[0].state is OutboxState.CANCELLED
    assert seen.record.status is CaseStatus.WAITING
    bench.clock.forward(timedelta(minutes=1))
    assert bench.desk.delivery.start(item.id, shop=SHOP) is None
    with pytest.raises(MoveNotAllowed, match="nothing to undo"):
        bench.desk.undo("c1", shop=SHOP, by="林")
    assert "reply.recalled" in actions(bench)
    bench.desk.approve("c1", version=2, **LIN)


def said_by_shop(bench, text, **fields):
    case = Case.model_validate({"id": "c1", "messages": [{"role": "seller", "text": text}]})
    event = InboundEvent(event_id=f"shop {text}", type="message.created", case=case, **fields)
    bench.desk.take(Received(events=(event,)), shop=SHOP, channel="webhook")
    return bench.desk.work_off(SHOP)


@pytest.mark.parametrize("approved", [False, True])
def test_a_persons_answer_in_the_chat_tool_ends_the_draft(bench, approved):
    bench.receive()
    if approved:
        item = bench.desk.approve("c1", version=1, **LIN)
    assert said_by_shop(bench, "亲，我来帮您处理") == ()
    seen = bench.desk.case("c1", shop=SHOP)
    assert (seen.record.status, seen.draft.state) == (CaseStatus.ANSWERED, DraftState.VOIDED)
    assert seen.draft.void_reason == "answered in the chat tool"
    if approved:
        bench.clock.forward(timedelta(minutes=1))
        assert bench.desk.delivery.start(item.id, shop=SHOP) is None
    assert bench.desk.propose("c1", shop=SHOP).draft_version == 1  # nothing to answer
    bench.receive(text="好的，那多久能好？")
    seen = bench.desk.case("c1", shop=SHOP)
    assert (seen.record.status, seen.record.draft_version) == (CaseStatus.WAITING, 2)


@pytest.mark.parametrize("by", ["text", "provider_id"])
def test_the_desks_own_reply_coming_back_is_no_takeover(bench, by):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    bench.clock.forward(timedelta(seconds=9))
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP, provider_id="p1")
    bench.receive(text="还有，发票呢？")
    text = item.payload["text"] + " \n" if by == "text" else "（平台改写过的字）"
    said_by_shop(bench, text, provider_id="p1" if by == "provider_id" else None)
    seen = bench.desk.case("c1", shop=SHOP)
    assert (seen.record.status, seen.draft.state) == (CaseStatus.WAITING, DraftState.WAITING)
    assert len(seen.record.case.messages) == 3
    bench.desk.approve("c1", version=2, **LIN)


def test_a_changed_order_voids_the_draft_and_says_so(bench):
    order = {"order_id": "A1", "status": "paid"}
    bench.desk.receive(case_of("c1", "还没发货吗", order=order), shop=SHOP)
    bench.desk.receive(case_of("c1", order={**order, "status": "shipped"}), shop=SHOP)
    seen = bench.desk.case("c1", shop=SHOP)
    assert seen.drafts[0].void_reason == "order status: paid → shipped"
    assert seen.record.draft_version == 2
    bench.desk.close("c1", shop=SHOP, by="林")
    bench.desk.receive(case_of("c1", order={**order, "status": "delivered"}), shop=SHOP)
    assert status(bench) is CaseStatus.CLOSED  # facts alone do not open a case again


def test_what_the_platform_would_refuse_is_refused_at_approval(bench):
    def bring(event_id, text, **fields):
        event = InboundEvent(
            event_id=event_id, type="message.created", case=case_of("c1", text), **fields
        )
        bench.desk.take(Received(events=(event,)), shop=SHOP, channel="webhook")
        for record in bench.desk.work_off(SHOP):
            bench.desk.propose(record.case.id, shop=SHOP)

    bring("e1", "在吗", thread={"room": "r1"}, reply_by=START + timedelta(hours=48), quota_left=1)
    assert bench.desk.due(SHOP)[0].due == START + timedelta(hours=1)
    item = bench.desk.approve("c1", version=1, **LIN)
    assert item.payload["thread"] == {"room": "r1"}
    bench.clock.forward(timedelta(seconds=9))
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP)
    bring("e2", "人呢")
    with pytest.raises(NotApproved, match="before the buyer writes again"):
        bench.desk.approve("c1", version=2, **LIN)
    bring("e3", "急", quota_left=5)
    bench.clock.forward(timedelta(hours=49))
    with pytest.raises(NotApproved, match="takes no reply since"):
        bench.desk.approve("c1", version=3, **LIN)


def test_a_draft_that_could_not_be_made_is_shown(bench):
    bench.desk.receive(case_of("c1", "在吗"), shop=SHOP, propose=False)
    bench.clock.forward(timedelta(minutes=1))
    assert [one.case.id for one in bench.desk.delivery.undrafted()] == ["c1"]
    bench.desk.not_drafted("c1", shop=SHOP, error="ModelUnavailable")
    assert bench.desk.queue(SHOP, filter="alert").items[0].alert == "no_draft"
    bench.desk.propose("c1", shop=SHOP)
    assert bench.desk.queue(SHOP, filter="alert").items == ()
    bench.clock.forward(timedelta(minutes=1))
    assert bench.desk.delivery.undrafted() == []


def test_a_reply_is_not_sent_before_its_time_and_counts_once(bench):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    delivery = bench.desk.delivery
    assert delivery.start(item.id, shop=SHOP) is None
    bench.clock.forward(timedelta(seconds=8))
    assert delivery.start(item.id, shop=SHOP)[0].attempts == 1
    delivery.sent(item.id, shop=SHOP, provider_id="p1")
    delivery.sent(item.id, shop=SHOP, provider_id="p2")
    seen = bench.desk.case("c1", shop=SHOP)
    assert seen.record.status is CaseStatus.ANSWERED
    assert (seen.replies[0].state, seen.replies[0].provider_id) == (OutboxState.DELIVERED, "p1")
    assert actions(bench).count("reply.delivered") == 1
    assert delivery.start(item.id, shop=SHOP) is None


def test_a_reply_given_up_makes_the_case_fail(bench):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    bench.clock.forward(timedelta(seconds=8))
    bench.desk.delivery.start(item.id, shop=SHOP)
    again = bench.desk.delivery.not_sent(item.id, shop=SHOP, error="503", seconds_to_next=5)
    assert (again.state, again.send_after) == (
        OutboxState.QUEUED,
        bench.clock.now() + timedelta(seconds=5),
    )
    bench.clock.forward(timedelta(seconds=5))
    assert bench.desk.delivery.start(item.id, shop=SHOP)[0].attempts == 2
    bench.desk.delivery.not_sent(item.id, shop=SHOP, error="410", seconds_to_next=None)
    assert status(bench) is CaseStatus.FAILED
    assert [one.case.id for one in bench.desk.queue(SHOP, filter="failed").items] == ["c1"]


def test_a_buyer_who_writes_while_the_reply_leaves_is_not_answered(bench):
    bench.receive()
    item = bench.desk.approve("c1", version=1, **LIN)
    bench.receive(text="还有一个问题")
    bench.clock.forward(timedelta(seconds=8))
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP)
    assert status(bench) is CaseStatus.WAITING
    bench.desk.approve("c1", version=2, **LIN)


def test_two_people_at_once_one_wins(bench):
    bench.receive()
    barrier, won, lost = Barrier(6), [], []

    def approve(number):
        barrier.wait()
        try:
            won.append(
                bench.desk.approve("c1", shop=SHOP, version=1, by=f"p{number}", role="agent")
            )
        except VersionConflict as error:
            lost.append(str(error))

    threads = [Thread(target=approve, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = bench.desk.case("c1", shop=SHOP)
    assert (len(won), len(lost), len(seen.replies), len(seen.approvals)) == (1, 5, 1, 1)
    winner = seen.approvals[0].by
    assert all(f"draft approved by {winner} at 2026-11-21" in message for message in lost)
    assert bench.desk.audit_broken_at(SHOP) is None


def test_the_queue_is_by_time_to_breach(bench):
    for case_id, minutes in (("a", 50), ("b", None), ("c", 5), ("d", 20), ("e", 20)):
        bench.proposer.minutes = minutes
        bench.receive(case_id)
    bench.receive("x", shop="other")
    assert [item.case.id for item in bench.desk.queue(SHOP).items] == ["c", "d", "e", "a", "b"]
    found, cursor = [], None
    while True:
        page = bench.desk.queue(SHOP, limit=2, cursor=cursor)
        found += [item.case.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == ["c", "d", "e", "a", "b"]
    bench.clock.forward(timedelta(minutes=10))
    assert [item.case.id for item in bench.desk.queue(SHOP, filter="overdue").items] == ["c"]


def test_filters_lanes_and_search(bench):
    bench.receive(
        "a", "羽毛球拍断了", order={"order_id": "TB-100%", "items": [{"title": "碳素拍"}]}
    )
    bench.proposer.outcome, bench.proposer.reading = Outcome.ESCALATE, Reading(risks=(Risk.INJURY,))
    bench.receive("b", "手被划伤", kind="review", review={"stars": 1, "text": "Terrible"})
    queue = bench.desk.queue

    def ids(**wanted):
        return [item.case.id for item in queue(SHOP, **wanted).items]

    assert ids(lane="escalation") == ids(filter="high_risk") == ids(filter="reviews") == ["b"]
    assert ids(lane=Lane.REFUND) == ids(search="碳素") == ids(search="100%") == ["a"]
    assert ids(search="TERRIBLE") == ["b"]
    assert ids(search="_") == []
    assert ids(filter="mine", by="林") == []
    bench.desk.lock("a", shop=SHOP, by="林")
    assert ids(filter="mine", by="林") == ["a"]
    with pytest.raises(InvalidInput, match="no filter 'x'"):
        queue(SHOP, filter="x")
    with pytest.raises(InvalidInput, match="no lane 'x'"):
        queue(SHOP, lane="x")
    for cursor in ("x", "é", "MjAyNg==", "MjAyNi0wMS0wMVQwMDowMDowMCBh"):
        with pytest.raises(InvalidInput, match="cursor"):
            queue(SHOP, cursor=cursor)
    with pytest.raises(InvalidInput, match="limit"):
        queue(SHOP, limit=0)


def test_a_lock_lapses(bench):
    bench.receive()
    bench.desk.lock("c1", shop=SHOP, by="林")
    bench.desk.lock("c1", shop=SHOP, by="林")
    with pytest.raises(MoveNotAllowed, match="林 is working on"):
        bench.desk.lock("c1", shop=SHOP, by="王")
    bench.desk.unlock("c1", shop=SHOP, by="王")  # not theirs: nothing happens
    bench.clock.forward(timedelta(seconds=61))
    assert bench.desk.lock("c1", shop=SHOP, by="王").locked_by == "王"
    assert bench.desk.unlock("c1", shop=SHOP, by="王").locked_by is None


def test_a_snoozed_case_comes_back(bench):
    bench.receive()
    with pytest.raises(InvalidInput):
        bench.desk.snooze("c1", shop=SHOP, until=START, by="林")
    bench.desk.snooze("c1", shop=SHOP, until=START + timedelta(hours=1), by="林")
    assert bench.desk.queue(SHOP).items == ()
    assert len(bench.desk.queue(SHOP, filter="snoozed").items) == 1
    bench.clock.forward(timedelta(hours=1))
    assert len(bench.desk.queue(SHOP).items) == 1


def test_closing_voids_the_draft_and_a_message_opens_again(bench):
    bench.receive()
    bench.desk.close("c1", shop=SHOP, by="林")
    assert bench.desk.queue(SHOP).items == ()
    with pytest.raises(VersionConflict):
        bench.desk.approve("c1", version=1, **LIN)
    bench.receive(text="又坏了")
    assert status(bench) is CaseStatus.WAITING


def test_the_sweep_marks_each_thing_once(bench):
    bench.proposer.minutes = 40
    bench.receive("a")
    bench.proposer.minutes = None
    bench.receive("b")
    item = bench.desk.approve("b", version=1, **LIN)
    sweep = bench.desk.delivery.sweep
    bench.clock.forward(timedelta(seconds=8))
    bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP)
    assert sweep(SHOP) == ()
    bench.clock.forward(timedelta(minutes=15))
    assert [(one.case.id, one.alert) for one in sweep(SHOP)] == [("a", "near_breach")]
    assert sweep(SHOP) == ()
    bench.clock.forward(timedelta(hours=25))
    assert {(one.case.id, one.alert) for one in sweep(SHOP)} == {
        ("a", "overdue"),
        ("b", "follow_up"),
    }
    assert bench.desk.delivery.sweep_all() == 0
    for _ in range(2):  # the cycle goes on, day after day, until the case is closed
        bench.clock.forward(timedelta(hours=24))
        assert {one.case.id for one in sweep(SHOP)} == {"a", "b"}
        assert sweep(SHOP) == ()
    assert actions(bench, "b").count("case.follow_up") == 3
    bench.desk.close("b", shop=SHOP, by="林")
    bench.clock.forward(timedelta(hours=24))
    assert {one.case.id for one in sweep(SHOP)} == {"a"}
    assert {one.case.id for one in bench.desk.queue(SHOP, filter="alert").items} == {"a"}


def test_events_are_worked_off_once(bench):
    payload = {"id": "c1", "messages": [{"text": "在吗"}]}
    seen = []
    bench.desk.connect(on_event=seen.append)
    assert bench.event("e1", payload) == 1
    assert bench.event("e1", payload) == 0
    assert seen == [SHOP]
    assert [one.case.id for one in bench.desk.work_off(SHOP)] == ["c1"]
    assert bench.desk.work_off(SHOP) == ()
    record = bench.desk.case("c1", shop=SHOP).record
    assert (len(record.case.messages), record.channel, record.status) == (
        1,
        "webhook",
        CaseStatus.OPEN,
    )
    bench.desk.propose("c1", shop=SHOP)
    assert status(bench) is CaseStatus.WAITING


@pytest.mark.parametrize("act", ["approve", "undo", "lock", "snooze", "regenerate"])
def test_a_case_of_another_shop_is_not_there(bench, act):
    bench.receive()
    given = {
        "approve": {"version": 1, "role": "lead"},
        "snooze": {"until": START + timedelta(hours=1)},
        "regenerate": {"version": 1},
    }
    with pytest.raises(NotFound, match="the shop other has no case 'c1'"):
        getattr(bench.desk, act)("c1", shop="other", by="林", **given.get(act, {}))


def test_a_case_without_a_draft_cannot_be_decided(bench):
    bench.desk.receive(case_of("c1", "x"), shop=SHOP, propose=False)
    with pytest.raises(MoveNotAllowed, match="no draft yet"):
        bench.desk.approve("c1", version=0, **LIN)
    with pytest.raises(MoveNotAllowed, match="no draft yet"):
        bench.desk.findings("c1", shop=SHOP, text="x")


def test_odd_characters_are_kept_or_dropped_but_break_nothing(bench):
    text = "坏了\x00\u202e😡" + "长" * 20_000
    bench.receive("odd", text)
    assert bench.desk.case("odd", shop=SHOP).record.case.messages[0].text == text
    assert [item.case.id for item in bench.desk.queue(SHOP, search="坏了\u202e😡").items] == ["odd"]
    item = bench.desk.edit("odd", version=1, text="好\x00的", **LIN)
    assert item.payload["text"] == "好的"


@pytest.mark.parametrize("case_id", ["", " ", "x" * 201, "a\nb", "a\x00b"])
def test_an_id_that_cannot_be_kept_is_refused(bench, case_id):
    with pytest.raises(InvalidInput, match="id: 1 to 200"):
        bench.desk.receive(case_of(case_id, "在吗"), shop=SHOP)


def test_an_event_that_is_no_case_stops_no_other(bench):
    for number, payload in enumerate(({"nonsense": 1}, {"id": "a\nb"}, {"id": "c1"})):
        bench.event(f"e{number}", payload)
        bench.clock.forward(timedelta(milliseconds=1))
    assert [one.case.id for one in bench.desk.work_off(SHOP)] == ["c1"]
    assert bench.store.unfinished_events() == []
    failed = bench.desk.dead_letters(SHOP).events
    assert {event.event_id for event in failed} == {"e0", "e1"}
    again = bench.desk.replay(failed[0].id, shop=SHOP, by="陈")
    assert again.state == "received"
    assert bench.desk.work_off(SHOP) == ()
    assert len(bench.desk.dead_letters(SHOP).events) == 2


def test_many_events_are_worked_off_in_order_whatever_fits_one_transaction(bench):
    for number in range(120):
        payload = {"id": f"c{number % 3}", "messages": [{"text": f"第{number}句"}]}
        bench.event(f"e{number}", payload)
        bench.clock.forward(timedelta(milliseconds=1))
    wanting = bench.desk.work_off(SHOP)
    assert sorted(record.case.id for record in wanting) == ["c0", "c1", "c2"]
    for record in wanting:
        place = int(record.case.id[1:])
        said = [f"第{number}句" for number in range(place, 120, 3)]
        assert list(record.case.buyer_texts) == said
    assert bench.desk.work_off(SHOP) == ()
