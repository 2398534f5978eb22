"""A kind of channel: what a plugin's entry point of the group `aftersales.channels` names.

A module says `KIND = ChannelKind(…)`, pyproject says `name = "package.module:KIND"`, and a shop's entry in `channels.yaml`
opens one channel of the kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.channels.channel import Channel
from agent.domain.clock import Clock
from agent.errors import ConfigurationError


class Level(StrEnum):
    """How far a channel is proven."""

    REAL_SERVER = "L3"  # driven end to end against the real software
    VENDOR_SDK = "L2"  # the vendor's own library as the other side, and published vectors
    VECTORS = "L1"  # recorded payloads and published vectors
    UNTESTED = "L0"


@dataclass(frozen=True)
class ChannelKind:
    """A channel that can be configured: `config` is the form of its settings, `open` makes one channel of a shop.

    `proof` is one sentence: what was run against what. `open(config, shop=…, clock=…)` may import what is heavy.
    """

    name: str
    level: Level
    proof: str
    config: type[BaseModel]
    open: Callable[..., Channel]
    experimental: bool = False

    def channel(self, settings: dict[str, Any], *, shop: str, clock: Clock) -> Channel:
        """Return a channel with these settings; a wrong one is a ConfigurationError that never shows its value."""
        try:
            config = self.config.model_validate(settings)
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in fault["loc"]) or "settings"
            raise ConfigurationError(
                f"channel {self.name} of shop {shop}: {place}: {fault['msg']}"
            ) from None
        return self.open(config, shop=shop, clock=clock)
