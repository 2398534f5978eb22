"""Reports: JSON for machines, Markdown for a pull request, one HTML page with charts and no outside file."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from evals.runner import SuiteReport

_MOST_FAILURES = 40


def as_document(reports: Sequence[SuiteReport], *, product: str, embedder: str) -> dict[str, Any]:
    """Return everything as one JSON document."""
    return {
        "product": product,
        "embedder": embedder,
        "suites": [report.model_dump(mode="json") for report in reports],
    }


def write(document: dict[str, Any], folder: Path) -> tuple[Path, ...]:
    """Write report.json, report.md and report.html into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "report.json": json.dumps(document, ensure_ascii=False, indent=1),
        "report.md": markdown(document),
        "report.html": html(document),
    }
    for name, text in texts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return tuple(folder / name for name in texts)


def markdown(document: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    rows = [f"# Evals of {document['product']}", "", f"Embedder: {document['embedder']}", ""]
    for suite in document["suites"]:
        rows += [
            f"## {_title(suite)}",
            "",
            "| measure | value | 95 % interval | scored | unscored |",
        ]
        rows += ["|---|---|---|---|---|"]
        for entry in suite["scores"]:
            rows.append(
                f"| {entry['name']} | {_number(entry['value'])} | {_interval(entry)} "
                f"| {entry['n']} | {entry['unscored']} |"
            )
        rows += ["", *_failure_lines(suite), ""]
    return "\n".join(rows)


def _failure_lines(suite: dict[str, Any]) -> list[str]:
    failures = suite["failures"]
    rows = [
        f"- `{row['id']}`: {', '.join(k for k, ok in row['checks'].items() if ok is False)} ({row['note']})"
        for row in failures[:_MOST_FAILURES]
    ]
    if len(failures) > _MOST_FAILURES:
        rows.append(f"- and {len(failures) - _MOST_FAILURES} more in report.json")
    return rows + [f"- not read: {fault}" for fault in suite["bad"]]


def html(document: dict[str, Any]) -> str:
    """Return the report as one HTML page; bars are drawn with plain CSS."""
    body = [f"<h1>Evals of {escape(document['product'])}</h1><p>{escape(document['embedder'])}</p>"]
    for suite in document["suites"]:
        body.append(f"<h2>{escape(_title(suite))}</h2><table>")
        for entry in suite["scores"]:
            width = 100 * (entry["value"] or 0)
            body.append(
                f"<tr><th>{escape(entry['name'])}</th><td class=bar><i style='width:{width:.1f}%'></i></td>"
                f"<td>{_number(entry['value'])}</td><td>{_interval(entry)}</td>"
                f"<td>n = {entry['n']}, unscored {entry['unscored']}</td></tr>"
            )
        items = "".join(f"<li>{escape(line[2:])}</li>" for line in _failure_lines(suite))
        body.append(f"</table><ul>{items}</ul>")
    style = (
        "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "th{text-align:left;font-weight:500;padding-right:1rem}.bar{width:16rem;background:#eee}"
        ".bar i{display:block;height:.9rem;background:#2f7d5b}td{padding:.15rem .5rem}"
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Evals</title>"
        f"<style>{style}</style><body>{''.join(body)}</body></html>"
    )


def compare(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return one row for each shared score with its change, and the suites that may not be compared and why."""
    rows, apart = [], []
    earlier = {suite["suite"]: suite for suite in before["suites"]}
    for suite in after["suites"]:
        old = earlier.get(suite["suite"])
        if old is None:
            apart.append(f"{suite['suite']}: not in the first report")
            continue
        differing = [key for key in ("checksum", "grader", "path") if old[key] != suite[key]]
        if differing:
            apart.append(
                f"{suite['suite']}: {', '.join(differing)} differ, scores are not comparable"
            )
            continue
        values = {entry["name"]: entry["value"] for entry in old["scores"]}
        for entry in suite["scores"]:
            was, now = values.get(entry["name"]), entry["value"]
            if was is not None and now is not None:
                name = f"{suite['suite']}.{entry['name']}"
                rows.append(
                    {"score": name, "before": was, "after": now, "change": round(now - was, 4)}
                )
    return rows, apart


def _title(suite: dict[str, Any]) -> str:
    return (
        f"{suite['suite']} ({suite['path']} path, {suite['dataset']} {suite['checksum']}, "
        f"grader {suite['grader']}, {suite['rows']} rows, {suite['seconds']} s)"
    )


def _number(value: float | None) -> str:
    return "unscored" if value is None else f"{value:.3f}"


def _interval(entry: dict[str, Any]) -> str:
    return "" if entry["interval"] is None else "{:.3f} to {:.3f}".format(*entry["interval"])
