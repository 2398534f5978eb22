"""The calibration of *answerable*: reads its questions, measures, and fits the weights that ship with the package.

`python -m evals.adapters.answerable` fits on the part "fit", reports on the part "held", and with `--write` stores the
weights of both together. The part "test" is never fitted; it is reported with `--final` alone, by the weights of both other
parts. Questions on the statutes need the folder of laws (`--laws`) and are left out where it is absent.
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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.adapters.answerable_fit import Fitted, Matrix, calibrated
from evals.metrics.retrieval import balanced_accuracy, mean
from knowledge.clause import Clause
from knowledge.readers.reader import assign_products, read_folder
from knowledge.search.answerable import background
from knowledge.search.column import Made
from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.index import ReleaseIndex, embedded_text
from knowledge.search.question import Question, plain_question
from knowledge.search.ranking import verdict_features

LAWS = "laws"
TRUST = (30.0, 15.0)
"""What the columns of the first and second model's question vectors are multiplied by beside features of spread 1."""

_DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Sample:
    """One question with what the verdict sees of it, with one model and with two, and whether its gold came first."""

    shop: str
    part: str
    answerable: bool
    first: bool
    miss: str
    vectors: tuple[Vectors, Vectors]
    one: Mapping[str, float]
    two: Mapping[str, float]


def write_index(
    folder: Path, clauses: Sequence[Clause], first: Embedder, second: Embedder | None
) -> ReleaseIndex:
    """Write search files for loose clauses, without a release around them."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [embedded_text(clause) for clause in clauses]
    columns = {"vectors": Made.of(_rows(first, texts))}
    banks = {"bank": background(first)}
    if second is not None:
        columns["second"] = Made.of(_rows(second, texts))
        banks["second_bank"] = background(second)
    ReleaseIndex.write(folder, clauses, columns, banks)
    return ReleaseIndex(folder)


def _rows(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    return np.vstack(
        [embedder.encode_document(texts[i : i + 16]) for i in range(0, len(texts), 16)]
    )


def read_dataset() -> tuple[dict[str, list[Clause]], list[dict[str, Any]]]:
    """Return the shops' clauses and all questions."""
    shops: dict[str, list[Clause]] = {}
    questions: list[dict[str, Any]] = []
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
        plain = plain_question(text)
        vectors = first.encode_query([plain])[0], second.encode_query([plain])[0]
        question = Question(text, vectors[0], _DAY, vectors[1])
        two, rows = verdict_features(index, question)
        one, _ = verdict_features(index, replace(question, second=None))
        gold = [str(g["heading_or_row"]) for g in line["gold"]]
        top = index.clause(rows[0]).heading if rows else ""
        samples.append(
            Sample(
                shop=str(line["shop"]),
                part=str(line["split"]),
                answerable=bool(gold),
                first=top in gold,
                miss=str(line.get("miss", "")),
                vectors=vectors,
                one=one,
                two=two,
            )
        )
    return samples


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
    parser.add_argument("--final", action="store_true", help='report the part "test" too')
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
    stored = {}
    for name, pick in (("one model", "one"), ("two models", "two")):
        stored[name] = _report(name, samples, pick, final=options.final)
    if options.write:
        _store(stored)


def _report(name: str, samples: Sequence[Sample], pick: str, *, final: bool) -> Fitted:
    """Print how weights of one part do on the others, and return those of "fit" and "held" together."""
    model = _fitted([s for s in samples if s.part == "fit"], pick)
    for part in ("fit", "held"):
        _print(f"{name}, {part}", [s for s in samples if s.part == part], pick, model)
    both = _fitted([s for s in samples if s.part in ("fit", "held")], pick)
    if final:
        _print(f"{name}, test", [s for s in samples if s.part == "test"], pick, both)
    found = [float(s.first) for s in samples if s.answerable]
    print(f"{name}: R@1 of the answerable ones {mean(found):.3f}")
    return both


def _fitted(samples: Sequence[Sample], pick: str) -> Fitted:
    rows, vectors, truth = _table(samples, pick)
    sizes = [v.size for v in samples[0].vectors]
    trust = np.repeat(np.array(TRUST), sizes)[: vectors.shape[1]]
    return calibrated(rows, vectors, trust, truth, [s.shop for s in samples])


def _table(
    samples: Sequence[Sample], pick: str
) -> tuple[list[Mapping[str, float]], Matrix, list[bool]]:
    """Return features, vectors (no columns for one model, which may be any) and truth."""
    vectors = np.array([np.concatenate(s.vectors) for s in samples], dtype=float)
    kept = vectors if pick == "two" else vectors[:, :0]
    return [getattr(s, pick) for s in samples], kept, [s.answerable for s in samples]


def _print(name: str, samples: Sequence[Sample], pick: str, model: Fitted) -> None:
    rows, vectors, truth = _table(samples, pick)
    scores = model.scores(rows, vectors)
    right = [bool(score >= 0) == fact for score, fact in zip(scores, truth, strict=True)]
    told = [bool(score >= 0) for score in scores]
    brier = np.mean((1 / (1 + np.exp(-scores)) - np.array(truth, dtype=float)) ** 2)
    kinds: dict[str, list[float]] = {}
    for good, sample in zip(right, samples, strict=True):
        kind = "answerable" if sample.answerable else sample.miss or "not answerable"
        kinds.setdefault(kind, []).append(float(good))
    print(
        f"{name}: {len(rows)} questions, balanced accuracy {balanced_accuracy(truth, told):.3f}, Brier {brier:.3f}; right: "
        + ", ".join(f"{kind} {mean(values):.2f}" for kind, values in kinds.items())
    )


def _store(fitted: Mapping[str, Fitted]) -> None:
    """Write the weights into the package: features as text, those of the question's vectors as arrays."""
    package = Path(str(files("knowledge.search")))
    text = {
        name: {
            "bias": round(model.bias, 5),
            "features": {n: [round(v, 5) for v in three] for n, three in model.features.items()},
        }
        for name, model in fitted.items()
    }
    (package / "answerable.json").write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    both = fitted["two models"].vectors.astype(np.float32)
    np.savez_compressed(package / "answerable.npz", first=both[:384], second=both[384:])


if __name__ == "__main__":
    main()
