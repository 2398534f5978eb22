"""The proof by killing: load on a desk whose processes die at random moments, and what must be true afterwards."""

import http.server
import json
import multiprocessing
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from agent.channels.signature import Signer
from agent.store.database import Database
from agent.store.unit_of_work import Store
from tests.flow_worker import SECRET, TOKEN, work
from tests.scripted import SHOP

PATIENCE = 120.0
_NURSERY = multiprocessing.get_context("forkserver")
_AUTH = {"Authorization": f"Bearer {TOKEN}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Buyers:
    """The platform's side: shows each reply once by its key, and remembers every delivery."""

    def __init__(self) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self.deliveries = 0
        self.changed: list[str] = []
        side = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                try:
                    data = json.loads(body)["data"]
                except ValueError:  # the sender died in the middle of it
                    self.send_response(400)
                    self.end_headers()
                    return
                key = self.headers["webhook-id"]
                side.deliveries += 1
                if side.shown.setdefault(key, data)["text"] != data["text"]:
                    side.changed.append(key)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Worker:
    """A process of the desk that can be killed and started again under its name."""

    def __init__(
        self, name: str, url: str, folder: Path, receiver: str, *, hasty: bool = True
    ) -> None:
        self.name, self.port = name, free_port()
        self._arguments = (url, folder, self.port, name, receiver, hasty)
        self.process: Any = None

    def start(self) -> None:
        self.process = _NURSERY.Process(target=work, args=self._arguments, daemon=True)
        self.process.start()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def await_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                assert self.process.is_alive(), f"{self.name} ended by itself"
            time.sleep(0.05)
        raise AssertionError(f"{self.name} was not ready in time")


@dataclass
class Outcome:
    """What was brought, what was approved (as answered), and what was seen."""

    told: dict[str, list[str]] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    kills: int = 0


class Load:
    """Buyers who write, and a person who approves, through whatever is alive."""

    def __init__(self, workers: list[Worker], seed: int) -> None:
        self._workers = workers
        self._chance = random.Random(seed)
        self._signer = Signer([SECRET])
        self.outcome = Outcome()
        self.stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, daemon=True),
            threading.Thread(target=self._approve, daemon=True),
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _write(self) -> None:
        number = 0
        while not self.stop.is_set():
            # Now and then a buyer who has written before: in the undo window, or after an answer.
            case_id = f"c/{self._chance.randrange(number + 1) if number % 5 == 4 else number}"
            text = f"第{number}句：还没收到"
            self._bring(f"e{number}", case_id, text)
            self.outcome.told.setdefault(case_id, []).append(text)
            number += 1
            time.sleep(0.02)

    def _bring(self, event_id: str, case_id: str, text: str) -> None:
        data = {"id": case_id, "messages": [{"text": text}]}
        body = json.dumps({"type": "message.created", "data": data})

        def post(base: str) -> bool:
            headers = self._signer.headers(event_id, body, at=datetime.now(UTC))
            answer = httpx.post(
                f"{base}/hooks/{SHOP}/webhook", content=body, headers=headers, timeout=5
            )
            return answer.status_code == 200

        self._until(post)

    def _approve(self) -> None:
        while not self.stop.is_set():
            try:
                base = self._base()
                page = httpx.get(
                    f"{base}/api/v1/cases?filter=waiting&limit=20", headers=_AUTH, timeout=5
                ).json()
                for row in page["items"]:
                    self._decide(base, row["id"], row["draft_version"])
            except (httpx.HTTPError, KeyError, ValueError):
                time.sleep(0.05)
            time.sleep(0.02)

    def _decide(self, base: str, case_id: str, version: int) -> None:
        if version == 0:
            return
        headers = {**_AUTH, "Idempotency-Key": f"{case_id}-{version}"}
        answer = httpx.post(
            f"{base}/api/v1/cases/{case_id}/approve",
            json={"draft_version": version},
            headers=headers,
            timeout=5,
        )
        if answer.status_code == 200:
            self.outcome.approved.add(answer.json()["id"])

    def _until(self, act: Callable[[str], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if act(self._base()):
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.02)
        raise AssertionError("nothing answered in time")

    def _base(self) -> str:
        return f"http://127.0.0.1:{self._chance.choice(self._workers).port}"


def kill_at_random(
    workers: list[Worker], buyers: Buyers, *, points: int, seed: int, url: str
) -> Outcome:
    """Put load on, kill a worker `points` times at random moments, let everything drain, and check what must hold."""
    chance = random.Random(seed)
    _NURSERY.set_forkserver_preload(["tests.flow_worker"])
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.await_ready()
    load = Load(workers, seed)
    load.begin()
    try:
        for _ in range(points):
            time.sleep(chance.uniform(0.05, 0.8))
            victim = chance.choice(workers)
            victim.kill()
            load.outcome.kills += 1
            victim.start()
            # Now and then the next one dies while it is still starting.
            if chance.random() < 0.8:
                victim.await_ready()
        for worker in workers:
            worker.await_ready()
        time.sleep(0.5)
    finally:
        load.end()
    database = Database(url)
    try:
        _drained(Store(database))
        check(Store(database), load.outcome, buyers)
    finally:
        for worker in workers:
            worker.kill()
        database.close()
    return load.outcome


def _drained(store: Store) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not store.on_the_way() and not store.unfinished_events():
            with store.reading(SHOP) as work:
                if not work.cases.undrafted(before=datetime.now(UTC)):
                    return
        time.sleep(0.2)
    raise AssertionError("what was left did not drain in time")


def check(store: Store, outcome: Outcome, buyers: Buyers) -> None:
    """Nothing lost, nothing twice, nothing unapproved, and the audit is whole."""
    with store.reading(SHOP) as work:
        for case_id, texts in outcome.told.items():
            assert sorted(work.cases.get(case_id).case.buyer_texts) == sorted(texts), case_id
        replies = {
            item.id: item for case_id in outcome.told for item in work.outbox.of_case(case_id)
        }
        approvals = {
            (one.case_id, one.draft_version): one.text
            for case_id in outcome.told
            for one in work.approvals.of_case(case_id)
        }
        assert work.audit.verify() is None
    lost = outcome.approved - set(replies)
    assert not lost, f"approved and gone: {lost}"
    assert {item.state.value for item in replies.values()} <= {"delivered", "cancelled"}
    delivered = {key for key, item in replies.items() if item.state.value == "delivered"}
    assert set(buyers.shown) == delivered, "shown to buyers is what was delivered, and nothing else"
    assert buyers.changed == []
    drafts = [(data["case_id"], data["draft_version"]) for data in buyers.shown.values()]
    assert len(drafts) == len(set(drafts)), "one draft reached a buyer under two keys"
    for data in buyers.shown.values():
        assert approvals[data["case_id"], data["draft_version"]] == data["text"]
