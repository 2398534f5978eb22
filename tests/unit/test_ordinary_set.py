"""`ordinary.jsonl`: what it says of its questions is true of its clauses, and no shop is in both parts."""

import pytest

from evals.adapters.shops import Query, Shop, ordinary_shops
from knowledge.clause import Clause


@pytest.fixture(scope="module", params=["fit", "test", "taught", "late"])
def shops(request: pytest.FixtureRequest) -> list[Shop]:
    return ordinary_shops(request.param)


def test_half_of_the_questions_of_each_shop_have_an_answer(shops: list[Shop]) -> None:
    for shop in shops:
        assert sum(one.answered for one in shop.questions) * 2 == len(shop.questions)
        assert {one.miss for one in shop.questions if not one.answered} == {"near", "far"}


def test_every_answer_stands_in_a_clause_of_its_shop(shops: list[Shop]) -> None:
    absent = [
        one.text
        for shop in shops
        for one in shop.questions
        if one.answered and not any(one.answered_by(clause) for clause in shop.clauses)
    ]
    assert absent == []


@pytest.mark.parametrize(
    ("used", "measures"), [("fit", "test"), ("fit", "late"), ("taught", "test"), ("taught", "late")]
)
def test_what_is_used_and_what_measures_share_hardly_a_question_or_a_clause(
    used: str, measures: str
) -> None:
    one, other = ordinary_shops(used), ordinary_shops(measures)
    asked = [{q.text for shop in shops for q in shop.questions} for shops in (one, other)]
    said = [{c.text for shop in shops for c in shop.clauses} for shops in (one, other)]
    assert len(asked[0]) > 300 and len(asked[1]) > 200
    assert len(asked[0] & asked[1]) <= len(asked[1]) * 0.04  # 「能开发票吗」 is asked everywhere
    assert len(said[0] & said[1]) <= len(said[1]) * 0.02


def test_a_quote_of_a_table_s_row_is_held_by_the_clause_with_its_cells() -> None:
    asked = Query("多重", quote="| AX-101 | 手推 | 15kg |")
    row = "型号：AX-101；款式：手推；重量：15kg"

    def clause(text: str) -> Clause:
        return Clause(clause_id="1", path="a.md", heading="轮椅", text=text, language="zh-Hans")

    assert asked.answered_by(clause(row))
    assert not asked.answered_by(clause(row.replace("15kg", "18kg")))
