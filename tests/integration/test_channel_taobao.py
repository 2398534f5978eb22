"""Taobao's gateway and message channel as documented: refunds and reviews in, explanations out, nothing lost."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from websockets.asyncio.server import serve

from agent.channels import tmc
from agent.channels.channel import Received, Reply, Request, SendState, Unverified
from agent.channels.shop_signature import sign
from agent.channels.taobao import KIND, TaobaoChannel
from agent.errors import Unreachable
from agent.testing import FrozenClock
from tests.vendor_server import Call, VendorServer, vendor_server

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TRADE = {
    "tid": 3,
    "created": "2026-11-15 10:00:00",
    "payment": "129.00",
    "status": "WAIT_BUYER_CONFIRM_GOODS",
    "consign_time": "2026-11-16 09:00:00",
    "orders": {
        "order": [
            {"oid": 2, "title": "运动上衣", "num": 1, "price": "129.00", "outer_sku_id": "A1"}
        ]
    },
}
REFUND = {
    "refund_id": 1,
    "tid": 3,
    "oid": 2,
    "refund_fee": "129.00",
    "reason": "质量问题",
    "desc": "穿一次就开线",
    "has_good_return": True,
    "num": 1,
    "outer_id": "A1",
}
CREATED = {"refund_id": 1, "tid": 3, "oid": 2, "refund_fee": "129.00", "bill_type": "return_bill"}


class Platform:
    """TOP: verifies the signature of every call, answers as documented, or with the prepared error."""

    def __init__(self) -> None:
        self.error: dict[str, Any] | None = None
        self.result = "bad"
        self.refund: dict[str, Any] = REFUND

    def __call__(self, call: Call) -> tuple[int, Any]:
        form = dict(call.body)
        given = form.pop("sign")
        assert sign("top-hmac-sha256", "secret", form) == given
        assert form["timestamp"] == "2026-11-21 10:00:00", "Beijing time"
        if self.error is not None:
            return 200, {"error_response": self.error}
        rate = {
            "tid": 3,
            "oid": 2,
            "result": self.result,
            "content": "起球了",
            "created": "2026-11-20 08:00:00",
        }
        answers = {
            "taobao.refund.get": {"refund_get_response": {"refund": self.refund}},
            "taobao.trade.fullinfo.get": {"trade_fullinfo_get_response": {"trade": TRADE}},
            "taobao.traderates.get": {
                "traderates_get_response": {"trade_rates": {"trade_rate": [rate]}}
            },
            "taobao.traderate.explain.add": {
                "traderate_explain_add_response": {"is_success": True}
            },
        }
        return 200, answers[form["method"]]


@contextmanager
def opened(platform: Platform, **settings: Any) -> Iterator[tuple[TaobaoChannel, VendorServer]]:
    with vendor_server(platform) as server:
        config = {"app_key": "k", "app_secret": "secret", "session": "s", "tmall": True}
        channel = KIND.opened(
            {**config, "base": server.base, **settings}, shop="s", clock=FrozenClock(NOW)
        )
        assert isinstance(channel, TaobaoChannel)
        yield channel, server


def test_a_refund_becomes_a_claim_with_its_order() -> None:
    with opened(Platform()) as (channel, _):
        event = channel.received("taobao_refund_RefundCreated", CREATED, "d1").events[0]
        case = event.case
        assert case.claim is not None and case.order is not None
        assert (case.id, case.platform, case.claim.type) == (
            "tb-refund-1",
            "tmall",
            "return_refund",
        )
        assert case.claim.reason == "质量问题；穿一次就开线"
        assert case.claim.amount == case.order.paid
        assert case.order.placed_at == datetime(2026, 11, 15, 2, tzinfo=UTC)
        assert case.order.items[0].sku == "A1" and case.order.buyer is None


@pytest.mark.parametrize(
    ("state", "clock", "answer_by"),
    [
        (
            "WAIT_SELLER_AGREE",
            {"exist_timeout": True, "remind_type": 1, "timeout": "2026-11-23 08:00:00"},
            datetime(2026, 11, 23, 0, tzinfo=UTC),
        ),
        (
            "WAIT_SELLER_CONFIRM_GOODS",
            {"exist_timeout": True, "timeout": "2026-11-30 23:59:59"},
            datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC),
        ),
        # The buyer's turn, no clock, nonsense, nothing said.
        (
            "WAIT_BUYER_RETURN_GOODS",
            {"exist_timeout": True, "timeout": "2026-11-23 08:00:00"},
            None,
        ),
        ("WAIT_SELLER_AGREE", {"exist_timeout": False, "timeout": "2026-11-23 08:00:00"}, None),
        ("WAIT_SELLER_AGREE", {"exist_timeout": True, "timeout": "soon"}, None),
        ("WAIT_SELLER_AGREE", None, None),
    ],
)
def test_the_refunds_own_clock_is_the_claims(state, clock, answer_by) -> None:
    platform = Platform()
    platform.refund = {**REFUND, "status": state, "refund_remind_timeout": clock}
    with opened(platform) as (channel, _):
        case = channel.received("taobao_refund_RefundCreated", CREATED, "d1").events[0].case
        assert case.claim is not None and case.claim.answer_by == answer_by


def test_only_reviews_that_need_an_answer_become_cases() -> None:
    platform = Platform()
    rated = {"tid": 3, "oid": 2, "rater": "buyer"}
    with opened(platform) as (channel, server):
        event = channel.received("taobao_trade_TradeRated", rated, "d2").events[0]
        assert event.case.review is not None and event.case.review.stars == 1
        assert event.thread["oid"] == "2"
        platform.result = "good"
        assert channel.received("taobao_trade_TradeRated", rated, "d3").events == ()
        calls = len(server.calls)
        assert (
            channel.received("taobao_trade_TradeRated", {**rated, "rater": "seller"}, "d")
            == Received()
        )
        assert channel.received("taobao_trade_TradeMemoModified", rated, "d") == Received()
        assert len(server.calls) == calls


@pytest.mark.parametrize(
    ("topic", "content"),
    [
        ("taobao_refund_RefundCreated", "{"),
        ("taobao_refund_RefundCreated", '"text"'),
        ("taobao_refund_RefundCreated", {"buyer": "小赵"}),
        ("taobao_trade_TradeRated", "[1]"),
    ],
)
def test_a_message_that_cannot_be_read_stops_no_other(
    topic: str, content: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(Platform()) as (channel, _):
        assert channel.received(topic, content, "d9") == Received()
    assert "d9" in caplog.text and "小赵" not in caplog.text


@pytest.mark.parametrize(
    ("error", "comes_again"),
    [
        (
            {
                "code": 7,
                "msg": "App Call Limited",
                "sub_code": "accesscontrol.limited-by-api-access-count",
            },
            True,
        ),
        (
            {
                "code": 15,
                "msg": "Remote service error",
                "sub_code": "isp.top-remote-connection-timeout",
            },
            True,
        ),
        ({"code": 15, "msg": "Remote service error", "sub_code": "isv.refund-not-exist"}, False),
        ({"code": 27, "msg": "Invalid session"}, False),
    ],
)
def test_errors_of_the_platform(error: dict[str, Any], comes_again: bool) -> None:
    platform = Platform()
    platform.error = error
    with opened(platform) as (channel, _):
        if comes_again:
            with pytest.raises(Unreachable, match=f"code {error['code']}"):
                channel.received("taobao_refund_RefundCreated", CREATED, "d1")
        else:
            assert channel.received("taobao_refund_RefundCreated", CREATED, "d1") == Received()


def explanation(**fields: Any) -> Reply:
    made = {
        "shop": "s",
        "case_id": "tb-review-2",
        "draft_version": 1,
        "text": "您好，谢谢您的反馈",
        "surface": "public_review",
        "thread": {"oid": "2", "created_at": (NOW - timedelta(days=29)).isoformat()},
    }
    return Reply.model_validate({**made, **fields})


def test_an_explanation_is_added_to_the_review() -> None:
    with opened(Platform()) as (channel, server):
        result = channel.send(explanation(), idempotency_key="k")
        assert result.state is SendState.DELIVERED and result.provider_id == "explain-2"
        assert server.calls[0].body["reply"] == "您好，谢谢您的反馈"


@pytest.mark.parametrize(
    ("fields", "tmall", "why"),
    [
        ({"text": "长" * 501}, True, "500"),
        (
            {"thread": {"oid": "2", "created_at": (NOW - timedelta(days=31)).isoformat()}},
            True,
            "30 days",
        ),
        ({"thread": {}}, True, "no review"),
        ({}, False, "Tmall only"),
        ({"surface": "im"}, True, "千牛"),
    ],
)
def test_what_the_platform_would_refuse_is_not_sent(
    fields: dict[str, Any], tmall: bool, why: str
) -> None:
    with opened(Platform(), tmall=tmall) as (channel, server):
        result = channel.send(explanation(**fields), idempotency_key="k")
        assert result.state is SendState.REFUSED and why in str(result.error)
        assert server.calls == []


def test_nothing_comes_over_http() -> None:
    with opened(Platform()) as (channel, _), pytest.raises(Unverified):
        channel.read(Request())


class Messages:
    """TMC's side: checks the opening, sends a message again until it is confirmed."""

    def __init__(self) -> None:
        self.confirmed: list[int] = []
        self.signs: list[object] = []
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serve(self._talk, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._started.set()
            await self._stop.wait()

    async def _talk(self, socket: Any) -> None:
        opening = tmc.decode(await socket.recv())
        self.signs.append(opening.fields["sign"])
        await socket.send(tmc.encode(tmc.Frame(tmc.FrameType.CONNECT_ACK, token="tok")))
        async for data in socket:
            frame = tmc.decode(data)
            kind = frame.fields.get("__kind")
            number = frame.fields.get("id")
            if isinstance(number, tmc.Int):
                self.confirmed.append(number.value)
            if kind == tmc.Int(tmc.Kind.PULL, 1):
                fields = {
                    "__kind": tmc.Int(tmc.Kind.DATA, 1),
                    "id": tmc.Int(77, 8),
                    "topic": "taobao_refund_RefundCreated",
                    "content": json.dumps(CREATED),
                    "dataid": "d1",
                }
                await socket.send(tmc.encode(tmc.Frame(tmc.FrameType.SEND, fields)))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


def test_a_message_is_confirmed_only_after_it_is_kept() -> None:
    messages = Messages()
    kept: list[Received] = []
    stop = threading.Event()
    try:
        with opened(Platform(), messages=f"ws://127.0.0.1:{messages.port}/") as (channel, _):

            def fails(received: Received) -> None:
                raise OSError("the disk is full")

            with pytest.raises(Unreachable):
                channel.listen(fails, stop)
            assert messages.confirmed == []

            def keeps(received: Received) -> None:
                kept.append(received)
                threading.Timer(1, stop.set).start()

            channel.listen(keeps, stop)
        assert [one.events[0].event_id for one in kept] == ["d1"]
        assert messages.confirmed == [77]
        assert messages.signs[0] == tmc.connect_sign("k", "default", NOW, "secret")
    finally:
        messages.close()
