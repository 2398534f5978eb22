"""Marks at the start of lines, and Chinese numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers import numbering
from knowledge.readers.numbering import Rank


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10), ("十五", 15), ("二十", 20), ("一百零三", 103), ("一百二十三", 123), ("一千一百六十四", 1164), ("一〇二", 102),
        ("12", 12), ("１２", 12), ("两百", 200), ("一万二千", 12000), ("〇", 0), ("甲", -1),
    ],
)  # fmt: skip
def test_chinese_numbers(written: str, value: int) -> None:
    assert numbering.chinese_number(written) == value


@pytest.mark.parametrize(
    ("line", "label", "number"),
    [
        ("第十条　买家可以退货。", "第十条", 1000),
        ("第十条之一 定制商品除外。", "第十条之一", 1001),
        ("第1条 总则", "第1条", 100),
        ("第１２条：退货运费", "第１２条", 1200),
        ("第 十 条 退货", "第十条", 1000),
        ("第三條　退貨運費由買家負擔。", "第三條", 300),
        ("第五条【换货】缺货时可以退款。", "第五条", 500),
        ("第二条 中华人民共和国境内的活动，适用本法。", "第二条", 200),
    ],
)
def test_articles(line: str, label: str, number: int) -> None:
    mark = numbering.article(line)
    assert mark is not None
    assert (mark.label, mark.number) == (label, number)


@pytest.mark.parametrize(
    "line",
    [
        "第十条规定的商品不退。",
        "第十条、第十一条所称商品",
        "第十条第二款规定",
        "第十条的规定",
        "十条",
        "第十章 附则",
        "第十条，是指",
    ],
)
def test_mentions_are_no_articles(line: str) -> None:
    assert numbering.article(line) is None


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("一、退货", Rank.CN), ("（一）退货", Rank.PAREN_CN), ("(二) 退货", Rank.PAREN_CN), ("1. 退货", Rank.ARABIC),
        ("1、退货", Rank.ARABIC), ("2）退货", Rank.ARABIC), ("（3）退货", Rank.PAREN_ARABIC), ("①退货", Rank.CIRCLED),
        ("3.2 Refund timing", Rank.DOTTED), ("3.2.1 Refund", Rank.DOTTED_THREE), ("- 退货", Rank.BULLET), ("• item", Rank.BULLET),
        ("a) damaged goods", Rank.LETTER),
    ],
)  # fmt: skip
def test_items(line: str, rank: Rank) -> None:
    mark = numbering.item(line)
    assert mark is not None
    assert mark.rank is rank


@pytest.mark.parametrize(
    "line",
    ["1.5元起", "7天无理由", "-5元", "2026.9.1 起施行", "3.5寸屏幕", "退货", "一般商品可以退"],
)
def test_plain_lines_have_no_mark(line: str) -> None:
    assert numbering.item(line) is None


@given(st.text(max_size=60))
def test_no_line_makes_a_parser_raise(line: str) -> None:
    numbering.article(line)
    numbering.item(line)
    numbering.question(line)
    numbering.answer(line)
    if line:
        numbering.division(line)
