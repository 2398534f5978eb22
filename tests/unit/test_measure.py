"""Measures as people write them, and nothing else that is a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.measure import Dimension, measures, named_quantity, unit_in


@pytest.mark.parametrize(
    ("text", "quantity", "dimension", "amount"),
    [
        ("身高178 穿啥码", "height", Dimension.LENGTH, 178),
        ("我一米七八，要多大的", "", Dimension.LENGTH, 178),
        ("1米7的个子", "", Dimension.LENGTH, 170),
        ("體重62公斤", "weight", Dimension.WEIGHT, 62),
        ("一百五十斤穿几号", "", Dimension.WEIGHT, 75),
        ("腳長26.5要買哪個尺寸", "foot", Dimension.LENGTH, 26.5),
        ("宝宝3岁", "", Dimension.AGE, 36),
        ("8个月能用吗", "", Dimension.AGE, 8),
        ("I'm 5'10", "", Dimension.LENGTH, 178),
        ("I weigh 160 lbs", "weight", Dimension.WEIGHT, 72.6),
        ("my waist is 30 inches", "waist", Dimension.LENGTH, 76.2),
    ],
)
def test_a_measure_is_read(text: str, quantity: str, dimension: Dimension, amount: float) -> None:
    (found,) = measures(text)
    assert (found.quantity, found.dimension) == (quantity, dimension)
    assert found.amounts[0] == pytest.approx(amount, abs=0.05)


def test_how_it_was_written_is_kept() -> None:
    assert measures("身高 178 穿啥码")[0].said == "身高178"
    assert measures("my foot is 27 cm")[0].said == "27 cm"


def test_a_bare_weight_may_be_in_jin() -> None:
    assert measures("体重150 穿多大")[0].amounts == (150, 75)
    assert measures("体重52 穿多大")[0].amounts == (52,)


def test_bare_numbers_are_measures_only_where_a_size_is_asked() -> None:
    assert [one.said for one in measures("178/75穿什么码")] == ["178", "75"]
    assert measures("一共178，少了75") == ()


@pytest.mark.parametrize(
    "text",
    [
        "鞋子42码有货吗",
        "收到20天了还能换大一码不",
        "买了2件 穿着不错",
        "R201穿的啥线",
        "订单2026112900123穿多大",
        "11月20日买的",
    ],
)
def test_counts_codes_days_and_sizes_are_no_measures(text: str) -> None:
    assert measures(text) == ()


def test_columns_name_quantities_and_units() -> None:
    assert named_quantity("身高cm") == "height" and named_quantity("库存") == ""
    assert unit_in("体重（斤）") == (Dimension.WEIGHT, 0.5)
    assert unit_in("尺码") is None


@given(st.text(max_size=120))
def test_any_text_is_taken(text: str) -> None:
    for one in measures(text):
        assert one.amounts and all(amount >= 0 for amount in one.amounts)
