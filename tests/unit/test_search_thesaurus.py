"""A buyer's word finds the rule that never says it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.keyword import KeywordIndex
from knowledge.search.question import asked_words
from knowledge.search.terms import normalise, terms
from knowledge.search.thesaurus import bridges, in_rule_words, rule_terms


def test_everyday_words_bring_the_words_of_rules() -> None:
    assert "营" in rule_terms("卖家能不能这样")
    assert set(terms("退款")) <= set(rule_terms("什麼時候退刷"))
    assert set(terms("warranty")) <= set(rule_terms("is there any guarantee on it"))


def test_a_word_that_is_already_said_is_not_added() -> None:
    added = rule_terms("什么时候到账，退款给我")
    assert "退 还" in added
    assert "退 款" not in added


def test_part_of_an_english_word_is_no_everyday_word() -> None:
    assert rule_terms("the billboard poster") == []


def test_the_clause_with_the_rule_word_comes_before_one_without_either() -> None:
    index = KeywordIndex.build(
        {
            0: [("商品的颜色以实物为准", 1.0)],
            1: [("经营者应当开具购货凭证", 1.0)],
            2: [("每日营业", 1.0)],
        }
    )
    question = "小票在哪要"
    assert not index.scores(asked_words(question)).any()
    rows, _ = index.ask(asked_words(question), rule_terms(question)).best(
        np.ones(index.size, dtype=np.bool_), depth=3
    )
    assert rows[0] == 1


def test_a_word_added_counts_less_than_one_said() -> None:
    index = KeywordIndex.build({0: [("退款", 1.0)], 1: [("换货", 1.0)]})
    scores = index.ask(terms("退款"), terms("换货")).at(np.arange(2))
    assert scores[0] > scores[1] > 0


def test_no_bridge_ends_where_it_starts() -> None:
    for bridge in bridges():
        assert any(terms(word) for word in bridge.rules)
        assert not all(normalise(word) in bridge.everyday.chinese for word in bridge.rules)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    found = rule_terms(text)
    assert len(found) == len(set(found))


def test_a_question_is_put_in_the_words_of_the_text() -> None:
    assert in_rule_words("球拍保固多久", "质保期限：球拍12个月") == "球拍质保期多久"
    assert in_rule_words("球拍保固多久", "保固一年，质保卡随货") == "球拍保固多久"
    assert in_rule_words("球拍保固多久", "質保期限：球拍12個月") == "球拍保固多久"
    assert in_rule_words("多重", "质保期限") == "多重"
