"""The review page as a person uses it, in a real Chromium, by keys."""

import sqlite3
import time
from typing import Any

import pytest

from tests.e2e.browser.conftest import bring, find, sign_in

pytestmark = pytest.mark.browser

SLOW = """
const real = window.fetch;
window.fetch = async (...given) => {
  const url = String(given[0]?.url ?? given[0]);
  if (url.includes('component_server')) await new Promise((go) => setTimeout(go, 400));
  return real(...given);
};
"""

# The page that does not look by itself what others did meanwhile, as in the seconds between two such looks.
STILL = """
const every = window.setInterval;
window.setInterval = (run, pause, ...more) => (pause === 5000 ? 0 : every(run, pause, ...more));
"""

# Presses a key and tells which case was highlighted at that moment, and whether its draft stood there to be judged.
PRESS_AND_TELL = """
(key) => {
  const at = document.querySelector('.as-row[aria-current=true]')?.dataset.case ?? null;
  const shown = document.querySelector('.as-work:not([data-loading]) .as-editor')?.dataset.case ?? null;
  const open = !document.querySelector('dialog[open]');
  document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  return [at, open && at !== null && at === shown];
}
"""

READY = """
() => {
  const at = document.querySelector('.as-row[aria-current=true]')?.dataset.case ?? null;
  return at !== null && document.querySelector('.as-work:not([data-loading]) .as-editor')?.dataset.case === at;
}
"""


def test_pick_by_key_edit_approve_delivered_once(
    console: Any, receiver: Any, artifacts: Any, eventually: Any
) -> None:
    watched = console()
    first = watched.selected()
    watched.page.keyboard.press("j")
    watched.moved(first)
    case_id = watched.sendable()
    watched.page.keyboard.press("e")
    watched.page.keyboard.press("Control+End")
    watched.page.keyboard.insert_text("祝您生活愉快！")
    watched.page.wait_for_selector(".as-diff ins")
    watched.page.screenshot(path=artifacts / "console-edit.png")
    watched.page.keyboard.press("Control+Enter")
    watched.moved(case_id)
    replies = eventually(lambda: receiver.replies_to(case_id))
    time.sleep(1)
    assert len(receiver.replies_to(case_id)) == 1
    assert replies[0]["text"].endswith("祝您生活愉快！")
    assert watched.complaints == [] and watched.foreign == []


def test_undo_keeps_the_reply_here(console: Any, staffed: Any) -> None:
    watched = sign_in(console, staffed, "agent")
    find(watched, "plain-1")
    watched.page.keyboard.press("a")
    watched.page.wait_for_selector(".as-status[data-kind=good] .as-link")
    watched.page.keyboard.press("z")
    watched.page.wait_for_selector(".as-status:has-text('已撤回')")
    watched.opened("plain-1")
    with sqlite3.connect(staffed.data / "desk.db", timeout=30) as database:
        states = database.execute("SELECT state FROM outbox WHERE case_id = 'plain-1'").fetchall()
    assert states == [("cancelled",)]


def test_reject_with_a_numbered_reason_and_redraft(console: Any, eventually: Any) -> None:
    watched = console()
    case_id = watched.sendable()
    before = watched.page.locator(".as-editor").input_value()
    watched.page.keyboard.press("n")
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.press("4")
    watched.page.wait_for_selector(
        f".as-work:not([data-loading]) .as-editor[data-case='{case_id}'][data-version='2']"
    )
    assert watched.page.locator(".as-editor").input_value() != before
    watched.page.keyboard.press("r")
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.press("3")
    watched.moved(case_id)


def test_a_letter_inside_an_input_method_is_no_key(console: Any) -> None:
    watched = console()
    case_id = watched.sendable()
    watched.page.keyboard.press("e")
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("Input.imeSetComposition", {"text": "ａj", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.insertText", {"text": "好的呢"})
    watched.page.wait_for_selector(".as-diff ins")
    assert watched.selected() == case_id
    assert "好的呢" in watched.page.locator(".as-editor").input_value()
    # A composition outside any field (some systems send it to the page) is no key either.
    watched.page.keyboard.press("Escape")
    watched.page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', keyCode: 229, bubbles: true}))"
    )
    time.sleep(0.3)
    assert watched.selected() == case_id


def test_two_browsers_one_approval_and_the_other_is_told(
    console: Any, served: Any, receiver: Any, eventually: Any
) -> None:
    bring(served, "both-1", "请问你们家发什么快递")
    one, other = console(), console(script=STILL)
    for watched in (one, other):
        find(watched, "both-1")
    one.page.keyboard.press("a")
    other.page.keyboard.press("a")
    told = eventually(
        lambda: next((w for w in (one, other) if w.page.locator("dialog[open]").count()), None)
    )
    assert "本机" in told.page.locator("dialog[open]").inner_text()
    assert "批准" in told.page.locator("dialog[open]").inner_text()
    eventually(lambda: receiver.replies_to("both-1"))
    time.sleep(1)
    assert len(receiver.replies_to("both-1")) == 1


def test_a_buyer_who_wrote_meanwhile_stops_the_approval(console: Any, served: Any) -> None:
    bring(served, "stale-1", "请问你们家发什么快递")
    watched = console(script=STILL)
    find(watched, "stale-1")
    messages = [
        {"role": "buyer", "text": text} for text in ("请问你们家发什么快递", "算了，我要退货")
    ]
    bring(served, "stale-1", "", messages=messages)
    watched.page.keyboard.press("a")
    shown = watched.page.wait_for_selector("dialog[open] .as-bubble")
    assert "算了，我要退货" in shown.inner_text()


def test_keys_faster_than_the_server_hit_the_highlighted_case_alone(
    console: Any, served: Any, receiver: Any, eventually: Any
) -> None:
    names = [f"fast-{n}" for n in range(6)]
    for name in names:
        said = {"role": "buyer", "at": "2026-11-21T10:00:00+08:00"}
        bring(served, name, "", messages=[said | {"text": f"请问你们家发什么快递 fastest {name}"}])
    watched = console(script=SLOW)
    watched.page.locator(".as-search").fill("fastest")
    watched.page.wait_for_selector(".as-row[data-case='fast-0'][aria-current=true]")
    watched.page.locator(".as-search").blur()
    watched.opened("fast-0")
    sent: list[str] = []
    watched.page.on("request", lambda request: sent.extend(_approved_by(request)))
    # What was highlighted, and whether its draft was there, is read in the same turn in which the key goes down.
    pressed = []
    for burst in ("jajk", "aja", "jka", "ak"):
        watched.page.wait_for_function(READY)
        pressed += [(key, *watched.page.evaluate(PRESS_AND_TELL, key)) for key in burst]
    meant = [case_id for key, case_id, ready in pressed if key == "a" and ready]
    eventually(lambda: all(receiver.replies_to(name) for name in meant))
    # Playwright hands over what it saw only while it waits.
    eventually(lambda: watched.page.wait_for_timeout(50) or len(sent) >= len(meant))
    watched.page.wait_for_timeout(1000)
    assert meant and len(set(meant)) == len(meant)
    assert sent == meant
    assert [name for name in names if receiver.replies_to(name)] == sorted(meant)
    assert all(len(receiver.replies_to(name)) == 1 for name in meant)


def _approved_by(request: Any) -> list[str]:
    if "component_server" not in request.url:
        return []
    asked = request.post_data_json
    return [asked["data"]["case_id"]] if asked["fn_name"] in ("approve", "edit") else []


def test_high_risk_needs_the_grounds_and_another_key(
    console: Any, served: Any, receiver: Any, artifacts: Any, eventually: Any
) -> None:
    review = {
        "stars": 2,
        "text": "球鞋有点小，客服态度一般",
        "created_at": "2026-11-20T10:00:00+08:00",
    }
    bring(served, "risk-1", "", kind="review", messages=[], review=review)
    watched = console("lang=zh-Hans&view=reviews")
    find(watched, "risk-1")
    watched.page.keyboard.press("a")
    watched.page.wait_for_selector("dialog[open] [data-confirm]:enabled")
    watched.page.screenshot(path=artifacts / "console-confirm.png")
    watched.page.keyboard.press("a")
    time.sleep(0.5)
    assert watched.page.locator("dialog[open]").count() == 1
    watched.page.keyboard.press("y")
    eventually(lambda: receiver.replies_to("risk-1"))


def test_bulk_takes_low_risk_only_and_shows_the_list(
    console: Any, served: Any, receiver: Any, artifacts: Any, eventually: Any
) -> None:
    for name in ("bulk-1", "bulk-2"):
        bring(served, name, "请问你们家发什么快递 inbulk")
    watched = console()
    watched.page.locator(".as-search").fill("inbulk")
    watched.page.wait_for_selector(".as-row[data-case='bulk-1'][aria-current=true]")
    watched.page.locator(".as-search").blur()
    watched.opened("bulk-1")
    watched.page.keyboard.press("x")
    watched.page.keyboard.press("j")
    watched.page.keyboard.press("x")
    watched.page.keyboard.press("Shift+A")
    watched.page.wait_for_selector("dialog[open] [data-bulk-send]")
    assert watched.page.locator("dialog[open] .as-bulk li").count() == 2
    watched.page.screenshot(path=artifacts / "console-bulk.png")
    watched.page.keyboard.press("y")
    eventually(lambda: receiver.replies_to("bulk-1") and receiver.replies_to("bulk-2"))


# Asks for the case "twice-1" wait until they are let go, one by one.
HELD = """
window.held = [];
const real = window.fetch;
window.fetch = async (...given) => {
  const asked = String(given[1]?.body ?? '');
  if (asked.includes('"fn_name":"open"') && asked.includes('"twice-1"')) await new Promise((go) => window.held.push(go));
  return real(...given);
};
"""
HELD_WORDS = ('"fn_name":"open"', '"twice-1"')


def test_a_case_that_was_asked_for_twice_stays_under_ones_hands(
    console: Any, served: Any, eventually: Any
) -> None:
    bring(served, "twice-1", "请问你们家发什么快递")
    watched = console(script=HELD)
    page = watched.page
    page.locator(".as-search").fill("twice-1")
    page.wait_for_selector(".as-row[data-case='twice-1'][aria-current=true]")
    page.locator(".as-row[data-case='twice-1']").click()
    eventually(lambda: page.evaluate("window.held.length") == 2)
    page.evaluate("window.held[0]()")
    watched.opened("twice-1")
    page.locator(".as-search").blur()
    page.keyboard.press("e")
    page.keyboard.insert_text("好的")
    with page.expect_response(
        lambda answer: all(word in (answer.request.post_data or "") for word in HELD_WORDS)
    ):
        page.evaluate("window.held[1]()")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement === document.querySelector('.as-editor')")
    assert page.locator(".as-editor").input_value().endswith("好的")


def test_lock_shows_its_owner_and_snooze_hides(console: Any, served: Any, eventually: Any) -> None:
    bring(served, "hold-1", "请问你们家发什么快递")
    watched = console()
    find(watched, "hold-1")
    watched.page.keyboard.press("l")
    watched.page.wait_for_selector(".as-row[data-case='hold-1'] .as-locked")
    watched.page.keyboard.press("l")
    eventually(lambda: not watched.page.locator(".as-row[data-case='hold-1'] .as-locked").count())
    watched.page.keyboard.press("s")
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.press("1")
    eventually(lambda: not watched.page.locator(".as-row[data-case='hold-1']").count())
    watched.page.locator("[data-filter=snoozed]").click()
    watched.page.wait_for_selector(".as-row[data-case='hold-1']")


COPIED = """
Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}});
"""


def test_back_help_search_copy_and_hand_over_have_keys(
    console: Any, served: Any, eventually: Any
) -> None:
    # Cases of its own: what other tests decided meanwhile may stand first in the queue and can't be handed over.
    first = "keys-1"
    for name in (first, "keys-2"):
        bring(served, name, "请问你们家发什么快递 inkeys")
    watched = console(script=COPIED)
    page = watched.page
    page.locator(".as-search").fill("inkeys")
    page.wait_for_selector(f".as-row[data-case='{first}'][aria-current=true]")
    page.locator(".as-search").blur()
    watched.opened(first)
    page.keyboard.press("j")
    watched.moved(first)
    page.keyboard.press("k")
    eventually(lambda: watched.selected() == first)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] kbd")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.keyboard.press("/")
    eventually(
        lambda: page.locator(".as-search").evaluate("(box) => box === document.activeElement")
    )
    page.keyboard.press("Escape")
    watched.opened(first)
    page.keyboard.press("c")
    text = page.locator(".as-editor").input_value()
    assert eventually(lambda: page.evaluate("window.copied")) == text
    page.keyboard.press("u")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    assert watched.selected() == first


def test_the_key_for_the_other_writer_says_that_no_model_is_set(
    console: Any, eventually: Any
) -> None:
    watched = console()
    case_id = watched.sendable()
    before = watched.page.locator(".as-editor").input_value()
    watched.page.keyboard.press("t")
    eventually(lambda: "模型" in watched.status() or "model" in watched.status())
    assert watched.selected() == case_id
    assert watched.page.locator(".as-editor").input_value() == before


def test_keys_can_be_changed_and_stay_so(console: Any) -> None:
    watched = console()
    watched.page.locator("[data-settings]").click()
    watched.page.locator("[data-key-of=next]").click()
    watched.page.keyboard.press("m")
    watched.page.keyboard.press("Escape")
    watched.page.reload()
    watched.page.wait_for_selector(".as-editor")
    first = watched.selected()
    watched.page.keyboard.press("j")
    assert watched.selected() == first
    watched.page.keyboard.press("m")
    watched.moved(first)
    kept = watched.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "买家" not in kept and "退" not in kept and first not in kept
