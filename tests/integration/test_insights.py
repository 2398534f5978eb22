"""Figures over a real desk and a real SQLite file."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from agent.console.words import words
from agent.domain.decision import Outcome
from agent.domain.finding import FindingKind
from agent.domain.override import Override, Overruled
from agent.domain.reading import Problem, Reading
from agent.insights import Insights
from agent.insights.complaints import complaints_csv, complaints_markdown
from tests.scripted import SHOP, START, Bench, sqlite_url


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(sqlite_url(tmp_path))
    yield made
    made.close()


def approve(bench: Bench, case_id: str, text: str | None = None) -> None:
    given = {"shop": SHOP, "version": 1, "by": "林", "role": "lead"}
    if text is None:
        bench.desk.approve(case_id, **given)
    else:
        bench.desk.edit(case_id, text=text, **given)


def test_period_counts_answers_breaches_and_edits(bench: Bench) -> None:
    insights = Insights(bench.database)
    bench.proposer.minutes = 1
    for number in range(4):
        bench.receive(f"c{number}")
    bench.clock.forward(timedelta(seconds=15))
    approve(bench, "c0")
    bench.clock.forward(timedelta(seconds=10))
    approve(bench, "c1", "您好，换一句话说")
    bench.clock.forward(timedelta(minutes=5))
    approve(bench, "c2")
    now = bench.clock.now()
    found = insights.period(SHOP, start=START - timedelta(hours=1), end=now, now=now)
    assert (found.cases, found.answered, found.waiting) == (4, 3, 1)
    assert found.median_seconds == 25
    assert found.within_fast == pytest.approx(1 / 3) and found.within_slow == pytest.approx(2 / 3)
    assert (found.breached, found.overdue_now) == (1, 1)
    assert (found.approved_unchanged, found.approved_edited) == (2, 1)
    assert found.edit_size is not None and 0 < found.edit_size < 1
    assert insights.period("other", start=START, end=now, now=now).cases == 0


def test_an_override_answers_a_case_and_is_nobodys_example(bench: Bench) -> None:
    insights = Insights(bench.database)
    bench.receive("c0", "FORBIDDEN")
    named = Overruled(kind=FindingKind.PROMISE, text="FORBIDDEN")
    given = {"shop": SHOP, "version": 1, "by": "陈", "role": "lead"}
    bench.desk.approve("c0", **given, override=Override(reason="是误判", findings=(named,)))
    bench.clock.forward(timedelta(seconds=1))
    now = bench.clock.now()
    found = insights.period(SHOP, start=START - timedelta(hours=1), end=now, now=now)
    assert (found.answered, found.overridden, found.approved_unchanged) == (1, 1, 0)
    asked = {"but": "-", "problem": "none", "language": "zh-Hans"}
    assert insights.precedents(SHOP, outcome="return_refund", **asked) == ()


def test_clusters_warn_of_a_product_that_runs_small(bench: Bench) -> None:
    bench.proposer.reading = Reading(problem=Problem.SIZE)
    for number, size in enumerate(("41", "42", "43")):
        order = {"items": [{"sku": f"LW-S1-{size}", "title": "球鞋"}]}
        bench.receive(f"c{number}", "鞋子偏小，挤脚", order=order)
    bench.receive("d", "衣服太大了", order={"items": [{"sku": "LW-T9-L", "title": "T恤"}]})
    found = Insights(bench.database).clusters(
        SHOP, start=START - timedelta(days=1), end=START + timedelta(days=1)
    )
    assert (found[0].sku, found[0].problem, found[0].cases, found[0].warning) == (
        "LW-S1",
        "runs_small",
        3,
        True,
    )
    assert not found[1].warning


def test_the_complaints_report_holds_figures_and_nobody(bench: Bench) -> None:
    bench.proposer.reading = Reading(problem=Problem.SIZE)
    for number, size in enumerate(("41", "42", "42")):
        order = {
            "order_id": f"261120013700000{number}",
            "items": [{"sku": f"LW-S1-{size}", "title": f"=球鞋|白 {size}码"}],
            "buyer": {"name": "林志远", "phone": "13800138001"},
        }
        bench.receive(f"trade-{number}", "鞋子偏小，挤脚", order=order)
    day = timedelta(days=1)
    found = Insights(bench.database).clusters(SHOP, start=START - day, end=START + day)
    assert found[0].variants == (("42", 2), ("41", 1)) and found[0].of == 3
    said = words()["zh-Hans"].__getitem__
    sheet = list(csv.reader(io.StringIO(complaints_csv(found, said))))
    assert sheet[1][:6] == ["'=球鞋|白", "LW-S1", "尺码偏小", "3", "3", "100%"]
    assert sheet[1][6:] == ["42 × 2, 41 × 1", "退货退款 × 3", "请看一下"]
    page = complaints_markdown(found, said, shop="小店", first=START.date(), last=START.date())
    assert page.count("|") == 3 * 10 and "=球鞋/白" in page
    for text in (complaints_csv(found, said), page):
        assert not [
            word for word in ("林志远", "138001", "26112001", "trade-", "挤脚") if word in text
        ]


def test_counts_follow_the_queue(bench: Bench) -> None:
    for number in range(3):
        bench.receive(f"c{number}")
    bench.desk.lock("c0", shop=SHOP, by="林")
    bench.desk.snooze("c1", shop=SHOP, until=START + timedelta(hours=1), by="林")
    counts = Insights(bench.database).counts(SHOP, now=bench.clock.now(), by="林")
    for name in ("open", "mine", "snoozed", "reviews", "failed", "overdue"):
        page = bench.desk.queue(SHOP, filter=name, by="林")
        assert counts[name] == len(page.items), name


def test_precedents_are_of_the_same_outcome_and_shop(bench: Bench) -> None:
    bench.receive("c0")
    approve(bench, "c0", "您好，给您办退货")
    bench.proposer.outcome = Outcome.INFORM
    bench.receive("c1")
    approve(bench, "c1")
    insights = Insights(bench.database)
    asked = {"but": "x", "problem": "none", "language": "zh-Hans"}
    found = insights.precedents(SHOP, outcome="return_refund", **asked)
    assert [(one.case_id, one.text, one.edited) for one in found] == [
        ("c0", "您好，给您办退货", True)
    ]
    assert insights.precedents("other", outcome="return_refund", **asked) == ()
