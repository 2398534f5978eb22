"""The 千牛 panel in a real Chromium with a client's bridge put under it: what it inserts, what it copies, that it never sends."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from agent.domain.reading import Reading, Risk
from tests.e2e.browser.conftest import PATIENCE, Watched, eventually, free_port
from tests.panel_app import panel_app
from tests.scripted import SHOP, Bench, sqlite_url

pytestmark = pytest.mark.browser

CANARY = "<img src=x onerror=\"document.body.dataset.pwned='1'\">${document.body.dataset.pwned='2'}"
# Each records what it was asked; none has a way to send.
BRIDGES = {
    "app": """
window.asked = []; window.active = {securityUID: 'b1', userNick: 'nick1', bizDomain: 'taobao'};
window.QN = {app: {invoke: async ({api, query}) => { window.asked.push([api, query]); return api === 'getActiveUser' ? window.active : {}; }},
  event: {regEvent: ({eventId, notify}) => { window.changed = notify; window.event_id = eventId; }}};""",
    "application": """
window.asked = []; window.active = {securityUID: 'b1', userNick: 'nick1', bizDomain: 'taobao'};
window.QN = {application: {invoke: ({cmd, param, success}) => { window.asked.push([cmd, param]); success(cmd === 'getActiveUser' ? window.active : {}); }}};""",
    "mini": """
window.asked = []; window.active = {securityUID: 'b1', userNick: 'nick1', bizDomain: 'taobao'};
window.my = {qn: {imGetActiveUser: ({success}) => { window.asked.push(['getActiveUser', {}]); success(window.active); },
  imInsertText2Inputbox: (given) => { window.asked.push(['insertText2Inputbox', {uid: given.uid, text: given.text}]); given.success({}); }}};""",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Bench, str]]:
    bench, port = Bench(sqlite_url(tmp_path)), free_port()
    config = uvicorn.Config(panel_app(bench), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield bench, f"http://127.0.0.1:{port}/panel"
    server.should_exit = True
    thread.join(PATIENCE)
    bench.close()


@pytest.fixture
def panel(browser: Any, desk: tuple[Bench, str]) -> Iterator[Any]:
    contexts = []

    def start(script: str = "", query: str = "lang=zh-Hans", **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": 360, "height": 720}, **options)
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        watched = Watched(context.new_page())
        watched.page.goto(f"{desk[1]}?{query}")
        eventually(lambda: watched.page.locator("#bridge").inner_text() != "")
        return watched

    yield start
    for context in contexts:
        context.close()


def inserted(watched: Watched) -> list[Any]:
    asked = watched.page.evaluate("window.asked")
    assert {name for name, _ in asked} <= {"getActiveUser", "insertText2Inputbox"}
    return [values for name, values in asked if name == "insertText2Inputbox"]


def ask(watched: Watched, words: str) -> None:
    watched.page.locator("#asking summary").click()
    watched.page.fill("#words", words)
    watched.page.locator("#ask button").click()
    watched.page.wait_for_selector("article [data-use]")


@pytest.mark.parametrize("bridge", sorted(BRIDGES))
def test_an_approved_draft_goes_into_the_input_box(panel: Any, desk: Any, bridge: str) -> None:
    bench, _ = desk
    watched = panel(BRIDGES[bridge])
    assert watched.page.locator("#bridge").inner_text() == "已连上千牛"
    ask(watched, CANARY)
    assert inserted(watched) == [], "nothing before the approval"
    button = watched.page.locator("[data-use]")
    assert button.inner_text() == "批准并填入"
    text = watched.page.locator("article textarea").input_value()
    button.click()
    watched.page.wait_for_selector("article[data-state=taken]")
    (values,) = inserted(watched)
    assert values["text"] == text and values["uid"] == "nick1"
    case_id = str(watched.page.locator("article").get_attribute("data-case"))
    detail = bench.desk.case(case_id, shop=SHOP)
    assert detail.approvals[-1].by == "local" and detail.replies[-1].payload["text"] == text
    assert watched.page.evaluate("document.body.dataset.pwned ?? ''") == ""
    assert watched.page.locator("blockquote").inner_text() == CANARY
    assert watched.complaints == [] and watched.foreign == []


def test_the_chat_decides_whose_drafts_show_and_where_a_text_may_go(panel: Any, desk: Any) -> None:
    watched = panel(BRIDGES["app"])
    page = watched.page
    ask(watched, "第一位买家")
    assert page.evaluate("window.event_id") == "wangwang.active_contact_changed"
    page.evaluate("window.active = {securityUID: 'b2', userNick: 'nick2'}")
    page.locator("[data-use]").click()
    eventually(lambda: "不是这位买家" in page.locator("#status").inner_text())
    assert inserted(watched) == [], "another buyer's chat is open"
    page.evaluate("window.changed()")
    eventually(lambda: page.locator("article").count() == 0)
    page.evaluate("window.active = {securityUID: 'b1', userNick: 'nick1'}; window.changed()")
    page.wait_for_selector("article")


def test_a_persons_wording_is_checked_and_kept_while_the_list_is_read_again(
    panel: Any, desk: Any
) -> None:
    watched = panel(BRIDGES["app"])
    page = watched.page
    ask(watched, "衣服破了")
    page.fill("article textarea", "FORBIDDEN")
    page.evaluate("window.changed()")
    page.locator("[data-use]").click()
    eventually(lambda: "还不能用" in page.locator("#status").inner_text())
    assert inserted(watched) == []
    page.fill("article textarea", "您好，已经给您补发。")
    page.locator("[data-use]").click()
    page.wait_for_selector("article[data-state=taken]")
    assert inserted(watched)[0]["text"] == "您好，已经给您补发。"


def test_what_needs_a_second_look_takes_a_second_press(panel: Any, desk: Any) -> None:
    bench, _ = desk
    bench.proposer.reading = Reading(risks=(Risk.LEGAL,))
    watched = panel(BRIDGES["app"])
    page = watched.page
    ask(watched, "不退我就起诉")
    page.locator("[data-use]").click()
    eventually(lambda: "涉及法律或曝光" in page.locator("#status").inner_text())
    assert inserted(watched) == []
    assert page.locator("[data-use]").inner_text() == "确认，批准并填入"
    page.locator("[data-use]").click()
    page.wait_for_selector("article[data-state=taken]")
    assert len(inserted(watched)) == 1


def test_outside_the_client_the_text_is_copied(panel: Any, desk: Any) -> None:
    watched = panel(permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    assert "没连上千牛" in page.locator("#bridge").inner_text()
    ask(watched, "衣服破了")
    assert page.locator("[data-use]").inner_text() == "批准并复制"
    text = page.locator("article textarea").input_value()
    page.locator("[data-use]").click()
    eventually(lambda: "已复制" in page.locator("#status").inner_text())
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_a_bridge_that_fails_leaves_the_text_in_the_clipboard(panel: Any, desk: Any) -> None:
    broken = BRIDGES["app"].replace(
        "return api === 'getActiveUser'",
        "if (api !== 'getActiveUser') throw new Error('no'); return api === 'getActiveUser'",
    )
    watched = panel(broken, permissions=["clipboard-read", "clipboard-write"])
    ask(watched, "衣服破了")
    watched.page.locator("[data-use]").click()
    eventually(lambda: "已复制" in watched.page.locator("#status").inner_text())


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_language_in_a_narrow_pane(panel: Any, artifacts: Path, lang: str) -> None:
    watched = panel(BRIDGES["app"], f"lang={lang}")
    ask(watched, "衣服破了，要退货")
    watched.page.screenshot(path=artifacts / f"panel-{lang}.png")
    wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0 and watched.complaints == [] and watched.foreign == []
    shown = watched.page.locator("body").inner_text()
    assert "ask_" not in shown and "undefined" not in shown
