"""A chat that nothing sends to: the approved text is found under its own filter, copied, and then counts as answered."""

from typing import Any

import httpx
import pytest

from tests.e2e.browser.conftest import PATIENCE, bring, sign_in

pytestmark = pytest.mark.browser

COPIED = """() => {
  const write = async (text) => { window.copied = text; };
  Object.defineProperty(navigator, 'clipboard', {value: {writeText: write}});
}"""


def test_copying_answers_it(console: Any, staffed: Any, eventually: Any) -> None:
    bring(staffed, "hand-1", "衣服太小了 byhand")
    case = f"{staffed.url}/api/v1/cases/hand-1"
    approved = httpx.post(f"{case}/approve", json={"draft_version": 1}, timeout=PATIENCE)
    approved.raise_for_status()
    watched = sign_in(console, staffed, "agent")
    page = watched.page
    page.evaluate(COPIED)
    page.locator(".as-chip", has_text="待人工发送").click()
    page.wait_for_selector(".as-row[data-case='hand-1']")
    page.locator(".as-row[data-case='hand-1']").click()
    watched.opened("hand-1")
    assert "系统不能替您" in page.locator(".as-banner").inner_text()
    text = page.locator(".as-editor").input_value()
    page.locator("[data-act=copy]").click()
    assert eventually(lambda: page.evaluate("window.copied")) == text
    page.wait_for_selector(".as-row[data-case='hand-1']", state="detached")
    assert httpx.get(case, timeout=PATIENCE).json()["status"] == "answered"
