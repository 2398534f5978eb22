"""Plugin points: what other packages add to the product through entry points.

Groups: `aftersales.channels` (an `agent.channels.kind.ChannelKind`), `aftersales.connectors` (order and refund data),
`aftersales.policies` (a folder of a policy pack), `aftersales.models` (a factory of a language model). A plugin that cannot
be loaded is reported, never fatal.
"""

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

CHANNELS = "aftersales.channels"
CONNECTORS = "aftersales.connectors"
POLICIES = "aftersales.policies"
MODELS = "aftersales.models"


@dataclass(frozen=True)
class Plugin:
    """One entry point: what it gave, or in one line why it gave nothing."""

    name: str
    source: str
    loaded: Any = None
    error: str | None = None


def plugins(group: str) -> tuple[Plugin, ...]:
    """Return every plugin of a group by name; of two with one name the first installed counts."""
    found: dict[str, Plugin] = {}
    for point in entry_points(group=group):
        source = point.dist.name if point.dist is not None else point.value
        try:
            plugin = Plugin(point.name, source, loaded=point.load())
        except Exception as error:  # noqa: BLE001 - somebody else's package must not stop the desk
            plugin = Plugin(point.name, source, error=f"{type(error).__name__}: {error}"[:200])
        found.setdefault(point.name, plugin)
    return tuple(found[name] for name in sorted(found))
