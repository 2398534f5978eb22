"""Fits how far words found are trusted to answer (`agent/drafting/trust.py`), and says what that gives on shops left out.

`python -m evals.adapters.answers` reports with every sixth of the shops left out in turn; `--write` stores the weights of all.
The questions are those of `answers.jsonl`, which are hard and name the line that answers, and those of `answerable.jsonl` (without
its part "test"), which are plain and name the clause. Told is a question where the belief reaches `BELIEVED`, told right one where
the words found hold the answer, or are of the clause that does.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor
from agent.drafting.meaning import Meaning
from agent.drafting.script import is_chinese
from agent.drafting.trust import (
    BELIEVED,
    BELIEVED_READ,
    WEIGHTS,
    Trust,
    as_clause,
    direction,
    features,
    seen_after_reading,
)
from agent.understanding.focus import focus
from evals.adapters.answerable_fit import newton
from evals.adapters.shops import Shop, hard_shops, left_out, ordinary_shops, plain_shops, searched
from evals.metrics.retrieval import mean
from knowledge.search.cross.encoder import load_cross_encoder
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.judging import Judge

PENALTY, PENALTY_OF_VECTORS = 5.0, 60.0
SPREAD = 8.0
"""What the question's directions are multiplied by beside features of spread 1."""
PARTS = 6

_PASSAGES = 5


@dataclass(frozen=True)
class Asked:
    """A question of a shop with what is weighed of the words found for it, best passage first, and what reading them gave."""

    part: int
    kind: str
    answered: bool
    vector: NDArray[np.float32]
    rows: tuple[dict[str, float], ...]
    right: tuple[bool, ...]
    read: tuple[float, ...] = ()


def collect(shops: Sequence[Shop], judge: Judge | None = None) -> Iterator[Asked]:
    """Ask every question of its shop; with a `judge` the words found are read with it."""
    second = companion(load_embedder())
    assert second is not None
    extractor = Extractor(Meaning(second))
    for place, shop, question, answer in searched(shops, _PASSAGES, words=focus):
        passages = [
            Passage(
                path=hit.clause.path,
                heading=hit.clause.heading,
                text=hit.clause.text,
                score=hit.score,
            )
            for hit in answer.hits
            if is_chinese(hit.clause.text) is is_chinese(question.text)
        ]
        found = extractor.each(question.text, passages)
        read = judge.scores(question.text, list(map(as_clause, found))) if judge else ()
        yield Asked(
            part=place % PARTS,
            kind=f"{shop.kind}, {question.miss or 'answered'}",
            answered=question.answered,
            vector=second.encode_query([question.text])[0],
            rows=tuple(features(question.text, found)),
            right=tuple(question.answered and question.told_by(one) for one in found),
            read=tuple(read),
        )


def fit(told: Sequence[Asked], model: str) -> Trust:
    """Fit a logistic regression with an L2 penalty to all words found; `model` made the questions' vectors."""
    names = sorted({name for one in told for row in one.rows for name in row})
    rows = np.array([[row.get(name, 0.0) for name in names] for one in told for row in one.rows])
    truth = np.array([right for one in told for right in one.right], dtype=float)
    centre = (
        np.array([one.vector for one in told]).mean(axis=0, dtype=np.float64).astype(np.float32)
    )
    ways = np.array([direction(one.vector, centre) for one in told])
    each = np.repeat(np.arange(len(told)), [len(one.rows) for one in told])
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    columns = np.hstack([(rows - middle) / spread, ways[each] * SPREAD])
    penalty = np.repeat([PENALTY, PENALTY_OF_VECTORS], [len(names), ways.shape[1]])
    weights, bias = newton(columns, truth, penalty, balanced=False)
    found = zip(names, middle, spread, weights, strict=False)
    return Trust(
        model=model,
        bias=bias,
        features={name: (float(m), float(s), float(w)) for name, m, s, w in found},
        centre=centre,
        question=(weights[len(names) :] * SPREAD).astype(np.float32),
    )


def fit_reading(trust: Trust, told: Sequence[Asked]) -> Trust:
    """Return the trust with the weights of what reading the words gave, from questions that it was not taught by."""
    seen = [
        seen_after_reading(belief, answers)
        for one in told
        for belief, answers in zip(trust.weigh(one.vector, one.rows), one.read, strict=True)
    ]
    truth = np.array([right for one in told for right in one.right], dtype=float)
    weights, bias = newton(np.array(seen), truth, 1.0, balanced=False)
    return replace(trust, read=(bias, float(weights[0]), float(weights[1])))


def report(told: Sequence[Asked], beliefs: Callable[[Asked], Sequence[float]], bar: float) -> str:
    """Return in a line what questions are told at a bar."""
    seen: dict[str, list[float]] = {}
    for one in told:
        believed = beliefs(one) or [0.0]
        best = int(np.argmax(believed))
        said = believed[best] >= bar
        right = bool(one.rows) and one.right[best]
        if one.answered:
            seen.setdefault(f"{one.kind}: told right", []).append(float(said and right))
        seen.setdefault(f"{one.kind}: told wrongly", []).append(float(said and not right))
    return f"at {bar}: " + ", ".join(
        f"{name} {mean(seen[name]):.3f} of {len(seen[name])}" for name in sorted(seen)
    )


def _by_parts(told: Sequence[Asked]) -> Callable[[Asked], Sequence[float]]:
    """Return beliefs by weights fitted to the shops of all other parts."""
    fits = [fit([one for one in told if one.part != part], "") for part in range(PARTS)]
    return lambda one: fits[one.part].weigh(one.vector, one.rows)


def _read(trust: Trust) -> Callable[[Asked], Sequence[float]]:
    """Return beliefs after reading."""
    return lambda one: [
        trust.after_reading(belief, answers)
        for belief, answers in zip(trust.weigh(one.vector, one.rows), one.read, strict=True)
    ]


def main() -> None:
    """Report, and with --write store the weights in the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    judge, second = load_cross_encoder(), companion(load_embedder())
    assert judge is not None and second is not None
    hard = hard_shops()
    told = list(collect([*hard, *plain_shops()]))
    print("not read,", report(told, _by_parts(told), BELIEVED))
    trust = fit(told, second.name)
    unseen = list(collect([*left_out(hard), *ordinary_shops("fit")], judge))
    trust = fit_reading(trust, unseen)
    fresh = list(collect(ordinary_shops("test"), judge))
    for bar in (0.4, BELIEVED_READ, 0.5):
        print("read,", report([*unseen, *fresh], _read(trust), bar))
    if options.write:
        np.savez_compressed(
            Path(str(files("agent.drafting") / "weights" / WEIGHTS)),
            model=np.str_(trust.model),
            names=np.asarray(list(trust.features)),
            features=np.array(list(trust.features.values()), dtype=np.float32),
            bias=np.float32(trust.bias),
            centre=trust.centre,
            question=trust.question,
            read=np.array(trust.read, dtype=np.float32),
        )


if __name__ == "__main__":
    main()
