"""The API beside decisions: odd ids, scopes and shops of tokens, limits, the stream, figures, dead letters, stopped channels."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from agent.channels.channel import Capabilities, SendResult, SendState
from agent.channels.switchboard import Switchboard
from agent.courier import Courier
from agent.store.records import OutboxState, TokenRecord
from tests.scripted import SHOP, START, case_of

ODD_IDS = ("a/b", "订单/2026/11", "a/approve", "a?b#c", "..", "a;b&c=d", "a b")


@pytest.mark.parametrize("case_id", ODD_IDS)
def test_any_id_can_be_named_in_a_path(client, signed, bench, case_id):
    bench.desk.receive(case_of(case_id, "在吗"), shop=SHOP)
    path = f"/api/v1/cases/{quote(case_id, safe='').replace('.', '%2E')}"
    assert client.get(path, headers=signed()).json()["id"] == case_id
    answer = client.post(f"{path}/approve", json={"draft_version": 1}, headers=signed())
    assert answer.json()["case_id"] == case_id


def issue(bench, **fields):
    record = TokenRecord(**{"id": "t1", "name": "erp", "created_at": START, **fields})
    with bench.store.tokens() as book:
        return {"Authorization": f"Bearer {book.issue(record)}"}


def test_an_issued_token_does_what_its_scopes_and_shops_say(client, bench):
    bench.receive()
    headers = issue(bench, role="agent", scopes={"cases:read", "channels:admin"}, shops=(SHOP,))
    assert client.get("/api/v1/cases/c1", headers=headers).status_code == 200
    refused = client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "role")
    # More than its role may, a token can't.
    assert client.post("/api/v1/channels/webhook/start", headers=headers).status_code == 403
    other = client.get("/api/v1/cases?shop=other", headers=headers)
    assert (other.status_code, other.json()["code"]) == (403, "shop")


def test_too_many_requests_are_told_when_to_come_back(bench, app_of, signed):
    with TestClient(app_of(bench, requests_per_minute=2), base_url="http://127.0.0.1") as client:
        answers = [client.get("/api/v1/cases", headers=signed()) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 60
        assert answers[2].json()["code"] == "too_many_requests"
        assert client.get("/api/v1/cases", headers=signed("lead")).status_code == 200
        bench.clock.forward(timedelta(minutes=1))
        assert client.get("/api/v1/cases", headers=signed()).status_code == 200


def test_a_draft_comes_piece_by_piece(client, signed):
    case = {"id": "s1", "messages": [{"text": "太小了"}]}
    with client.stream("POST", "/api/v1/drafts/stream", json=case, headers=signed()) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [block.split("\n") for block in answer.read().decode().split("\n\n") if block]
    names = [lines[0].removeprefix("event: ") for lines in events]
    assert (names[0], names[-2:]) == ("reading", ["findings", "done"])
    data = [json.loads(lines[1].removeprefix("data: ")) for lines in events]
    said = "".join(value["text"] for name, value in zip(names, data, strict=True) if name == "text")
    assert said == data[-1]["draft"]["text"]


def test_figures_name_no_buyer(client, signed, bench):
    bench.receive("13800138000")
    text = client.get("/metrics", headers=signed()).text
    assert 'desk_rows{figure="case_waiting",shop="demo"} 1.0' in text
    assert "13800138000" not in text
    assert client.get("/metrics").status_code == 401


class Gone:
    """A receiver that wants nothing any more."""

    name, sends, capabilities = "webhook", True, Capabilities(idempotent=True)

    def __init__(self):
        self.asked = 0

    def send(self, reply, *, idempotency_key):
        self.asked += 1
        return SendResult(state=SendState.GONE, error="410")


def test_410_stops_the_channel_until_a_person_starts_it(client, signed, bench):
    channel = Gone()
    courier = Courier(bench.desk, Switchboard({SHOP: {"webhook": channel}}), clock=bench.clock)
    items = []
    for case_id in ("c1", "c2"):
        bench.desk.receive(case_of(case_id, "在吗"), shop=SHOP, channel="webhook")
        lin = {"shop": SHOP, "version": 1, "by": "林", "role": "agent"}
        items.append(bench.desk.approve(case_id, **lin))
    bench.clock.forward(timedelta(seconds=9))
    assert [courier.attempt(SHOP, item.id) for item in items] == [None, None]
    assert channel.asked == 1  # the second one waits
    letters = client.get("/api/v1/dead-letters", headers=signed()).json()
    assert [one["case_id"] for one in letters["replies"]] == ["c1"]
    assert letters["channels"][0]["stopped_why"] == "410"
    admin = signed("admin")
    assert client.post("/api/v1/channels/webhook/start", headers=admin).json()["stopped_at"] is None
    assert client.post(f"/api/v1/replies/{items[0].id}/retry", headers=signed()).status_code == 403
    again = client.post(f"/api/v1/replies/{items[0].id}/retry", headers=admin).json()
    assert again["state"] == "queued"
    waiting = {item.id: item.state for item in bench.store.on_the_way()}
    assert waiting == dict.fromkeys((item.id for item in items), OutboxState.QUEUED)


class Forgetful(Gone):
    """A platform without idempotency keys, whose last answer nobody saw."""

    capabilities = Capabilities()

    def send(self, reply, *, idempotency_key):
        raise AssertionError("a second try could show the reply twice")


class Looking(Forgetful):
    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    def shown(self, reply, *, idempotency_key):
        return self.seen


@pytest.mark.parametrize(
    ("channel", "state"), [(Forgetful(), "failed"), (Looking("p7"), "delivered")]
)
def test_a_try_that_a_crash_hid_is_never_made_twice(bench, channel, state):
    bench.desk.receive(case_of("c1", "在吗"), shop=SHOP, channel="webhook")
    item = bench.desk.approve("c1", shop=SHOP, version=1, by="林", role="agent")
    bench.clock.forward(timedelta(seconds=9))
    bench.desk.delivery.start(item.id, shop=SHOP)  # and then the process died
    courier = Courier(bench.desk, Switchboard({SHOP: {"webhook": channel}}), clock=bench.clock)
    assert courier.attempt(SHOP, item.id) is None
    assert bench.desk.case("c1", shop=SHOP).replies[0].state.value == state


def test_events_are_told_in_order_and_without_words(bench):
    told = []

    class Listening(Gone):
        wants = frozenset({"case.opened", "draft.proposed"})

        def notify(self, kind, data, *, at, idempotency_key):
            told.append((kind, data["case_id"], idempotency_key))
            assert "在吗" not in json.dumps(data, ensure_ascii=False)
            busy = len(told) == 2
            return SendResult(state=SendState.RETRY if busy else SendState.DELIVERED)

    courier = Courier(bench.desk, Switchboard({SHOP: {"webhook": Listening()}}), clock=bench.clock)
    bench.desk.receive(case_of("c1", "在吗"), shop=SHOP)
    for _ in range(3):
        courier.tell_all()
    assert told == [
        ("case.opened", "c1", "evt_demo_1"),
        ("draft.proposed", "c1", "evt_demo_2"),
        ("draft.proposed", "c1", "evt_demo_2"),  # busy the first time: the same key again
    ]
