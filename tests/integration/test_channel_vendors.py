"""Chat tools that can't be run here: their documented events in, and what leaves towards their interface."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from agent.channels.channel import Channel, Note, Notes, Reply, Request, SendState, Unverified
from agent.channels.chatwoot import KIND as CHATWOOT
from agent.channels.dingtalk import KIND as DINGTALK
from agent.channels.feishu import KIND as FEISHU
from agent.channels.slack import KIND as SLACK
from agent.channels.vendor_cipher import FeishuCipher, WeComCipher
from agent.channels.wecom import KIND as WECOM
from agent.channels.wecom import QUOTA, WINDOW, WeComChannel
from agent.domain.message import Role
from agent.errors import ConfigurationError, InvalidCase
from agent.testing import FrozenClock
from tests.vendor_server import Call, VendorServer, vendor_server

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
SECRET = "a secret of at least 16"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def reply(thread: dict[str, Any], text: str = "亲，给您换一双新的") -> Reply:
    return Reply(shop="s", case_id="c", draft_version=1, text=text, thread=thread)


def note(thread: dict[str, Any]) -> Note:
    return Note(
        shop="s",
        case_id="c",
        draft_version=3,
        text="草稿",
        summary="换货 · 七天无理由",
        thread=thread,
    )


@contextmanager
def opened(
    kind: Any, settings: dict[str, Any], answer: Any, *, at: str = "base"
) -> Iterator[tuple[Channel, VendorServer]]:
    with vendor_server(answer) as server:
        channel = kind.opened({**settings, at: server.base}, shop="s", clock=FrozenClock(NOW))
        yield channel, server


def chatwoot_request(body: dict[str, Any], *, secret: str = SECRET) -> Request:
    raw = json.dumps(body, ensure_ascii=False).encode()
    mac = hmac.new(secret.encode(), STAMP.encode() + b"." + raw, hashlib.sha256).hexdigest()
    headers = {"X-Chatwoot-Timestamp": STAMP, "X-Chatwoot-Signature": f"sha256={mac}"}
    return Request(headers=headers, body=raw)


CHATWOOT_MESSAGE = {
    "event": "message_created",
    "id": 17,
    "content": "鞋子开胶了",
    "message_type": "incoming",
    "private": False,
    "created_at": "2026-11-21T09:59:00Z",
    "attachments": [{"file_type": "image"}],
    "conversation": {"id": 5, "can_reply": True},
    "account": {"id": 1},
}
CHATWOOT_SETTINGS = {"account": 1, "token": "bot", "secrets": [SECRET, "the old one"]}


def test_chatwoot_reads_messages_and_nothing_else() -> None:
    with opened(CHATWOOT, CHATWOOT_SETTINGS, lambda _: (200, {"id": 99}), at="url") as (channel, _):
        event = channel.read(chatwoot_request(CHATWOOT_MESSAGE)).events[0]
        assert event.case.messages[0].text == "鞋子开胶了"
        assert event.case.messages[0].attachments[0].kind == "photo"
        assert event.case.id == "cw-1-5" and event.event_id == "message-17"
        assert channel.read(chatwoot_request(CHATWOOT_MESSAGE, secret="the old one")).events
        for change in ({"private": True}, {"message_type": "activity"}, {"event": "x"}):
            assert channel.read(chatwoot_request({**CHATWOOT_MESSAGE, **change})).events == ()
        outgoing = {**CHATWOOT_MESSAGE, "message_type": "outgoing"}
        written = channel.read(chatwoot_request(outgoing)).events[0]
        assert written.case.messages[0].role is Role.SELLER
        for body in ({"event": "message_created", "message_type": "incoming"}, {}):
            if body:
                with pytest.raises(InvalidCase):
                    channel.read(chatwoot_request(body))
        with pytest.raises(Unverified):
            channel.read(chatwoot_request(CHATWOOT_MESSAGE, secret="another"))


def test_chatwoot_notes_are_private_and_replies_public() -> None:
    with opened(CHATWOOT, CHATWOOT_SETTINGS, lambda _: (200, {"id": 99}), at="url") as (
        channel,
        server,
    ):
        assert isinstance(channel, Notes)
        thread = {"conversation": 5, "can_reply": True}
        assert channel.note(note(thread), idempotency_key="n").state is SendState.DELIVERED
        assert channel.send(reply(thread), idempotency_key="k").provider_id == "message-99"
        drafted, sent = server.calls
        assert drafted.path == "/api/v1/accounts/1/conversations/5/messages"
        assert drafted.body["private"] is True and "草稿" in drafted.body["content"]
        assert sent.body["private"] is False and sent.body["content"] == "亲，给您换一双新的"
        assert sent.headers["api_access_token"] == "bot"
        closed = channel.send(reply({**thread, "can_reply": False}), idempotency_key="k")
        assert closed.state is SendState.REFUSED and len(server.calls) == 2


def test_chatwoot_of_before_signatures_has_its_secret_in_the_path() -> None:
    settings = {"account": 1, "token": "bot", "path_secret": SECRET}
    raw = json.dumps(CHATWOOT_MESSAGE).encode()
    with opened(CHATWOOT, settings, lambda _: (200, {}), at="url") as (channel, _):
        assert channel.read(Request(path=f"/{SECRET}", body=raw)).events
        for path in ("", "/", "/wrong", "/é"):
            with pytest.raises(Unverified):
                channel.read(Request(path=path, body=raw))
    with pytest.raises(ConfigurationError, match="path_secret"):
        CHATWOOT.opened(
            {"url": "https://x", "account": 1, "token": "t"}, shop="s", clock=FrozenClock(NOW)
        )


WECOM_SETTINGS = {"corp_id": "ww1", "secret": "s", "token": "QDG6eK", "encoding_aes_key": KEY}


def wecom_request(plain: str, *, method: str = "POST", stamp: str = STAMP) -> Request:
    cipher = WeComCipher(token="QDG6eK", encoding_aes_key=KEY, receiver="ww1")
    sealed = cipher.seal(plain)
    query = {
        "msg_signature": cipher.signature(stamp, "n", sealed),
        "timestamp": stamp,
        "nonce": "n",
    }
    if method == "GET":
        return Request(method="GET", query={**query, "echostr": sealed})
    body = f"<xml><ToUserName>ww1</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return Request(query=query, body=body.encode())


BELL = (
    "<xml><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
    "<Token><![CDATA[bell]]></Token><OpenKfId><![CDATA[kf1]]></OpenKfId></xml>"
)


class WeCom:
    """The documented interface: a token that dies once, messages in two pages, a conversation that can be closed."""

    def __init__(self) -> None:
        self.tokens = 0
        self.closed = False

    def __call__(self, call: Call) -> tuple[int, Any]:
        if call.path == "/cgi-bin/gettoken":
            self.tokens += 1
            return 200, {"errcode": 0, "access_token": f"t{self.tokens}", "expires_in": 7200}
        if call.query["access_token"] == "t1":
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        if call.path == "/cgi-bin/kf/send_msg":
            return 200, {"errcode": 95018 if self.closed else 0, "msgid": call.body["msgid"]}
        first = not call.body["cursor"]
        sent = int((NOW - timedelta(minutes=2 if first else 1)).timestamp())
        message = {
            "msgid": "m1" if first else "m2",
            "open_kfid": "kf1",
            "external_userid": "wm_buyer",
            "send_time": sent,
            "origin": 3,
            "msgtype": "text",
            "text": {"content": "在吗" if first else "鞋子开胶了"},
        }
        system = {**message, "msgid": "m0", "origin": 4, "msgtype": "event"}
        return 200, {
            "errcode": 0,
            "next_cursor": "c1" if first else "c2",
            "has_more": int(first),
            "msg_list": [system, message],
        }


def test_wecom_rings_and_is_asked_until_nothing_is_left() -> None:
    with opened(WECOM, WECOM_SETTINGS, WeCom()) as (channel, server):
        assert isinstance(channel, WeComChannel)
        echo = channel.read(wecom_request("1616140317555161061", method="GET")).answer
        assert echo is not None and echo.body == b"1616140317555161061"
        bell = channel.read(wecom_request(BELL))
        assert bell.events == () and bell.answer is not None and bell.answer.body == b""
        first = channel.fetch(None, bell.fetch)
        assert first.more and [e.case.messages[0].text for e in first.events] == ["在吗"]
        second = channel.fetch(first.cursor, bell.fetch)
        assert not second.more
        event = second.events[0]
        assert event.case.messages[0].text == "鞋子开胶了" and event.case.id == "wc-kf1-wm_buyer"
        assert event.reply_by == NOW - timedelta(minutes=1) + WINDOW and event.quota_left == QUOTA
        assert server.calls[1].body["token"] == "bell"
        sent = channel.send(reply(event.thread), idempotency_key="case-1/3")
        again = channel.send(reply(event.thread), idempotency_key="case-1/3")
        assert sent.state is SendState.DELIVERED and sent.provider_id == again.provider_id
        assert len(str(sent.provider_id)) <= 32


def test_wecom_says_that_a_conversation_is_closed() -> None:
    interface = WeCom()
    interface.closed = True
    with opened(WECOM, WECOM_SETTINGS, interface) as (channel, _):
        thread = {"buyer": "wm_buyer", "open_kfid": "kf1"}
        result = channel.send(reply(thread), idempotency_key="k")
        assert result.state is SendState.REFUSED and "95018" in str(result.error)


@pytest.mark.parametrize(
    "request_",
    [
        Request(),
        Request(method="GET", query={"echostr": "x"}),
        wecom_request(BELL, stamp=str(int(STAMP) - 600)),
        Request(query=wecom_request(BELL).query, body=b"<xml><Encrypt>AAAA</Encrypt></xml>"),
        Request(query=wecom_request(BELL).query, body=b"<!DOCTYPE a [<!ENTITY b 'c'>]><xml/>"),
        Request(query=wecom_request(BELL).query, body=b"\xff\xfe"),
    ],
)
def test_wecom_refuses_what_is_not_proved(request_: Request) -> None:
    with opened(WECOM, WECOM_SETTINGS, WeCom()) as (channel, server):
        with pytest.raises(Unverified):
            channel.read(request_)
        assert server.calls == []


FEISHU_SETTINGS = {
    "app_id": "cli_1",
    "app_secret": "s",
    "encrypt_key": "test key",
    "verification_token": "verify",
    "staff_chat": "oc_staff",
    "staff": {"ou_lead": "lead"},
}


def feishu_request(event: dict[str, Any], *, key: str = "test key") -> Request:
    raw = json.dumps({"encrypt": FeishuCipher(key).seal(json.dumps(event))}).encode()
    mac = hashlib.sha256((STAMP + "n" + key).encode() + raw).hexdigest()
    headers = {
        "X-Lark-Request-Timestamp": STAMP,
        "X-Lark-Request-Nonce": "n",
        "X-Lark-Signature": mac,
    }
    return Request(headers=headers, body=raw)


def feishu_event(kind: str, event: dict[str, Any], token: str = "verify") -> dict[str, Any]:
    return {
        "schema": "2.0",
        "header": {"event_id": "e1", "event_type": kind, "token": token},
        "event": event,
    }


FEISHU_MESSAGE = feishu_event(
    "im.message.receive_v1",
    {
        "sender": {"sender_id": {"open_id": "ou_buyer"}, "sender_type": "user"},
        "message": {
            "message_id": "om_1",
            "create_time": "1795255200000",
            "chat_id": "oc_buyer",
            "message_type": "text",
            "content": json.dumps({"text": "尺码偏小"}),
        },
    },
)


def feishu_interface(call: Call) -> tuple[int, Any]:
    if call.path.endswith("tenant_access_token/internal"):
        return 200, {"code": 0, "tenant_access_token": "t-1", "expire": 7200}
    return 200, {"code": 0, "data": {"message_id": "om_9"}}


def test_feishu_events_cards_and_buttons() -> None:
    with opened(FEISHU, FEISHU_SETTINGS, feishu_interface) as (channel, server):
        check = {"type": "url_verification", "token": "verify", "challenge": "abc"}
        answer = channel.read(feishu_request(check)).answer
        assert answer is not None and json.loads(answer.body) == {"challenge": "abc"}
        event = channel.read(feishu_request(FEISHU_MESSAGE)).events[0]
        assert event.case.messages[0].text == "尺码偏小" and event.thread == {"chat": "oc_buyer"}
        assert isinstance(channel, Notes)
        channel.note(note(event.thread), idempotency_key="n")
        channel.send(reply(event.thread), idempotency_key="k")
        card, text = (call.body for call in server.calls if call.path.endswith("/messages"))
        assert card["receive_id"] == "oc_staff" and text["receive_id"] == "oc_buyer"
        assert "草稿" not in text["content"] and len(text["uuid"]) <= 50
        shown = json.loads(card["content"])
        button = next(e for e in shown["body"]["elements"] if e["tag"] == "button")
        value = button["behaviors"][0]["value"]
        pressed = {"operator": {"open_id": "ou_lead"}, "action": {"value": value}}
        act = channel.read(feishu_request(feishu_event("card.action.trigger", pressed))).acts[0]
        assert (act.act, act.case_id, act.draft_version, act.role) == ("approve", "c", 3, "lead")
        stranger = {**pressed, "operator": {"open_id": "ou_stranger"}}
        refused = channel.read(feishu_request(feishu_event("card.action.trigger", stranger)))
        assert refused.acts == () and refused.answer is not None


def test_feishu_refuses_what_is_not_proved() -> None:
    request = feishu_request(FEISHU_MESSAGE)
    wrong = [
        Request(body=request.body),
        Request(headers=request.headers, body=request.body + b" "),
        feishu_request(FEISHU_MESSAGE, key="another"),
        feishu_request({**FEISHU_MESSAGE, "header": []}),
        feishu_request(feishu_event("im.message.receive_v1", {}, token="other")),
        Request(headers=request.headers, body=b"{}"),
        Request(headers=request.headers, body=b"[" * 100_000),
    ]
    with opened(FEISHU, FEISHU_SETTINGS, feishu_interface) as (channel, _):
        for one in wrong:
            with pytest.raises(Unverified):
                channel.read(one)
        with pytest.raises(InvalidCase):
            channel.read(feishu_request(feishu_event("im.message.receive_v1", {})))


SLACK_SETTINGS = {
    "signing_secret": SECRET,
    "bot_token": "xoxb",
    "staff_channel": "C_staff",
    "staff": {"U_lead": "lead"},
}


def slack_request(body: str, content_type: str = "application/json") -> Request:
    """Signed by the vendor's own library."""
    from slack_sdk.signature import SignatureVerifier

    signature = SignatureVerifier(SECRET).generate_signature(timestamp=STAMP, body=body)
    headers = {
        "X-Slack-Request-Timestamp": STAMP,
        "X-Slack-Signature": str(signature),
        "Content-Type": content_type,
    }
    return Request(headers=headers, body=body.encode())


def slack_message(**fields: Any) -> str:
    event = {
        "type": "message",
        "channel": "D1",
        "user": "U1",
        "text": "Where is my parcel?",
        "ts": "1795255200.000100",
        **fields,
    }
    return json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event})


def test_slack_signed_by_its_own_library() -> None:
    with opened(SLACK, SLACK_SETTINGS, lambda _: (200, {"ok": True, "ts": "1.2"})) as (
        channel,
        server,
    ):
        event = channel.read(slack_request(slack_message())).events[0]
        assert event.case.messages[0].text == "Where is my parcel?"
        for change in ({"bot_id": "B1"}, {"subtype": "channel_join"}, {"channel": "C_staff"}):
            assert channel.read(slack_request(slack_message(**change))).events == ()
        assert isinstance(channel, Notes)
        channel.note(note(event.thread), idempotency_key="n")
        assert channel.send(reply(event.thread), idempotency_key="k").provider_id == "1.2"
        drafted, sent = server.calls
        assert drafted.body["channel"] == "C_staff" and sent.body["channel"] == "D1"
        action = drafted.body["blocks"][-1]["elements"][0]
        payload = {
            "user": {"id": "U_lead"},
            "container": {"message_ts": "1.2"},
            "actions": [{**action, "action_ts": "3.4"}],
        }
        form = urlencode({"payload": json.dumps(payload)})
        act = channel.read(slack_request(form, "application/x-www-form-urlencoded")).acts[0]
        assert (act.act, act.draft_version, act.role) == ("approve", 3, "lead")
        with pytest.raises(Unverified):
            channel.read(Request(headers=slack_request("{}").headers, body=b"{} "))


def test_slack_says_what_cannot_be_sent() -> None:
    with opened(SLACK, SLACK_SETTINGS, lambda _: (200, {"ok": False, "error": "is_archived"})) as (
        channel,
        _,
    ):
        result = channel.send(reply({"channel": "D1"}), idempotency_key="k")
        assert result.state is SendState.REFUSED and "is_archived" in str(result.error)


def test_dingtalk_answers_where_the_message_came_from() -> None:
    settings = {
        "app_secret": "app",
        "path_secret": SECRET,
        "staff_robot_token": "robot",
        "staff_robot_secret": "sign",
        "reply_hosts": ["127.0.0.1"],
    }
    with opened(DINGTALK, settings, lambda _: (200, {"errcode": 0})) as (channel, server):
        stamp = str(int(NOW.timestamp() * 1000))
        mac = hmac.new(b"app", f"{stamp}\napp".encode(), hashlib.sha256).digest()
        headers = {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}
        until = int((NOW + timedelta(hours=2)).timestamp() * 1000)
        message = {
            "conversationId": "cid==",
            "msgId": "m1",
            "createAt": int(stamp),
            "msgtype": "text",
            "text": {"content": " 发错颜色了 "},
            "sessionWebhook": f"{server.base}/robot/sendBySession?session=s1",
            "sessionWebhookExpiredTime": until,
        }
        raw = json.dumps(message).encode()
        request = Request(path=f"/{SECRET}", headers=headers, body=raw)
        event = channel.read(request).events[0]
        assert event.case.messages[0].text == "发错颜色了"
        assert event.reply_by == NOW + timedelta(hours=2)
        assert channel.send(reply(event.thread), idempotency_key="k").state is SendState.DELIVERED
        assert server.calls[0].query == {"session": "s1"}
        assert isinstance(channel, Notes)
        channel.note(note({}), idempotency_key="n")
        assert server.calls[1].query["access_token"] == "robot" and server.calls[1].query["sign"]
        late = channel.send(reply({**event.thread, "until_ms": 1}), idempotency_key="k")
        assert late.state is SendState.REFUSED
        # The body is not signed: an address that is not the vendor's is never called.
        evil = {**message, "sessionWebhook": "http://localhost/steal"}
        taken = channel.read(
            Request(path=f"/{SECRET}", headers=headers, body=json.dumps(evil).encode())
        )
        assert taken.events[0].thread == {}
        for wrong in (
            Request(path="/x", headers=headers, body=raw),
            Request(path=f"/{SECRET}", headers={**headers, "sign": "x"}, body=raw),
        ):
            with pytest.raises(Unverified):
                channel.read(wrong)
