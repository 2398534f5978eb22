"""The keyword index: what is found, what is carried over, what is saved."""

from pathlib import Path

import numpy as np

from knowledge.search.keyword import COMMON, KeywordIndex
from knowledge.search.terms import terms

TEXTS = [
    "签收后七天内可以无理由退货",
    "质量问题由卖家承担运费",
    "型号F6033-UD3 支持快充",
    "default courier is DHL",
]


def build(texts: list[str]) -> KeywordIndex:
    return KeywordIndex.build({row: ((text, 1.0),) for row, text in enumerate(texts)})


def test_best_clause_first_and_no_score_without_a_shared_term() -> None:
    scores = build(TEXTS).scores(terms("可以退貨嗎"))
    assert int(np.argmax(scores)) == 0
    assert scores[3] == 0


def test_a_code_finds_its_clause() -> None:
    assert int(np.argmax(build(TEXTS).scores(terms("f6033-ud3")))) == 2


def test_nothing_indexed_and_nothing_asked() -> None:
    assert len(build([]).scores(terms("退货"))) == 0
    assert not build(TEXTS).scores([]).any()


def test_carried_over_equals_built_anew() -> None:
    base = build(TEXTS)
    texts = [TEXTS[2], "发货后不能改地址", TEXTS[0]]
    carried = KeywordIndex.build({1: ((texts[1], 1.0),)}, base, np.array([2, -1, 0]))
    fresh = build(texts)
    for question in ("快充", "改地址", "无理由退货", "质量"):
        assert np.allclose(carried.scores(terms(question)), fresh.scores(terms(question)))


def test_saved_and_mapped_gives_the_same(tmp_path: Path) -> None:
    base = build(TEXTS)
    base.save(tmp_path)
    assert np.array_equal(
        KeywordIndex.open(tmp_path).scores(terms("退货运费")), base.scores(terms("退货运费"))
    )
    assert not list(tmp_path.glob("*.pkl"))


def test_common_terms_count_as_much_as_in_a_small_index() -> None:
    dice = np.random.default_rng(5)
    words = [f"word{chr(97 + i)}x" for i in range(20)]
    texts = [" ".join(["the", *dice.choice(words, 4)]) for _ in range(COMMON + 900)]
    index = build(texts)
    asked = terms("the wordax wordbx")
    every, allowed = index.scores(asked), np.arange(len(texts)) % 2 == 0
    found, scores = index.ask(asked).best(allowed, 50)
    assert allowed[found].all()
    assert np.allclose(scores, np.sort(every[allowed])[::-1][:50], atol=1e-4)
    alone, _ = index.ask(terms("the")).best(allowed, 10)
    assert len(alone) == 10
