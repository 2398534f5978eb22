"""The pairs that teach the cross-encoder: well formed, of two kinds each, and none of a set that measures."""

import json
from collections.abc import Iterator
from itertools import chain

import pytest

from evals.adapters.cross import Pair, unseen_pairs, with_others, written_pairs
from evals.dataset import shipped
from knowledge.search.terms import normalise

pytest.importorskip("torch")

ASKED_EVERYWHERE = {"who pays return postage"}


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return [*written_pairs(kept_back=False), *written_pairs(kept_back=True)]


def test_every_clause_has_questions_it_answers_and_questions_it_does_not(pairs: list[Pair]) -> None:
    kinds: dict[str, set[bool]] = {}
    for pair in pairs:
        assert pair.question.strip() and pair.clause.strip()
        kinds.setdefault(pair.clause, set()).add(pair.answers)
    assert len(kinds) > 2500
    assert all(found == {True, False} for found in kinds.values())


def test_questions_give_themselves_away_neither_by_length_nor_by_words(pairs: list[Pair]) -> None:
    def mean_of(value: bool) -> tuple[float, float]:
        chosen = [pair for pair in pairs if pair.answers is value]
        shared = (len(set(p.question) & set(p.clause)) / len(set(p.question)) for p in chosen)
        return sum(len(p.question) for p in chosen) / len(chosen), sum(shared) / len(chosen)

    (length, shared), (length_beside, shared_beside) = mean_of(True), mean_of(False)
    assert 0.75 < length / length_beside < 1.35
    assert shared < shared_beside + 0.06


def test_no_question_is_one_of_a_set_that_measures(pairs: list[Pair]) -> None:
    taught = {normalise(pair.question) for pair in pairs if len(pair.question) > 8}
    assert taught & {normalise(question) for question in measured()} <= ASKED_EVERYWHERE


def test_what_measures_is_not_what_teaches(pairs: list[Pair]) -> None:
    unseen = list(unseen_pairs())
    assert len(unseen) > 1000
    assert not {pair.clause for pair in unseen} & {pair.clause for pair in pairs}
    assert not {pair.question for pair in unseen} & {pair.question for pair in pairs}


def test_going_on_takes_the_fresh_pairs_and_twice_as_many_others() -> None:
    every = [Pair(f"问{n}", "答", answers=bool(n % 2)) for n in range(100)]
    taken = with_others(every[:10], every)
    assert taken[:10] == every[:10]
    assert len(taken) == len(set(taken)) == 30
    assert with_others(every[:10], every) == taken
    assert len(with_others(every[:60], every)) == 100


def measured() -> Iterator[str]:
    for name in ("retrieval.jsonl", "ordinary.jsonl", "answerable.jsonl"):
        for line in map(json.loads, shipped(name).read_text("utf-8").splitlines()):
            if line.get("split", "test") in {"test", "late"} and "query" in line:
                yield line["query"]
    inbox = (json.loads(line) for line in shipped("judgement_dev.jsonl").read_text("utf-8").splitlines())  # fmt: skip
    yield from (m["text"] for m in chain.from_iterable(c.get("messages", []) for c in inbox))
