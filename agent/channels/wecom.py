"""WeCom customer service (微信客服): a bell rings, the messages are fetched, replies go out within 48 hours.

The callback carries only a token that is valid for ten minutes; `sync_msg` then gives the messages after a cursor, kept per
`open_kfid`. At most five replies follow a buyer's message (WeCom developer documents, 微信客服 "接收消息和事件", "发送消息").
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from pydantic import SecretStr

from agent.channels.channel import (
    Answer,
    Capabilities,
    Fetched,
    InboundEvent,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
    Unverified,
)
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.kind import ChannelKind, Level
from agent.channels.vendor_cipher import WeComCipher
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Attachment, Message, Role
from agent.domain.value import Value
from agent.errors import InvalidCase, Unreachable

WINDOW = timedelta(hours=48)
QUOTA = 5
_BUYER, _SYSTEM, _STAFF = (
    3,
    4,
    5,
)  # `origin`: 微信客户, 系统推送的事件, 接待人员在企业微信客户端发送
_MEDIA = {"image": "photo", "video": "video", "voice": "audio", "file": "file"}
_TOKEN_DEAD = frozenset({40014, 42001})
_CLOSED = {95001: "the five replies are used up", 95018: "the conversation is no longer open"}


class WeComConfig(Value):
    """The settings of one 微信客服 account, as its pages show them."""

    corp_id: str
    secret: SecretStr
    token: SecretStr
    encoding_aes_key: SecretStr
    base: str = "https://qyapi.weixin.qq.com"


class WeComChannel:
    """Opens callbacks, fetches messages, sends replies."""

    name = "wecom"
    capabilities = Capabilities(
        attachments=True,
        signed=True,
        idempotent=True,
        needs_public_url=True,
        max_chars=2048 // 3,  # 2,048 bytes; three a Chinese character
        reply_window_hours=48,
        reply_quota=QUOTA,
    )

    def __init__(self, config: WeComConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._cipher = WeComCipher(
            token=config.token.get_secret_value(),
            encoding_aes_key=config.encoding_aes_key.get_secret_value(),
            receiver=config.corp_id,
        )
        self._gateway = Gateway(config.base, clock=clock)
        self._access: tuple[str, datetime] | None = None

    @property
    def sends(self) -> bool:
        """The interface takes replies while a conversation is open."""
        return True

    def read(self, request: Request) -> Received:
        """Answer the address check, or open a callback and ask for what its bell announces."""
        query = request.query
        signature, stamp, nonce = (
            query.get(name, "") for name in ("msg_signature", "timestamp", "nonce")
        )
        self._fresh(stamp)
        if request.method == "GET":
            echo = self._cipher.open(signature, stamp, nonce, query.get("echostr", ""))
            return Received(answer=Answer(body=echo.encode(), media_type="text/plain"))
        envelope = _xml(request.body.decode("utf-8", "replace"), Unverified)
        event = _xml(self._cipher.open(signature, stamp, nonce, envelope.get("Encrypt", "")))
        answer = Answer(body=b"", media_type="text/plain")  # an empty 200 stops the repetitions
        if event.get("Event") != "kf_msg_or_event":
            return Received(answer=answer)
        hint = json.dumps({"token": event.get("Token", ""), "open_kfid": event.get("OpenKfId", "")})
        return Received(answer=answer, fetch=hint)

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Return the next messages of the account that rang, or of every account known from before."""
        cursors: dict[str, str] = json.loads(cursor) if cursor else {}
        bell = json.loads(hint) if hint else {}
        account = bell.get("open_kfid") or next(iter(cursors), "")
        if not account:
            return Fetched(cursor=cursor)
        body = {
            "cursor": cursors.get(account, ""),
            "token": bell.get("token", ""),
            "limit": 1000,
            "open_kfid": account,
        }
        try:
            answer = self._call("/cgi-bin/kf/sync_msg", body)
        except CallFailed as failed:
            raise Unreachable(f"wecom: {failed}") from None
        cursors[account] = str(answer.get("next_cursor") or cursors.get(account, ""))
        events = [self._event(one, account) for one in answer.get("msg_list", ())]
        return Fetched(
            events=tuple(event for event in events if event is not None),
            cursor=json.dumps(cursors, sort_keys=True),
            more=bool(answer.get("has_more")),
        )

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Send an approved text; `msgid` makes WeCom drop a repetition."""
        buyer, account = reply.thread.get("buyer"), reply.thread.get("open_kfid")
        if not buyer or not account:
            return SendResult(state=SendState.REFUSED, error="the case has no WeCom conversation")
        message_id = sha256(idempotency_key.encode()).hexdigest()[:32]
        body = {
            "touser": buyer,
            "open_kfid": account,
            "msgid": message_id,
            "msgtype": "text",
            "text": {"content": reply.text},
        }
        try:
            answer = self._call("/cgi-bin/kf/send_msg", body)
        except CallFailed as failed:
            return failed.result
        return SendResult(
            state=SendState.DELIVERED, provider_id=str(answer.get("msgid", message_id))
        )

    def _fresh(self, stamp: str) -> None:
        near = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
        if not near or abs(int(stamp) - self._clock.now().timestamp()) > 300:
            raise Unverified("the callback's time is too far from now; check both clocks")

    def _event(self, message: dict[str, Any], account: str) -> InboundEvent | None:
        origin, buyer = message.get("origin"), message.get("external_userid")
        if origin not in (_BUYER, _STAFF) or not buyer:
            return None
        kind = str(message.get("msgtype"))
        sent = datetime.fromtimestamp(int(message["send_time"]), UTC)
        spoken = Message(
            role=Role.BUYER if origin == _BUYER else Role.SELLER,
            text=str(message.get("text", {}).get("content", "")) if kind == "text" else "",
            at=sent,
            attachments=(Attachment(kind=_MEDIA[kind]),) if kind in _MEDIA else (),
        )
        from_buyer = origin == _BUYER
        return InboundEvent(
            event_id=str(message["msgid"]),
            type="message",
            case=Case(id=f"wc-{account}-{buyer}"[:200], messages=(spoken,)),
            thread={"buyer": buyer, "open_kfid": account},
            provider_id=str(message["msgid"]),
            reply_by=sent + WINDOW if from_buyer else None,
            quota_left=QUOTA if from_buyer else None,
        )

    def _call(self, path: str, body: dict[str, Any], *, again: bool = True) -> dict[str, Any]:
        answer = self._gateway.call("POST", path, json=body, query={"access_token": self._token()})
        code = int(answer.get("errcode", 0))
        if code in _TOKEN_DEAD and again:
            self._access = None
            return self._call(path, body, again=False)
        if code in _CLOSED:
            raise CallFailed(SendState.REFUSED, f"wecom {code}: {_CLOSED[code]}")
        if code:
            raise CallFailed(SendState.RETRY, f"wecom answered errcode {code}")
        return dict(answer)

    def _token(self) -> str:
        """Return the access token, asked for anew a little before its end; asking too often is punished."""
        now = self._clock.now()
        if self._access is None or self._access[1] <= now:
            query = {
                "corpid": self._config.corp_id,
                "corpsecret": self._config.secret.get_secret_value(),
            }
            answer = self._gateway.call("GET", "/cgi-bin/gettoken", query=query)
            if answer.get("errcode"):
                raise CallFailed(
                    SendState.RETRY, f"wecom gives no token (errcode {answer['errcode']})"
                )
            life = timedelta(seconds=max(60, int(answer.get("expires_in", 7200)) - 300))
            self._access = (str(answer["access_token"]), now + life)
        return self._access[0]


def _xml(text: str, error: type[InvalidCase] | type[Unverified] = InvalidCase) -> dict[str, str]:
    if "<!" in text.replace("<![CDATA[", ""):
        raise error(
            "the callback's XML declares something"
        )  # no entities, no doctype: nothing to expand
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise error("the callback is no XML") from None
    return {child.tag: child.text or "" for child in root}


KIND = ChannelKind(
    name="wecom",
    level=Level.OTHER_SIDE,
    proof="the published callback example, and callbacks sealed and opened by wechatpy; calls as documented",
    config=WeComConfig,
    open=WeComChannel,
)
