"""A kind of channel or connector: what an entry point of a plugin names.

A module says `KIND = ChannelKind(…)`, pyproject says `name = "package.module:KIND"`, and a shop's entry in `channels.yaml`
opens one channel of the kind. Connectors (`agent/connectors`) go the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from agent.channels.channel import Channel
from agent.errors import ConfigurationError

Part = TypeVar("Part")


class Level(StrEnum):
    """How far a part is proven."""

    REAL_SERVER = "L3"  # driven end to end against the real software
    OTHER_SIDE = "L2"  # a library that is not ours as the other side, and published vectors
    VECTORS = "L1"  # recorded payloads and published vectors
    UNTESTED = "L0"


@dataclass(frozen=True)
class Kind(Generic[Part]):
    """A part that can be configured: `config` is the form of its settings, `open(config, clock=…)` makes one for a shop.

    `proof` is one sentence: what was run against what. `open` may import what is heavy.
    """

    name: str
    level: Level
    proof: str
    config: type[BaseModel]
    open: Callable[..., Part]
    experimental: bool = False
    what: ClassVar[str] = "part"

    def opened(self, settings: dict[str, Any], *, shop: str, **given: Any) -> Part:
        """Return a part with these settings; a wrong one is a ConfigurationError that never shows its value.

        `given` are what every part of the sort is handed beside its settings, e.g. the clock.
        """
        try:
            config = self.config.model_validate(settings)
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in fault["loc"]) or "settings"
            raise ConfigurationError(
                f"{self.what} {self.name} of shop {shop}: {place}: {fault['msg']}"
            ) from None
        return self.open(config, **given)


class ChannelKind(Kind[Channel]):
    """A channel that can be configured."""

    what = "channel"
