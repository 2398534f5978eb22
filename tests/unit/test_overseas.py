"""Terms for parcels that go abroad, and how long a carrier may be silent."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.reading import Language
from agent.policy.circumstances import overseas
from agent.policy.documents import read_documents
from agent.policy.facts import Facts
from agent.policy.promises.standstill import standstill
from knowledge.clause import Clause

TODAY = datetime(2026, 11, 21, tzinfo=UTC).date()


def case(platform: str, currency: str | None = None, address: str = "") -> Case:
    order: dict[str, Any] | None = None
    if currency:
        order = {
            "order_id": "1", "paid": {"value": "10.00", "currency": currency},
            "items": [{"sku": "A", "title": "杯子", "qty": 1, "price": "10.00"}], "buyer": {"address": address},
        }  # fmt: skip
    return Case.model_validate({"id": "c", "platform": platform, "messages": [], "order": order})


@pytest.mark.parametrize(
    ("platform", "currency", "address", "language", "abroad"),
    [
        ("aliexpress", None, "", Language.EN, True),
        ("other", "USD", "", Language.EN, True),
        ("other", "TWD", "台北市", Language.ZH_HANT, False),
        ("taobao", "CNY", "浙江省杭州市", Language.ZH_HANS, False),
        ("taobao", "CNY", "香港九龙", Language.ZH_HANS, True),
        ("other", None, "", Language.EN, True),
        ("tmall", None, "", Language.EN, False),
    ],
)
def test_what_goes_abroad(
    platform: str, currency: str | None, address: str, language: Language, abroad: bool
) -> None:
    assert overseas(case(platform, currency, address), language) is abroad


AT_HOME = "物流 5 个工作日没有任何新进度，我们就当它丢了，重寄或退款由您选。"
ABROAD = "If there is no new scan for 21 days we treat the parcel as lost and send another one or refund you."


def paper(heading: str, text: str) -> Clause:
    return Clause(clause_id=heading, path="docs/shipping.md", heading=heading, text=text)


@pytest.mark.parametrize(("abroad", "days"), [(False, 7), (True, 21)])
def test_silence_is_counted_by_the_clause_for_such_parcels(abroad: bool, days: int) -> None:
    documents = read_documents(
        [paper("物流异常", AT_HOME), paper("Overseas orders > How long it takes", ABROAD)]
    )
    assert standstill(documents, Facts(platform="other", today=TODAY, overseas=abroad)) == days


def test_terms_for_overseas_orders_give_nothing_at_home() -> None:
    (statement,) = read_documents(
        [paper("Overseas orders > Changed your mind", "You may return goods within 14 days.")]
    ).statements
    assert statement.overseas
    assert not statement.in_force(Facts(platform="other", today=TODAY))
    assert statement.in_force(Facts(platform="other", today=TODAY, overseas=True))


@pytest.mark.parametrize("heading", ["海外直邮商品", "国际大牌专区", "售后说明"])
def test_goods_from_abroad_are_sold_at_home(heading: str) -> None:
    (statement,) = read_documents([paper(heading, "签收后 7 天内可以退货。")]).statements
    assert not statement.overseas
