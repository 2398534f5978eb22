"""The calibration of *answerable*: reads its questions, measures, and fits the weights that ship with the package.

`python -m evals.adapters.answerable` fits on the part "fit", reports on the part "held", and with `--write` stores the
weights of both together. Questions on the statutes need the folder of laws (`--laws`) and are left out where it is absent.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.metrics.retrieval import balanced_accuracy, mean
from knowledge.clause import Clause
from knowledge.readers.reader import assign_products, read_folder
from knowledge.search.answerable import background
from knowledge.search.embedder import Embedder
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.index import ReleaseIndex, embedded_text
from knowledge.search.ranking import Question, verdict_features

LAWS = "laws"
RIDGE = 3.0
"""Strength of the L2 penalty: few questions, many features that say nearly the same."""

_DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Sample:
    """One question with what the verdict sees of it, with one model and with two, and whether its gold came first."""

    part: str
    answerable: bool
    first: bool
    one: Mapping[str, float]
    two: Mapping[str, float]


def write_index(
    folder: Path, clauses: Sequence[Clause], first: Embedder, second: Embedder | None
) -> ReleaseIndex:
    """Write search files for loose clauses, without a release around them."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{clause.model_dump_json()}\n" for clause in clauses)
    (folder / "clauses.jsonl").write_text(lines, encoding="utf-8")
    texts = [embedded_text(clause) for clause in clauses]
    columns = {"vectors": _rows(first, texts), "bank": background(first)}
    if second is not None:
        columns |= {"second": _rows(second, texts), "second_bank": background(second)}
    ReleaseIndex.write(folder, clauses, columns)
    return ReleaseIndex(folder)


def _rows(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    return np.vstack(
        [embedder.encode_document(texts[i : i + 16]) for i in range(0, len(texts), 16)]
    )


def read_dataset() -> tuple[dict[str, list[Clause]], list[dict[str, object]]]:
    """Return the shops' clauses and all questions."""
    shops: dict[str, list[Clause]] = {}
    questions: list[dict[str, object]] = []
    text = files("evals").joinpath("datasets/answerable.jsonl").read_text(encoding="utf-8")
    for line in map(json.loads, text.splitlines()):
        if line["kind"] == "question":
            questions.append(line)
            continue
        clause = Clause(
            clause_id=sha256(f"{line['path']}{line['heading']}".encode()).hexdigest()[:16],
            **{name: line[name] for name in ("path", "heading", "text", "language")},
        )
        shops.setdefault(line["shop"], []).append(clause)
    return shops, questions


def collect(indexes: Mapping[str, ReleaseIndex], first: Embedder, second: Embedder) -> list[Sample]:
    """Ask every question of the dataset and return what the verdict sees."""
    samples = []
    for line in read_dataset()[1]:
        index = indexes.get(str(line["shop"]))
        if index is None:
            continue
        text = str(line["query"])
        question = Question(
            text, first.encode_query([text])[0], _DAY, second.encode_query([text])[0]
        )
        two, rows = verdict_features(index, question)
        one, _ = verdict_features(index, replace(question, second=None))
        gold = [str(g["heading_or_row"]) for g in line["gold"]]  # type: ignore[attr-defined]
        top = index.clause(rows[0]).heading if rows else ""
        samples.append(Sample(str(line["split"]), bool(gold), top in gold, one, two))
    return samples


def fit(table: Sequence[Mapping[str, float]], truth: Sequence[bool]) -> dict[str, object]:
    """Fit a logistic regression with an L2 penalty by Newton's steps, both kinds weighing the same."""
    names = list(table[0])
    raw = np.array([[row[name] for name in names] for row in table])
    middle, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    x = np.hstack([(raw - middle) / spread, np.ones((len(raw), 1))])
    y = np.array(truth, dtype=float)
    balance = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    penalty = np.diag([RIDGE] * len(names) + [0.0])
    weights = np.zeros(len(names) + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (balance * (p - y)) + penalty @ weights
        curvature = (
            (x * (balance * p * (1 - p))[:, None]).T @ x + penalty + 1e-6 * np.eye(len(weights))
        )
        weights -= np.linalg.solve(curvature, gradient)
    rows = zip(names, middle, spread, weights[:-1], strict=True)
    return {
        "bias": round(float(weights[-1]), 5),
        "features": {n: [round(float(v), 5) for v in rest] for n, *rest in rows},
    }


def judge(model: Mapping[str, object], row: Mapping[str, float]) -> bool:
    """Return the verdict of fitted weights."""
    total = float(model["bias"])  # type: ignore[arg-type]
    for name, (middle, spread, weight) in model["features"].items():  # type: ignore[attr-defined]
        total += weight * (row[name] - middle) / spread
    return total >= 0


def main() -> None:
    """Fit, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laws", type=Path, default=Path("../shared/data/laws"))
    parser.add_argument(
        "--laws-index",
        type=Path,
        help="search files of a release of the laws, to save embedding them",
    )
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    first = load_embedder()
    second = companion(first)
    assert second is not None
    with tempfile.TemporaryDirectory() as folder:
        shops = read_dataset()[0]
        indexes = {
            n: write_index(Path(folder, str(i)), c, first, second)
            for i, (n, c) in enumerate(shops.items())
        }
        if options.laws_index:
            indexes[LAWS] = ReleaseIndex(options.laws_index)
        elif options.laws.is_dir():
            readings = assign_products(list(read_folder(options.laws)))
            laws = [clause for reading in readings for clause in reading.clauses]
            indexes[LAWS] = write_index(Path(folder, LAWS), laws, first, second)
        samples = collect(indexes, first, second)
    fitted = {}
    for name, pick in (("one model", "one"), ("two models", "two")):
        fitted[name] = _report(name, samples, pick)
    if options.write:
        target = Path(str(files("knowledge.search").joinpath("answerable.json")))
        target.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def _report(name: str, samples: Sequence[Sample], pick: str) -> dict[str, object]:
    def table(parts: Sequence[str]) -> tuple[list[Mapping[str, float]], list[bool]]:
        chosen = [s for s in samples if s.part in parts]
        return [getattr(s, pick) for s in chosen], [s.answerable for s in chosen]

    model = fit(*table(["fit"]))
    for part in ("fit", "held"):
        rows, truth = table([part])
        told = [judge(model, row) for row in rows]
        print(
            f"{name}, {part}: {len(rows)} questions, balanced accuracy {balanced_accuracy(truth, told):.3f}"
        )
    found = [float(s.first) for s in samples if s.answerable]
    print(f"{name}: R@1 of the answerable ones {mean(found):.3f}")
    return fit(*table(["fit", "held"]))


if __name__ == "__main__":
    main()
