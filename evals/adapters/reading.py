"""How well messages are read: rows of `reading_*.jsonl` against the desk's own reader, without rules or drafts.

    python -m evals.adapters.reading [FILE ...]

A row is `{"id", "text", "expect": {wants, all_wants, triage, problem, emotion, risks, must_escalate, language, injection}}`;
a key that is absent is not graded, and of a list for `wants` or `triage` any one is right.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from agent.domain.case import Case
from agent.domain.message import Message, Role
from agent.domain.reading import Reading
from agent.understanding.reader import EmbeddedReader
from evals.dataset import shipped
from knowledge.search.embedders import load_embedder

_NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
_EXACT = ("wants", "triage", "problem", "language", "injection", "must_escalate")
_HELD_OUT = "reading_holdout.jsonl"


class ReadRow(NamedTuple):
    """A row with what was made of it."""

    id: str
    text: str
    expect: dict[str, Any]
    got: dict[str, Any]


def read_rows(path: Path, reader: EmbeddedReader) -> list[ReadRow]:
    """Read every row of a file as one message of a buyer without an order."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        case = Case(id=row["id"], messages=(Message(role=Role.BUYER, text=row["text"]),))
        rows.append(
            ReadRow(row["id"], row["text"], row["expect"], _seen(reader.read(case, now=_NOW)))
        )
    return rows


def score(rows: Sequence[ReadRow]) -> dict[str, float]:
    """Return accuracies, F1 of wants and risks (micro) and recall and precision of what must reach a lead."""
    graded = {name for row in rows for name in row.expect}
    found = {name: _accuracy(rows, name) for name in _EXACT if name in graded}
    if "emotion" in graded:
        found["emotion_within_1"] = _mean(
            abs(row.got["emotion"] - row.expect["emotion"]) <= 1
            for row in rows
            if "emotion" in row.expect
        )
    triage = [
        (_nearest(r.expect["triage"], r.got["triage"]), r.got["triage"])
        for r in rows
        if "triage" in r.expect
    ]
    found["triage_macro_f1"] = macro_f1(triage)
    for name in ("all_wants", "risks"):
        if name not in graded:
            continue
        pairs = [(set(r.expect[name]), set(r.got[name])) for r in rows if name in r.expect]
        found[f"{name}_f1"] = micro_f1(pairs)
    known = [row for row in rows if "must_escalate" in row.expect]
    must = [row.got["must_escalate"] for row in known if row.expect["must_escalate"]]
    did = [row.expect["must_escalate"] for row in known if row.got["must_escalate"]]
    found |= {"lead_recall": _mean(must), "lead_precision": _mean(did)}
    return {name: round(value, 3) for name, value in found.items()}


def micro_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    """Return the F1 over all labels of (gold, found) pairs; 1 where there are none."""
    hit = sum(len(gold & found) for gold, found in pairs)
    total = sum(len(gold) + len(found) for gold, found in pairs)
    return 2 * hit / total if total else 1.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean over the gold labels of their F1."""
    gold, found = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    hit = Counter(one for one, other in pairs if one == other)
    return _mean(2 * hit[label] / (gold[label] + found[label]) for label in gold)


def _seen(reading: Reading) -> dict[str, Any]:
    seen: dict[str, Any] = reading.model_dump(mode="json")
    return seen


def _accuracy(rows: Sequence[ReadRow], name: str) -> float:
    return _mean(
        row.got[name] == _nearest(row.expect[name], row.got[name])
        for row in rows
        if name in row.expect
    )


def _nearest(expected: Any, got: Any) -> Any:
    """Return what was found where it is among the expected ones, else the first of these."""
    if not isinstance(expected, list):
        return expected
    return got if got in expected else expected[0]


def _mean(values: Iterable[float]) -> float:
    told = list(values)
    return sum(told) / len(told) if told else 0.0


def main() -> None:
    """Print the figures of each file; of the held-out one never a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--embedder", default="use")
    parser.add_argument("--failures", action="store_true", help="print the rows that went wrong")
    options = parser.parse_args()
    reader = EmbeddedReader(load_embedder(options.embedder))
    files = options.files or [
        shipped(name) for name in ("reading_dev.jsonl", "reading_street.jsonl", _HELD_OUT)
    ]
    for path in files:
        rows = read_rows(path, reader)
        print(json.dumps({"file": path.name, "rows": len(rows), **score(rows)}))
        if options.failures and path.name != _HELD_OUT:
            print("\n".join(_failure(row) for row in rows if _failure(row)))


def _failure(row: ReadRow) -> str:
    names = [n for n in (*_EXACT, "all_wants", "risks") if n in row.expect]
    apart = {
        n: (row.expect[n], row.got[n])
        for n in names
        if _plain(row.expect[n]) != _plain(row.got[n])
        and (n not in _EXACT or _nearest(row.expect[n], row.got[n]) != row.got[n])
    }
    return f"{row.id} {row.text} {apart}" if apart else ""


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


if __name__ == "__main__":
    main()
