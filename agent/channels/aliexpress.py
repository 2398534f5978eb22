"""AliExpress: messages, disputes and evaluations come in; replies to messages and to evaluations go out.

Messages are pushed over the message channel (`aliexpress_message_Pushnewmsg`); disputes and evaluations are asked for now
and then, because the platform pushes neither. A dispute's solution is never accepted or offered from here: what leaves is
an approved text, to the buyer or under the evaluation. An evaluation can be replied to once, and for 30 days.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from agent.channels.channel import (
    Fetched,
    InboundEvent,
    Received,
    Reply,
    SendResult,
    SendState,
)
from agent.channels.gateway import CallFailed
from agent.channels.kind import ChannelKind, Level
from agent.channels.lookup import (
    aliexpress_claim,
    aliexpress_issues,
    aliexpress_trade,
)
from agent.channels.platform_channel import SubscribedChannel, SubscriberConfig
from agent.channels.reading import read_each
from agent.channels.shop_client import ShopClient
from agent.channels.tmc_subscription import Reader
from agent.channels.trade import PACIFIC, aliexpress_order, listed, moment
from agent.domain.case import Case, CaseKind
from agent.domain.clock import Clock
from agent.domain.message import Message, Role
from agent.domain.order import Order
from agent.errors import Unreachable

log = logging.getLogger(__name__)

MAX_REVIEW_AGE = timedelta(days=30)
ROUND = timedelta(minutes=2)
"""Between two questions for disputes and evaluations; the seller has five days for a dispute."""

_OVERLAP = timedelta(minutes=10)
_LOW = ("1", "2", "3")
"""Stars of the evaluations that need an answer."""


class AliExpressConfig(SubscriberConfig):
    """The settings of one seller; `seller` is the seller's login, which tells whose message one is."""

    seller: str


class AliExpressChannel(SubscribedChannel):
    """Listens to messages, asks for disputes and evaluations, sends replies."""

    name = "aliexpress"

    def __init__(self, config: AliExpressConfig, *, clock: Clock) -> None:
        super().__init__(config, clock=clock)
        self._seller = config.seller

    def topics(self) -> dict[str, Reader]:
        """Return who reads messages."""
        return {"aliexpress_message_Pushnewmsg": self._message}

    @property
    def sends(self) -> bool:
        """Messages and replies to evaluations can leave at any time."""
        return True

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Return a page of new disputes, and after the last page the new evaluations.

        The cursor holds when the last whole round began, and where the running one is.
        """
        del hint
        now = self._clock.now()
        state = json.loads(cursor) if cursor else {}
        since = datetime.fromisoformat(state["since"]) if "since" in state else None
        page = int(state.get("page", 1))
        if page == 1 and since is not None and now - since < ROUND:
            return Fetched(cursor=cursor)
        began = state.get("began") or now.isoformat()
        after = None if since is None else since - _OVERLAP
        issues, more = self._told([], aliexpress_issues, page=page)
        events = read_each(self.name, _changed(issues, after), self._dispute)
        if more:
            following = {**state, "page": page + 1, "began": began}
            return Fetched(events=tuple(events), cursor=json.dumps(following), more=True)
        low = self._told([], _low_evaluations, after=after or now - MAX_REVIEW_AGE, until=now)[0]
        events += read_each(self.name, low, self._evaluation)
        return Fetched(events=tuple(events), cursor=json.dumps({"since": began}))

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Send an approved text to the buyer, or put it under the evaluation; the platform drops no repetition."""
        public = reply.surface == "public_review"
        try:
            return self._explain(reply) if public else self._say(reply, idempotency_key)
        except CallFailed as failed:
            return failed.result

    def _message(self, content: Mapping[str, Any], event_id: str) -> Received:
        del event_id  # the message has an id of its own, the same in every push
        sender, receiver = str(content["sender_login_id"]), str(content["receiver_login_id"])
        own = sender == self._seller
        buyer = receiver if own else sender
        about = str(content.get("message_type") or "member")
        number = str(content.get("extern_id") or "")
        spoken = Message(
            role=Role.SELLER if own else Role.BUYER,
            text=str(content.get("content") or ""),
            at=moment(content.get("gmt_create"), PACIFIC),
        )
        case = Case(
            id=f"ae-{_digest(buyer, number if about == 'order' else '')}",
            platform="aliexpress",
            messages=(spoken,),
            order=self._order(number) if about == "order" and number else None,
        )
        event = InboundEvent(
            event_id=f"message-{content['id']}",
            type="message",
            case=case,
            thread={"buyer": buyer, "about": about, "number": number or "0"},
            provider_id=f"message-{content['id']}",
        )
        return Received(events=(event,))

    def _told(self, nothing: Any, ask: Callable[..., Any], **given: Any) -> Any:
        """Return what the platform tells; what it does not tell this app at all leaves the rest alone."""
        try:
            return ask(self._client, **given)
        except CallFailed as failed:
            if failed.state is SendState.RETRY:
                raise Unreachable(f"aliexpress: {failed}") from None
            log.warning("aliexpress: %s", failed)
            return nothing, False

    def _dispute(self, issue: Mapping[str, Any]) -> InboundEvent:
        number = str(issue.get("parent_order_id") or issue["order_id"])
        case = Case(
            id=f"ae-issue-{issue['issue_id']}",
            kind=CaseKind.CLAIM,
            platform="aliexpress",
            claim=aliexpress_claim(self._client, issue),
            order=self._order(number),
        )
        return InboundEvent(
            event_id=f"issue-{issue['issue_id']}-{issue.get('gmt_modified', '')}"[:200],
            type="claim",
            case=case,
            thread={"buyer": str(issue["buyer_login_id"]), "about": "order", "number": number},
        )

    def _evaluation(self, one: Mapping[str, Any]) -> InboundEvent:
        child, parent = str(one["order_id"]), str(one["parent_order_id"])
        created = moment(one.get("valid_date") or one.get("buyer_fb_date"), PACIFIC)
        review = {
            "stars": int(str(one["buyer_evaluation"])),
            "text": one.get("buyer_feedback") or "",
            "created_at": created,
        }
        case = Case.model_validate({
            "id": f"ae-review-{child}",
            "kind": "review",
            "platform": "aliexpress",
            "review": review,
            "order": self._order(parent),
        })  # fmt: skip
        thread = {"child": child, "parent": parent}
        if created is not None:
            thread["created_at"] = created.isoformat()
        return InboundEvent(event_id=f"review-{child}", type="review", case=case, thread=thread)

    def _order(self, number: str) -> Order:
        """Return the order, by its number alone where the platform knows none or may not tell."""
        try:
            data = aliexpress_trade(self._client, number)
        except CallFailed as failed:
            if failed.state is SendState.RETRY:
                raise
            data = {}
        return aliexpress_order(data) if data else Order(order_id=number)

    def _say(self, reply: Reply, key: str) -> SendResult:
        thread = reply.thread
        if not thread.get("buyer"):
            return SendResult(state=SendState.REFUSED, error="the case has no AliExpress buyer")
        message = {
            "buyer_id": thread["buyer"],
            "seller_id": self._seller,
            "message_type": thread.get("about", "member"),
            "extern_id": thread.get("number", "0"),
            "content": reply.text,
        }
        answer = self._client.call(
            "aliexpress.message.redefining.versiontwo.addmsg", {"create_param": message}
        )
        result = answer.get("result") or {}
        if not result.get("is_success", True):
            code = str(result.get("error_code", ""))[:40]
            return SendResult(state=SendState.REFUSED, error=f"aliexpress took no message ({code})")
        return SendResult(state=SendState.DELIVERED, provider_id=f"sent-{key}"[:200])

    def _explain(self, reply: Reply) -> SendResult:
        thread = reply.thread
        if "child" not in thread:
            return SendResult(state=SendState.REFUSED, error="the case has no evaluation")
        created = thread.get("created_at")
        if created and self._clock.now() - datetime.fromisoformat(created) > MAX_REVIEW_AGE:
            return SendResult(state=SendState.REFUSED, error="the evaluation is older than 30 days")
        answer = self._client.call(
            "aliexpress.evaluation.evaluation.reply",
            {
                "child_order_id": thread["child"],
                "parent_order_id": thread["parent"],
                "text": reply.text,
            },
        )
        if not answer.get("target", True):
            return SendResult(state=SendState.REFUSED, error="the platform took no reply")
        return SendResult(state=SendState.DELIVERED, provider_id=f"review-{thread['child']}")


def _changed(issues: Iterable[Mapping[str, Any]], after: datetime | None) -> Iterator[Any]:
    """Give the disputes that changed since, in a time that can be read or not."""
    for issue in issues:
        changed = moment(issue.get("gmt_modified"), PACIFIC)
        if after is None or changed is None or changed >= after:
            yield issue


def _low_evaluations(
    client: ShopClient, *, after: datetime, until: datetime
) -> tuple[list[Any], bool]:
    """Return the evaluations with few stars that came into force in a time and have no reply yet."""
    asked = {
        "buyer_product_ratings": list(_LOW),
        "start_valid_date": _pacific(after),
        "end_valid_date": _pacific(until),
    }
    answer = client.call(
        "aliexpress.evaluation.listorderevaluation.get", {"trade_evaluation_request": asked}
    )
    found = listed(answer, "target_list", "trade_evaluation_open_dto")
    low = [
        one
        for one in found
        if not one.get("seller_reply") and str(one.get("buyer_evaluation")) in _LOW
    ]
    return low, False


def _digest(buyer: str, number: str) -> str:
    """Return a conversation's name: a buyer's login is nobody's business in a list of cases."""
    return sha256(f"{buyer}\n{number}".encode()).hexdigest()[:16]


def _pacific(at: datetime) -> str:
    return at.astimezone(PACIFIC).strftime("%Y-%m-%d %H:%M:%S")


KIND = ChannelKind(
    name="aliexpress",
    level=Level.VECTORS,
    proof="the published signature, interfaces and messages as the vendor's clients describe them; not the live platform",
    config=AliExpressConfig,
    open=AliExpressChannel,
)
