"""Taobao and Tmall: refunds and reviews come in over the message channel, review explanations go out.

There is no open interface for chat: a reply to a message is copied into 千牛 by a person. `taobao.traderate.explain.add` is for
Tmall sellers, takes 500 characters, and refuses reviews that were added to or are older than 30 days; it can be used once
for a review.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from agent.channels.channel import (
    InboundEvent,
    Received,
    Reply,
    SendResult,
    SendState,
)
from agent.channels.gateway import CallFailed
from agent.channels.kind import ChannelKind, Level
from agent.channels.lookup import taobao_claim, taobao_trade
from agent.channels.platform_channel import SubscribedChannel, SubscriberConfig
from agent.channels.tmc_subscription import Reader
from agent.channels.trade import moment, taobao_order
from agent.domain.case import Case
from agent.domain.clock import Clock

MAX_EXPLANATION = 500
MAX_REVIEW_AGE = timedelta(days=30)
_STARS = {"good": 5, "neutral": 3, "bad": 1}
_RATE_FIELDS = "tid,oid,role,result,content,created"


class TaobaoConfig(SubscriberConfig):
    """The settings of one seller: the app's key and secret, the seller's session, the message group; whether it is a Tmall shop."""

    tmall: bool = False


class TaobaoChannel(SubscribedChannel):
    """Listens to the message channel, fetches what an event is about, adds explanations to reviews."""

    name = "taobao"
    capabilities = SubscribedChannel.capabilities.model_copy(
        update={"surfaces": frozenset({"public_review"})}
    )

    def __init__(self, config: TaobaoConfig, *, clock: Clock) -> None:
        super().__init__(config, clock=clock)
        self._platform = "tmall" if config.tmall else "taobao"

    def topics(self) -> dict[str, Reader]:
        """Return who reads refunds and reviews."""
        return {
            "taobao_refund_RefundCreated": self._refund,
            "taobao_trade_TradeRated": self._review,
        }

    @property
    def sends(self) -> bool:
        """Explanations can leave on Tmall; Taobao sellers have no interface for them."""
        return self._platform == "tmall"

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Add an approved explanation to a review; a reply to a message can't leave this way."""
        del idempotency_key  # the platform takes one explanation for a review
        refusal = self._may_explain(reply)
        if refusal is not None:
            return SendResult(state=SendState.REFUSED, error=refusal)
        oid = str(reply.thread["oid"])
        try:
            answer = self._client.call(
                "taobao.traderate.explain.add", {"oid": oid, "reply": reply.text}
            )
        except CallFailed as failed:
            return failed.result
        if not answer.get("is_success", True):
            return SendResult(
                state=SendState.REFUSED, error="the platform did not add the explanation"
            )
        return SendResult(state=SendState.DELIVERED, provider_id=f"explain-{oid}")

    def _refund(self, content: Mapping[str, Any], event_id: str) -> Received:
        number = str(content["refund_id"])
        claim = taobao_claim(self._client, number, bill=content.get("bill_type"))
        fields = {"id": f"tb-refund-{number}", "kind": "claim", "claim": claim}
        return self._case(event_id, fields, content, thread={"refund_id": number})

    def _review(self, content: Mapping[str, Any], event_id: str) -> Received:
        if content.get("rater") != "buyer":
            return Received()
        oid = str(content["oid"])
        answer = self._client.call(
            "taobao.traderates.get",
            {
                "tid": str(content["tid"]),
                "rate_type": "get",
                "role": "buyer",
                "fields": _RATE_FIELDS,
            },
        )
        rates = (answer.get("trade_rates") or {}).get("trade_rate", [])
        rate = next((one for one in rates if str(one.get("oid")) == oid), None)
        if rate is None or rate.get("result") == "good":
            return Received()
        created = moment(rate.get("created"))
        review = {
            "stars": _STARS.get(str(rate.get("result"))),
            "text": rate.get("content") or "",
            "created_at": created,
        }
        thread = {"oid": oid, "created_at": None if created is None else created.isoformat()}
        fields = {"id": f"tb-review-{oid}", "kind": "review", "review": review}
        return self._case(event_id, fields, content, thread=thread)

    def _case(
        self,
        event_id: str,
        fields: dict[str, Any],
        content: Mapping[str, Any],
        *,
        thread: dict[str, Any],
    ) -> Received:
        order = taobao_order(taobao_trade(self._client, str(content["tid"])))
        case = Case.model_validate({**fields, "platform": self._platform, "order": order})
        buyer = content.get("buyer_open_uid")  # by which the 千牛 panel finds the conversation
        thread = {**thread, "buyer": str(buyer)} if buyer else thread
        event = InboundEvent(event_id=event_id, type=str(fields["kind"]), case=case, thread=thread)
        return Received(events=(event,))

    def _may_explain(self, reply: Reply) -> str | None:
        """Say why an explanation can't be added; None: it can. The platform would refuse the same, less clearly."""
        if reply.surface != "public_review":
            return "taobao has no open interface for chat; copy the text into 千牛"
        if not self.sends:
            return "explanations can be added by interface on Tmall only"
        if "oid" not in reply.thread:
            return "the case has no review of the platform"
        if len(reply.text) > MAX_EXPLANATION:
            return f"an explanation has at most {MAX_EXPLANATION} characters"
        created = reply.thread.get("created_at")
        if created and self._clock.now() - datetime.fromisoformat(created) > MAX_REVIEW_AGE:
            return "the review is older than 30 days"
        return None


KIND = ChannelKind(
    name="taobao",
    level=Level.VECTORS,
    proof="published signature, frames of the open-source client, documented answers; not the live platform",
    config=TaobaoConfig,
    open=TaobaoChannel,
)
