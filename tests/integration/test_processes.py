"""Several processes on one data folder, a process killed in the middle, and a Chroma server of its own: real ones, all."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.search.dense import ChromaVectors
from knowledge.search.embedders import load_embedder

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
TOPICS = ("退货", "换货", "发货", "运费", "发票", "质保", "价保", "缺件", "破损", "退款到账")
PATIENCE = 180
"""Seconds after which a process counts as hung; a busy machine starts Python slowly."""

SEARCHES = """
import json, sys, threading
from pathlib import Path
from knowledge.library import Library
from knowledge.search.dense import ChromaVectors
from knowledge.search.embedders import load_embedder
data = Path(sys.argv[1]) / "knowledge"
store = ChromaVectors.open(data / "chroma") if sys.argv[2] == "holds Chroma" else None
assert store or sys.argv[2] != "holds Chroma"
library = Library(data, embedder=load_embedder("use"))
def asked():
    return sorted({hit.clause.text[0] for hit in library.search("s", sys.argv[3], k=9).hits})
answers = [asked()]
print("searches", flush=True)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
while not over.is_set():
    answers.append(asked())
answers.append(asked())
print(json.dumps(answers), flush=True)
"""
INGESTS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import knowledge.search.dense
from knowledge.library import Library
from knowledge.search.embedders import load_embedder
embedder = load_embedder("use")
embedder.encode_query(["warm"])
library = Library(Path(sys.argv[1]), embedder=embedder)
print("begins", flush=True)
report = library.ingest(Path(sys.argv[2]), "s", now=datetime(2026, 11, 21, 2, tzinfo=UTC))
library.activate("s", report.release)
print("done", flush=True)
"""


def write_shop(folder: Path, mark: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for topic in TOPICS:
        lines = [f"# {topic}\n"]
        lines += [
            f"## {topic}第{n}条\n\n{mark}：{topic}的第{n}种情况，{n}天内处理。\n" for n in (1, 2, 3)
        ]
        (folder / f"{topic}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "AFTERSALES_DATA": str(tmp_path / "data"),
        "AFTERSALES_EMBEDDER": "use",
        "ANONYMIZED_TELEMETRY": "False",
    }


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run the command line; fail with what it said where it does not end well."""
    done = subprocess.run(
        [BIN / "aftersales", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_two_search_and_one_of_them_holds_chroma_while_a_third_activates(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    data, shop = tmp_path / "data", tmp_path / "shop"
    run(environment, "ingest", str(write_shop(shop, "甲")), "--shop", "s", "--activate")
    made = run(environment, "ingest", str(write_shop(shop, "乙")), "--shop", "s", "--json")
    searchers = [
        subprocess.Popen(
            [sys.executable, "-c", SEARCHES, data, role, "退货要几天"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for role in ("holds Chroma", "has the files alone")
    ]
    try:
        for searcher in searchers:
            assert searcher.stdout is not None
            assert searcher.stdout.readline().strip() == "searches"
        run(environment, "releases", "activate", json.loads(made)["release"], "--shop", "s")
        ends = [searcher.communicate(timeout=PATIENCE)[0] for searcher in searchers]
    finally:
        for searcher in searchers:
            searcher.kill()
    assert [searcher.returncode for searcher in searchers] == [0, 0]
    for said in ends:
        answers = json.loads(said)
        assert answers[0] == ["甲"]
        assert answers[-1] == ["乙"]
        assert all(len(versions) == 1 for versions in answers), "an answer mixes releases"


def test_killed_at_random_moments(tmp_path: Path) -> None:
    kill_at_random(tmp_path, 10)  # `make soak` does it 50 times


def kill_at_random(tmp_path: Path, times: int) -> None:
    """Kill an ingest that activates `times` times: one whole release answers each time, what is half made is said and taken up."""
    data, shop = tmp_path / "data", tmp_path / "shop"
    chance = random.Random(20261121)

    def ingest(mark: str, seconds: float | None) -> float:
        write_shop(shop, mark)
        process = subprocess.Popen(
            [sys.executable, "-c", INGESTS, data, shop], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "begins"
        begun = time.monotonic()
        if seconds is not None:
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        process.stdout.close()
        if seconds is None:
            assert process.returncode == 0
        return time.monotonic() - begun

    whole = ingest("零", None)
    embedder = load_embedder("use")
    marks = "甲乙丙丁戊己庚辛壬癸"
    for at in range(times):
        ingest(marks[at % len(marks)], chance.uniform(0, whole))
        library = Library(data, embedder=embedder)
        texts = {hit.clause.text[0] for hit in library.search("s", "发货要几天", k=9).hits}
        assert len(texts) == 1
        assert [r.id for r in library.releases("s") if r.id == library.active("s")]
        drafts = list(data.glob("s/releases/.draft-*"))
        assert bool(drafts) == bool(library.unfinished("s"))
    ingest("末", None)
    library = Library(data, embedder=embedder)
    assert {c.text[0] for c in library.clauses("s")} == {"末"}
    assert not library.unfinished("s")


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[str]:
    """The URL of a Chroma server on this machine."""
    program = BIN / "chroma"
    if not program.exists():
        pytest.skip("Chroma server not run: the chroma program is not in this environment")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "server.log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [program, "run", "--path", tmp_path / "server", "--host", "127.0.0.1", "--port", str(port)],
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the Chroma server did not answer within a minute")


def test_a_chroma_server(tmp_path: Path, chroma: str, environment: dict[str, str]) -> None:
    shop = write_shop(tmp_path / "shop", "甲")
    environment["AFTERSALES_CHROMA_URL"] = chroma
    run(environment, "ingest", str(shop), "--shop", "s", "--activate")
    found = json.loads(run(environment, "search", "退货要几天", "--shop", "s", "--json"))
    assert found["results"][0]["path"] == "退货.md"
    assert not (tmp_path / "data" / "knowledge" / "chroma").exists()
    embedder = load_embedder("use")
    library = Library(tmp_path / "data" / "knowledge", embedder=embedder, chroma_url=chroma)
    store = ChromaVectors.connect(chroma)
    row = embedder.encode_query(["退货"])[0]
    assert len(store.nearest("s", embedder.name, row, 99)) == len(library.clauses("s"))
    (shop / "发票.md").unlink()
    library.activate("s", library.ingest(shop, "s", now=NOW).release)
    assert len(store.nearest("s", embedder.name, row, 99)) == len(library.clauses("s"))


def test_a_chroma_server_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    library = Library(
        tmp_path / "data", embedder=load_embedder("use"), chroma_url=f"http://127.0.0.1:{port}"
    )
    with pytest.raises(KnowledgeError, match="no answer"):
        library.ingest(write_shop(tmp_path / "shop", "甲"), "s", now=NOW)
