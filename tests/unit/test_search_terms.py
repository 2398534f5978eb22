"""Terms: width, script, blanks and punctuation make no difference; codes stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.terms import codes, terms, units

HAN = st.text(alphabet="退货运费商品签收客服包裹发票质量七天内无理由", min_size=1, max_size=30)
MARKS = st.text(alphabet=" \t\n　，。、；：！？（）【】“”…—·", max_size=3)


@given(HAN, st.data())
def test_blanks_and_punctuation_between_characters_change_nothing(
    text: str, data: st.DataObject
) -> None:
    spread = "".join(character + data.draw(MARKS) for character in text)
    assert terms(spread) == terms(text)


@given(st.text(max_size=80))
def test_any_text_gives_terms(text: str) -> None:
    assert all(isinstance(term, str) and term for term in terms(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("退貨運費由買家承擔", "退货运费由买家承担"),
        ("７天", "7日"),
        ("七天", "7天"),
        ("第二十五条", "第25条"),
        ("二十四个月", "24个月"),
        ("1,000元", "1000元"),
        ("Returned ITEMS", "return item"),
    ],
)
def test_written_differently_and_meant_alike(one: str, other: str) -> None:
    assert units(one) == units(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("型号F6033-UD3(HE)", ["f6033ud3"]),
        ("订单316207836171到了吗", ["316207836171"]),
        ("ＡＢ－１２３", ["ab123"]),
        ("七天内退货", []),
    ],
)
def test_codes_are_whole(text: str, expected: list[str]) -> None:
    assert codes(text) == expected
