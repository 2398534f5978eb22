"""A running desk with one channel, as the conformance kit sees it: give the channel and how its platform writes events."""

from collections.abc import Callable
from datetime import timedelta

from fastapi.testclient import TestClient

from agent.channels.channel import Channel, Reply, SendResult, SendState
from agent.channels.switchboard import Switchboard
from agent.channels.wire import Wire
from agent.courier import Courier
from agent.server import AppParts, create_app
from tests.scripted import SHOP, Bench


class SilentWayOut:
    """Wraps a channel so that nothing leaves this machine: `sent` has what the platform would have got."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.name, self.capabilities, self.sends = channel.name, channel.capabilities, True
        self.sent: dict[str, str] = {}

    def read(self, request):
        return self._channel.read(request)

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        self.sent[idempotency_key] = reply.text
        return SendResult(state=SendState.DELIVERED, provider_id=f"platform-{len(self.sent)}")


class DeskSubject:
    """Subclass it with `event` and `from_shop`; or hand both in.

    `channel` is real for what comes in; what goes out stays in `out.sent`. A test against a real server overrides `out`.
    """

    def __init__(
        self,
        bench: Bench,
        channel: Channel,
        *,
        event: Callable[..., Wire] | None = None,
        from_shop: Callable[..., Wire | None] | None = None,
    ) -> None:
        self.bench = bench
        self.channel = channel
        self.out = SilentWayOut(channel)
        self.channels = Switchboard({SHOP: {channel.name: self.out}})
        self.app = create_app(
            AppParts(
                desk=bench.desk,
                store=bench.store,
                clock=bench.clock,
                shop=SHOP,
                shop_settings=bench.shops.__getitem__,
                channels=self.channels,
                tokens=[("林", "agent", "agent-token-0123456789")],
                console=False,
            )
        )
        self.client = TestClient(self.app, base_url="http://127.0.0.1")
        self._event, self._from_shop = event, from_shop

    def event(
        self, case_id: str, text: str, *, event_id: str, age: timedelta = timedelta()
    ) -> Wire:
        assert self._event is not None
        return self._event(case_id, text, event_id=event_id, age=age)

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        return (
            None if self._from_shop is None else self._from_shop(case_id, text, event_id=event_id)
        )

    def post(self, sent: Wire) -> int:
        headers = {name: value.encode() for name, value in sent.headers.items()}
        return self.client.request(
            sent.method,
            f"/hooks/{SHOP}/{self.channel.name}{sent.path}",
            params=dict(sent.query) or None,
            content=sent.body,
            headers=headers,
        ).status_code

    def heard(self, case_id: str) -> tuple[str, ...]:
        for record in self.bench.desk.work_off(SHOP):
            self.bench.desk.propose(record.case.id, shop=SHOP)
        for act in self.bench.desk.staff_acts(SHOP):
            self.bench.desk.carry_out(act)
        with self.bench.store.reading(SHOP) as work:
            record = work.cases.find(case_id)
        return () if record is None else record.case.buyer_texts

    def shown_to_buyer(self) -> tuple[str, ...]:
        return tuple(self.out.sent.values())

    def draft_state(self, case_id: str) -> str | None:
        draft = self.bench.desk.case(case_id, shop=SHOP).draft
        return None if draft is None else draft.state.value

    def answer(self, case_id: str) -> str:
        version = self.bench.desk.case(case_id, shop=SHOP).record.draft_version
        item = self.bench.desk.approve(case_id, shop=SHOP, version=version, by="林", role="agent")
        self.bench.clock.forward(timedelta(seconds=30))
        courier = Courier(self.bench.desk, self.channels, clock=self.bench.clock)
        courier.attempt(SHOP, item.id)
        return str(item.payload["text"])
