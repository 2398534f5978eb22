"""Short titles, amounts, times, faults and sources as a clerk says them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.money import Money
from agent.domain.reading import Language, Problem
from agent.drafting.bank import Bank
from agent.drafting.details import Details
from agent.drafting.parcel import _PRIVATE
from agent.drafting.script import Scripts, is_chinese
from agent.drafting.title import Titles
from agent.drafting.words import dated, day, money, tidy, when

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(("title", "short"), [
    ("【官方正品】2026新款羽毛球鞋男女通用防滑透气专业训练", "羽毛球鞋"),
    ("纯棉T恤男短袖夏季宽松潮流上衣ins风", "纯棉T恤"),
    ("某某电热水器家用60升一级能效速热节能", "电热水器"),
    ("苹果手机壳新款防摔", "手机壳"),
    ("保温杯", "保温杯"),
    ("量子波动仪", "量子波动仪"),
    ("2026全新升级多功能家居好物神器买一送一", ""),
    ("Badminton racket, carbon fibre", "badminton racket"),
    ("", ""),
])  # fmt: skip
def test_short_titles(title: str, short: str) -> None:
    assert Titles().short(title) == short


@given(st.text(max_size=80))
def test_short_titles_are_short(title: str) -> None:
    assert len(Titles().short(title).split()) <= 5


@pytest.mark.parametrize(("value", "currency", "language", "said"), [
    ("129.00", "CNY", Language.ZH_HANS, "129元"),
    ("22.95", "CNY", Language.ZH_HANT, "22.95元"),
    ("890.00", "TWD", Language.ZH_HANT, "NT$890"),
    ("129.00", "CNY", Language.EN, "¥129.00"),
    ("12.00", "USD", Language.ZH_HANS, "US$12.00"),
    ("12.50", "BRL", Language.EN, "12.50 BRL"),
])  # fmt: skip
def test_amounts(value: str, currency: str, language: Language, said: str) -> None:
    assert money(Money.of(value, currency), language) == said


@pytest.mark.parametrize(("due", "language", "said"), [
    (NOW + timedelta(hours=20), Language.ZH_HANS, "明天上午6点"),
    (NOW + timedelta(days=7), Language.ZH_HANS, "28号"),
    (datetime(2026, 11, 28, 0, 0, tzinfo=NOW.tzinfo), Language.ZH_HANT, "11月27日"),
    (datetime(2026, 11, 21, 20, 0, tzinfo=UTC), Language.EN, "4 am tomorrow"),
])  # fmt: skip
def test_deadlines_in_the_shops_zone(due: datetime, language: Language, said: str) -> None:
    assert when(due, NOW, language) == said


@pytest.mark.parametrize(("moment", "now", "language", "said"), [
    (NOW - timedelta(days=8), NOW, Language.ZH_HANS, "13号"),
    (NOW - timedelta(days=42), NOW, Language.ZH_HANS, "10月10号"),
    (NOW + timedelta(days=12), NOW, Language.ZH_HANS, "3号"),
    (NOW + timedelta(days=30), NOW, Language.ZH_HANS, "12月21号"),
    (NOW + timedelta(days=7), NOW, Language.ZH_HANT, "11月28日"),
])  # fmt: skip
def test_the_month_is_named_where_another_might_be_meant(
    moment: datetime, now: datetime, language: Language, said: str
) -> None:
    assert day(moment, now, language) == said


@pytest.mark.parametrize(("due", "language", "said"), [
    (NOW + timedelta(days=2), Language.ZH_HANS, "23号上午10点"),
    (NOW + timedelta(days=1, hours=4), Language.ZH_HANS, "22号下午2点"),
    (NOW + timedelta(days=2), Language.ZH_HANT, "11月23日上午10點"),
    (NOW + timedelta(days=2), Language.EN, "10 am on 23 November"),
    (NOW + timedelta(days=1, hours=14), Language.ZH_HANS, "22号"),
    (NOW + timedelta(days=2, hours=-5), Language.ZH_HANS, "23号"),
    (NOW + timedelta(days=9), Language.ZH_HANS, "30号"),
])  # fmt: skip
def test_a_dated_time_has_its_hour_by_day(due: datetime, language: Language, said: str) -> None:
    assert dated(due, NOW, language) == said


@pytest.mark.parametrize(("said", "problem", "found"), [
    ("才穿一次鞋底就开胶", Problem.QUALITY, "开胶"),
    ("会不会开胶啊", Problem.QUALITY, None),
    ("没有开胶", Problem.QUALITY, None),
    ("杯子压扁了", Problem.DAMAGED, "变形"),
    ("太小了穿不下", Problem.SIZE, "尺码偏小"),
    ("太小了穿不下", Problem.QUALITY, None),
    ("it won't charge", Problem.QUALITY, "充不进电"),
])  # fmt: skip
def test_faults_are_named_only_where_stated(said: str, problem: Problem, found: str | None) -> None:
    detail = Details().find((said,), problem, Language.ZH_HANS)
    assert (detail.named if detail else None) == found


def test_quotes_are_put_into_the_drafts_script_or_left_out() -> None:
    scripts = Scripts()
    assert scripts.quoted("开胶", Language.ZH_HANT) == "開膠"
    assert scripts.quoted("運費", Language.ZH_HANS) == "运费"
    assert scripts.quoted("运费", Language.EN) == ""
    assert is_chinese("VICTOR 羽毛球拍") and not is_chinese("badminton racket")


def test_tidy_leaves_single_punctuation() -> None:
    assert tidy("好的。。那，，就这样，。") == "好的。那，就这样。"


def _slots(node: object, path: str = "") -> set[str]:
    if isinstance(node, dict):
        return {slot for key, value in node.items() for slot in _slots(value, f"{path}.{key}")}
    return {path}


def test_both_chinese_banks_hold_the_same_slots_and_english_what_is_shared() -> None:
    hans, hant, english = (
        _slots(Bank(one)._tree) for one in (Language.ZH_HANS, Language.ZH_HANT, Language.EN)
    )
    assert hans == hant
    assert {slot for slot in hans if slot.startswith(".review")} <= english


def test_the_carriers_people_are_private() -> None:
    assert _PRIVATE.search("快递员李某") and not _PRIVATE.search("已到达杭州转运中心")
