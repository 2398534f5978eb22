"""Goods on their way back: who waits for the money is told what became of them, and makes no new claim."""

from datetime import timedelta

import pytest

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.drafting.brief import OrderView
from agent.understanding.returning import awaited
from agent.understanding.wanting import choose_wants
from tests.unit.test_template_grid import NOW, WRITER, build

GUESS = {"want": {want.value: 1 / 17 for want in Want}, "also": {want.value: 0.3 for want in Want}}


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("东西退回去好几天了，钱呢", ()),
        ("退货寄出三天了，怎么钱还没退给我", ()),
        ("已经按你们地址寄回了，什么时候到账", ()),
        ("14号申请的退货，昨天物流显示你们签收了，退款怎么还没到", ()),
        ("换的新笔什么时候寄给我啊，旧的17号就寄回去了", ()),
        ("貨退回去了 錢什麼時候退", ()),
        ("送修的耳机寄过去半个月了，还没修好吗", ()),
        ("这都一周了还没退？", ("颜色不喜欢，想退", "我寄出了，快递单号YT998877")),
        ("I sent the shoes back last week and still no refund", ()),
        ("I have returned the jacket, when will I get my money?", ()),
    ],
)
def test_what_follows_goods_sent_back_is_awaited(text: str, earlier: tuple[str, ...]) -> None:
    assert awaited(text, earlier)
    assert choose_wants(text, GUESS, earlier=earlier, has_order=True).every == (Want.STATUS,)


@pytest.mark.parametrize(
    "text",
    [
        "还没收到货，钱什么时候退",
        "不想要了，退货的话钱什么时候到账",
        "要寄回去吗？多久退款",
        "你们昨天寄出的鞋子不对，什么时候给我换",
        "刚寄出就降价了 差价还没退",
        "已经签收了 但是少了一件 什么时候补给我",
        "申请退货好几天了还没人理",
        "都用了三天了还能退吗",
        "when will you send the replacement",
    ],
)
def test_goods_that_are_here_or_never_came_were_not_sent_back(text: str) -> None:
    assert not awaited(text)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh-Hans", "退货寄出三天了，怎么钱还没退给我", "仓库"),
        ("zh-Hans", "换的新笔什么时候寄给我啊，旧的17号就寄回去了", "仓"),
        ("zh-Hant", "東西寄回去三天了，錢還沒退", "退款"),
        ("en", "I sent it back last week and still no refund", "warehouse|booked in"),
    ],
)
def test_the_reply_looks_for_the_return_and_says_nothing_of_our_parcel(
    language: str, text: str, said: str
) -> None:
    order = OrderView(titles=("钢笔",), delivered_at=NOW - timedelta(days=9))
    brief = build(
        language, Outcome.INFORM, Problem.NONE, 0, messages=(text,), order=order, returned=True
    )
    for version in range(1, 5):
        told = WRITER.write(brief.model_copy(update={"version": version})).text or ""
        assert any(word in told for word in said.split("|")), told
        assert "签收了。" not in told and "没法" not in told and "7天" not in told
