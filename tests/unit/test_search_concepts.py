"""What a question names, and whether clauses speak of it."""

import numpy as np
import pytest

from knowledge.search.concepts import asked_concepts, concept_bits, concept_features, concepts
from knowledge.search.terms import normalise

WATER = "面料 外层有涂层，淋雨半小时内不进水"
COLOURS = "颜色 有黑色、米色两款"


def between(question: str, texts: list[str]) -> dict[str, float]:
    return dict(concept_features(concept_bits([question])[0], concept_bits(texts)))


def test_every_concept_has_words() -> None:
    assert len(concepts()) > 100
    assert all(concept.chinese or concept.english for concept in concepts())


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("可以刻字吗", "琴头可激光刻名"),
        ("可以分期嗎", "支持花呗免息"),
        ("is it waterproof", "keeps out the rain"),
        ("can I pay by instalments", "Klarna is offered"),
        ("有哪些配色", COLOURS),
        ("這個會不會過敏", "敏感肌可以使用"),
    ],
)
def test_other_words_for_the_same_thing_meet(question: str, clause: str) -> None:
    assert any(concept.named_in(clause.lower()) for concept in asked_concepts(question))


def test_a_clause_on_something_else_leaves_the_question_unspoken() -> None:
    found = between("有什么颜色", [WATER])
    assert found["unspoken"] >= 1
    assert found["part_three"] < 1
    assert between("有什么颜色", [WATER, COLOURS])["unspoken"] == 0


def test_english_words_are_whole_words() -> None:
    off = asked_concepts("10% off")
    assert off
    assert not any(concept in off for concept in asked_concepts("the office"))


@pytest.mark.parametrize("question", ["", "😡😡", "？？？", "a" * 400])
def test_a_question_that_names_nothing_is_neutral(question: str) -> None:
    found = between(question, [WATER])
    assert found["asked"] == 0
    assert found["part_three"] == found["part_fullest"] == pytest.approx(0.6)


def test_no_clauses_leave_everything_unspoken() -> None:
    found = between("颜色", [])
    assert found["unspoken"] == found["asked"] >= 1
    assert found["part_fullest"] == 0


def test_bits_are_what_asking_one_by_one_gives() -> None:
    texts = [WATER, COLOURS, "Klarna or PayPal, 3.2 kg, washable", "", "保固五年，不含輪子"]
    every = concepts()
    bits = np.unpackbits(concept_bits(texts).view(np.uint8), axis=1, bitorder="little")
    for text, row in zip(texts, bits, strict=True):
        named = [concept.named_in(normalise(text)) for concept in every]
        assert row[: len(every)].astype(bool).tolist() == named
