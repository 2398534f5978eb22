"""An HTTP message as it crosses the wire."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wire:
    """Headers and raw body of one event."""

    headers: Mapping[str, str]
    body: bytes
