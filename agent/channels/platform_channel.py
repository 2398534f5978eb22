"""What the channels of shop platforms share: a signed client, no way in over HTTP, and where there is one the message channel."""

from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, ClassVar

from agent.channels.channel import Capabilities, Received, Request, Unverified
from agent.channels.shop_client import Access, ShopClient
from agent.channels.tmc_subscription import MESSAGES, Reader, TmcSubscription
from agent.domain.clock import Clock


class PlatformChannel:
    """A platform that the desk asks; `name` is the platform's in `DIALECTS`."""

    name: ClassVar[str]
    capabilities = Capabilities(signed=True, needs_public_url=False)

    def __init__(self, access: Access, *, clock: Clock) -> None:
        """Take the seller's access."""
        self._clock = clock
        self._client = ShopClient(self.name, access, clock=clock)

    def read(self, request: Request) -> Received:
        """Refuse: nothing comes to such a channel over HTTP."""
        del request
        raise Unverified(f"{self.name} has no way in over HTTP; the desk asks the platform itself")


class SubscriberConfig(Access):
    """Access to a platform that pushes over the message channel, and which of its groups is ours."""

    group: str = "default"
    messages: str = MESSAGES


class SubscribedChannel(PlatformChannel):
    """A platform that pushes; `topics` says who reads which message."""

    def __init__(self, config: SubscriberConfig, *, clock: Clock) -> None:
        """Take the settings; the connection is opened by `listen`."""
        super().__init__(config, clock=clock)
        self._messages = TmcSubscription(
            self.name,
            config,
            clock=clock,
            topics=self.topics(),
            url=config.messages,
            group=config.group,
        )

    def topics(self) -> dict[str, Reader]:
        """Return the readers by topic."""
        raise NotImplementedError

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the message channel until `stop` is set; a message is confirmed after it is kept."""
        self._messages.listen(deliver, stop)

    def received(self, topic: str, content: Mapping[str, Any] | str, event_id: str) -> Received:
        """Return what a pushed message brings; see `TmcSubscription.received`."""
        return self._messages.received(topic, content, event_id)
