"""Every page of the console in a real Chromium: both themes, three languages, phone width, accessibility, canaries."""

import json
import time
from typing import Any

import httpx
import pytest

from tests.e2e.browser.conftest import PATIENCE, faults_of

pytestmark = pytest.mark.browser

CANARY = "<img src=x onerror=\"document.body.dataset.pwned='img'\"> ${document.body.dataset.pwned='template'} {{pwned}}<script>document.body.dataset.pwned='script'</script>"
PAGES = {
    "review": ".as-editor",
    "reviews": ".as-review",
    "paste": "[data-draft]",
    "practice": "[data-exercise]",
    "knowledge": ".as-table",
    "rules": ".as-verdict",
    "insights": ".as-tile",
}
PHONE = {"width": 390, "height": 844}
LOOKS = [
    ("zh-Hans", "light", None),
    ("zh-Hant", "dark", None),
    ("en", "light", None),
    ("zh-Hans", "dark", PHONE),
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_every_look(console: Any, artifacts: Any, page: str) -> None:
    for lang, theme, size in LOOKS:
        options = {"viewport": size} if size else {}
        wait = ".as-row" if size and page.startswith("review") else PAGES[page]
        watched = console(f"lang={lang}&__theme={theme}&view={page}", wait=wait, **options)
        watched.page.wait_for_timeout(400)
        name = f"console-{page}-{lang}-{theme}{'-phone' if size else ''}.png"
        watched.page.screenshot(path=artifacts / name)
        shown = watched.page.locator(".as-app").inner_text()
        assert not _raw_keys(shown), (lang, _raw_keys(shown))
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 1, f"{page} scrolls sideways in {lang}"
        assert watched.complaints == [] and watched.foreign == []


def _raw_keys(shown: str) -> set[str]:
    """Return words of the page that are names of texts instead of texts."""
    from agent.console.words import words

    return set(shown.split()) & {key for key in words()["en"] if "_" in key}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_accessibility_fault(console: Any, theme: str) -> None:
    faults = []
    for page, wait in PAGES.items():
        watched = console(f"lang=zh-Hans&__theme={theme}&view={page}", wait=wait)
        watched.page.wait_for_timeout(300)
        faults += faults_of(watched, page)
        if page == "review":
            watched.sendable()
            for key, name in (("?", "help"), ("r", "reject")):
                watched.page.keyboard.press(key)
                watched.page.wait_for_selector("dialog[open]")
                faults += faults_of(watched, name)
                watched.page.keyboard.press("Escape")
                watched.page.wait_for_selector("dialog[open]", state="detached")
    assert faults == []


def test_canaries_in_every_field_stay_text(console: Any, served: Any) -> None:
    order = {
        "order_id": CANARY[:60], "items": [{"sku": CANARY[:60], "title": CANARY}], "status": CANARY,
        "logistics": [{"at": "2026-11-20T10:00:00+08:00", "text": CANARY}],
        "buyer": {"name": CANARY, "tier": CANARY},
    }  # fmt: skip
    messages = [
        {
            "role": "buyer",
            "text": CANARY + " 我要退货",
            "attachments": [{"kind": CANARY, "note": CANARY}],
        }
    ]
    claim = {
        "type": "return_refund",
        "reason": CANARY,
        "evidence": [{"kind": CANARY, "note": CANARY}],
    }
    review = {"stars": 1, "text": CANARY, "created_at": "2026-11-20T10:00:00+08:00"}
    for case in (
        {"id": "xss-1", "kind": "claim", "messages": messages, "order": order, "claim": claim},
        {"id": "xss-2", "kind": "review", "order": order, "review": review},
    ):
        httpx.post(
            f"{served.url}/api/v1/cases", json={"platform": "taobao", **case}, timeout=PATIENCE
        ).raise_for_status()
    for view, case_id in (("review", "xss-1"), ("reviews", "xss-2")):
        watched = console(f"lang=zh-Hans&view={view}")
        watched.page.locator(".as-search").fill(case_id)
        watched.page.wait_for_selector(f".as-row[data-case='{case_id}'][aria-current=true]")
        watched.opened(case_id)
        watched.page.locator(".as-search").blur()
        for tab in "12345":
            watched.page.keyboard.press(tab)
            watched.page.wait_for_timeout(150)
        assert "<img src=x" in watched.page.locator(".as-thread").inner_text()
        assert "${document.body" in watched.page.locator(".as-thread").inner_text()
        _unharmed(watched)


def test_canaries_pasted_asked_and_uploaded_stay_text(console: Any) -> None:
    watched = console("lang=zh-Hans&view=paste", wait="[data-draft]")
    watched.page.locator("[data-paste=paste_chat]").fill(f"买家：{CANARY} 能退吗")
    watched.page.locator("[data-paste=paste_order]").fill(f"商品：{CANARY}\n订单状态：{CANARY}")
    watched.page.locator("[data-draft]").click()
    watched.page.wait_for_selector("[data-copy-back]")
    assert "<img src=x" in watched.page.locator(".as-result").inner_text()
    _unharmed(watched)
    watched = console("lang=zh-Hans&view=knowledge", wait=".as-table")
    watched.page.locator("[data-tab=try]").click()
    watched.page.locator("[data-try]").fill(CANARY)
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector(".as-clause")
    _unharmed(watched)


def _unharmed(watched: Any) -> None:
    time.sleep(0.3)
    assert watched.page.evaluate("document.body.dataset.pwned ?? null") is None
    assert watched.complaints == []


def test_paste_draft_copy_back(console: Any) -> None:
    watched = console(
        "lang=zh-Hans&view=paste",
        wait="[data-draft]",
        permissions=["clipboard-read", "clipboard-write"],
    )
    watched.page.locator("[data-paste=paste_chat]").fill(
        "买家：鞋子有点挤脚，可以换大一码吗\n客服：亲，穿过了吗\n买家：没有"
    )
    watched.page.locator("[data-paste=paste_order]").fill(
        "订单编号：2611200137000999\n商品：羽毛球鞋 41\n实付：199.00"
    )
    watched.page.keyboard.press("Control+Enter")
    watched.page.wait_for_selector("[data-copy-back]:enabled")
    watched.page.locator("[data-copy-back]").click()
    watched.page.wait_for_selector(".as-status[data-kind=good]")
    copied = watched.page.evaluate("navigator.clipboard.readText()")
    assert len(copied) > 10 and copied == watched.page.locator(".as-plain-editor").input_value()
    assert watched.page.locator(".as-result .as-bubble[data-role=seller]").count() == 1


def test_holding_texts_are_checked_and_kept(console: Any) -> None:
    watched = console("lang=zh-Hans&view=paste", wait="[data-holding]")
    watched.page.locator("[data-holding]").fill("加我微信 shop12345 给您返现 50 元")
    watched.page.locator("[data-holding-add]").click()
    watched.page.wait_for_selector(".as-status[data-kind=error]")
    watched.page.locator("[data-holding]").fill("您好，消息已收到，我先核对一下订单，马上回复您。")
    watched.page.locator("[data-holding-add]").click()
    watched.page.wait_for_selector(".as-holding li p")
    assert "只供复制" in watched.page.locator(".as-holding small").last.inner_text()
    # The same words, now to be sent by itself: it stands there once, with how.
    watched.page.locator("[data-choice=holding_when]").select_option("away")
    watched.page.locator("[data-choice=holding_wait]").select_option("30")
    watched.page.locator("[data-holding]").fill("您好，消息已收到，我先核对一下订单，马上回复您。")
    watched.page.locator("[data-holding-add]").click()
    watched.page.wait_for_selector(".as-holding small:has-text('买家等了 30 秒')")
    assert watched.page.locator(".as-holding li").count() == 1
    watched.page.locator(".as-holding button").last.click()
    watched.page.wait_for_selector(".as-holding li.as-note")


def test_upload_read_compare_activate_and_roll_back(console: Any, served: Any) -> None:
    watched = console("lang=zh-Hans&view=knowledge", wait=".as-table")
    page = watched.page
    note = (
        "# 夏季活动\n\n## 夏季赠品\n\n七月一日至七月三十一日，每单送一条吸汗毛巾。" + CANARY + "\n"
    )
    _drop(page, "夏季活动.md", note)
    page.wait_for_selector(".as-status[data-kind=good]")
    page.locator("[data-ingest]").click()
    page.wait_for_selector(".as-diffs ins", timeout=120000)
    assert "吸汗毛巾" in page.locator(".as-diffs").inner_text()
    before = page.locator(".as-releases [data-state=active]").count()
    page.locator("[data-activate]").click()
    page.locator("[data-sure]").click()
    page.wait_for_selector(".as-releases li:first-child [data-state=active]", timeout=60000)
    page.locator("[data-tab=try]").click()
    page.locator("[data-try]").fill("夏天下单送毛巾吗")
    page.keyboard.press("Enter")
    page.wait_for_selector(".as-clause")
    assert "毛巾" in page.locator(".as-clauses").inner_text()
    page.locator("[data-rollback]").click()
    page.locator("[data-sure]").click()
    page.wait_for_selector(".as-releases li:not(:first-child) [data-state=active]")
    assert before == 1
    _unharmed(watched)


def _drop(page: Any, name: str, text: str) -> None:
    page.evaluate(
        """([name, text]) => { const data = new DataTransfer(); data.items.add(new File([text], name, {type: 'text/markdown'}));
        document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }""",
        [name, text],
    )


def test_a_file_is_taken_out_of_the_shops_folder(console: Any, eventually: Any) -> None:
    watched = console("lang=zh-Hant&view=knowledge", wait=".as-table")
    page = watched.page
    _drop(page, "作废.md", "# 作废\n\n不再使用。\n")
    page.wait_for_selector("[data-remove='作废.md']", state="attached")
    page.locator("[data-uploads] summary").click()
    page.locator("[data-remove='作废.md']").click()
    page.locator("[data-sure]").click()
    eventually(lambda: not page.locator("[data-remove='作废.md']").count())
    assert watched.complaints == []


def test_a_gap_is_answered_into_the_shops_folder(console: Any, eventually: Any) -> None:
    watched = console("lang=zh-Hans&view=knowledge", wait=".as-table")
    page = watched.page
    page.locator("[data-tab=gaps]").click()
    page.wait_for_selector("[data-gap]")
    field = page.locator("[data-gap]").first
    name = field.get_attribute("data-gap")
    field.fill("周一到周日九点到二十二点都有人。" + CANARY)
    page.locator(f"[data-gap-keep='{name}']").click()
    page.wait_for_selector(".as-status[data-kind=good]")
    eventually(lambda: not page.locator(f"[data-gap='{name}']").count())
    _unharmed(watched)


def test_what_if_changes_the_decision(console: Any) -> None:
    watched = console("lang=zh-Hans&view=rules", wait=".as-verdict")
    page = watched.page
    for fact, value in (
        ("want", "return_refund"),
        ("problem", "changed_mind"),
        ("status", "delivered"),
        ("intact", "true"),
    ):
        page.locator(f"[data-fact={fact}]").select_option(value)
        page.wait_for_selector("[aria-busy=false]")
    outcomes = []
    for days in ("3", "20"):
        page.locator("[data-fact=days_since_delivered]").fill(days)
        page.keyboard.press("Tab")
        page.wait_for_selector("[aria-busy=false]")
        outcomes.append(page.locator(".as-verdict .as-decision b").inner_text())
    assert outcomes[0] == "退货退款" and outcomes[1] != outcomes[0]
    page.locator("[data-tab=proposals]").click()
    page.wait_for_selector("details.as-rule, .as-empty")


def test_practice_judges_a_reply_and_plays_on(
    console: Any, artifacts: Any, eventually: Any
) -> None:
    watched = console("lang=zh-Hans&view=practice", wait="[data-exercise]")
    page = watched.page
    page.locator("[data-exercise=hans-changed-mind]").click()
    page.wait_for_selector("[data-reply]")
    page.keyboard.insert_text("加我微信 shop12345，给您返现 50 元")
    page.locator("[data-choice=refund]").click()
    page.locator("[data-submit]").click()
    page.wait_for_selector(".as-judged [data-right=false]")
    assert page.locator(".as-judged .as-letter u[data-severity=block]").count()
    assert page.locator(".as-parts [data-part=freight][data-held=false]").count() == 1
    assert page.locator("[data-desk-draft]").inner_text()
    assert not page.locator("[data-lesson]").count()
    page.screenshot(path=artifacts / "console-practice-judged.png")
    assert faults_of(watched, "practice") == []
    # The freight was not said, so the buyer asks; the answer ends the exercise.
    page.locator("[data-next=turn]").click()
    eventually(lambda: page.locator(".as-practice .as-bubble").count() == 3)
    page.locator("[data-choice=return_refund]").click()
    page.locator("[data-reply]").fill(
        "亲，抱歉没说清楚：签收7天内没拆吊牌都可以退，寄回的运费要您承担，您在订单里申请退货退款，收到后7天内给您退款。"
    )
    page.locator("[data-reply]").press("Control+Enter")
    page.wait_for_selector(".as-judged [data-right=true]")
    assert page.locator(".as-parts [data-part=freight][data-held=true]").count() == 1
    assert page.locator("[data-lesson]").inner_text()
    assert page.locator(".as-tally").get_attribute("data-answers") == "2"
    page.locator("[data-next=exercise]").click()
    eventually(lambda: page.locator("[data-exercise][aria-current=true]").count() == 1)
    page.wait_for_selector("[data-reply]")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "返现" not in kept and "运费" not in kept
    assert watched.complaints == [] and watched.foreign == []


def test_practice_asks_for_a_decision_and_is_safe_with_input_methods(console: Any) -> None:
    watched = console("lang=en&view=practice", wait="[data-exercise]")
    page = watched.page
    page.locator("[data-deal]").click()
    page.wait_for_selector("[data-reply]")
    page.keyboard.insert_text("We are looking into it")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".as-status[data-shown=true]")
    assert not page.locator(".as-parts").count()
    page.locator("[data-choice]").first.click()
    page.locator("[data-reply]").evaluate(
        "(field) => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, keyCode: 229, bubbles: true}))"
    )
    assert page.locator("[data-submit]").is_enabled() and not page.locator(".as-parts").count()
    page.locator("[data-reply]").press("Control+Enter")
    page.wait_for_selector(".as-parts")
    assert watched.complaints == []


def test_complaints_go_out_as_files_without_a_buyer(console: Any) -> None:
    watched = console("lang=zh-Hans&view=insights", wait="[data-report]")
    for kind, begins in (("csv", "\ufeff商品,货号"), ("md", "# 商品问题反馈")):
        with watched.page.expect_download() as caught:
            watched.page.locator(f"[data-report={kind}]").click()
        text = caught.value.path().read_text(encoding="utf-8")
        assert caught.value.suggested_filename.endswith(f".{kind}")
        assert text.startswith(begins) and "LW-" in text and "c0" not in text
    assert watched.complaints == [] and watched.foreign == []


def test_source_opens_with_the_quote_marked(console: Any) -> None:
    watched = console()
    for _ in range(30):
        if watched.page.locator(".as-side [data-source]").count():
            break
        case_id = watched.selected()
        watched.page.keyboard.press("j")
        watched.moved(case_id)
        watched.opened(watched.selected())
    watched.page.keyboard.press("o")
    watched.page.wait_for_selector("dialog[open] [data-cited=true] mark")


def test_phone_shows_one_pane_with_actions_at_hand(console: Any) -> None:
    watched = console("lang=zh-Hant", wait=".as-row", viewport=PHONE, has_touch=True)
    page = watched.page
    assert not page.locator(".as-centre").is_visible()
    page.locator(".as-row").first.tap()
    page.wait_for_selector(".as-editor", state="visible")
    assert not page.locator(".as-queue").is_visible()
    box = page.locator("[data-act=approve]").bounding_box()
    assert box is not None and box["y"] + box["height"] <= PHONE["height"]
    page.locator(".as-back").tap()
    assert page.locator(".as-queue").is_visible()


def test_nothing_of_a_buyer_is_kept_in_the_browser(console: Any) -> None:
    watched = console()
    case_id = watched.sendable()
    watched.page.keyboard.press("e")
    watched.page.keyboard.insert_text("只在内存里")
    watched.page.wait_for_selector(".as-diff ins")
    kept = watched.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(), document.cookie])"""
    )
    words = [case_id, "只在内存里", *watched.page.locator(".as-bubble p").all_inner_texts()]
    assert not [word for word in words if word and word in kept]
    assert json.loads(kept)[2] == []
