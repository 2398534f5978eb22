"""Measures choose the row of the shop's own table."""

import pytest

from agent.drafting.brief import Passage
from agent.drafting.sizing import name_of, sized, table_of

CLOTHES = [
    Passage(path="尺码.html", heading="尺码表 > 服装", text=f"尺码：{size}；身高cm：{tall}；体重kg：{heavy}；衣长cm：{long}")
    for size, tall, heavy, long in (
        ("S", "160-165", "45-54", 64), ("M", "165-170", "54-62", 66), ("L", "170-175", "62-70", 68), ("XL", "175-180", "70-78", 70),
    )
]  # fmt: skip
SHOES = [
    Passage(path="鞋.xlsx", heading=f"鞋!{row}", text=f"欧码：{eu}；脚长 mm：{foot}；美码：{us}")
    for row, (eu, foot, us) in enumerate(((41, 260, 8), (42, 265, 8.5), (43, 270, 9)), start=2)
]
HARNESS = [
    Passage(path="胸背.md", heading="选号", text=f"型号：{size}；适用体重：{heavy}；背长cm：{back}")
    for size, heavy, back in (("小号", "5kg以下", "20-28"), ("中号", "5-10kg", "28-36"), ("大号", "10kg以上", "36-45"))
]  # fmt: skip
PROSE = Passage(
    path="说明.md", heading="尺码", text="身高155-160cm选S码，160-165选M码，165-170选L码。"
)


def _chosen(question: str, *passages: Passage) -> list[tuple[str, str]]:
    found = sized(question, passages)
    rows = found.rows if found else ()
    return [cell for row in rows for cell in [name_of(question, row)] if cell]


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("身高178 体重150斤穿啥码", "XL"),
        ("我一米七二，一百三十斤，穿多大", "L"),
        ("身高165穿哪个码", "M"),  # where two meet, the larger
        ("163/50穿什么码", "S"),
    ],
)
def test_one_row_takes_in_all_measures(question: str, size: str) -> None:
    assert _chosen(question, *SHOES, *CLOTHES) == [("尺码", size)]


def test_measures_of_two_rows_give_both_the_larger_last() -> None:
    assert [size for _, size in _chosen("172 150斤穿啥码", *CLOTHES)] == ["L", "XL"]


def test_of_single_measures_the_next_larger_is_taken_and_none_beyond_the_last() -> None:
    assert _chosen("脚长26.5穿几码", *SHOES) == [("欧码", "42")]
    assert _chosen("脚长26.7穿几码", *SHOES) == [("欧码", "43")]
    assert _chosen("脚长29穿几码", *SHOES) == []
    assert _chosen("脚长20穿几码", *SHOES) == []


def test_the_size_that_the_question_names_is_told() -> None:
    assert _chosen("脚长26.5美码是多少", *SHOES) == [("美码", "8.5")]


def test_open_ends_of_a_table() -> None:
    assert _chosen("我家狗4kg 穿几号", *HARNESS) == [("型号", "小号")]
    assert _chosen("狗狗25斤 背长40 穿几号", *HARNESS) == [("型号", "大号")]


def test_sizes_listed_in_prose() -> None:
    assert _chosen("身高163穿什么码", PROSE) == [("", "M")]


@pytest.mark.parametrize(
    ("question", "size"),
    [("我家小子一米三八，买哪个", "36寸"), ("孩子身高120 用多大的", "尤克里里")],
)
def test_whatever_prose_recommends_is_a_size(question: str, size: str) -> None:
    text = "身高130cm以下建议尤克里里，130–150cm选36寸，150cm以上选41寸。"
    assert _chosen(question, Passage(path="faq.csv", heading="FAQ", text=text)) == [("", size)]


@pytest.mark.parametrize("question", ["有货吗", "身高250穿啥码", "第8天还能退吗", "身高170"])
def test_nothing_is_chosen_where_no_row_fits(question: str) -> None:
    rows = SHOES if question == "身高170" else CLOTHES
    assert _chosen(question, *rows) == []


def test_rows_of_a_sheet_are_one_table() -> None:
    assert {table_of(one.heading) for one in SHOES} == {"鞋"}


def test_what_is_no_chart_chooses_nothing() -> None:
    text = "可以指定穿线磅数吗？可以，新手建议穿22到24磅，业余穿24到26磅，下单备注磅数。"
    for question in ("说好穿26磅，一测23磅，重新穿", "拍子重26磅？"):
        assert sized(question, [Passage(path="faq.csv", heading="FAQ", text=text)]) is None


def test_a_table_of_fees_by_weight_is_no_size_chart() -> None:
    fees = [
        Passage(path="运费.html", heading=f"运费!{row}", text=f"地区：{place}；首重1kg：{first}元；续重/kg：{more}元")
        for row, (place, first, more) in enumerate((("江浙沪", 6, 1), ("新疆、西藏", 25, 18)))
    ]  # fmt: skip
    assert sized("寄上海2kg要多少邮费", fees) is None
    bare = [one.model_copy(update={"text": one.text.replace("元", "")}) for one in fees]
    assert sized("寄到新疆3公斤运费多少", bare) is None
