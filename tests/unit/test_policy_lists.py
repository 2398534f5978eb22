"""Lists of what is not taken back, sentences on what holds no more, and times that belong to another right."""

import pytest

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.policy.handling import says_caused
from agent.policy.promises.remedies import remedies
from agent.policy.spans import day_spans, spans_of
from agent.policy.subjects import exclusions, in_force, spelled_out
from agent.policy.windows import windows_of
from tests.unit.test_policy_own_words import decided, paper


@pytest.mark.parametrize(
    "text",
    [
        "2. 下列商品不支持七天无理由退货：(1) 活体；(2) 已拆封的滤材；(3) 定制鱼缸。",
        "下列商品不支持七天无理由退货：\n活体\n已拆封的滤材\n定制鱼缸",
        "以下商品，不支持七天无理由退货：①活体；②已拆封的滤材；③定制鱼缸。",
    ],
)
def test_each_item_of_a_list_has_what_its_lead_says(text: str) -> None:
    assert exclusions(text) == [
        f"{item}不支持七天无理由退货" for item in ("活体", "已拆封的滤材", "定制鱼缸")
    ]


def test_a_sentence_after_the_list_speaks_for_itself() -> None:
    told = spelled_out("有下列情形之一的，不予退货：①人为损坏；②超过7天。质量问题可以退。")
    assert told == ["人为损坏不予退货", "超过7天不予退货", "质量问题可以退"]


def test_plain_sentences_stay_as_they_are() -> None:
    assert spelled_out("7天内可退。特价品不退。") == ["7天内可退", "特价品不退"]


def test_what_is_void_is_not_in_force() -> None:
    assert in_force("3. 旧版15天价保已作废。") == ""
    assert in_force("7天价保。旧版15天价保已作废。") == "7天价保"
    assert in_force("签收后7天内可退。") == "签收后7天内可退。"


def test_a_void_clause_decides_nothing() -> None:
    clauses = paper("价保说明", "付款后7天内降价可退差价。", "旧版15天价保已作废。")
    found = decided(clauses, Want.COMPENSATE, Problem.PRICE_DROP, "买完12天降价了，退差价", days=10)
    assert found.outcome is not Outcome.COMPENSATE


def test_use_that_a_clause_names_refuses_a_return_without_reason() -> None:
    clauses = paper("七天无理由", "签收7天内可以无理由退货。", "蘸墨或上墨写过的笔不能无理由退货。")
    found = decided(
        clauses,
        Want.RETURN_REFUND,
        Problem.CHANGED_MIND,
        "写过两页了，不顺手，能退吗",
        title="钢笔",
    )
    assert found.outcome in {Outcome.DECLINE, Outcome.ESCALATE}
    fresh = decided(
        clauses, Want.RETURN_REFUND, Problem.CHANGED_MIND, "没写过，能退吗", title="钢笔"
    )
    assert fresh.outcome is Outcome.RETURN_REFUND


def test_the_seven_days_without_a_reason_are_no_time_for_faults() -> None:
    clauses = paper(
        "退货", "刻了字的笔属于定制，下单时已确认，不支持七天无理由；质量问题照样包退换。"
    )
    found = decided(clauses, Want.RETURN_REFUND, Problem.QUALITY, "笔尖断墨", title="钢笔")
    assert all("付款" not in reason.text for reason in found.reasons)


def test_a_warranty_that_only_swaps_is_no_repair() -> None:
    assert Outcome.EXCHANGE in remedies("键盘质保一年内只换不修")
    found = decided(
        paper("售后", "键盘质保一年内只换不修。"), Want.EXCHANGE, Problem.QUALITY, "用了半年有个键失灵了",
        days=180, title="机械键盘",
    )  # fmt: skip
    assert found.outcome is Outcome.EXCHANGE
    assert "1年内" in found.reasons[0].text


@pytest.mark.parametrize("text", ["笔帽老是自己掉下来", "笔夹自动脱落掉下来摔坏了", "扣子掉下来了"])
def test_a_part_that_comes_off_was_not_dropped_by_the_buyer(text: str) -> None:
    assert says_caused([text]) is not True


@pytest.mark.parametrize(
    "text", ["杯子从桌上掉下来碎了", "手机掉地上屏幕裂了", "不小心从架子上滑落摔裂了"]
)
def test_a_thing_that_fell_was(text: str) -> None:
    assert says_caused([text]) is True


@pytest.mark.parametrize("day", ["2026年12月20日", "12月20日", "2026-12-20", "2026.12.20日"])
def test_a_day_of_the_calendar_is_no_span(day: str) -> None:
    text = f"自{day}起执行，付款后7天内可退差价。"
    assert day_spans(text) == [7]
    assert [window.high for window in windows_of(text)] == [7]
    assert [span.maximum for span in spans_of(text)] == [7]
