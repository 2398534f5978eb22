"""Taobao and Tmall: refunds and reviews come in over the message channel, review explanations go out.

There is no open interface for chat: a reply to a message is copied into 千牛 by a person. `taobao.traderate.explain.add` is for
Tmall sellers, takes 500 characters, and refuses reviews that were added to or are older than 30 days; it can be used once
for a review.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from pydantic import SecretStr

from agent.channels import tmc
from agent.channels.channel import (
    Capabilities,
    InboundEvent,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
    Unverified,
)
from agent.channels.gateway import CallFailed
from agent.channels.kind import ChannelKind, Level
from agent.channels.top import GATEWAY, TopClient
from agent.channels.trade import beijing, order
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.value import Value
from agent.errors import Unreachable

log = logging.getLogger(__name__)

MAX_EXPLANATION = 500
MAX_REVIEW_AGE = timedelta(days=30)
_REFUND = "taobao_refund_RefundCreated"
_RATED = "taobao_trade_TradeRated"
_CLAIM_TYPES = {"return_bill": "return_refund", "replace_bill": "exchange"}
_STARS = {"good": 5, "neutral": 3, "bad": 1}
_PULL_SECONDS = 30.0
_LOOK_SECONDS = 0.2
_TRADE_FIELDS = (
    "tid,created,payment,status,consign_time,end_time,orders.oid,orders.title,orders.num,"
    "orders.price,orders.outer_sku_id,orders.outer_iid"
)
_REFUND_FIELDS = "refund_id,tid,oid,refund_fee,reason,desc,has_good_return,num,outer_id,created"
_RATE_FIELDS = "tid,oid,role,result,content,created"


class TaobaoConfig(Value):
    """The settings of one seller: the app's key and secret, the seller's session, the message group."""

    app_key: str
    app_secret: SecretStr
    session: SecretStr
    tmall: bool = False
    group: str = "default"
    base: str = GATEWAY
    messages: str = "ws://mc.api.taobao.com/"


class TaobaoChannel:
    """Listens to the message channel, fetches what an event is about, adds explanations to reviews."""

    name = "taobao"
    capabilities = Capabilities(signed=True, needs_public_url=False)

    def __init__(self, config: TaobaoConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._platform = "tmall" if config.tmall else "taobao"
        self._top = TopClient(
            app_key=config.app_key,
            app_secret=config.app_secret,
            session=config.session,
            clock=clock,
            base=config.base,
        )

    @property
    def sends(self) -> bool:
        """Explanations can leave on Tmall; Taobao sellers have no interface for them."""
        return self._config.tmall

    def read(self, request: Request) -> Received:
        """Refuse: nothing comes to this channel over HTTP."""
        del request
        raise Unverified("taobao has no way in over HTTP; its messages come over TMC")

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the message channel until `stop` is set; a message is confirmed after it is kept."""
        asyncio.run(self._held(deliver, stop))

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Add an approved explanation to a review; a reply to a message can't leave this way."""
        del idempotency_key  # the platform takes one explanation for a review
        refusal = self._may_explain(reply)
        if refusal is not None:
            return SendResult(state=SendState.REFUSED, error=refusal)
        oid = str(reply.thread["oid"])
        try:
            answer = self._top.call(
                "taobao.traderate.explain.add", {"oid": oid, "reply": reply.text}
            )
        except CallFailed as failed:
            return failed.result
        if not answer.get("is_success", True):
            return SendResult(
                state=SendState.REFUSED, error="the platform did not add the explanation"
            )
        return SendResult(state=SendState.DELIVERED, provider_id=f"explain-{oid}")

    def received(self, topic: str, content: Mapping[str, Any] | str, event_id: str) -> Received:
        """Fetch what a message (as sent, or as an object) is about and return it as a case.

        Topics of no interest bring nothing; a message that cannot be read is named in the log and brings nothing, for
        else it would come again and again and stop those behind it.

        Raises:
            Unreachable: the platform does not say more now; the message stays unconfirmed and comes again.
        """
        try:
            content = json.loads(content) if isinstance(content, str) else content
            if topic == _REFUND:
                return self._refund(content, event_id)
            if topic == _RATED and content.get("rater") == "buyer":
                return self._review(content, event_id)
        except CallFailed as failed:
            if failed.state is SendState.RETRY:
                raise Unreachable(f"taobao: {failed}") from None
            log.warning("taobao: %s: a message was left out: %s", topic, failed)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            kind = type(error).__name__
            log.error("taobao: %s: message %s cannot be read (%s)", topic, event_id, kind)
        return Received()

    def _refund(self, content: Mapping[str, Any], event_id: str) -> Received:
        number = str(content["refund_id"])
        refund = self._top.call(
            "taobao.refund.get", {"refund_id": number, "fields": _REFUND_FIELDS}
        )["refund"]
        kind = _CLAIM_TYPES.get(str(content.get("bill_type")))
        returns = refund.get("has_good_return")
        claim = {
            "type": kind or ("return_refund" if returns else "refund_only"),
            "reason": "；".join(
                part for part in (refund.get("reason"), refund.get("desc")) if part
            ),
            "amount": str(refund["refund_fee"]),
            "items": [{"sku": refund.get("outer_id"), "qty": int(refund.get("num") or 1)}],
        }
        return self._case(
            event_id,
            {"id": f"tb-refund-{number}", "kind": "claim", "claim": claim},
            tid=str(content["tid"]),
            thread={"refund_id": number},
        )

    def _review(self, content: Mapping[str, Any], event_id: str) -> Received:
        tid, oid = str(content["tid"]), str(content["oid"])
        answer = self._top.call(
            "taobao.traderates.get",
            {"tid": tid, "rate_type": "get", "role": "buyer", "fields": _RATE_FIELDS},
        )
        rates = (answer.get("trade_rates") or {}).get("trade_rate", [])
        rate = next((one for one in rates if str(one.get("oid")) == oid), None)
        if rate is None or rate.get("result") == "good":
            return Received()
        review = {
            "stars": _STARS.get(str(rate.get("result"))),
            "text": rate.get("content") or "",
            "created_at": beijing(rate.get("created")),
        }
        return self._case(
            event_id,
            {"id": f"tb-review-{oid}", "kind": "review", "review": review},
            tid=tid,
            thread={"oid": oid, "created_at": review["created_at"]},
        )

    def _case(
        self, event_id: str, fields: dict[str, Any], *, tid: str, thread: dict[str, Any]
    ) -> Received:
        trade = self._top.call(
            "taobao.trade.fullinfo.get", {"tid": tid, "fields": _TRADE_FIELDS}
        ).get("trade", {})
        case = Case.model_validate({**fields, "platform": self._platform, "order": order(trade)})
        event = InboundEvent(event_id=event_id, type=str(fields["kind"]), case=case, thread=thread)
        return Received(events=(event,))

    def _may_explain(self, reply: Reply) -> str | None:
        """Say why an explanation can't be added; None: it can. The platform would refuse the same, less clearly."""
        if reply.surface != "public_review":
            return "taobao has no open interface for chat; copy the text into 千牛"
        if not self._config.tmall:
            return "explanations can be added by interface on Tmall only"
        if "oid" not in reply.thread:
            return "the case has no review of the platform"
        if len(reply.text) > MAX_EXPLANATION:
            return f"an explanation has at most {MAX_EXPLANATION} characters"
        created = reply.thread.get("created_at")
        if created and self._clock.now() - datetime.fromisoformat(created) > MAX_REVIEW_AGE:
            return "the review is older than 30 days"
        return None

    async def _held(self, deliver: Callable[[Received], None], stop: Event) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        try:
            async with connect(self._config.messages, max_size=2**20) as socket:
                token = await self._opened(socket)
                pulled = -_PULL_SECONDS
                while not stop.is_set():
                    now = asyncio.get_running_loop().time()
                    if now - pulled >= _PULL_SECONDS:
                        await socket.send(tmc.encode(tmc.pull(token)))
                        pulled = now
                    try:
                        data = await asyncio.wait_for(socket.recv(), _LOOK_SECONDS)
                    except TimeoutError:
                        continue
                    await self._take(socket, data, token, deliver)
        except (OSError, WebSocketException) as error:
            raise Unreachable(
                f"taobao: the message channel broke ({type(error).__name__})"
            ) from None

    async def _opened(self, socket: Any) -> str:
        opening = tmc.connect(
            self._config.app_key,
            self._config.group,
            self._clock.now(),
            self._config.app_secret.get_secret_value(),
            sdk="python",
        )
        await socket.send(tmc.encode(opening))
        answer = tmc.decode(await socket.recv())
        if answer.token is None:
            raise Unreachable(f"taobao: the message channel refuses (code {answer.code})")
        return answer.token

    async def _take(
        self, socket: Any, data: Any, token: str, deliver: Callable[[Received], None]
    ) -> None:
        frame = tmc.decode(data if isinstance(data, bytes) else str(data).encode())
        number, content = frame.fields.get("id"), frame.fields.get("content")
        if not isinstance(number, tmc.Int) or not isinstance(content, str):
            return
        topic = str(frame.fields.get("topic"))
        known = str(frame.fields.get("dataid") or number.value)
        loop = asyncio.get_running_loop()
        # In a thread: it asks the platform and writes to the database, and the socket must answer pings meanwhile.
        received = await loop.run_in_executor(None, self.received, topic, content, known)
        await loop.run_in_executor(None, deliver, received)
        await socket.send(tmc.encode(tmc.confirm(token, number.value)))


def _open(config: TaobaoConfig, *, shop: str, clock: Clock) -> TaobaoChannel:
    del shop
    return TaobaoChannel(config, clock=clock)


KIND = ChannelKind(
    name="taobao",
    level=Level.VECTORS,
    proof="published signature, frames of the open-source client, documented answers; not the live platform",
    config=TaobaoConfig,
    open=_open,
)
