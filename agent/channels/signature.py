"""Standard Webhooks 1.0: signing, and proving who sent an event.

The signed text is `id.timestamp.body`; the header carries `v1,<base64 HMAC-SHA256>`, several of them while secrets are
being changed. The package `standardwebhooks` computes the signature; the checks around it are made here, because its own
verification raises other errors than its own for garbled headers and reads the machine's clock.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from standardwebhooks import Webhook

from agent.channels.channel import Unverified
from agent.errors import ConfigurationError

TOLERANCE = timedelta(minutes=5)
"""Of the event's time around now (Standard Webhooks 1.0, "verifying signatures")."""

_MIN_KEY, _MAX_KEY = 24, 64


class Signer:
    """Signs with the newest secret and accepts all of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Take `whsec_…` secrets, newest first."""
        if not secrets:
            raise ConfigurationError(
                "the webhook needs at least one secret, whsec_ and 24 to 64 bytes in base64"
            )
        self._keys = tuple(_key(secret, place) for place, secret in enumerate(secrets, start=1))

    def headers(self, message_id: str, body: str, *, at: datetime) -> dict[str, str]:
        """Return the three headers for an outgoing body; every secret signs, so a receiver may know an old one."""
        moment = at.astimezone(UTC)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(key.sign(message_id, moment, body) for key in self._keys),
        }

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Return the event's id; Unverified when it is not proved to be a known sender's, or is not of now."""
        given = {name.lower(): value for name, value in headers.items()}
        message_id = given.get("webhook-id", "")
        signatures = given.get("webhook-signature", "")
        stamp = given.get("webhook-timestamp", "")
        if not (message_id and signatures and stamp):
            raise Unverified("webhook-id, webhook-timestamp and webhook-signature are all needed")
        if len(message_id) > 200 or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            raise Unverified("the webhook headers cannot be read")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        if abs(moment - now.astimezone(UTC)) > TOLERANCE:
            raise Unverified(
                "the event's time is more than five minutes from now; check both clocks"
            )
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Unverified("the body is not UTF-8") from None
        offered = [one.encode() for one in signatures.split(" ") if one.startswith("v1,")]
        expected = [key.sign(message_id, moment, text).encode() for key in self._keys]
        # No early exit: how long this takes must not tell which signature was nearly right.
        matches = [compare_digest(mine, theirs) for mine in expected for theirs in offered[:20]]
        if not any(matches):
            raise Unverified("no signature matches; check the secret on both sides")
        return message_id


def _key(secret: str, place: int) -> Webhook:
    try:
        if not secret.startswith("whsec_"):
            raise ValueError("no prefix")
        key = b64decode(secret.removeprefix("whsec_") + "==")
        if not _MIN_KEY <= len(key) <= _MAX_KEY:
            raise ValueError("length")
    except ValueError:  # binascii's error is one; the secret itself must not be shown
        raise ConfigurationError(
            f"webhook secret {place} is not whsec_ followed by 24 to 64 bytes in base64; make a new one"
        ) from None
    return Webhook(key)
