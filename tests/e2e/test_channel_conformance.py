"""Each chat tool's channel against the kit. A check that a platform's own proof cannot give is left out by name.

- Matrix and older helpdesks prove the sender by a token or a path, not the body or its time: `tampered`, `stale`.
- DingTalk signs the time for an hour and not the body: `tampered`, `stale` (its own hour is tested with the vendors).
- Feishu's and Slack's bots are not told of what the shop itself says elsewhere: `takeover` has no event.
- WeCom only rings; what it rings for is tested with the vendors.
- AliExpress pushes over a connection that the desk opened, Pinduoduo is asked: neither has a way in that a stranger could
  knock at, so `tampered`, `garbage`, `stale` and `oversize` have no event. Pinduoduo reports nothing that the shop says.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from agent.channels.aliexpress import KIND as ALIEXPRESS
from agent.channels.aliexpress import AliExpressChannel
from agent.channels.channel import Channel
from agent.channels.chatwoot import KIND as CHATWOOT
from agent.channels.conformance import CHECKS
from agent.channels.dingtalk import KIND as DINGTALK
from agent.channels.feishu import KIND as FEISHU
from agent.channels.helpdesk import KIND as HELPDESK
from agent.channels.kind import ChannelKind
from agent.channels.matrix import KIND as MATRIX
from agent.channels.pdd import KIND as PDD
from agent.channels.pdd import PddChannel
from agent.channels.slack import KIND as SLACK
from agent.channels.vendor_cipher import FeishuCipher
from agent.channels.wire import Wire
from tests.channel_subject import DeskSubject
from tests.scripted import SHOP, Bench
from tests.vendor_server import Call, vendor_server

SECRET = "a secret of at least 16"
URL = "https://vendor.example"


class VendorSubject(DeskSubject):
    """A desk whose cases carry the names that a channel makes of conversations."""

    prefix = ""

    def __init__(self, bench: Bench, kind: ChannelKind, settings: Mapping[str, Any]) -> None:
        channel: Channel = kind.opened(dict(settings), shop=SHOP, clock=bench.clock)
        super().__init__(bench, channel)

    def close(self) -> None:
        """Give back what the platform's side holds."""

    def named(self, case_id: str) -> str:
        return self.prefix + case_id

    def heard(self, case_id: str) -> tuple[str, ...]:
        return super().heard(self.named(case_id))

    def draft_state(self, case_id: str) -> str | None:
        return super().draft_state(self.named(case_id))

    def answer(self, case_id: str) -> str:
        return super().answer(self.named(case_id))

    def event(
        self, case_id: str, text: str, *, event_id: str, age: timedelta = timedelta()
    ) -> Wire:
        return self.told(case_id, text, event_id, age, buyer=True)

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return self.told(case_id, text, event_id, timedelta(), buyer=False)

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        raise NotImplementedError

    def stamp(self, age: timedelta) -> int:
        return int((self.bench.clock.now() - age).timestamp())


class Matrix(VendorSubject):
    prefix = "mx-"

    def __init__(self, bench: Bench) -> None:
        settings = {
            "homeserver": URL,
            "server_name": "shop.test",
            "as_token": "as",
            "hs_token": SECRET,
            "staff": {"@lin:shop.test": "agent"},
        }
        super().__init__(bench, MATRIX, settings)

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        event = {
            "type": "m.room.message",
            "room_id": f"!{case_id}",
            "event_id": f"${event_id}",
            "sender": "@buyer:shop.test" if buyer else "@lin:shop.test",
            "origin_server_ts": self.stamp(timedelta()) * 1000,
            "content": {"msgtype": "m.text", "body": text},
        }
        body = json.dumps({"events": [event]}).encode()
        headers = {"authorization": f"Bearer {SECRET}", "content-type": "application/json"}
        return Wire(headers, body, method="PUT", path="/_matrix/app/v1/transactions/1")


class Helpdesk(VendorSubject):
    prefix = "ticket-"

    def __init__(self, bench: Bench) -> None:
        settings = {"url": URL, "user": "u", "password": "p", "user_id": 1, "secret": SECRET}
        super().__init__(bench, HELPDESK, settings)

    def named(self, case_id: str) -> str:
        return self.prefix + case_id[1:]

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        number = int(hashlib.sha256(event_id.encode()).hexdigest()[:6], 16)
        follow_up = {
            "id": number,
            "user": None if buyer else 7,
            "comment": text,
            "public": True,
            "date": self.bench.clock.now().isoformat(),
        }
        ticket = {"id": int(case_id[1:]), "title": "", "description": text if buyer else ""}
        document = {"ticket": {**ticket, "followup_set": [follow_up]}, "queue_slug": "care"}
        return Wire({}, json.dumps(document).encode(), path=f"/{SECRET}/new")


class Chatwoot(VendorSubject):
    prefix = "cw-1-"

    def __init__(self, bench: Bench) -> None:
        settings = {"url": URL, "account": 1, "token": "bot", "secrets": [SECRET]}
        super().__init__(bench, CHATWOOT, settings)

    def named(self, case_id: str) -> str:
        return self.prefix + case_id[1:]

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        document = {
            "event": "message_created",
            "id": event_id,
            "content": text,
            "message_type": "incoming" if buyer else "outgoing",
            "private": False,
            "conversation": {"id": int(case_id[1:])},
        }
        body = json.dumps(document).encode()
        stamp = str(self.stamp(age))
        mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return Wire({"x-chatwoot-timestamp": stamp, "x-chatwoot-signature": f"sha256={mac}"}, body)


class Feishu(VendorSubject):
    prefix = "fs-"

    def __init__(self, bench: Bench) -> None:
        settings = {
            "app_id": "a",
            "app_secret": "s",
            "encrypt_key": SECRET,
            "verification_token": "v",
        }
        super().__init__(bench, FEISHU, settings)

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return None

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        message = {
            "message_id": event_id,
            "create_time": str(self.stamp(timedelta()) * 1000),
            "chat_id": case_id,
            "message_type": "text",
            "content": json.dumps({"text": text}),
        }
        header = {"event_id": event_id, "event_type": "im.message.receive_v1", "token": "v"}
        event = {"header": header, "event": {"sender": {}, "message": message}}
        body = json.dumps({"encrypt": FeishuCipher(SECRET).seal(json.dumps(event))}).encode()
        stamp = str(self.stamp(age))
        mac = hashlib.sha256((stamp + "n" + SECRET).encode() + body).hexdigest()
        return Wire(
            {
                "x-lark-request-timestamp": stamp,
                "x-lark-request-nonce": "n",
                "x-lark-signature": mac,
            },
            body,
        )


class Slack(VendorSubject):
    prefix = "sl-"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, SLACK, {"signing_secret": SECRET, "bot_token": "t"})

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return None

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        event = {
            "type": "message",
            "channel": case_id,
            "text": text,
            "ts": f"{self.stamp(timedelta())}.0001",
        }
        document = {"type": "event_callback", "event_id": event_id, "event": event}
        body = json.dumps(document).encode()
        stamp = str(self.stamp(age))
        signed = b"v0:" + stamp.encode() + b":" + body
        mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        return Wire({"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}, body)


class DingTalk(VendorSubject):
    prefix = "dt-"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, DINGTALK, {"app_secret": "app", "path_secret": SECRET})

    def named(self, case_id: str) -> str:
        return self.prefix + hashlib.sha256(case_id.encode()).hexdigest()[:16]

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return None

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        stamp = str(self.stamp(age) * 1000)
        mac = hmac.new(b"app", f"{stamp}\napp".encode(), hashlib.sha256).digest()
        message = {
            "conversationId": case_id,
            "msgId": event_id,
            "createAt": self.stamp(timedelta()) * 1000,
            "msgtype": "text",
            "text": {"content": text},
        }
        headers = {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}
        return Wire(headers, json.dumps(message).encode(), path=f"/{SECRET}")


class AliExpress(VendorSubject):
    """What the message channel pushes is handed to the desk as its listener does."""

    def __init__(self, bench: Bench) -> None:
        settings = {"app_key": "k", "app_secret": "s", "session": "t", "seller": "shop"}
        super().__init__(bench, ALIEXPRESS, settings)

    def named(self, case_id: str) -> str:
        return "ae-" + hashlib.sha256(f"{case_id}\n".encode()).hexdigest()[:16]

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        message = {
            "id": event_id,
            "content": text,
            "message_type": "member",
            "sender_login_id": case_id if buyer else "shop",
            "receiver_login_id": "shop" if buyer else case_id,
        }
        return Wire({}, json.dumps(message).encode())

    def post(self, sent: Wire) -> int:
        assert isinstance(self.channel, AliExpressChannel)
        received = self.channel.received("aliexpress_message_Pushnewmsg", sent.body.decode(), "d")
        self.bench.desk.take(received, shop=SHOP, channel=self.channel.name)
        return 200


class Pdd(VendorSubject):
    """Each event is a request in the list that a local platform gives; the desk asks as its sweep does."""

    prefix = "pdd-refund-"

    def __init__(self, bench: Bench) -> None:
        self.rows: list[dict[str, Any]] = []
        self._held = ExitStack()
        server = self._held.enter_context(vendor_server(self._listed))
        settings = {"app_key": "k", "app_secret": "s", "session": "t", "base": server.base}
        super().__init__(bench, PDD, settings)

    def _listed(self, call: Call) -> tuple[int, Any]:
        rows = self.rows if call.body["after_sales_status"] == "2" else []
        return 200, {"refund_increment_get_response": {"refund_list": rows}}

    def close(self) -> None:
        self._held.close()

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return None

    def told(self, case_id: str, text: str, event_id: str, age: timedelta, *, buyer: bool) -> Wire:
        row = {
            "id": case_id,
            "order_sn": f"o-{case_id}",
            "after_sales_type": 2,
            "after_sale_reason": text,
            "updated_time": event_id,
        }
        return Wire({}, json.dumps(row).encode())

    def post(self, sent: Wire) -> int:
        assert isinstance(self.channel, PddChannel)
        self.rows = [json.loads(sent.body)]
        # From the desk's own cursor: what was given before is given again.
        fetched = self.channel.fetch(None)
        self.bench.desk.take(fetched, shop=SHOP, channel=self.channel.name)
        return 200


_NO_WAY_IN = frozenset({"tampered", "garbage", "stale", "oversize"})
SUBJECTS: dict[Callable[[Bench], VendorSubject], frozenset[str]] = {
    Matrix: frozenset({"tampered", "stale"}),
    Helpdesk: frozenset({"tampered", "stale"}),
    Chatwoot: frozenset(),
    Feishu: frozenset(),
    Slack: frozenset(),
    DingTalk: frozenset({"tampered", "stale"}),
    AliExpress: _NO_WAY_IN,
    Pdd: _NO_WAY_IN,
}
RUNS = [
    pytest.param(subject, name, id=f"{subject.__name__}-{name}")
    for subject, without in SUBJECTS.items()
    for name in CHECKS
    if name not in without
]


@pytest.mark.parametrize(("subject", "name"), RUNS)
def test_conformance(subject: Callable[[Bench], VendorSubject], name: str, bench: Bench) -> None:
    made = subject(bench)
    try:
        CHECKS[name](made)
    finally:
        made.close()
