"""What the guards block, as a lead sends it all the same, in a real Chromium; what an agent and an auditor see of it."""

from typing import Any

import pytest

from tests.e2e.browser.conftest import Watched, bring, faults_of, find, sign_in

pytestmark = pytest.mark.browser

BLOCKED = "亲，我们发中通，两三天能到。这款球拍是全网第一。"
WHY = "yes 说的是比赛名次，有证书"


def reword(watched: Watched, text: str) -> None:
    """Write another text and wait until the guards have looked at these very words."""
    with watched.page.expect_response(
        lambda answer: (
            "component_server" in answer.url
            and text in (answer.request.post_data_json["data"].get("text") or "")
        )
    ):
        watched.page.locator(".as-editor").fill(text)
    watched.page.wait_for_selector(".as-overrule", state="visible")


def test_a_lead_sends_a_blocked_text_with_a_reason_and_the_second_key(
    console: Any, served: Any, receiver: Any, artifacts: Any, eventually: Any
) -> None:
    bring(served, "over-1", "请问你们家发什么快递")
    watched = console()
    page = watched.page
    find(watched, "over-1")
    reword(watched, BLOCKED)
    assert page.locator("[data-act=approve]").is_disabled()
    page.locator("[data-act=override]").click()
    page.wait_for_selector("[data-override-reason]:focus")
    assert "全网第一" in page.locator("dialog[open] .as-findings").inner_text()
    assert faults_of(watched, "override") == []
    # Without a reason nothing goes, however long one waits; in the field the key is a letter.
    page.locator("[data-override-reason]").press("Enter")
    page.keyboard.press("y")
    assert page.locator("dialog[open] [data-confirm]").is_disabled()
    page.locator("[data-override-reason]").press_sequentially(WHY)
    page.wait_for_selector("dialog[open] [data-confirm]:enabled")
    page.screenshot(path=artifacts / "console-override.png")
    page.keyboard.press("Enter")
    assert receiver.replies_to("over-1") == []
    page.keyboard.press("y")
    replies = eventually(lambda: receiver.replies_to("over-1"))
    assert [one["text"] for one in replies] == [BLOCKED]
    page.locator("[data-filter=all]").click()
    find(watched, "over-1")
    page.keyboard.press("5")
    shown = page.wait_for_selector(f".as-audit small:has-text('{WHY}')")
    assert shown.is_visible()
    assert watched.complaints == [] and watched.foreign == []


def test_nobody_sends_what_may_never_leave(console: Any, served: Any) -> None:
    bring(served, "over-2", "请问你们家发什么快递")
    watched = console()
    find(watched, "over-2")
    reword(watched, BLOCKED + "有事打我电话13912345678。")
    assert "个人信息" in watched.page.locator(".as-overrule").inner_text()
    assert not watched.page.locator("[data-act=override]").count()
    reword(watched, BLOCKED)
    assert watched.page.locator("[data-act=override]").count() == 1


@pytest.mark.parametrize(("lang", "word"), [("zh-Hans", "主管"), ("en", "a lead")])
def test_an_agent_sees_that_a_lead_may_send_it(
    console: Any, staffed: Any, lang: str, word: str
) -> None:
    watched = sign_in(console, staffed, "agent", lang)
    find(watched, "blocked-1")
    assert word in watched.page.locator(".as-overrule").inner_text()
    assert not watched.page.locator("[data-act=override]").count()
    assert watched.complaints == []


def test_an_auditor_is_offered_nothing_and_a_lead_is(console: Any, staffed: Any) -> None:
    watched = sign_in(console, staffed, "auditor", "zh-Hans")
    find(watched, "blocked-1")
    assert watched.page.locator(".as-overrule").is_hidden()
    watched = sign_in(console, staffed, "lead", "zh-Hant")
    find(watched, "blocked-1")
    watched.page.locator("[data-act=override]").click()
    watched.page.locator("[data-override-reason]").fill("這裡是引用買家的話")
    watched.page.locator("dialog[open] [data-confirm]").click()
    watched.page.wait_for_selector(".as-row[data-case='blocked-1']", state="detached")
