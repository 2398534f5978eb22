"""How chat tools and helpdesks prove that a call is theirs.

Each verifier takes the raw body and the headers (any case) and raises `Unverified` with one line; it never raises
anything else, whatever the headers hold. Where the vendor signs a time, the time is held against `now`.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from agent.channels.channel import Unverified

TOLERANCE = timedelta(minutes=5)
DINGTALK_TOLERANCE = timedelta(hours=1)
"""DingTalk's own document names one hour."""


class Proof:
    """The headers of one call, read without regard to case."""

    def __init__(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        self._headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self._now = now

    def header(self, name: str) -> str:
        """Return a header; Unverified where it is missing or absurdly long."""
        value = self._headers.get(name, "")
        if not value or len(value) > 500:
            raise Unverified(f"{name} is missing or cannot be read")
        return value

    def moment(self, name: str, *, tolerance: timedelta = TOLERANCE, unit: int = 1) -> str:
        """Return a header that holds a Unix time (`unit` ticks a second) near now, as text."""
        stamp = self.header(name)
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 16):
            raise Unverified(f"{name} is no Unix time")
        if abs(int(stamp) / unit - self._now.timestamp()) > tolerance.total_seconds():
            raise Unverified("the event's time is too far from now; check both clocks")
        return stamp

    def expect(self, name: str, expected: str) -> None:
        """Compare a header with what it must be, in constant time."""
        if not hmac.compare_digest(self.header(name).encode(), expected.encode()):
            raise Unverified(f"{name} does not match; check the secret on both sides")


def slack(proof: Proof, secret: str) -> None:
    """Slack v0: hex HMAC-SHA256 over `v0:time:body` (Slack, "Verifying requests from Slack")."""
    stamp = proof.moment("x-slack-request-timestamp")
    text = b"v0:" + stamp.encode() + b":" + proof.body
    proof.expect("x-slack-signature", "v0=" + _hex(secret, text))


def chatwoot(proof: Proof, secret: str) -> None:
    """Chatwoot 4.11.2 and later: hex HMAC-SHA256 over `time.body`."""
    stamp = proof.moment("x-chatwoot-timestamp")
    proof.expect(
        "x-chatwoot-signature", "sha256=" + _hex(secret, stamp.encode() + b"." + proof.body)
    )


def zendesk(proof: Proof, secret: str) -> None:
    """Zendesk: base64 HMAC-SHA256 over time and body, with nothing between (Zendesk, "Verifying webhooks").

    Zendesk's time is ISO 8601 and its own example checks no freshness; a replay is caught by the event id.
    """
    stamp = proof.header("x-zendesk-webhook-signature-timestamp")
    proof.expect("x-zendesk-webhook-signature", _base64(secret, stamp.encode() + proof.body))


def whatsapp(proof: Proof, secret: str) -> None:
    """WhatsApp Cloud: hex HMAC-SHA256 over the raw body (Meta, "Webhooks: validating payloads"); no time is signed."""
    proof.expect("x-hub-signature-256", "sha256=" + _hex(secret, proof.body))


def telegram(proof: Proof, secret: str) -> None:
    """Telegram sends the secret itself, over TLS (Bot API, setWebhook); nothing is signed."""
    proof.expect("x-telegram-bot-api-secret-token", secret)


def feishu(proof: Proof, secret: str) -> None:
    """Feishu: hex SHA-256 over time, nonce, encrypt key and body (Feishu, "Configure an encrypt key")."""
    stamp = proof.moment("x-lark-request-timestamp")
    nonce = proof.header("x-lark-request-nonce")
    text = (stamp + nonce + secret).encode() + proof.body
    proof.expect("x-lark-signature", sha256(text).hexdigest())


def dingtalk(proof: Proof, secret: str) -> None:
    """DingTalk robots: base64 HMAC-SHA256 over time and secret; the body is not covered, so only use it over TLS."""
    stamp = proof.moment("timestamp", tolerance=DINGTALK_TOLERANCE, unit=1000)
    proof.expect("sign", _base64(secret, f"{stamp}\n{secret}".encode()))


def _hex(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, sha256).hexdigest()


def _base64(secret: str, text: bytes) -> str:
    return b64encode(hmac.new(secret.encode(), text, sha256).digest()).decode()
