"""DingTalk's Stream mode against a gateway on this machine, with the vendor's own client at the same gateway beside ours."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from queue import Queue
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from agent.channels.channel import Received, Request, Unverified
from agent.channels.dingtalk import KIND, DingTalkChannel
from agent.channels.dingtalk_stream import TOPIC
from agent.errors import ConfigurationError, Unreachable
from agent.testing import FrozenClock
from tests.vendor_server import Call, vendor_server

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
MESSAGE = {
    "conversationId": "cid1",
    "msgId": "m1",
    "createAt": int(NOW.timestamp() * 1000),
    "msgtype": "text",
    "text": {"content": " 还没收到货 "},
    "sessionWebhook": "https://oapi.dingtalk.com/robot/sendBySession?session=x",
    "sessionWebhookExpiredTime": int(NOW.timestamp() * 1000) + 3_600_000,
}


def frame(kind: str, topic: str, number: str, data: str) -> str:
    headers = {"topic": topic, "messageId": number, "contentType": "application/json"}
    return json.dumps({"specVersion": "1.0", "type": kind, "headers": headers, "data": data})


FRAMES = (
    frame("SYSTEM", "ping", "p1", json.dumps({"opaque": "o"})),
    frame("CALLBACK", TOPIC, "c1", json.dumps(MESSAGE)),
)


class Gateway:
    """Gives an endpoint with a ticket, sends its frames, and keeps what is answered."""

    def __init__(self, frames: tuple[str, ...] = FRAMES) -> None:
        self.frames = frames
        self.answers: Queue[dict[str, Any]] = Queue()
        self.tickets: Queue[str] = Queue()
        self.opening: tuple[int, Any] | None = None
        self._server = serve(self._talk, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.endpoint = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/connect"

    def _talk(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.tickets.put(socket.request.path)
        try:
            for one in self.frames:
                socket.send(one)
                self.answers.put(json.loads(socket.recv(timeout=20)))
            socket.send(frame("SYSTEM", "disconnect", "d1", "{}"))
            socket.recv(timeout=20)
        except (ConnectionClosed, TimeoutError):
            pass

    def __call__(self, call: Call) -> tuple[int, Any]:
        return self.opening or (200, {"endpoint": self.endpoint, "ticket": "t/1 +"})

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(20)


@contextmanager
def gateway(*frames: str) -> Iterator[tuple[Gateway, Any]]:
    made = Gateway(frames or FRAMES)
    try:
        with vendor_server(made) as server:
            yield made, server
    finally:
        made.close()


def channel(base: str) -> DingTalkChannel:
    settings = {"app_secret": "secret", "client_id": "id", "api": base}
    made = KIND.opened(settings, shop="s", clock=FrozenClock(NOW))
    assert isinstance(made, DingTalkChannel)
    return made


def answers(gate: Gateway, count: int) -> list[dict[str, Any]]:
    return [gate.answers.get(timeout=30) for _ in range(count)]


def test_a_message_of_the_stream_is_kept_before_it_is_answered() -> None:
    kept: list[Received] = []
    with gateway() as (gate, server):
        made = channel(server.base)
        made.listen(kept.append, threading.Event())  # it ends when the gateway says disconnect
        ping, callback = answers(gate, 2)
        assert gate.tickets.get(timeout=5) == "/connect?ticket=t%2F1+%2B"
        (event,) = kept[0].events
        assert event.case.buyer_texts == ("还没收到货",) and event.thread["url"]
        assert ping["data"] == json.dumps({"opaque": "o"})
        assert callback["headers"]["messageId"] == "c1"
        assert not made.capabilities.needs_public_url
        with pytest.raises(Unverified):
            made.read(Request())


def test_what_cannot_be_kept_is_not_answered_and_rubbish_stops_nothing() -> None:
    rubbish = ("[]", "no json", frame("CALLBACK", TOPIC, "r1", '{"buyer": "小赵"}'))
    with gateway(*rubbish, FRAMES[1]) as (gate, server):
        kept: list[Received] = []
        channel(server.base).listen(kept.append, threading.Event())
        assert len(kept) == 1
        assert [one["code"] for one in answers(gate, 4)] == [400, 400, 200, 200]

    def fails(received: Received) -> None:
        raise OSError("the disk is full")

    with gateway(FRAMES[1]) as (gate, server):
        with pytest.raises(Unreachable):
            channel(server.base).listen(fails, threading.Event())
        assert gate.answers.empty()


@pytest.mark.parametrize(
    "opening",
    [
        (401, {"code": "authFailed"}),
        (200, {}),
        (200, {"endpoint": "http://127.0.0.1/", "ticket": "t"}),
    ],
)
def test_a_gateway_that_gives_no_endpoint(opening: tuple[int, Any]) -> None:
    with gateway() as (gate, server):
        gate.opening = opening
        with pytest.raises(Unreachable) as failed:
            channel(server.base).listen(lambda received: None, threading.Event())
    assert "secret" not in str(failed.value)


def test_one_of_the_two_modes_must_be_set() -> None:
    with pytest.raises(ConfigurationError, match="client_id"):
        KIND.opened({"app_secret": "s3cr3t"}, shop="s", clock=FrozenClock(NOW))


VENDOR = """
import asyncio, sys
import dingtalk_stream as sdk
class Handler(sdk.ChatbotHandler):
    async def process(self, callback):
        return sdk.AckMessage.STATUS_OK, None
sdk.DingTalkStreamClient.OPEN_CONNECTION_API = sys.argv[1]
client = sdk.DingTalkStreamClient(sdk.Credential("id", "secret"))
client.register_callback_handler(sdk.ChatbotMessage.TOPIC, Handler())
asyncio.run(client.start())
"""


@pytest.mark.skipif(find_spec("dingtalk_stream") is None, reason="dingtalk-stream is not here")
def test_the_vendors_own_client_asks_and_answers_as_ours_does() -> None:
    with gateway() as (gate, server):
        channel(server.base).listen(lambda received: None, threading.Event())
        ours = answers(gate, 2)
        address = server.base + "/v1.0/gateway/connections/open"
        # In a process of its own: it never ends by itself and leaves its loops behind.
        vendor = subprocess.Popen(
            [sys.executable, "-c", VENDOR, address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
        )
        try:
            theirs = answers(gate, 2)
        finally:
            vendor.kill()
            vendor.wait(30)
        asked = [call.body for call in server.calls[:2]]
    assert asked[0]["subscriptions"] == asked[1]["subscriptions"]
    for name in ("clientId", "clientSecret"):
        assert asked[0][name] == asked[1][name]
    for own, other in zip(ours, theirs, strict=True):
        assert own["code"] == other["code"] == 200
        assert own["headers"] == other["headers"]
        assert json.loads(own["data"]) == json.loads(other["data"])
