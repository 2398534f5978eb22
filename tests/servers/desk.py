"""Our own server as a process of its own, to be killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.servers.process import free_port
from tests.small_shop import shop_folder

SHOP = "s"
TOKEN = "agent-token-0123456789"
PATIENCE = 90.0


class DeskServer:
    """`aftersales serve` over a small shop with the given channels; replies leave at once after an approval."""

    def __init__(self, folder: Path, port: int, channels: Mapping[str, Any]) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._log = folder / "desk.log"
        self._port = port
        data = folder / "desk"
        data.mkdir()
        (data / "channels.yaml").write_text(json.dumps({SHOP: channels}), encoding="utf-8")
        self._environment = {
            **os.environ,
            "AFTERSALES_DATA": str(data),
            "AFTERSALES_TOKENS": f"lin:agent:{TOKEN}",
            "AFTERSALES_UNDO_SECONDS": "0",
            "NO_PROXY": "*",
        }
        shop = shop_folder(folder / "shop")
        self._run("ingest", str(shop), "--shop", SHOP, "--activate")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [*_COMMAND, "serve", "--shop", SHOP, "--port", str(self._port)],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment,
            )
        until_true(self._ready, what="the desk to start", log=self._log)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(
            method,
            f"{self.base}{path}",
            json=body,
            headers={"authorization": f"Bearer {TOKEN}"},
            timeout=30,
            trust_env=False,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/healthz", timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            [*_COMMAND, *arguments], env=self._environment, check=True, capture_output=True
        )


_COMMAND = (sys.executable, "-m", "agent")


@contextmanager
def desk_server(
    folder: Path, channels: Callable[[str], Mapping[str, Any]] | Mapping[str, Any], port: int = 0
) -> Iterator[DeskServer]:
    """Run the desk on `port` (0: a free one)."""
    port = port or free_port()
    made = channels(f"http://127.0.0.1:{port}") if callable(channels) else channels
    server = DeskServer(folder, port, made)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def until_true(
    check: Callable[[], Any], *, what: str, log: Path | None = None, seconds: float = PATIENCE
) -> Any:
    """Return what `check` gives once it is true; the end of `log` is shown when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    words = log.read_text("utf-8", "replace")[-3000:] if log is not None and log.exists() else ""
    raise AssertionError(f"waited {seconds:.0f} s for {what}; {words}")
