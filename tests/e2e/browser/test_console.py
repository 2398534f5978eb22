"""The console as a person uses it, in a real Chromium, by keys."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.browser

CANARY = "<img src=x onerror=\"document.body.dataset.pwned='img'\"> ${document.body.dataset.pwned='template'} {{pwned}}"
ARTIFACTS = Path(__file__).resolve().parents[3] / "artifacts"


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
        self.page.wait_for_selector(f".as-editor[data-case='{case_id}']")

    def status(self) -> str:
        return str(self.page.locator(".as-status").inner_text())


@pytest.fixture
def console(browser: Any, served: Any) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def start(query: str = "lang=zh-Hans", **options: Any) -> Watched:
        context = browser.new_context(
            locale="zh-CN", viewport={"width": 1440, "height": 900}, **options
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(f"{served.url}/?{query}")
        watched.page.wait_for_selector(".as-row")
        watched.page.wait_for_selector(".as-editor")
        return watched

    yield start
    for context in contexts:
        context.close()


def eventually(check: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("it did not happen in time")


def waiting_and_sendable(watched: Watched) -> str:
    """Go down the queue until a draft is open that may be approved."""
    for _ in range(40):
        case_id = watched.selected()
        watched.opened(case_id)
        if watched.page.locator("[data-act=approve]").is_enabled():
            return case_id
        watched.page.keyboard.press("j")
    pytest.fail("no approvable draft in the demo inbox")


def test_pick_by_key_edit_approve_delivered_once(console: Any, receiver: Any, served: Any) -> None:
    watched = console()
    first = watched.selected()
    watched.page.keyboard.press("j")
    assert watched.selected() != first
    case_id = waiting_and_sendable(watched)
    watched.page.keyboard.press("e")
    watched.page.keyboard.press("Control+End")
    watched.page.keyboard.insert_text("祝您生活愉快！")
    watched.page.wait_for_selector(".as-diff ins")
    ARTIFACTS.mkdir(exist_ok=True)
    watched.page.screenshot(path=ARTIFACTS / "console-edit.png")
    watched.page.keyboard.press("Control+Enter")
    eventually(lambda: watched.selected() != case_id)
    replies = eventually(lambda: receiver.replies_to(case_id))
    time.sleep(2)
    assert len(receiver.replies_to(case_id)) == 1
    assert replies[0]["text"].endswith("祝您生活愉快！")
    assert watched.complaints == [] and watched.foreign == []


def test_undo_keeps_the_reply_here(console: Any, receiver: Any) -> None:
    watched = console()
    case_id = waiting_and_sendable(watched)
    watched.page.keyboard.press("a")
    eventually(lambda: watched.selected() != case_id)
    watched.page.keyboard.press("z")
    watched.opened(case_id)
    time.sleep(3)
    assert receiver.replies_to(case_id) == []


def test_reject_with_a_numbered_reason_and_redraft(console: Any) -> None:
    watched = console()
    case_id = waiting_and_sendable(watched)
    before = watched.page.locator(".as-editor").input_value()
    watched.page.keyboard.press("n")
    eventually(lambda: watched.page.locator(".as-editor").get_attribute("data-version") == "2")
    assert watched.page.locator(".as-editor").input_value() != before
    watched.page.keyboard.press("r")
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.press("3")
    eventually(lambda: watched.selected() != case_id)


def test_buyers_text_stays_text(console: Any, served: Any) -> None:
    case = {
        "id": "xss-1", "kind": "message", "platform": "taobao",
        "messages": [{"role": "buyer", "text": CANARY + " 我要退货"}],
        "order": {"order_id": "1", "items": [{"title": CANARY}], "status": CANARY, "logistics": [{"text": CANARY}]},
    }  # fmt: skip
    httpx.post(f"{served.url}/api/v1/cases", json=case, timeout=60).raise_for_status()
    watched = console()
    watched.page.locator(".as-search").fill("xss-1")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector("[data-case='xss-1']")
    watched.page.locator(".as-row[data-case='xss-1']").click()
    watched.opened("xss-1")
    assert "<img src=x" in watched.page.locator(".as-thread").inner_text()
    assert "${document.body" in watched.page.locator(".as-thread").inner_text()
    time.sleep(0.5)
    assert watched.page.evaluate("document.body.dataset.pwned ?? null") is None
    assert watched.complaints == []


def test_a_letter_inside_an_input_method_is_no_key(console: Any) -> None:
    watched = console()
    case_id = waiting_and_sendable(watched)
    watched.page.keyboard.press("e")
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("Input.imeSetComposition", {"text": "ａj", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.insertText", {"text": "好的呢"})
    watched.page.wait_for_selector(".as-diff ins")
    assert watched.selected() == case_id
    assert "好的呢" in watched.page.locator(".as-editor").input_value()


def test_a_stale_page_is_refused(console: Any) -> None:
    one, other = console(), console()
    case_id = waiting_and_sendable(one)
    other.page.locator(f".as-row[data-case='{case_id}']").click()
    other.opened(case_id)
    one.page.keyboard.press("n")
    eventually(lambda: one.page.locator(".as-editor").get_attribute("data-version") != "1")
    other.page.keyboard.press("a")
    eventually(lambda: other.page.locator(".as-status[data-kind=error]").count())
    assert case_id in other.status()


@pytest.mark.parametrize(
    ("query", "options", "name"),
    [
        ("lang=zh-Hans&__theme=light", {}, "zh-light"),
        ("lang=zh-Hant&__theme=dark", {}, "hant-dark"),
        ("lang=en", {}, "en"),
    ],
)
def test_every_language_and_theme_shows(console: Any, query: str, options: Any, name: str) -> None:
    watched = console(query, **options)
    ARTIFACTS.mkdir(exist_ok=True)
    watched.page.wait_for_timeout(300)
    watched.page.screenshot(path=ARTIFACTS / f"console-{name}.png")
    shown = watched.page.locator(".as-app").inner_text()
    missing = (
        "outcome_",
        "lane_",
        "status_",
        "deadline_",
        "kind_",
        "fact_",
        "act_",
        "filter_",
        "role_",
    )
    assert not [word for word in missing if word in shown]
    assert watched.complaints == []
