"""A vector server that dies in the middle of an act is told in one line, with exit code 4."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import StoreUnreachable
from knowledge.search.dense import ChromaVectors

ROWS = np.eye(4, dtype=np.float32)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def connected(url: str) -> ChromaVectors:
    for _ in range(240):
        try:
            return ChromaVectors.connect(url)
        except StoreUnreachable:
            time.sleep(0.5)
    pytest.fail("the Chroma server did not start")


def test_nobody_there() -> None:
    with pytest.raises(StoreUnreachable, match="no answer") as caught:
        ChromaVectors.connect(f"http://127.0.0.1:{free_port()}")
    assert caught.value.exit_code == 4


def test_gone_in_the_middle(tmp_path: Path) -> None:
    port = free_port()
    start = "import sys; from chromadb.cli.cli import app; sys.argv[0] = 'chroma'; app()"
    arguments = ["run", "--path", str(tmp_path), "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-c", start, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        store = connected(f"http://127.0.0.1:{port}")
        store.add("shop", "model", ["a", "b"], ROWS[:2])
        assert store.ids("shop", "model") == {"a", "b"}
    finally:
        server.kill()
        server.wait()
    with pytest.raises(StoreUnreachable, match="stopped answering"):
        store.add("shop", "model", ["c"], ROWS[2:3])
    with pytest.raises(StoreUnreachable, match="stopped answering"):
        store.get("shop", "model", ["a"])
