"""Is the desk as good as it was? The suites over the demo shop, held against the accepted baseline."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.dataset import demo_inbox, load_cases, shipped
from evals.desk import DEMO, opened
from evals.report import as_document, compare, html, markdown
from evals.runner import SUITES, Runner, SuiteReport

BASELINE = Path(__file__).resolve().parents[2] / "evals" / "baselines" / "embedded.json"
TOLERANCE = 0.02


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with opened(tmp_path_factory.mktemp("evals"), DEMO) as desk:
        yield Runner(desk.clerk, DEMO)


@pytest.fixture(scope="module")
def reports(runner: Runner) -> dict[str, SuiteReport]:
    return {suite: runner.run(suite) for suite in SUITES}


@pytest.fixture(scope="module")
def variants(runner: Runner) -> SuiteReport:
    return runner.run("triage", shipped("variants.jsonl"))


def value(report: SuiteReport, name: str) -> float:
    found = next(score.value for score in report.scores if score.name == name)
    assert found is not None
    return found


def test_no_case_comes_to_a_forbidden_outcome(reports: dict[str, SuiteReport]) -> None:
    assert value(reports["triage"], "not_forbidden") == 1.0, reports["triage"].failures


def test_every_case_that_must_escalate_does(reports: dict[str, SuiteReport]) -> None:
    assert value(reports["triage"], "escalate_recall") == 1.0


def test_every_draft_passes_the_guards(reports: dict[str, SuiteReport]) -> None:
    assert value(reports["drafts"], "unblocked") == 1.0, reports["drafts"].failures
    assert value(reports["reviews"], "blocked") == 1.0


def test_rewordings_keep_their_outcome(variants: SuiteReport) -> None:
    assert variants.rows >= 200
    assert value(variants, "outcome") >= 0.9
    assert value(variants, "not_forbidden") == 1.0, variants.failures
    assert value(variants, "escalate_recall") == 1.0


def test_nothing_got_worse_than_the_baseline(reports: dict[str, SuiteReport]) -> None:
    after = as_document(list(reports.values()), product="now", embedder="now")
    rows, apart = compare(json.loads(BASELINE.read_text(encoding="utf-8")), after)
    assert apart == [], "datasets or graders changed: write the baseline anew and say why"
    fallen = [
        row for row in rows if row["change"] < -TOLERANCE and "false_alarms" not in row["score"]
    ]
    assert fallen == []


def test_a_report_is_written_in_three_forms(reports: dict[str, SuiteReport]) -> None:
    document = as_document(list(reports.values()), product="p <b>", embedder="e")
    assert "| outcome |" in markdown(document)
    page = html(document)
    assert "p &lt;b&gt;" in page and "src=" not in page and "http" not in page


def test_an_outside_file_counts_what_it_cannot_read(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    good = {
        "id": "a",
        "messages": [{"role": "buyer", "text": "可以开发票吗"}],
        "expect": {"outcome": "inform"},
    }
    file.write_text(
        json.dumps(good) + "\n{broken\n" + json.dumps({"id": "b", "typo": 1}), encoding="utf-8"
    )
    report = runner.run("triage", file)
    assert report.rows == 1 and len(report.bad) == 2 and "typo" in report.bad[1]


def test_reports_of_different_datasets_are_not_compared(reports: dict[str, SuiteReport]) -> None:
    one: dict[str, Any] = as_document([reports["triage"]], product="p", embedder="e")
    other = as_document(
        [reports["triage"].model_copy(update={"checksum": "0"})], product="p", embedder="e"
    )
    rows, apart = compare(one, other)
    assert rows == [] and "checksum" in apart[0]


def test_expectations_never_reach_what_is_measured() -> None:
    assert all(case.expect for case in load_cases(demo_inbox()).rows)
    assert load_cases(demo_inbox()).bad == ()


def test_wrong_use_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--data", str(tmp_path), "run", "--shop", "nobody"]) == 3
    assert "nobody" in capsys.readouterr().err


def test_outside_data_that_is_absent_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["outside", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"stard", "ecom_bench", "laws"}
    assert all("not_run" in figures for figures in found.values())
    assert main(["outside", str(tmp_path / "none")]) == 3
    assert "is not a folder" in capsys.readouterr().err
