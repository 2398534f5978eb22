"""The sentence that answers is found by words, and by meaning where no word is shared."""

import numpy as np
import pytest

from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor
from agent.drafting.meaning import Meaning
from agent.drafting.sentences import lines_of

RETURNS = Passage(
    path="policies/returns.md",
    heading="售后 > 鞋子保养",
    text="鞋面脏了用软毛刷蘸清水刷。鞋底不要暴晒。鞋垫可以拆下来单独洗。",
    score=0.5,
)
STOCK = Passage(
    path="faq.csv", heading="常见问题!3", text="问：多久补货；答：每周三补一次。", score=0.5
)


class Topics:
    """Stands in for a sentence model: each listed word is one direction, so texts on one topic are alike."""

    name = "topics"
    dimension = 3
    words = (("刷", "清洁", "干净"), ("晒", "太阳"), ("补货", "到货"))

    def encode_query(self, texts):
        rows = [
            [float(any(word in text for word in topic)) for topic in self.words] for text in texts
        ]
        made = np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)

    encode_document = encode_query


@pytest.fixture
def by_meaning() -> Extractor:
    return Extractor(Meaning(Topics()))


def test_a_sentence_that_shares_no_word_is_found_by_its_meaning(by_meaning) -> None:
    found = by_meaning.best("怎么弄干净", [RETURNS])
    assert found is not None and found.text == "鞋面脏了用软毛刷蘸清水刷"
    assert by_meaning.best("能放太阳底下吗", [RETURNS]).text == "鞋底不要暴晒"


def test_without_a_model_shared_words_decide() -> None:
    found = Extractor().best("鞋垫能不能拆下来洗", [RETURNS, STOCK])
    assert found is not None and "拆下来单独洗" in found.text


def test_what_search_put_first_wins_among_equals() -> None:
    better = STOCK.model_copy(update={"score": 0.9, "path": "other.csv"})
    found = Extractor().best("多久补货", [better, STOCK])
    assert found is not None and found.passage.path == "other.csv"


def test_the_question_of_a_pair_says_what_its_answer_is_about(by_meaning) -> None:
    found = by_meaning.best("啥时候到货", [RETURNS, STOCK])
    assert found is not None and (found.about, found.text) == ("多久补货", "每周三补一次")


def test_nothing_is_known_without_a_model_or_a_question() -> None:
    assert Meaning().likeness("怎么洗", ["刷", "晒"]) == [0.0, 0.0]
    assert Meaning(Topics()).likeness(" ", ["刷"]) == [0.0]
    assert Meaning(Topics()).likeness("怎么洗", []) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2.1 主镜筒保修五年", "主镜筒保修五年"),
        ("3.2.1 寄回时附上订单号", "寄回时附上订单号"),
        ("1.1 You may return unused tools", "You may return unused tools"),
        ("1.5 倍计费", "1.5 倍计费"),
        ("2.1声道音箱", "2.1声道音箱"),
        ("10.9英寸屏幕", "10.9英寸屏幕"),
    ],
)
def test_the_number_of_a_clause_is_not_said_and_a_number_of_goods_is(
    written: str, said: str
) -> None:
    assert [line.text for line in lines_of(written, "")] == [said]
