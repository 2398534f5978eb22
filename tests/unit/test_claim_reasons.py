"""Reasons that buyers pick from a platform's list when they open a claim."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.reading import Problem, Reading, Risk, Triage
from agent.understanding.reader import EmbeddedReader
from agent.understanding.reasons import listed_problem
from knowledge.search.use import UseEmbedder

READER = EmbeddedReader(UseEmbedder())
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
ORDER = {
    "order_id": "1", "placed_at": "2026-11-10T10:00:00+08:00", "paid": {"value": "89.00", "currency": "CNY"},
    "items": [{"sku": "A", "title": "杯子", "qty": 1, "price": "89.00"}], "status": "待发货",
}  # fmt: skip


def claim(reason: str, *said: str, order: dict[str, Any] | None = None) -> Case:
    messages = [{"role": "buyer", "text": text} for text in said]
    fields = {"id": "c", "kind": "claim", "messages": messages, "order": order}
    return Case.model_validate(fields | {"claim": {"type": "refund_only", "reason": reason}})


def read(case: Case) -> Reading:
    return READER.read(case, now=NOW)


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("七天无理由退换货", Problem.CHANGED_MIND),
        ("多拍/拍错/不想要", Problem.CHANGED_MIND),
        ("地址/电话信息填写错误", Problem.CHANGED_MIND),
        ("商品质量问题", Problem.QUALITY),
        ("包装/商品破损/污渍", Problem.DAMAGED),
        ("卖家发错货", Problem.WRONG_ITEM),
        ("少件/漏发", Problem.MISSING_ITEM),
        ("尺寸与商品描述不符", Problem.NOT_AS_DESCRIBED),
        ("尺码不合适", Problem.SIZE),
        ("未按约定时间发货", Problem.NOT_SHIPPED),
        ("快递/物流一直未送到", Problem.LOST),
        ("空包裹", Problem.LOST),
        ("商品降价", Problem.PRICE_DROP),
        ("賣家未出貨", Problem.NOT_SHIPPED),
        ("沒收到貨", Problem.LOST),
        ("Quantity shortage", Problem.MISSING_ITEM),
        ("Product not as described", Problem.NOT_AS_DESCRIBED),
        ("Goods not received", Problem.LOST),
        ("Damaged goods", Problem.DAMAGED),
        ("Personal reasons", Problem.CHANGED_MIND),
    ],
)
def test_an_entry_of_the_list_names_its_problem(reason: str, problem: Problem) -> None:
    assert listed_problem(claim(reason)) is problem
    assert read(claim(reason)).problem is problem


@pytest.mark.parametrize(
    "reason",
    [
        "我觉得质量不行，想退掉",  # the buyer's own words
        "什么时候发货？",
        "收到的时候盒子好好的，里面的杯子却碎成了三块，质量也太差劲，麻烦尽快处理一下",
        "其他",
        "",
    ],
)
def test_ones_own_words_are_read_as_such(reason: str) -> None:
    assert listed_problem(claim(reason)) is None


def test_a_counterfeit_from_the_list_reaches_a_lead() -> None:
    reading = read(claim("假冒品牌"))
    assert Risk.COUNTERFEIT in reading.risks
    assert reading.triage is Triage.ESCALATE


def test_a_fault_told_in_the_chat_outweighs_an_entry_picked_in_haste() -> None:
    assert read(claim("不想要了", "收到的杯子是碎的")).problem is Problem.DAMAGED
    assert read(claim("未按约定时间发货", "怎么这么慢")).problem is Problem.NOT_SHIPPED


def test_goods_that_were_never_sent_have_no_fault() -> None:
    reading = read(claim("不等了", "付款6天了还是待发货", order=ORDER))
    assert reading.problem not in {Problem.WRONG_ITEM, Problem.QUALITY, Problem.DAMAGED}
