"""Fits how far words found are trusted to answer (`agent/drafting/trust.py`), and says what that gives on shops left out.

`python -m evals.adapters.answers` reports with every sixth of the shops left out in turn; `--write` stores the weights of all.
The questions are those of `answers.jsonl`, which are hard and name the line that answers, and those of `answerable.jsonl` (without
its part "test"), which are plain and name the clause. Told is a question where the belief reaches `BELIEVED`, told right one where
the words found hold the answer, or are of the clause that does.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor, Found
from agent.drafting.meaning import Meaning
from agent.drafting.script import is_chinese
from agent.drafting.trust import BELIEVED, WEIGHTS, direction, features, said_in
from agent.understanding.focus import focus
from evals.adapters.answerable import LAWS, write_index
from evals.metrics.retrieval import mean
from knowledge.clause import Clause
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.question import Question, plain_question
from knowledge.search.ranking import rank
from knowledge.search.terms import normalise

PENALTY, PENALTY_OF_VECTORS = 5.0, 60.0
SPREAD = 8.0
"""What the question's directions are multiplied by beside features of spread 1."""
PARTS = 6

_DAY = date(2026, 11, 21)
_PASSAGES = 5
_HELD = 0.6  # of a quote's pairs of characters, from which the words found hold it
_BLANK = re.compile(r"[\s|*#:：；;，,。、.\-–>`_（）()]+")

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question of a shop with what is weighed of the words found for it, best passage first."""

    part: int
    kind: str
    answered: bool
    vector: NDArray[np.float32]
    rows: tuple[dict[str, float], ...]
    right: tuple[bool, ...]


def collect() -> Iterator[Asked]:
    """Ask every question of its shop."""
    first = load_embedder()
    second = companion(first)
    assert second is not None
    extractor = Extractor(Meaning(second))
    with tempfile.TemporaryDirectory() as folder:
        for place, shop in enumerate((*_hard(), *_plain())):
            index = write_index(Path(folder, str(place)), shop.clauses, first, second)
            for question in shop.questions:
                plain = plain_question(focus(question.text))
                asked = Question(
                    focus(question.text),
                    first.encode_query([plain])[0],
                    _DAY,
                    second.encode_query([plain])[0],
                )
                passages = [
                    Passage(
                        path=hit.clause.path,
                        heading=hit.clause.heading,
                        text=hit.clause.text,
                        score=hit.score,
                    )
                    for hit in rank(index, asked, _PASSAGES).hits
                    if is_chinese(hit.clause.text) is is_chinese(question.text)
                ]
                found = extractor.each(question.text, passages)
                yield Asked(
                    part=place % PARTS,
                    kind=f"{shop.kind}, {question.miss or 'answered'}",
                    answered=question.answered,
                    vector=second.encode_query([question.text])[0],
                    rows=tuple(features(question.text, found)),
                    right=tuple(question.answered and question.told_by(one) for one in found),
                )


def holds(found: Found, quote: str) -> bool:
    """Whether words found hold the quote that answers; of cells it is enough that one of the values stands in it."""
    wanted = _bare(quote)
    if found.cells:
        return any(_bare(v) and (_bare(v) in wanted or wanted in _bare(n + v)) for n, v in found.cells)  # fmt: skip
    said = _bare(said_in(found))
    pairs, told = _pairs(wanted), _pairs(said)
    near = len(pairs & told) >= _HELD * max(1, len(pairs))
    return bool(said) and (wanted in said or (len(said) > 3 and said in wanted) or near)


def _bare(text: str) -> str:
    return _BLANK.sub("", normalise(text))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


@dataclass(frozen=True)
class Query:
    """A question with the quote that answers it, or the headings of the clauses that do; neither where nothing does."""

    text: str
    quote: str | None = None
    headings: tuple[str, ...] = ()
    miss: str = ""

    @property
    def answered(self) -> bool:
        """Whether the shop's documents answer it."""
        return bool(self.quote or self.headings)

    def told_by(self, found: Found) -> bool:
        """Whether words found answer it."""
        return found.passage.heading in self.headings or bool(
            self.quote and holds(found, self.quote)
        )


@dataclass
class Shop:
    """A made-up shop: what its documents say, and what is asked of it."""

    kind: str
    clauses: list[Clause]
    questions: list[Query]


def _hard() -> list[Shop]:
    shops: dict[str, Shop] = {}
    for line in _lines("answers.jsonl"):
        shop = shops.setdefault(line["shop"], Shop("hard", [], []))
        if line["kind"] == "clause":
            shop.clauses.append(_clause(line))
        else:
            shop.questions.append(Query(line["query"], line["quote"], miss=line.get("miss", "")))
    return list(shops.values())


def _plain() -> list[Shop]:
    shops: dict[str, Shop] = {}
    for line in _lines("answerable.jsonl"):
        if line["split"] == "test" or line["shop"] == LAWS:
            continue
        shop = shops.setdefault(line["shop"], Shop("plain", [], []))
        if line["kind"] == "clause":
            shop.clauses.append(_clause(line))
            continue
        gold = tuple(one["heading_or_row"] for one in line["gold"])
        miss = "" if gold else line.get("miss", "far")
        shop.questions.append(Query(line["query"], headings=gold, miss=miss))
    return list(shops.values())


def _lines(name: str) -> Iterator[dict[str, Any]]:
    text = files("evals").joinpath(f"datasets/{name}").read_text(encoding="utf-8")
    yield from map(json.loads, text.splitlines())


def _clause(line: Mapping[str, str]) -> Clause:
    kept = {name: line[name] for name in ("path", "heading", "text", "language")}
    key = sha256("\n".join(kept.values()).encode()).hexdigest()[:16]
    return Clause(clause_id=key, **kept)


@dataclass(frozen=True)
class Fit:
    """Weights of the features by name and of the question's directions about `centre`."""

    names: tuple[str, ...]
    middle: Matrix
    spread: Matrix
    weights: Matrix
    of_vectors: Matrix
    centre: Matrix
    bias: float

    def beliefs(self, asked: Asked) -> Matrix:
        """Return the belief (0-1) in each of the words found."""
        rows = np.array([[row.get(name, 0.0) for name in self.names] for row in asked.rows])
        prior = self.bias + float(
            self.of_vectors @ direction(asked.vector, self.centre.astype(np.float32))
        )
        total = prior + (rows - self.middle) / self.spread @ self.weights
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float64)


def fit(told: Sequence[Asked]) -> Fit:
    """Fit a logistic regression with an L2 penalty to all words found."""
    names = tuple(sorted({name for one in told for row in one.rows for name in row}))
    rows = np.array([[row.get(name, 0.0) for name in names] for one in told for row in one.rows])
    truth = np.array([right for one in told for right in one.right], dtype=float)
    centre = np.array([one.vector for one in told], dtype=float).mean(axis=0)
    ways = np.array([direction(one.vector, centre.astype(np.float32)) for one in told])
    each = np.repeat(np.arange(len(told)), [len(one.rows) for one in told])
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    columns = np.hstack([(rows - middle) / spread, ways[each] * SPREAD])
    penalty = np.repeat([PENALTY, PENALTY_OF_VECTORS], [len(names), ways.shape[1]])
    weights, bias = _newton(columns, truth, penalty)
    return Fit(
        names=names,
        middle=middle,
        spread=spread,
        weights=weights[: len(names)],
        of_vectors=weights[len(names) :] * SPREAD,
        centre=centre,
        bias=bias,
    )


def _newton(columns: Matrix, truth: Matrix, penalty: Matrix) -> tuple[Matrix, float]:
    x = np.hstack([columns, np.ones((len(columns), 1))])
    bound = np.append(penalty, 1e-6)
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - truth) + bound * weights
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(bound), slope)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    return weights[:-1], float(weights[-1])


def report(told: Sequence[Asked]) -> str:
    """Return in a line what questions of shops left out are told at the bar in use."""
    seen: dict[str, list[float]] = {}
    for part in range(PARTS):
        model = fit([one for one in told if one.part != part])
        for one in (one for one in told if one.part == part):
            beliefs = model.beliefs(one) if one.rows else np.zeros(1)
            best = int(beliefs.argmax())
            said = beliefs[best] >= BELIEVED
            right = bool(one.rows) and one.right[best]
            if one.answered:
                seen.setdefault(f"{one.kind}: told right", []).append(float(said and right))
            seen.setdefault(f"{one.kind}: told wrongly", []).append(float(said and not right))
    return "\n".join(f"{name} {mean(seen[name]):.3f} of {len(seen[name])}" for name in sorted(seen))


def main() -> None:
    """Report, and with --write store the weights in the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told = list(collect())
    print(report(told))
    if options.write:
        second = companion(load_embedder())
        assert second is not None
        model = fit(told)
        np.savez_compressed(
            Path(str(files("agent.drafting") / "weights" / WEIGHTS)),
            model=np.str_(second.name),
            names=np.asarray(model.names),
            features=np.stack([model.middle, model.spread, model.weights], axis=1).astype(
                np.float32
            ),
            bias=np.float32(model.bias),
            centre=model.centre.astype(np.float32),
            question=model.of_vectors.astype(np.float32),
        )


if __name__ == "__main__":
    main()
