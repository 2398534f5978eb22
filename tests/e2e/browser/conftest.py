"""A served desk over the demo shop, a receiver of its replies, and a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.settings import Settings

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Receiver:
    """What the shop's own system got: headers and body of each request."""

    url: str
    got: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    def replies_to(self, case_id: str) -> list[dict[str, Any]]:
        return [body["data"] for _, body in self.got if body["data"]["case_id"] == case_id]


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    kept = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({k.lower(): v for k, v in self.headers.items()}, json.loads(raw)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/replies"
    yield kept
    server.shutdown()
    server.server_close()


@dataclass(frozen=True)
class Served:
    """A running desk; `log` is what it wrote."""

    url: str
    data: Path
    log: Path


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Served]:
    """The demo as a newcomer starts it, on a free port, its replies sent to the receiver."""
    folder = tmp_path_factory.mktemp("served")
    port, log = free_port(), folder / "server.log"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.removeprefix("AFTERSALES_").lower() not in Settings.model_fields
    } | {
        "AFTERSALES_WEBHOOK_URL": receiver.url,
        "AFTERSALES_WEBHOOK_SECRETS": SECRET,
        "AFTERSALES_ALLOW_PRIVATE_WEBHOOK": "true",
        "AFTERSALES_UNDO_SECONDS": "2",
    }
    command = [sys.executable, "-m", "agent", "--data", str(folder), "demo", "--port", str(port)]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Served(url, folder, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1500):
        if process.poll() is not None:
            pytest.fail(f"the server ended by itself:\n{log.read_text('utf-8')[-3000:]}")
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    pytest.fail(f"the server did not become ready:\n{log.read_text('utf-8')[-3000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield launched
        launched.close()


class Watched:
    """A page with everything that it complained about and every host that it asked."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)
        page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.foreign.append(request.url)

    def selected(self) -> str:
        return str(self.page.locator(".as-row[aria-current=true]").get_attribute("data-case"))

    def opened(self, case_id: str) -> None:
        """Wait until the case is there to act on: an editor drawn before may still show while the next answer is on its way."""
        self.page.wait_for_selector(
            f".as-work:not([data-loading]) .as-editor[data-case='{case_id}']"
        )

    def status(self) -> str:
        return str(self.page.locator(".as-status").inner_text())

    def sendable(self) -> str:
        """Go down the queue until a draft is open that may be approved by one key."""
        for _ in range(60):
            case_id = self.selected()
            self.opened(case_id)
            if (
                self.page.locator("[data-act=approve]").is_enabled()
                and not self.page.locator(".as-work .as-risk").count()
            ):
                return case_id
            self.page.keyboard.press("j")
            self.moved(case_id)
        pytest.fail("no approvable draft in the demo inbox")

    def moved(self, case_id: str) -> None:
        eventually(lambda: self.selected() != case_id)


def eventually(check: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail("it did not happen in time")


@pytest.fixture(name="eventually")
def _eventually() -> Callable[..., Any]:
    return eventually


@pytest.fixture
def console(browser: Any, served: Any) -> Iterator[Callable[..., Watched]]:
    """Opens the console: `query` of its address, `wait` a selector that must show; further options for the context."""
    contexts = []

    def start(
        query: str = "lang=zh-Hans",
        *,
        wait: str = ".as-editor",
        url: str | None = None,
        script: str | None = None,
        **options: Any,
    ) -> Watched:
        given = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options}
        context = browser.new_context(**given)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        watched = Watched(context.new_page())
        watched.page.goto(f"{url or served.url}/?{query}")
        watched.page.wait_for_selector(wait)
        return watched

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots are kept."""
    folder = Path(__file__).resolve().parents[3] / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
