"""Bytes to text, and bytes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.readers.decoding import decode
from knowledge.readers.language import language
from knowledge.readers.reflow import reflow

SIMPLIFIED = "签收后七天内可以申请退货，质量问题的运费由本店承担。\r\n请先联系客服。"
TRADITIONAL = "收到商品後七天內可以申請退貨，瑕疵品的運費由賣場負擔。\n請先聯絡客服。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_simplified(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), "a.txt") == SIMPLIFIED.replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "a.txt") == TRADITIONAL


def test_western() -> None:
    text = "You’ll get a refund – usually within five days."
    assert decode(text.encode("cp1252"), "a.txt") == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 10, b"PK\x03\x04" + bytes(500), b"\xff\xfe\x00"]
)
def test_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="save it as UTF-8"):
        decode(data, "a.txt")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decode(data, "a.txt")
    except UnreadableFile as error:
        assert "\n" not in str(error)


@given(
    st.text(
        alphabet=st.characters(blacklist_categories=("Cs", "Co", "Cc", "Cn")),
        min_size=1,
        max_size=80,
    )
)
def test_utf8_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8"), "a.txt") == text.lstrip("\ufeff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("七天内可以退货", "zh-Hans"), ("七天內可以退貨", "zh-Hant"), ("Returns within 30 days", "en"), ("SKU：A1；名称：YONEX Astrox", "zh-Hans"),
        ("支援 USB-C 充電", "zh-Hant"), ("12345", "zh-Hans"), ("退", "zh-Hans"),
    ],
)  # fmt: skip
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected


def test_wrapped_lines_are_joined_and_marked_ones_are_not() -> None:
    line = "本店所售商品自签收之日起七天内可以申请无理由退货并且不影响"
    text = f"{line}\n{line}\n{line}\n{line}\n退货。\n一、运费由买家承担\n二、其他"
    assert reflow(text) == [line * 4 + "退货。", "一、运费由买家承担", "二、其他"]
