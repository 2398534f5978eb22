"""Mutated events against the hook: only 2xx and 4xx, and no unproved one changes anything."""

import json
import random
from datetime import timedelta

from fastapi.testclient import TestClient

from agent.channels.signature import Signer
from agent.channels.switchboard import Switchboard
from agent.channels.webhook import WebhookChannel
from agent.server import AppParts, create_app
from tests.flow_worker import SECRET
from tests.scripted import SHOP, Bench

_ODD = (
    "",
    "\0",
    "é",
    "💥" * 50,
    "../../etc",
    "v1,",
    "-1",
    "9" * 400,
    "null",
    "{}",
    "\u202e",
    "0" * 13,
)


def hammer(bench: Bench, count: int, *, seed: int) -> dict[int, int]:
    """Send `count` mutated events; returns how often each status was answered."""
    chance = random.Random(seed)
    channel = WebhookChannel(secrets=[SECRET], clock=bench.clock)
    app = create_app(
        AppParts(
            desk=bench.desk,
            store=bench.store,
            clock=bench.clock,
            shop=SHOP,
            shop_settings=bench.shops.__getitem__,
            channels=Switchboard({SHOP: {"webhook": channel}}),
            tokens=[("林", "agent", "agent-token-0123456789")],
            console=False,
        )
    )
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    statuses: dict[int, int] = {}
    for number in range(count):
        proved, path, headers, body = _event(bench, chance, number)
        before = _rows(bench)
        answer = client.post(path, content=body, headers=headers)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert 200 <= answer.status_code < 300 or 400 <= answer.status_code < 500, (
            path,
            headers,
            body,
        )
        if not proved:
            assert answer.status_code >= 400, (path, headers, body)
            assert _rows(bench) == before, "an unproved event left a trace"
    assert {200, 401, 422} <= set(statuses)
    return statuses


def _event(bench: Bench, chance: random.Random, number: int):
    """Return whether the event is properly signed, and its path, headers and body."""
    case = {"id": f"c{number % 50}", "messages": [{"role": "buyer", "text": "还没到"}]}
    body = json.dumps({"type": "message.created", "data": case}, ensure_ascii=False).encode()
    signed_as = chance.random()
    if signed_as < 0.4:  # a known sender that sends nonsense
        body = _mutated(chance, body)
        try:
            headers = Signer([SECRET]).headers(f"e{number}", body.decode(), at=bench.clock.now())
        except UnicodeDecodeError:
            body, headers = (
                b"{}",
                Signer([SECRET]).headers(f"e{number}", "{}", at=bench.clock.now()),
            )
        return True, f"/hooks/{SHOP}/webhook", _bytes(headers), body
    headers = Signer([SECRET]).headers(f"e{number}", body.decode(), at=bench.clock.now())
    path = f"/hooks/{SHOP}/webhook"
    how = chance.randrange(5)
    if how == 0:
        changed = _mutated(chance, body)
        body = changed if changed != body else body + b" "
    elif how == 1:
        name = chance.choice(list(headers))
        headers[name] = chance.choice(_ODD)
    elif how == 2:
        del headers[chance.choice(list(headers))]
    elif how == 3:
        old = bench.clock.now() - timedelta(minutes=chance.randrange(6, 9999))
        headers = Signer([SECRET]).headers(f"e{number}", body.decode(), at=old)
    else:
        path = chance.choice(
            [
                "/hooks/other/webhook",
                f"/hooks/{SHOP}/nothing",
                "/hooks/%00/webhook",
                f"/hooks/{'x' * 99}/webhook",
            ]
        )
    return False, path, _bytes(headers), body


def _mutated(chance: random.Random, body: bytes) -> bytes:
    data = bytearray(body)
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(data))
        what = chance.randrange(4)
        if what == 0:
            data[place] = chance.randrange(256)
        elif what == 1:
            del data[place : place + chance.randrange(1, 20)]
        elif what == 2:
            data[place:place] = chance.choice(_ODD).encode()
        else:
            data[place:place] = data[: chance.randrange(40)]
        if not data:
            data = bytearray(b"{")
    return bytes(data)


def _bytes(headers):
    return {name: value.encode() for name, value in headers.items()}


def _rows(bench: Bench) -> dict[tuple[str, str], int]:
    return bench.store.counts()
