"""Fits the verdict that follows from reading question and clauses together (`knowledge/search/judging.py`), and reports it.

`python -m evals.adapters.judging` fits on the part "fit" of `ordinary.jsonl`, questions of an ordinary day to shops that the cross-encoder was not
taught by, and reports on it, on the shops of `answers.jsonl` that the cross-encoder leaves out, and on shops that nothing was fitted to (the parts
"test" and "late" of `ordinary.jsonl` and "test" of `answerable.jsonl`); `--write` stores the weights.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from evals.adapters.answerable_fit import newton
from evals.adapters.shops import Shop, hard_shops, left_out, ordinary_shops, plain_shops, searched
from evals.metrics.retrieval import balanced_accuracy, mean
from knowledge.search.cross.encoder import load_cross_encoder
from knowledge.search.judging import READ, WEIGHTS, Seen, reading, seen

PENALTY = 1.0


@dataclass(frozen=True)
class Told:
    """A question with whether it is answered, how it is not, search's own confidence, what the verdict sees, and if the best clause answers."""

    answered: bool
    miss: str
    confidence: float
    seen: Seen
    right: bool


def collect(shops: Sequence[Shop]) -> list[Told]:
    """Ask every question of its shop and read the best clauses with it."""
    judge = load_cross_encoder()
    assert judge is not None
    told = []
    for _, _, question, found in searched(shops, READ):
        if found.hits:
            told.append(
                Told(
                    answered=question.answered,
                    miss=question.miss,
                    confidence=found.confidence,
                    seen=seen(found.confidence, reading(found, question.text, judge)),
                    right=question.answered_by(found.hits[0].clause),
                )
            )
    return told


def fit(told: Sequence[Told]) -> dict[str, float]:
    """Return the weight of everything seen, and the bias."""
    names = list(told[0].seen)
    columns = np.array([[one.seen[name] for name in names] for one in told])
    truth = np.array([one.answered for one in told], dtype=float)
    weights, bias = newton(columns, truth, PENALTY, balanced=True)
    found = dict(zip(names, map(float, weights), strict=True))
    return {name: round(weight, 4) for name, weight in (found | {"bias": bias}).items()}


def report(name: str, told: Sequence[Told], weights: dict[str, float]) -> str:
    """Return in a line how search alone and the verdict do."""
    truth = [one.answered for one in told]
    alone = [one.confidence >= 0.5 for one in told]
    read = [
        weights["bias"] + sum(weights[name] * value for name, value in one.seen.items()) >= 0
        for one in told
    ]
    kinds: dict[str, list[float]] = {}
    for one, said in zip(told, read, strict=True):
        kinds.setdefault(one.miss or "answered", []).append(float(said == one.answered))
    first = mean([float(one.right) for one in told if one.answered])
    return (
        f"{name}: {len(told)} questions, balanced accuracy {balanced_accuracy(truth, alone):.3f} by search alone, "
        f"{balanced_accuracy(truth, read):.3f} read; right: "
        + ", ".join(f"{kind} {mean(values):.3f}" for kind, values in sorted(kinds.items()))
        + f"; answered by the best clause {first:.3f}"
    )


def main() -> None:
    """Fit, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    ordinary = collect(ordinary_shops("fit"))
    weights = fit(ordinary)
    print(weights)
    print(report("ordinary.jsonl, part fit", ordinary, weights))
    print(report("answers.jsonl, shops left out", collect(left_out(hard_shops())), weights))
    for part in ("test", "late"):
        print(report(f"ordinary.jsonl, part {part}", collect(ordinary_shops(part)), weights))
    print(report("answerable.jsonl, part test", collect(plain_shops(("test",))), weights))
    if options.write:
        target = Path(str(files("knowledge.search") / WEIGHTS))
        target.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
