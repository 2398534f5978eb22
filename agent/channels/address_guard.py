"""Keeps outgoing requests away from machines that only this one can see (server-side request forgery)."""

import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from agent.domain.value import Value
from agent.errors import ConfigurationError


class Refused(Exception):
    """The address may not be called; the text says why, without the URL's secrets."""


class Target(Value):
    """Where to connect: the checked address, and the name that the certificate and the Host header carry."""

    url: str
    host: str
    netloc: str


def checked_url(url: str) -> SplitResult:
    """Return the parts of an http(s) URL; anything else is a ConfigurationError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigurationError(
            "the webhook URL cannot be read; write https://host/path"
        ) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or port == 0:
        raise ConfigurationError(
            "the webhook URL must be https://host/path, without a user name in it"
        )
    return parts


def resolve(url: str, *, allow_private: bool) -> Target:
    """Look the host up and return the address to connect to.

    Every address of the name must be public unless `allow_private`; connecting to the very address that was checked
    leaves no second look-up that could answer otherwise.
    """
    parts = checked_url(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("the receiver's name cannot be looked up") from None
    addresses = [ip_address(str(info[4][0]).split("%")[0]) for info in found]
    if not allow_private:
        for address in addresses:
            mapped = getattr(address, "ipv4_mapped", None) or address
            if not mapped.is_global or mapped.is_multicast:
                raise Refused(
                    "the receiver's address is private; allow private addresses to send there"
                )
    chosen = addresses[0]
    literal = f"[{chosen}]" if chosen.version == 6 else str(chosen)
    query = f"?{parts.query}" if parts.query else ""
    return Target(
        url=f"{parts.scheme}://{literal}:{port}{parts.path or '/'}{query}",
        host=host,
        netloc=parts.netloc,
    )
