"""「换」 that asks of the upkeep of a thing in use, or of the price of a service, is no claim for an exchange."""

import pytest

from agent.domain.reading import Want
from agent.understanding.standing import said_wants


@pytest.mark.parametrize(
    "text",
    [
        "镁棒要换吗",
        "滤芯需要换吗？",
        "刷头得换吗",
        "这个需不需要换",
        "换一套弦多少钱",
        "换根灯管收费吗",
    ],
)
def test_upkeep_and_its_price_are_no_exchange(text: str) -> None:
    assert Want.EXCHANGE not in said_wants(text)


@pytest.mark.parametrize(
    "text",
    [
        "能换吗",
        "我这个要换吗",
        "尺码小了想要换吗",
        "换大一码要补多少钱",
        "换货要钱吗",
        "43码小了要换44",
    ],
)
def test_who_wants_own_goods_changed_claims_it(text: str) -> None:
    assert Want.EXCHANGE in said_wants(text)
