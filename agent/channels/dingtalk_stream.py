"""DingTalk's Stream mode: the desk opens the connection, so a robot needs no public address.

One call names what is subscribed and gives an endpoint with a ticket; over the WebSocket come frames, each answered with its
`messageId` (DingTalk open platform, "Stream 模式"; the vendor's `dingtalk-stream` is driven against the same gateway in the tests).
"""

import json
import logging
from collections.abc import Callable
from threading import Event
from typing import Any
from urllib.parse import quote_plus, urlsplit

from pydantic import SecretStr

from agent.channels.channel import InboundEvent, Received
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.reading import UNREADABLE
from agent.domain.clock import Clock
from agent.errors import Unreachable

log = logging.getLogger(__name__)

TOPIC = "/v1.0/im/bot/messages/get"
_OPEN = "/v1.0/gateway/connections/open"
_LOOK_SECONDS = 0.2
_JSON = "application/json"


class DingTalkStream:
    """One app's connection; `read` makes an event of a robot message."""

    def __init__(
        self,
        *,
        api: str,
        client_id: str,
        client_secret: SecretStr,
        clock: Clock,
        read: Callable[[Any], InboundEvent],
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._gateway = Gateway(api, clock=clock)
        self._plain = urlsplit(api).scheme == "http"
        self._read = read

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the connection until `stop` is set, or until DingTalk asks to connect anew.

        Raises:
            Unreachable: it broke, or the gateway said no; the caller tries again.
        """
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        address = self._opened()
        try:
            with connect(address, max_size=2**20, proxy=None) as socket:
                while not stop.is_set():
                    try:
                        raw = socket.recv(timeout=_LOOK_SECONDS)
                    except TimeoutError:
                        continue
                    answer = self._answered(raw, deliver)
                    if answer is None:
                        return
                    socket.send(json.dumps(answer, ensure_ascii=False))
        except (OSError, WebSocketException) as error:
            kind = type(error).__name__
            raise Unreachable(f"dingtalk: the stream broke ({kind})") from None

    def _opened(self) -> str:
        body = {
            "clientId": self._client_id,
            "clientSecret": self._client_secret.get_secret_value(),
            "subscriptions": [{"type": "CALLBACK", "topic": TOPIC}],
            "ua": "aftersales-desk",
        }
        try:
            answer = self._gateway.call("POST", _OPEN, json=body)
            endpoint, ticket = str(answer["endpoint"]), str(answer["ticket"])
        except CallFailed as failed:
            raise Unreachable(f"dingtalk: {failed}") from None
        except UNREADABLE:
            raise Unreachable("dingtalk: the gateway gave no endpoint") from None
        if urlsplit(endpoint).scheme != ("ws" if self._plain else "wss"):
            raise Unreachable("dingtalk: the gateway gave an endpoint that is not encrypted")
        return f"{endpoint}?ticket={quote_plus(ticket)}"

    def _answered(
        self, raw: str | bytes, deliver: Callable[[Received], None]
    ) -> dict[str, Any] | None:
        """Return the answer to a frame, after what it brings is kept; None: the connection is to be left."""
        try:
            frame = json.loads(raw)
            kind, headers = frame["type"], frame["headers"]
            topic, number = headers.get("topic"), headers["messageId"]
        except UNREADABLE:
            log.error("dingtalk: a frame cannot be read")
            return {"code": 400, "headers": {"contentType": _JSON}, "message": "no frame"}
        data = frame.get("data")
        if kind == "SYSTEM":
            if topic == "disconnect":
                return None
        elif kind == "CALLBACK" and topic == TOPIC:
            self._kept(data, number, deliver)
            data = json.dumps({"response": None})
        return {
            "code": 200,
            "headers": {"contentType": _JSON, "messageId": number},
            "message": "OK",
            "data": data,
        }

    def _kept(self, data: Any, number: Any, deliver: Callable[[Received], None]) -> None:
        try:
            received = Received(events=(self._read(json.loads(data)),))
        except UNREADABLE as error:
            # Answered all the same: it would come again and again.
            log.error("dingtalk: message %s cannot be read (%s)", number, type(error).__name__)
            return
        deliver(received)
