"""How far words found are trusted to answer: what is weighed, and what the weights that ship make of it."""

import numpy as np
import pytest

from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor
from agent.drafting.meaning import Meaning
from agent.drafting.trust import BELIEVED, direction, features, load_trust
from knowledge.search.use import UseEmbedder

SHEET = Passage(
    path="jacket.md",
    heading="风壳冲锋衣",
    text="防水指数：10000 mm；重量：420 g；颜色：灰、橙",
    score=1.0,
)
CARE = Passage(
    path="jacket.md",
    heading="风壳冲锋衣 > 洗护",
    text="30℃以下机洗，不能漂白，不能烘干。",
    score=0.9,
)


@pytest.fixture(scope="module")
def embedder() -> UseEmbedder:
    return UseEmbedder()


def beliefs(embedder: UseEmbedder, question: str, passages: list[Passage]) -> list[float]:
    found = Extractor(Meaning(embedder)).each(question, passages)
    return load_trust().beliefs(question, embedder.encode_query([question])[0], found)


def test_the_words_that_answer_are_believed_before_others(embedder: UseEmbedder) -> None:
    first = [CARE.model_copy(update={"score": 1.0}), SHEET.model_copy(update={"score": 0.85})]
    care = beliefs(embedder, "能机洗吗", first)
    assert care[0] >= BELIEVED and care[0] > care[1]
    sheet = beliefs(embedder, "有什么颜色", [SHEET, CARE])
    assert sheet[0] >= BELIEVED and sheet[0] > sheet[1]


def test_what_no_passage_holds_is_believed_of_none(embedder: UseEmbedder) -> None:
    assert max(beliefs(embedder, "学生证能打折不", [SHEET, CARE])) < BELIEVED
    assert max(beliefs(embedder, "你们老板贵姓", [SHEET, CARE])) < BELIEVED


def test_traits_stand_against_the_best_of_all_words_found(embedder: UseEmbedder) -> None:
    rows = features(
        "可以放洗衣机洗吗", Extractor(Meaning(embedder)).each("可以放洗衣机洗吗", [SHEET, CARE])
    )
    for name in ("near", "whole", "score"):
        best = max(row.get(name, 0.0) for row in rows)
        assert all(row[f"{name}_best"] == best for row in rows)
        assert min(abs(row[f"{name}_behind"]) for row in rows) == 0.0
    assert features("可以吗", []) == []


def test_weights_are_of_one_model_alone(embedder: UseEmbedder) -> None:
    assert Meaning(embedder).vector("洗", model=load_trust().model) is not None
    assert Meaning(embedder).vector("洗", model="another-model/1") is None
    assert Meaning().vector("洗", model=load_trust().model) is None


def test_a_direction_is_of_unit_length() -> None:
    centre = np.ones(4, dtype=np.float32)
    moved = direction(np.array([2, 1, 1, 1], dtype=np.float32), centre)
    assert np.linalg.norm(moved) == pytest.approx(1.0)
    assert not direction(centre, centre).any()
