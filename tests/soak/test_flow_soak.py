"""A hundred kills each on SQLite and on PostgreSQL; fuzzed events; a busy minute at the hook; a quiet desk's cost."""

import http.client
import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from agent.channels.signature import Signer
from agent.store.database import Database
from agent.store.unit_of_work import Store
from tests.flow_worker import SECRET
from tests.fuzzed import hammer
from tests.killing import Buyers, Worker, kill_at_random
from tests.scripted import SHOP, Bench, case_of, sqlite_url

pytestmark = [pytest.mark.soak, pytest.mark.slow]

RATE, SECONDS = 200, 60
POINTS = 100


@pytest.mark.parametrize(
    ("database_url", "names"),
    [("sqlite", ["one"]), ("postgres", ["one", "two"])],
    indirect=["database_url"],
)
def test_killed_a_hundred_times(database_url, names, tmp_path):
    buyers = Buyers()
    workers = [Worker(name, database_url, tmp_path, buyers.url) for name in names]
    outcome = kill_at_random(workers, buyers, points=POINTS, seed=20261124, url=database_url)
    buyers.close()
    print(
        f"\n{outcome.kills} kills, {len(outcome.told)} cases, {len(outcome.approved)} approved, "
        f"{len(buyers.shown)} shown once, {buyers.deliveries} deliveries"
    )
    assert outcome.kills == POINTS


def test_ten_thousand_mutated_events(tmp_path):
    bench = Bench(sqlite_url(tmp_path))
    hammer(bench, 10_000, seed=20261125)
    bench.close()


def test_a_busy_minute_at_the_hook(tmp_path):
    """Figures are printed, not asserted: they say what this machine could do under what else ran on it."""
    buyers = Buyers()
    worker = Worker("one", sqlite_url(tmp_path), tmp_path, buyers.url, hasty=False)
    worker.start()
    worker.await_ready()
    idle = _cpu_seconds(worker.process.pid)
    taken: list[float] = []
    statuses: dict[int, int] = {}
    lock = threading.Lock()
    begun = time.monotonic()

    def knock(lane: int, lanes: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=30)
        signer = Signer([SECRET])
        for number in range(lane, RATE * SECONDS, lanes):
            pause = begun + number / RATE - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            # Every tenth event comes twice, as platforms do.
            event = number - 1 if number % 10 == 9 else number
            case = {"id": f"c{event % 1000}", "messages": [{"text": f"第{event}句"}]}
            body = json.dumps({"type": "message.created", "data": case})
            headers = signer.headers(f"e{event}", body, at=datetime.now(UTC))
            start = time.perf_counter()
            connection.request("POST", f"/hooks/{SHOP}/webhook", body, headers)
            answer = connection.getresponse()
            answer.read()
            with lock:
                taken.append(time.perf_counter() - start)
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=knock, args=(lane, 8)) for lane in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.monotonic() - begun
    used = _cpu_seconds(worker.process.pid) - idle
    taken.sort()
    print(
        f"\n{len(taken)} events in {whole:.1f} s, p50 {taken[len(taken) // 2] * 1000:.0f} ms, "
        f"p99 {taken[len(taken) * 99 // 100] * 1000:.0f} ms, worst {taken[-1] * 1000:.0f} ms; "
        f"{used / len(taken) * 1000:.2f} ms of a processor each, drafting meanwhile included; "
        f"load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    database = Database(sqlite_url(tmp_path))
    store = Store(database)
    drained = time.monotonic()
    cases = [f"c{number}" for number in range(1000) if number % 10 != 9]
    while store.unfinished_events() or _undrafted(store):
        time.sleep(0.5)
    drained = time.monotonic() - drained
    with store.reading(SHOP) as work:
        kept = sum(len(work.cases.get(case_id).case.messages) for case_id in cases)
        drafted = sum(work.cases.get(case_id).draft_version > 0 for case_id in cases)
    worker.kill()
    database.close()
    buyers.close()
    print(f"drained {drained:.1f} s later")
    assert statuses == {200: RATE * SECONDS}
    assert kept == RATE * SECONDS * 9 // 10
    assert drafted == len(cases)


def _undrafted(store: Store) -> bool:
    with store.reading(SHOP) as work:
        return bool(work.cases.undrafted(before=datetime.now(UTC), limit=1))


def test_a_thousand_open_cases_cost_little(tmp_path):
    """With the product's own intervals. The figure is printed; asserted is that no case is touched while nothing is due."""
    bench = Bench(sqlite_url(tmp_path))
    bench.proposer.minutes = 600
    now = datetime.now(UTC)
    bench.clock.forward(now - bench.clock.now())
    for number in range(1000):
        bench.desk.receive(case_of(f"c{number}", "在吗"), shop=SHOP)
    bench.close()
    buyers = Buyers()
    worker = Worker("one", sqlite_url(tmp_path), tmp_path, buyers.url, hasty=False)
    worker.start()
    worker.await_ready()
    time.sleep(3)
    before = _cpu_seconds(worker.process.pid)
    time.sleep(60)
    used = _cpu_seconds(worker.process.pid) - before
    worker.kill()
    buyers.close()
    print(f"\n1,000 open cases, nothing due: {used / 60:.1%} of a core")
    database = Database(sqlite_url(tmp_path))
    with Store(database).reading(SHOP) as work:
        assert not work.cases.to_sweep(now=now, near=now + timedelta(hours=1))
    database.close()


def _cpu_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
