"""An HTTP message as it crosses the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wire:
    """One event on its way in: headers and raw body, and where the platform needs them method, path and query."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
