"""What kind of answer a question wants, and whether a clause holds one."""

import pytest

from knowledge.search.kinds import kind_features


@pytest.mark.parametrize(
    ("question", "holds", "holds_not"),
    [
        ("空箱多重", "空箱4.6公斤", "容量65公升"),
        ("吸尘器多重", "品名：吸尘器；净重kg：2.6", "品名：吸尘器；颜色：灰"),
        ("how heavy is the board", "40 by 30 cm, 3.2 kg", "acacia with a juice groove"),
        ("多久到賬", "驗收後三到5個工作日退款", "退款原路返回"),
        ("邮费多少钱", "满59包邮，不满收6元", "默认发申通"),
        ("有哪些颜色", "黑色和米色两款", "面料为纯棉"),
        ("when will it arrive", "two to 3 working days", "sent by courier"),
    ],
)
def test_a_clause_holds_the_kind_that_is_asked_for(
    question: str, holds: str, holds_not: str
) -> None:
    assert kind_features(question, [holds])["kind_first"] == 1
    assert kind_features(question, [holds_not])["kind_first"] == 0
    assert kind_features(question, [holds_not, holds])["kind_three"] == 1


@pytest.mark.parametrize("question", ["", "可以刻字吗", "can it be engraved", "😡"])
def test_a_question_of_no_kind_is_neutral(question: str) -> None:
    assert kind_features(question, ["任何条款"])["kind_asked"] == 0


def test_without_clauses_nothing_is_held() -> None:
    assert kind_features("多少钱", [])["kind_three"] == 0
