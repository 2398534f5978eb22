"""AliExpress and Pinduoduo against local platforms that verify every signature; and what every dialect sends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from agent.channels.aliexpress import KIND as ALIEXPRESS
from agent.channels.aliexpress import AliExpressChannel
from agent.channels.channel import Reply, Request, SendState, Unverified
from agent.channels.gateway import CallFailed
from agent.channels.lookup import TRADES
from agent.channels.pdd import KIND as PDD
from agent.channels.pdd import PddChannel
from agent.channels.shop_client import DIALECTS, Access, ShopClient
from agent.channels.shop_signature import SIGN, sign
from agent.domain.message import Role
from agent.domain.money import Money
from agent.errors import ConfigurationError, Unreachable
from agent.testing import FrozenClock
from tests.vendor_server import Call, VendorServer, vendor_server

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ORDER = {
    "id": 31130700125804,
    "gmt_create": "2026-11-10 12:01:17",
    "order_status": "WAIT_BUYER_ACCEPT_GOODS",
    "order_amount": {"amount": "39.90", "currency_code": "USD"},
    "receipt_address": {"contact_person": "Alejandro", "mobile_no": "666666666"},
    "logistic_info_list": {"global_aeop_tp_logistic_info_dto": [{"gmt_send": "2026-11-11 12:12"}]},
    "child_order_list": {
        "global_aeop_tp_child_order_dto": [
            {
                "product_name": "Waistcoat",
                "product_count": 2,
                "sku_code": "W-2XL",
                "product_price": {"amount": "19.95", "currency_code": "USD"},
            }
        ]
    },
}
ISSUE = {
    "issue_id": 680,
    "buyer_login_id": "es1097",
    "parent_order_id": 31130700125804,
    "order_id": 31130700125805,
    "gmt_modified": "2026-11-20 10:00:00",
    "reason_english": "Product not as described",
}
DETAIL = {
    "issue_reason": "Size not as described",
    "buyer_solution_list": {
        "solution_api_dto": [
            {
                "gmt_create": "2026-11-20 09:00:00",
                "solution_type": "refund",
                "refund_money": "5.00",
                "refund_money_currency": "USD",
            },
            {
                "gmt_create": "2026-11-20 10:00:00",
                "solution_type": "return_and_refund",
                "refund_money": "19.95",
                "refund_money_currency": "USD",
            },
        ]
    },
    "process_dto_list": {
        "api_issue_process_dto": [
            {
                "gmt_create": "2026-11-20 09:00:00",
                "submit_member_type": "buyer",
                "content": "It is two sizes too small",
                "attachments": {
                    "api_attachment_dto": [{"owner": "buyer", "file_path": "https://x/1.jpg"}]
                },
            },
            {"submit_member_type": "seller", "content": "We offer 5 USD"},
        ]
    },
}
EVALUATION = {
    "order_id": 31130700125805,
    "parent_order_id": 31130700125804,
    "buyer_evaluation": "2",
    "buyer_feedback": "Zipper broke",
    "valid_date": "2026-11-19 08:00:00",
}
PUSHED = {
    "id": "m1",
    "content": "Where is my parcel?",
    "gmt_create": "2026-11-20 18:00:00",
    "message_type": "order",
    "extern_id": "31130700125804",
    "sender_login_id": "es1097",
    "receiver_login_id": "cnshop",
}
TOPIC = "aliexpress_message_Pushnewmsg"


class Platform:
    """A gateway: refuses a wrong signature, answers by method; `answers` may be replaced by a test."""

    def __init__(self, platform: str, answers: dict[str, Any]) -> None:
        self.dialect = DIALECTS[platform]
        self.answers = answers

    def __call__(self, call: Call) -> tuple[int, Any]:
        form = dict(call.body)
        assert call.path == self.dialect.path
        assert form.pop(SIGN) == sign(self.dialect.scheme, "secret", form)
        answer = self.answers[form.get("method") or form["type"]]
        return 200, answer(form) if callable(answer) else answer


def aliexpress_answers() -> dict[str, Any]:
    return {
        "aliexpress.solution.order.info.get": {
            "aliexpress_solution_order_info_get_response": {"result": {"data": ORDER}}
        },
        "aliexpress.issue.issuelist.get": {
            "aliexpress_issue_issuelist_get_response": {
                "data_list": {"issue_api_issue_dto": [ISSUE]},
                "total_item": 1,
            }
        },
        "aliexpress.issue.detail.get": {
            "aliexpress_issue_detail_get_response": {"result_object": DETAIL}
        },
        "aliexpress.evaluation.listorderevaluation.get": {
            "aliexpress_evaluation_listorderevaluation_get_response": {
                "target_list": {"trade_evaluation_open_dto": [EVALUATION]}
            }
        },
        "aliexpress.message.redefining.versiontwo.addmsg": {
            "aliexpress_message_redefining_versiontwo_addmsg_response": {
                "result": {"is_success": True}
            }
        },
        "aliexpress.evaluation.evaluation.reply": {
            "aliexpress_evaluation_evaluation_reply_response": {"target": True}
        },
    }


@contextmanager
def aliexpress() -> Iterator[tuple[AliExpressChannel, Platform, VendorServer, FrozenClock]]:
    platform, clock = Platform("aliexpress", aliexpress_answers()), FrozenClock(NOW)
    with vendor_server(platform) as server:
        settings = {"app_key": "k", "app_secret": "secret", "session": "s", "seller": "cnshop"}
        channel = ALIEXPRESS.opened({**settings, "base": server.base}, shop="s", clock=clock)
        assert isinstance(channel, AliExpressChannel)
        yield channel, platform, server, clock


def test_a_pushed_message_becomes_a_case_with_its_order() -> None:
    with aliexpress() as (channel, _, _, _):
        (event,) = channel.received(TOPIC, json.dumps(PUSHED), "d1").events
        case = event.case
        assert (event.event_id, case.platform) == ("message-m1", "aliexpress")
        assert case.buyer_texts == ("Where is my parcel?",)
        assert case.messages[0].at == datetime(2026, 11, 21, 2, tzinfo=UTC), "Pacific time"
        assert case.order is not None and case.order.paid == Money.of("39.90", "USD")
        assert case.order.items[0].sku == "W-2XL" and case.order.buyer is None
        assert "es1097" not in case.id
        own = {**PUSHED, "id": "m2", "sender_login_id": "cnshop", "receiver_login_id": "es1097"}
        (echo,) = channel.received(TOPIC, own, "d2").events
        assert echo.case.id == case.id and echo.case.messages[0].role is Role.SELLER


def test_disputes_and_low_evaluations_are_asked_for() -> None:
    with aliexpress() as (channel, platform, server, clock):
        got = channel.fetch(None)
        issue, review = got.events
        assert not got.more
        claim = issue.case.claim
        assert claim is not None and claim.type == "return_refund", "the buyer's newest wish"
        assert claim.amount == Money.of("19.95", "USD")
        assert claim.reason == "Size not as described; It is two sizes too small"
        assert len(claim.evidence) == 1 and issue.case.order is not None
        assert review.case.review is not None and review.case.review.stars == 2
        asked = len(server.calls)
        assert channel.fetch(got.cursor).events == () and len(server.calls) == asked, "not so soon"
        clock.forward(timedelta(minutes=3))
        platform.answers["aliexpress.evaluation.listorderevaluation.get"] = {}
        assert channel.fetch(got.cursor).events == (), "a dispute that did not change"


def test_pages_of_disputes_and_one_that_cannot_be_read() -> None:
    def page(form: dict[str, str]) -> Any:
        number = json.loads(form["query_dto"])["current_page"]
        rows = [{"issue_id": "broken"}] if number == 1 else [ISSUE]
        return {"x_response": {"data_list": {"issue_api_issue_dto": rows}, "total_item": 51}}

    with aliexpress() as (channel, platform, _, _):
        platform.answers["aliexpress.issue.issuelist.get"] = page
        first = channel.fetch(None)
        assert (first.events, first.more) == ((), True)
        second = channel.fetch(first.cursor)
        assert [event.type for event in second.events] == ["claim", "review"] and not second.more


def test_what_the_app_may_not_ask_leaves_the_rest_alone() -> None:
    refused = {"error_response": {"code": "InsufficientPermission", "type": "ISV"}}
    busy = {"error_response": {"code": "ServiceTimeout", "type": "SYSTEM"}}
    with aliexpress() as (channel, platform, _, _):
        platform.answers["aliexpress.evaluation.listorderevaluation.get"] = refused
        assert [event.type for event in channel.fetch(None).events] == ["claim"]
        platform.answers["aliexpress.solution.order.info.get"] = refused
        (event,) = channel.received(TOPIC, PUSHED, "d").events
        assert event.case.order is not None and event.case.order.order_id == "31130700125804"
        platform.answers["aliexpress.solution.order.info.get"] = busy
        with pytest.raises(Unreachable):
            channel.received(TOPIC, PUSHED, "d")
        with pytest.raises(Unreachable):
            channel.fetch(None)


def reply(**fields: Any) -> Reply:
    made = {"shop": "s", "case_id": "c", "draft_version": 1, "text": "We are sorry.", **fields}
    return Reply.model_validate(made)


def test_an_approved_message_goes_to_the_buyer() -> None:
    thread = {"buyer": "es1097", "about": "order", "number": "31130700125804"}
    with aliexpress() as (channel, platform, server, _):
        assert channel.send(reply(thread=thread), idempotency_key="k").state is SendState.DELIVERED
        sent = json.loads(server.calls[-1].body["create_param"])
        assert sent == {
            "buyer_id": "es1097",
            "seller_id": "cnshop",
            "message_type": "order",
            "extern_id": "31130700125804",
            "content": "We are sorry.",
        }
        platform.answers["aliexpress.message.redefining.versiontwo.addmsg"] = {
            "x_response": {"result": {"is_success": False, "error_code": 4}}
        }
        assert channel.send(reply(thread=thread), idempotency_key="k").state is SendState.REFUSED
        assert channel.send(reply(), idempotency_key="k").state is SendState.REFUSED


def test_an_evaluation_is_replied_to_within_its_days() -> None:
    young = {"child": "5", "parent": "4", "created_at": (NOW - timedelta(days=29)).isoformat()}
    old = {**young, "created_at": (NOW - timedelta(days=31)).isoformat()}
    with aliexpress() as (channel, _, server, _):
        public = {"surface": "public_review"}
        done = channel.send(reply(thread=young, **public), idempotency_key="k")
        assert done.state is SendState.DELIVERED
        assert server.calls[-1].body["child_order_id"] == "5"
        for thread in (old, {}):
            refused = channel.send(reply(thread=thread, **public), idempotency_key="k")
            assert refused.state is SendState.REFUSED
        assert len(server.calls) == 1


ROW = {
    "id": 301851299,
    "order_sn": "180410-416081954561509",
    "after_sales_type": 3,
    "after_sale_reason": "货物与描述不符",
    "refund_amount": "8.00",
    "order_amount": "8.00",
    "goods_name": "抱枕",
    "goods_number": "1",
    "outer_id": "04",
    "confirm_time": "2026-11-19 17:01:23",
    "updated_time": "2026-11-20 17:18:03",
}


@contextmanager
def pdd(answer: Any) -> Iterator[tuple[PddChannel, VendorServer, FrozenClock]]:
    clock = FrozenClock(NOW)
    with vendor_server(Platform("pdd", {"pdd.refund.list.increment.get": answer})) as server:
        settings = {"app_key": "k", "app_secret": "secret", "session": "s", "base": server.base}
        channel = PDD.opened(settings, shop="s", clock=clock)
        assert isinstance(channel, PddChannel)
        yield channel, server, clock


def test_pdd_is_asked_in_half_hours_until_now() -> None:
    def answer(form: dict[str, str]) -> Any:
        rows = [ROW] if form["after_sales_status"] == "2" else []
        return {"refund_increment_get_response": {"refund_list": rows}}

    with pdd(answer) as (channel, server, clock):
        windows, cursor, more = 0, None, True
        while more:
            got = channel.fetch(cursor)
            windows, cursor, more = windows + 1, got.cursor, got.more
        assert windows == 48
        for call in server.calls:
            span = int(call.body["end_updated_at"]) - int(call.body["start_updated_at"])
            assert 0 < span <= 1800
        case = got.events[0].case
        assert case.claim is not None and case.claim.type == "return_refund"
        assert case.order is not None and case.order.order_id == "180410-416081954561509"
        assert len({event.event_id for event in got.events}) == 1
        asked = len(server.calls)
        assert channel.fetch(cursor).cursor == cursor and len(server.calls) == asked
        clock.forward(timedelta(days=9))
        again = channel.fetch(cursor)
        assert int(str(again.cursor)) >= int((NOW + timedelta(days=8)).timestamp())


def test_pdd_limits_are_waited_for_and_nothing_is_sent() -> None:
    with pdd({"error_response": {"error_code": 70031, "error_msg": "调用过于频繁"}}) as (
        channel,
        _,
        _,
    ):
        with pytest.raises(Unreachable, match="70031"):
            channel.fetch(None)
        assert not channel.sends
        assert channel.send(reply(), idempotency_key="k").state is SendState.REFUSED
        with pytest.raises(Unverified):
            channel.read(Request())


@pytest.mark.parametrize("platform", sorted(DIALECTS))
def test_what_is_signed_is_what_is_sent(platform: str) -> None:
    access = Access(app_key="k", app_secret=SecretStr("secret"), session=SecretStr("token"))
    dialect = DIALECTS[platform]
    with vendor_server(lambda call: (200, {"x_response": {"ok": True}})) as server:
        client = ShopClient(
            platform, access.model_copy(update={"base": server.base}), clock=FrozenClock(NOW)
        )
        assert client.call("some.method", {"a": {"b": "中 &"}, "c": "1"}) == {"ok": True}
        sent = dict(server.calls[0].body)
    signature = sent.pop(SIGN)
    assert signature == sign(dialect.scheme, "secret", sent)
    for name in sent:
        without = {key: value for key, value in sent.items() if key != name}
        assert sign(dialect.scheme, "secret", without) != signature, f"{name} is not signed"
        changed = {**sent, name: sent[name] + "~"}
        assert sign(dialect.scheme, "secret", changed) != signature, f"{name} is not signed"
    assert "token" in sent.values() and "secret" not in "".join(sent.values())


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"error_response": {"code": 15, "sub_code": "isv.x"}}, SendState.REFUSED),
        ({"error_response": {"code": 7}}, SendState.RETRY),
        (
            {"code": "IllegalAccessToken", "type": "ISV", "message": "token s3cr3t"},
            SendState.REFUSED,
        ),
        ({"code": "Busy", "type": "SYSTEM"}, SendState.RETRY),
        (["no object"], SendState.REFUSED),
    ],
)
def test_faults_of_a_gateway(answer: Any, state: SendState) -> None:
    with vendor_server(lambda call: (200, answer)) as server:
        access = Access(
            app_key="k", app_secret=SecretStr("s"), session=SecretStr("t"), base=server.base
        )
        with pytest.raises(CallFailed) as failed:
            ShopClient("aliexpress", access, clock=FrozenClock(NOW)).call("m", {"buyer": "小赵"})
    assert failed.value.state is state
    assert "s3cr3t" not in str(failed.value) and "小赵" not in str(failed.value)
    with pytest.raises(ConfigurationError):
        ShopClient("ebay", access, clock=FrozenClock(NOW))


TOLD = {
    "taobao": {
        "taobao.trade.fullinfo.get": {
            "trade_fullinfo_get_response": {
                "trade": {
                    "tid": 3,
                    "created": "2026-11-15 10:00:00",
                    "payment": "129.00",
                    "orders": {
                        "order": [
                            {"title": "上衣", "num": 1, "refund_id": 9, "refund_status": "WAIT_SELLER_AGREE"}
                        ]
                    },
                }
            }
        },
        "taobao.refund.get": {
            "refund_get_response": {"refund": {"refund_fee": "129.00", "reason": "质量问题"}}
        },
    },
    "aliexpress": aliexpress_answers(),
    "pdd": {
        "pdd.order.information.get": {
            "order_info_get_response": {
                "order_info": {
                    "order_sn": "3",
                    "order_status": 2,
                    "pay_amount": "129.00",
                    "created_time": "2026-11-15 10:00:00",
                    "receiver_name": "小赵",
                    "item_list": [{"goods_name": "上衣", "goods_count": 1, "goods_price": "129.00"}],
                }
            }
        }
    },
    "jd": {
        "jingdong.pop.order.get": {
            "jingdong_pop_order_get_responce": {
                "orderDetailInfo": {
                    "orderInfo": {
                        "orderId": "3",
                        "orderPayment": "129.00",
                        "orderStartTime": "2026-11-15 10:00:00",
                        "consigneeInfo": {"fullname": "小赵"},
                        "itemInfoList": [{"skuName": "上衣", "itemTotal": "1", "jdPrice": "129.00"}],
                    }
                }
            }
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("platform", sorted(TRADES))
def test_an_order_is_looked_up_without_the_buyers_data(platform: str) -> None:
    with vendor_server(Platform(platform, TOLD[platform])) as server:
        access = Access(
            app_key="k", app_secret=SecretStr("secret"), session=SecretStr("t"), base=server.base
        )
        trade = TRADES[platform](ShopClient(platform, access, clock=FrozenClock(NOW)), "3")
    assert trade is not None and trade.order.placed_at is not None and trade.order.paid is not None
    assert trade.order.items[0].title and trade.order.buyer is None
    assert "小赵" not in trade.order.model_dump_json()
    assert (trade.claim is not None) == (platform in ("taobao", "aliexpress"))
