"""Starts and ends a real server for a test."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ENVIRONMENTS = Path(__file__).resolve().parents[2] / ".venv" / "servers"


def python_of(server: str) -> Path | None:
    """Return the interpreter of a server's own environment (`make servers`), None where it is not installed."""
    found = ENVIRONMENTS / server / "bin" / "python"
    return found if (ENVIRONMENTS / server / ".ready").exists() and found.exists() else None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    ready: Callable[[], bool],
    log: Path,
    environment: Mapping[str, str] | None = None,
    seconds: float = 60,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; its words go to `log`, whose end is shown if it never gets ready."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
        )
        try:
            until = time.monotonic() + seconds
            while not ready():
                if process.poll() is not None or time.monotonic() > until:
                    words = log.read_text("utf-8", "replace")[-2000:]
                    raise RuntimeError(f"{log.stem} did not start: {words}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> Callable[[], bool]:
    """Return a check that a URL answers anything at all."""

    def check() -> bool:
        try:
            return httpx.get(url, timeout=2, trust_env=False).status_code < 500
        except httpx.HTTPError:
            return False

    return check
