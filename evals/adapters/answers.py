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

import numpy as np
from numpy.typing import NDArray

from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor, Found
from agent.drafting.meaning import Meaning
from agent.drafting.script import is_chinese
from agent.drafting.trust import BELIEVED, WEIGHTS, Trust, direction, features, said_in
from agent.understanding.focus import focus
from evals.adapters.answerable import LAWS, read_dataset, write_index
from evals.adapters.answerable_fit import newton
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
    text = files("evals").joinpath("datasets/answers.jsonl").read_text(encoding="utf-8")
    for line in map(json.loads, text.splitlines()):
        shop = shops.setdefault(line["shop"], Shop("hard", [], []))
        if line["kind"] == "clause":
            shop.clauses.append(_clause(line))
        else:
            shop.questions.append(Query(line["query"], line["quote"], miss=line.get("miss", "")))
    return list(shops.values())


def _plain() -> list[Shop]:
    clauses, lines = read_dataset()
    shops = {name: Shop("plain", held, []) for name, held in clauses.items()}
    for line in lines:
        if line["split"] == "test" or line["shop"] == LAWS:
            continue
        gold = tuple(one["heading_or_row"] for one in line["gold"])
        miss = "" if gold else line.get("miss", "far")
        shops[line["shop"]].questions.append(Query(line["query"], headings=gold, miss=miss))
    return [shop for shop in shops.values() if shop.questions]


def _clause(line: Mapping[str, str]) -> Clause:
    kept = {name: line[name] for name in ("path", "heading", "text", "language")}
    key = sha256("\n".join(kept.values()).encode()).hexdigest()[:16]
    return Clause(clause_id=key, **kept)


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


def report(told: Sequence[Asked]) -> str:
    """Return in a line what questions of shops left out are told at the bar in use."""
    seen: dict[str, list[float]] = {}
    for part in range(PARTS):
        trust = fit([one for one in told if one.part != part], "")
        for one in (one for one in told if one.part == part):
            beliefs = trust.weigh(one.vector, one.rows) or [0.0]
            best = int(np.argmax(beliefs))
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
        trust = fit(told, second.name)
        np.savez_compressed(
            Path(str(files("agent.drafting") / "weights" / WEIGHTS)),
            model=np.str_(trust.model),
            names=np.asarray(list(trust.features)),
            features=np.array(list(trust.features.values()), dtype=np.float32),
            bias=np.float32(trust.bias),
            centre=trust.centre,
            question=trust.question,
        )


if __name__ == "__main__":
    main()
