"""Nothing phones home: the whole application works a case through while every connection attempt is watched."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WATCHED = r"""
import json, socket, sys
from ipaddress import ip_address

seen = []

def local(host):
    try:
        return ip_address(str(host).strip("[]").split("%")[0]).is_loopback
    except ValueError:
        return str(host) in ("localhost", "")

def note(kind, address):
    if isinstance(address, tuple) and not local(address[0]):
        seen.append([kind, str(address[0])])
        raise OSError(f"blocked by the test: {kind} {address[0]}")

def watch(name):
    plain = getattr(socket.socket, name)
    def watched(self, *args):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            note(name, args[-1] if name == "sendto" else args[0])
        return plain(self, *args)
    setattr(socket.socket, name, watched)

for name in ("connect", "connect_ex", "sendto"):
    watch(name)
look_up = socket.getaddrinfo
def watched_look_up(host, *args, **kwargs):
    if host is not None and not local(host if isinstance(host, str) else host.decode()):
        note("getaddrinfo", (host, 0))
    return look_up(host, *args, **kwargs)
socket.getaddrinfo = watched_look_up

# The watch itself is proved first.
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError:
    pass
try:
    socket.getaddrinfo("telemetry.example", 443)
except OSError:
    pass
assert len(seen) == 2, seen
seen.clear()

import time
from datetime import timedelta
from pathlib import Path
from fastapi.testclient import TestClient
from agent.channels.channel import Capabilities, SendResult, SendState
from agent.channels.switchboard import Switchboard
from agent.desk import Desk
from agent.domain.clock import SystemClock
from agent.server import AppParts, create_app
from agent.workflows import Workflows, system_database_url
from tests.scripted import SHOP, Bench, sqlite_url

class Sink:
    name = "webhook"
    capabilities = Capabilities()
    sends = True
    sent = 0
    def send(self, reply, *, idempotency_key):
        Sink.sent += 1
        return SendResult(state=SendState.DELIVERED)

folder, console = Path(sys.argv[1]), sys.argv[2] == "console"
bench, clock = Bench(sqlite_url(folder)), SystemClock()
desk = Desk(store=bench.store, proposer=bench.proposer, clock=clock, shop=bench.shops.__getitem__,
            release=lambda shop: "r1", undo=timedelta(0))
channels = Switchboard({SHOP: {"webhook": Sink()}})
workflows = Workflows(desk=desk, channels=channels, clock=clock, poll_seconds=0.1,
                      system_url=system_database_url(bench.database.url.render_as_string(), folder))
app = create_app(AppParts(desk=desk, store=bench.store, clock=clock, shop=SHOP,
                 shop_settings=bench.shops.__getitem__, workflows=workflows, console=console))
status = ""
with TestClient(app, base_url="http://127.0.0.1:7860") as client:
    if console:
        assert client.get("/").status_code == 200
        assert client.get("/config").status_code == 200
    case = {"id": "c1", "messages": [{"text": "hello"}]}
    assert client.post("/api/v1/cases", json=case).status_code == 201
    assert client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}).status_code == 200
    for _ in range(100):
        status = client.get("/api/v1/cases/c1").json()["status"]
        if status == "answered":
            break
        time.sleep(0.1)
    time.sleep(1.0)
bench.close()
print(json.dumps({"seen": seen, "status": status, "sent": Sink.sent}))
"""


@pytest.mark.parametrize("part", ["api", "console"])
def test_no_connection_leaves_this_machine(tmp_path, part):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path), part],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found == {"seen": [], "status": "answered", "sent": 1}
