"""The review page over 2,000 open cases: it works, and how long the eye waits is written down (never asserted)."""

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.browser

CASES = 2000
# Milliseconds from a key to the frame in which another case's editor stands.
PRESS = """
(key) => new Promise((done) => {
  const before = document.querySelector('.as-editor')?.dataset.case, start = performance.now();
  document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  const look = () => {
    const editor = document.querySelector('.as-editor');
    const ready = editor && editor.dataset.case !== before && !document.querySelector('.as-work[data-loading]');
    if (ready) done(performance.now() - start); else if (performance.now() - start > 60000) done(null); else requestAnimationFrame(look);
  };
  look();
})
"""


@pytest.fixture(scope="module")
def many(served: Any) -> None:
    """Copies of one low-risk case, each with a draft of its own."""
    with sqlite3.connect(served.data / "desk.db", timeout=30) as database:
        database.row_factory = sqlite3.Row
        seed = database.execute(
            "SELECT cases.* FROM cases JOIN drafts ON case_id = cases.id AND drafts.version = draft_version WHERE NOT blocked"
            " AND outcome = 'inform' AND cases.status = 'waiting' AND kind = 'message' AND priority = 0 LIMIT 1"
        ).fetchone()
        draft = database.execute(
            "SELECT * FROM drafts WHERE case_id = ? AND version = ?",
            (seed["id"], seed["draft_version"]),
        ).fetchone()
        for number in range(CASES):
            name = f"many-{number:04}"
            due = datetime.fromisoformat(seed["queue_at"]) - timedelta(days=30, seconds=-number)
            body = json.dumps(json.loads(seed["body"]) | {"id": name}, ensure_ascii=False)
            changed = {
                "id": name,
                "body": body,
                "queue_at": str(due),
                "search_text": name,
                "locked_by": None,
            }
            _insert(database, "cases", dict(seed) | changed)
            _insert(database, "drafts", dict(draft) | {"case_id": name})


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    names = ", ".join(f'"{name}"' for name in row)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


@pytest.mark.usefixtures("many")
def test_two_thousand_open_cases(console: Any, artifacts: Any, eventually: Any) -> None:
    watched = console(script="window.__start = performance.now();")
    first = watched.page.evaluate("performance.now() - window.__start")
    total = watched.page.locator("[data-filter=open] .as-count").inner_text()
    assert int(total) >= CASES
    watched.page.wait_for_timeout(1500)
    steps, approvals = [], []
    for _ in range(25):
        steps.append(watched.page.evaluate(PRESS, "j"))
        watched.page.wait_for_timeout(120)
    for _ in range(10):
        watched.opened(watched.selected())  # a key that comes before the draft decides nothing
        approvals.append(watched.page.evaluate(PRESS, "a"))
        watched.page.wait_for_timeout(400)
    assert None not in steps and None not in approvals, watched.page.locator(
        "dialog, .as-status"
    ).all_inner_texts()

    def third_page() -> bool:
        # Keys that come while a page of the queue is on its way wait at its end: go on until it is there.
        watched.page.keyboard.press("j")
        return bool(watched.page.locator(".as-row").count() > 120)

    eventually(third_page, seconds=60)
    watched.opened(watched.selected())
    times = {
        "first_queue_ms": round(first), "next_ms": _spread(steps), "approve_to_next_ms": _spread(approvals), "cases": CASES,
    }  # fmt: skip
    (artifacts / "console-times.json").write_text(json.dumps(times, indent=1) + "\n", "utf-8")
    assert watched.complaints == []


def _spread(values: list[float]) -> dict[str, int]:
    ordered = sorted(values)
    return {"median": round(ordered[len(ordered) // 2]), "worst": round(ordered[-1])}
