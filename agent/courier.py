"""Carries things to channels: one try of a reply, drafts as notes for staff, events for the shop's own systems."""

import random
from collections.abc import Sequence

from agent.channels.channel import Note, Notes, Notifies, Reply, SendResult, SendState, Shows
from agent.channels.switchboard import Switchboard
from agent.desk import Desk
from agent.domain.case import CaseStatus
from agent.domain.clock import Clock
from agent.store.records import DraftState, OutboxItem

# Standard Webhooks 1.0, "deliverability": the first try, then these pauses, then a person must look.
RETRY_SECONDS: tuple[float, ...] = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
_UNKNOWN = "it is unknown whether the last try reached the buyer; look in the chat tool before sending again"


class Courier:
    """Steps of the durable work that talk to channels. Each may run twice and then does no harm."""

    def __init__(
        self,
        desk: Desk,
        channels: Switchboard,
        *,
        clock: Clock,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self._desk = desk
        self._channels = channels
        self._clock = clock
        self._retry_seconds = tuple(retry_seconds)

    def attempt(self, shop: str, item_id: str) -> float | None:
        """Try to send a reply; returns the seconds to the next try, None when nothing more is to be done now."""
        delivery = self._desk.delivery
        left = delivery.seconds_to_start(item_id, shop=shop)
        if left is not None and left > 0:
            return left
        channel, surface = delivery.way_of(item_id, shop=shop)
        if self.held(channel, surface, shop=shop):
            return None
        taken = delivery.start(item_id, shop=shop)
        if taken is None:
            return None
        item, unsure = taken
        result = self._sent(item, unsure=unsure)
        if result.state is SendState.DELIVERED:
            delivery.sent(item_id, shop=shop, provider_id=result.provider_id)
            return None
        error = result.error or "not taken"
        if result.state is SendState.GONE:
            name = self._channels.leaves_by(shop, item.channel, item.surface) or item.channel
            delivery.stop_channel(name, shop=shop, why=error)
        pause = self._pause(item.attempts, result)
        delivery.not_sent(item_id, shop=shop, error=error, seconds_to_next=pause)
        return pause

    def held(self, channel: str, surface: str, *, shop: str) -> bool:
        """Whether such texts must wait: there is no way out for them by this channel, or its receiver stopped it."""
        name = self._channels.leaves_by(shop, channel, surface)
        return name is None or self._desk.delivery.stopped(name, shop=shop)

    def _sent(self, item: OutboxItem, *, unsure: bool) -> SendResult:
        channel = self._channels.way_out(item.shop, item.channel, item.surface)
        if channel is None:
            return SendResult(
                state=SendState.RETRY, error=f"no channel {item.channel} is configured"
            )
        reply = Reply.model_validate(item.payload)
        try:
            if unsure and not channel.capabilities.idempotent:
                if not isinstance(channel, Shows):
                    return SendResult(state=SendState.REFUSED, error=_UNKNOWN)
                seen = channel.shown(reply, idempotency_key=item.id)
                if seen is not None:
                    return SendResult(state=SendState.DELIVERED, provider_id=seen)
            return channel.send(reply, idempotency_key=item.id)
        except Exception as error:  # noqa: BLE001 - a third party's channel must not stop the others' replies
            return SendResult(
                state=SendState.RETRY, error=f"the channel failed ({type(error).__name__})"
            )

    def _pause(self, attempts: int, result: SendResult) -> float | None:
        ended = result.state in (SendState.REFUSED, SendState.GONE)
        if ended or attempts > len(self._retry_seconds):
            return None
        pause = self._retry_seconds[attempts - 1] * random.uniform(1.0, 1.1)
        return max(pause, result.retry_after or 0.0)

    def show_draft(self, shop: str, case_id: str) -> None:
        """Show a new draft to staff in their tool, where the channel can; a failure costs nothing, the console has it."""
        seen = self._desk.case(case_id, shop=shop)
        channel = self._channels.find(shop, seen.record.channel)
        draft = seen.draft
        if not isinstance(channel, Notes) or draft is None or draft.draft.text is None:
            return
        if draft.state is not DraftState.WAITING or seen.record.status is CaseStatus.CLOSED:
            return
        note = Note(
            shop=shop,
            case_id=case_id,
            draft_version=draft.version,
            text=draft.draft.text,
            summary=_summary(
                seen.record.outcome, seen.proposal.decision.reasons if seen.proposal else ()
            ),
            thread=seen.record.thread,
        )
        channel.note(note, idempotency_key=f"note-{case_id}-{draft.version}")

    def tell_all(self) -> None:
        """Tell the shops' own systems what happened since last time, in order, each line once or (after a crash) again."""
        for shop, name, channel in self._channels:
            if (
                isinstance(channel, Notifies)
                and channel.wants
                and not self._desk.delivery.stopped(name, shop=shop)
            ):
                self._tell(shop, name, channel)

    def _tell(self, shop: str, name: str, channel: Notifies) -> None:
        delivery = self._desk.delivery
        for entry in delivery.to_tell(name, shop=shop):
            if entry.action in channel.wants:
                result = channel.notify(
                    entry.action,
                    {"shop": shop, "case_id": entry.case_id, "actor": entry.actor, **entry.detail},
                    at=entry.at,
                    idempotency_key=f"evt_{shop}_{entry.seq}",
                )
                if result.state is SendState.GONE:
                    delivery.stop_channel(name, shop=shop, why=result.error or "gone")
                if result.state is not SendState.DELIVERED:
                    return  # the order is kept: the next sweep begins with this line
            delivery.told(name, shop=shop, seq=entry.seq)


def _summary(outcome: str | None, reasons: Sequence[object]) -> str:
    grounds = "; ".join(str(getattr(reason, "text", "")) for reason in reasons[:2])
    return f"{outcome or ''}: {grounds}".strip(": ")
