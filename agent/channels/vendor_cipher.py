"""The AES envelopes of WeCom (with WeChat's other accounts) and of Feishu: AES-256-CBC, each with its own padding and key.

A wrong key, a cut-off text and another company's envelope all end in `Unverified`.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha1, sha256
from os import urandom

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from agent.channels.channel import Unverified
from agent.errors import ConfigurationError

_WECOM_BLOCK = 32  # WeCom pads to 32 bytes, not to AES's 16
_AES_BLOCK = 16


class WeComCipher:
    """Opens and seals callbacks of WeCom apps, 微信客服 and official accounts (WeCom, "回调和回复的加解密方案")."""

    def __init__(self, *, token: str, encoding_aes_key: str, receiver: str) -> None:
        """Take the three values of the callback's settings page; `receiver` is the corp id, or "" for smart bots."""
        try:
            self._key = b64decode(encoding_aes_key + "=", validate=True)
        except ValueError:
            self._key = b""
        if len(self._key) != 32:
            raise ConfigurationError(
                "EncodingAESKey must be the 43 characters of the settings page"
            )
        self._token = token
        self._receiver = receiver.encode()

    def signature(self, stamp: str, nonce: str, sealed: str) -> str:
        """Return `msg_signature`: SHA-1 over the sorted four texts."""
        return _sha1(sorted((self._token, stamp, nonce, sealed)))

    def open(self, signature: str, stamp: str, nonce: str, sealed: str) -> str:
        """Return the plain text of an envelope.

        Raises:
            Unverified: the signature is not of this token, or the envelope is not for this receiver.
        """
        expected = self.signature(stamp, nonce, sealed)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Unverified("msg_signature does not match; check the token on both sides")
        plain = _unpadded(_decrypted(self._key, self._key[:16], sealed), _WECOM_BLOCK)
        size = int.from_bytes(plain[16:20], "big")
        if len(plain) < 20 + size or plain[20 + size :] != self._receiver:
            raise Unverified("the envelope is for another receiver; check the corp id")
        return _text(plain[20 : 20 + size])

    def seal(self, text: str, *, salt: bytes | None = None) -> str:
        """Return the envelope of a text; `salt` are its 16 leading bytes, random unless given."""
        body = text.encode()
        plain = (salt or urandom(16)) + len(body).to_bytes(4, "big") + body + self._receiver
        return _encrypted(self._key, self._key[:16], _padded(plain, _WECOM_BLOCK))


class FeishuCipher:
    """Opens and seals Feishu events (Feishu, "Configure an encrypt key"): key is SHA-256, the vector comes first."""

    def __init__(self, encrypt_key: str) -> None:
        self._key = sha256(encrypt_key.encode()).digest()

    def open(self, sealed: str) -> str:
        """Return the plain text; Unverified where the key does not fit."""
        raw = _decoded(sealed)
        if len(raw) < 2 * _AES_BLOCK:
            raise Unverified("the envelope is cut off")
        body = b64encode(raw[_AES_BLOCK:]).decode()
        return _text(_unpadded(_decrypted(self._key, raw[:_AES_BLOCK], body), _AES_BLOCK))

    def seal(self, text: str) -> str:
        """Return the envelope of a text."""
        vector = urandom(_AES_BLOCK)
        sealed = _encrypted(self._key, vector, _padded(text.encode(), _AES_BLOCK))
        return b64encode(vector + b64decode(sealed)).decode()


def _sha1(parts: Iterable[str]) -> str:
    return sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _decoded(sealed: str) -> bytes:
    try:
        return b64decode(sealed, validate=True)
    except ValueError:
        raise Unverified("the envelope is not base64") from None


def _decrypted(key: bytes, vector: bytes, sealed: str) -> bytes:
    raw = _decoded(sealed)
    if not raw or len(raw) % _AES_BLOCK:
        raise Unverified("the envelope is cut off")
    opener = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opener.update(raw) + opener.finalize()


def _encrypted(key: bytes, vector: bytes, plain: bytes) -> str:
    sealer = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return b64encode(sealer.update(plain) + sealer.finalize()).decode()


def _padded(plain: bytes, block: int) -> bytes:
    missing = block - len(plain) % block
    return plain + bytes([missing]) * missing


def _unpadded(plain: bytes, block: int) -> bytes:
    missing = plain[-1]
    if not 1 <= missing <= block or plain[-missing:] != bytes([missing]) * missing:
        raise Unverified("the envelope cannot be opened; check the key on both sides")
    return plain[:-missing]


def _text(plain: bytes) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise Unverified("the envelope cannot be opened; check the key on both sides") from None
