"""Two versions of one document: the later ends the earlier, and nothing else is ended."""

from datetime import date

import pytest

from knowledge.clause import Clause
from knowledge.versions import base_name, supersede

AUTUMN = date(2026, 9, 1)


def clause(
    path: str,
    heading: str,
    start: date | None = None,
    text: str = "签收后七天内可以退货",
    **more: object,
) -> Clause:
    mark = f"{path}|{heading}|{start}|{text}"
    return Clause.model_validate(
        {
            "clause_id": mark,
            "path": path,
            "heading": heading,
            "text": text,
            "valid_from": start,
            **more,
        }
    )


@pytest.mark.parametrize(
    "path",
    [
        "p/退货政策.md",
        "p/退货政策（2026年9月1日起）.docx",
        "p/退货政策-旧版.pdf",
        "p/退货政策_v2.txt",
        "p/退货政策20260901.md",
    ],
)
def test_names_that_differ_in_date_or_version_only(path: str) -> None:
    assert base_name(path) == "p/退货政策"


def test_models_are_no_versions() -> None:
    assert base_name("p/manual-X100.md") != base_name("p/manual-X200.md")


def test_later_document_ends_earlier_one_the_day_before() -> None:
    old, new = supersede([clause("p/退货-旧版.md", "七天"), clause("p/退货.md", "期限", AUTUMN)])
    assert old.valid_to == date(2026, 8, 31)
    assert new.valid_to is None
    assert old.clause_id != "p/退货-旧版.md|七天|None"


def test_statutes_with_equal_numbering_end_nothing() -> None:
    laws = [
        clause(f"{name}.txt", f"第{chapter}章 总则 > 第{n}条", start, text=f"{name}的第{n}条内容")
        for name, start in (("广告法", date(2015, 9, 1)), ("价格法", date(1998, 5, 1)))
        for chapter, n in (("一", "一"), ("一", "二"), ("二", "三"), ("三", "四"))
    ]
    assert all(one.valid_to is None for one in supersede(laws))


def test_same_heading_twice_in_one_document() -> None:
    old, new = supersede(
        [
            clause("p/a.md", "退货 > 期限"),
            clause("p/a.md", "退货 > 期限", AUTUMN, "十五天内可以退货"),
        ]
    )
    assert (old.valid_to, new.valid_to) == (date(2026, 8, 31), None)


def test_without_dates_nothing_changes() -> None:
    both = (clause("p/退货.md", "一"), clause("p/退货-旧版.md", "一"))
    assert supersede(both) == both
