"""Effective dates: only from words that say so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import validity
from knowledge.validity import Validity

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "本政策自2026年9月1日起施行。", "本须知 2026 年 9 月 1 日起用，只管水果。", "自2026-09-01起生效", "2026年9月1日起正式执行", "生效日期：2026/9/1", "本規則自2026年9月1日起實施。",
        "This policy is effective from September 1, 2026.", "Effective date: 1 September 2026", "Effective as of 2026-09-01",
        "This policy takes effect on Sep 1, 2026", "本版本适用于2026年9月1日起的订单", "2026年9月1日及以后下单的订单适用本政策",
    ],
)  # fmt: skip
def test_starts(text: str) -> None:
    assert validity.from_texts([text]) == Validity(DAY, None)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("有效期至2026年9月1日", DAY),
        ("适用于2026年9月1日及之前的订单。", DAY),
        ("Valid until 2026-09-01.", DAY),
        ("失效日期：2026-09-01", DAY),
        ("本版本适用于2026-09-01之前的订单", date(2026, 8, 31)),
        ("本规定自2026年9月1日起废止", date(2026, 8, 31)),
        ("This version applies to orders placed before September 1, 2026.", date(2026, 8, 31)),
    ],
)
def test_ends(text: str, end: date) -> None:
    assert validity.from_texts([text]) == Validity(None, end)


def test_ranges() -> None:
    assert validity.from_texts(["有效期：2025年5月24日-6月18日"]) == Validity(
        date(2025, 5, 24), date(2025, 6, 18)
    )


@pytest.mark.parametrize(
    "text",
    [
        "《消费者权益保护法实施条例》自2024年7月1日起施行，请知悉。", "双11期间2026年11月10日20:00开始发货顺延。", "2026年10月整理", "2026年9月1日开会讨论了退货。",
        "自2020年1月1日起施行。自2026年9月1日起施行。", "Orders shipped on September 1, 2026 were late.", "自2026年13月45日起施行",
    ],
)  # fmt: skip
def test_other_dates_say_nothing(text: str) -> None:
    assert validity.from_texts([text]) == Validity()


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("退货政策_2026-09-01", Validity(DAY, None)),
        ("returns_20260901", Validity(DAY, None)),
        ("returns_2025-06-01_2026-08-31", Validity(date(2025, 6, 1), date(2026, 8, 31))),
        ("球拍换新政策（旧版_至2026年8月31日）", Validity(None, date(2026, 8, 31))),
        ("商品目录_2026-09-01", Validity()),
        ("退货政策(2025版)", Validity()),
        ("returns_v2", Validity()),
    ],
)
def test_names_of_policies(stem: str, expected: Validity) -> None:
    assert validity.from_name(stem) == expected


def test_metadata_outranks_everything() -> None:
    found = validity.of_document(
        {"施行日期": "2026年9月1日"}, "returns_2020-01-01", ["自2019年1月1日起施行"], []
    )
    assert found.valid_from == DAY
    assert validity.from_metadata(
        {"valid_from": "2026-09-01", "valid_to": "2027-01-01"}
    ) == Validity(DAY, date(2027, 1, 1))


@given(st.lists(st.text(max_size=80), max_size=4))
def test_never_raises(texts: list[str]) -> None:
    validity.from_texts(texts)
    validity.from_name("政策" + "".join(texts))


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("退货 > 2026年9月1日起下单的订单", Validity(DAY, None)),
        ("退货 > 2026年9月1日之前的订单", Validity(None, date(2026, 8, 31))),
        ("退货 > 2026年8月31日及之前的订单", Validity(None, date(2026, 8, 31))),
        ("Returns > Orders placed before September 1, 2026", Validity(None, date(2026, 8, 31))),
        ("Returns > Orders placed on or after September 1, 2026", Validity(DAY, None)),
        ("双11（2026年11月10日）", Validity()),
    ],
)
def test_headings_of_sections(heading: str, expected: Validity) -> None:
    assert validity.from_heading(heading) == expected
