"""The generic webhook through the running application, and the way from a signed event to a signed reply."""

import http.server
import json
import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from fastapi.testclient import TestClient

from agent.channels.conformance import CHECKS
from agent.channels.signature import Signer
from agent.channels.switchboard import Switchboard
from agent.channels.webhook import WebhookChannel
from agent.channels.wire import Wire
from agent.desk import Desk
from agent.domain.clock import SystemClock
from agent.workflows import Workflows, system_database_url
from tests.channel_subject import DeskSubject
from tests.scripted import SHOP

PATH = f"/hooks/{SHOP}/webhook"


def wire(secret, clock, case, *, event_id, age=timedelta(), type="message.created"):
    at = clock.now() - age
    body = json.dumps({"type": type, "timestamp": at.isoformat(), "data": case}, ensure_ascii=False)
    headers = {
        **Signer([secret]).headers(event_id, body, at=at),
        "content-type": "application/json",
    }
    return Wire(headers, body.encode())


@pytest.mark.parametrize("name", CHECKS)
def test_conformance(name, bench, secrets):
    def told(case_id, text, *, role, event_id, age=timedelta()):
        case = {"id": case_id, "messages": [{"role": role, "text": text}]}
        return wire(secrets[0], bench.clock, case, event_id=event_id, age=age)

    channel = WebhookChannel(secrets=list(secrets), clock=bench.clock)
    subject = DeskSubject(
        bench, channel, event=partial(told, role="buyer"), from_shop=partial(told, role="seller")
    )
    CHECKS[name](subject)


def test_an_old_secret_still_works(client, bench, secrets):
    sent = wire(secrets[1], bench.clock, {"id": "c1"}, event_id="e1")
    assert client.post(PATH, content=sent.body, headers=sent.headers).json() == {
        "status": "accepted"
    }
    assert client.post(PATH, content=sent.body, headers=sent.headers).json() == {
        "status": "duplicate"
    }


def test_a_signed_body_that_is_no_case_is_named(client, bench, secrets):
    sent = wire(secrets[0], bench.clock, {"id": "c1", "colour": "red"}, event_id="e1")
    answer = client.post(PATH, content=sent.body, headers=sent.headers)
    assert answer.status_code == 422
    assert "colour" in answer.json()["detail"]
    sent = wire(secrets[0], bench.clock, {"id": "c1"}, event_id="e1", type="other")
    assert client.post(PATH, content=sent.body, headers=sent.headers).status_code == 422


def test_unknown_channels_are_404(client):
    assert client.post("/hooks/demo/nothing", content=b"{}").status_code == 404


def test_a_body_without_announced_length_is_counted(client, secrets):
    pieces = (b"x" * 100_000 for _ in range(12))
    assert client.post(PATH, content=pieces).status_code == 413


class Receiver:
    """The shop's side: keeps what it gets; the first answers may be prepared."""

    def __init__(self, *statuses):
        self.got, statuses = [], list(statuses)
        got = self.got

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                got.append(
                    (dict(self.headers), self.rfile.read(int(self.headers["content-length"])))
                )
                self.send_response(statuses.pop(0) if statuses else 204)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_from_signed_event_to_signed_reply_once(bench, app_of, signed, secrets, tmp_path):
    clock = bench.proposer.clock = SystemClock()
    receiver = Receiver(503)
    channel = WebhookChannel(
        secrets=list(secrets),
        clock=clock,
        url=f"http://127.0.0.1:{receiver.server.server_port}/replies",
        allow_private=True,
    )
    desk = Desk(
        store=bench.store,
        proposer=bench.proposer,
        clock=clock,
        shop=bench.shops.__getitem__,
        release=lambda shop: "r1",
        undo=timedelta(seconds=0.2),
    )
    workflows = Workflows(
        desk=desk,
        channels=Switchboard({SHOP: {"webhook": channel}}),
        clock=clock,
        system_url=system_database_url(bench.database.url.render_as_string(), tmp_path),
        retry_seconds=(0.1,),
        coalesce_seconds=0.05,
        poll_seconds=0.1,
    )
    app = app_of(
        bench,
        desk=desk,
        clock=clock,
        workflows=workflows,
        channels=Switchboard({SHOP: {"webhook": channel}}),
    )
    try:
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.get("/readyz").json()["parts"]["workflows"] is True
            case = {"id": "c1", "platform": "tmall", "messages": [{"text": "衣服太小了"}]}
            sent = wire(secrets[0], clock, case, event_id="e1", type="case.created")
            for _ in range(2):
                assert client.post(PATH, content=sent.body, headers=sent.headers).status_code == 200
            page = _until(lambda: _waiting(client, signed))
            assert receiver.got == []
            body = {"draft_version": page["draft_version"]}
            client.post("/api/v1/cases/c1/approve", json=body, headers=signed()).raise_for_status()
            _until(lambda: _status(client, signed) == "answered")
    finally:
        receiver.close()
    assert len(receiver.got) == 2  # 503, then taken: the same id both times
    ids = set()
    for headers, raw in receiver.got:
        lower = {key.lower(): value for key, value in headers.items()}
        ids.add(Signer([secrets[1]]).verify(lower, raw, now=clock.now()))
        reply = json.loads(raw)
        assert reply["type"] == "reply.approved"
        assert reply["data"]["case_id"] == "c1"
        assert "衣服太小了" in reply["data"]["text"]
        assert (reply["data"]["surface"], reply["data"]["draft_version"]) == ("im", 1)
    assert len(ids) == 1


def _status(client, signed):
    return client.get("/api/v1/cases/c1", headers=signed()).json().get("status")


def _waiting(client, signed):
    page = client.get("/api/v1/cases/c1", headers=signed()).json()
    return page if page.get("status") == "waiting" else None


def _until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found
