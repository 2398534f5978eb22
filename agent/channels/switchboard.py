"""Every configured channel by shop and name: a shop sees its own and no other's."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from agent.channels.channel import Channel
from agent.errors import ConfigurationError


class Switchboard:
    """The channels of all shops. A channel's name is the shop's own word for it, by default its kind."""

    def __init__(self, channels: Mapping[str, Mapping[str, Channel]] | None = None) -> None:
        """Take the channels by shop, then by name."""
        self._channels = {shop: dict(named) for shop, named in (channels or {}).items()}

    def find(self, shop: str, name: str) -> Channel | None:
        """Return a shop's channel, None where it has none of that name."""
        return self._channels.get(shop, {}).get(name)

    def leaves_by(self, shop: str, name: str, surface: str) -> str | None:
        """Return the name of the channel that takes texts for this surface (im, public_review) now.

        What came over the API leaves by the first that does. None: the text waits, or a person sends it.
        """
        own = self._channels.get(shop, {})
        taking = [
            one
            for one, channel in own.items()
            if channel.sends and surface in channel.capabilities.surfaces
        ]
        if name == "api" and name not in own:
            return next(iter(taking), None)
        return name if name in taking else None

    def way_out(self, shop: str, name: str, surface: str) -> Channel | None:
        """Return the channel that takes such texts now."""
        found = self.leaves_by(shop, name, surface)
        return None if found is None else self._channels[shop][found]

    def __iter__(self) -> Iterator[tuple[str, str, Channel]]:
        """Give (shop, name, channel) of each."""
        for shop, named in self._channels.items():
            for name, channel in named.items():
                yield shop, name, channel


def read_channels(path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return settings by shop and channel name of a `channels.yaml`; no file is no channels.

    ```yaml
    myshop:
      webhook: {secrets: [whsec_…], url: https://…}
      chatwoot-eu: {kind: chatwoot, …}
    ```
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{path}: cannot be read as UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"{path}: not valid YAML{place}") from None
    if document is None:
        return {}
    for shop, named in _mapping(document, path, "the file").items():
        for name, settings in _mapping(named, path, f"shop {shop}").items():
            _mapping(settings, path, f"channel {name} of shop {shop}")
    return {
        str(shop): {str(n): dict(s) for n, s in named.items()} for shop, named in document.items()
    }


def _mapping(value: Any, path: Path, what: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path}: {what} must be a mapping of names to settings")
    return value
