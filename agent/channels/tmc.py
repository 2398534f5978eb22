"""Frames of Taobao's message channel (TMC): little-endian binary over a WebSocket.

A frame is a version byte, a type byte, then headers: an int16 each, followed by its value; zero ends them. The layout is
known from the open-source client tmc.js 0.3 (MIT); Taobao publishes none. Messages come at least once: drop repetitions
by `id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from struct import Struct, error

from agent.channels.channel import Unverified
from agent.channels.shop_signature import sign

VERSION = 2
_END, _CUSTOM, _CODE, _PHRASE, _FLAG, _TOKEN = range(6)
_VOID, _TEXT, _INT8, _INT16, _INT32, _INT64, _DATE, _BYTES = range(8)
_INTEGERS = {
    _INT8: Struct("<b"),
    _INT16: Struct("<h"),
    _INT32: Struct("<i"),
    _INT64: Struct("<q"),
    _DATE: Struct("<q"),
}
_SHORT, _LENGTH = Struct("<h"), Struct("<i")

Field = str | int | bytes | datetime | None


class FrameType(IntEnum):
    """What a frame is for."""

    CONNECT = 0
    CONNECT_ACK = 1
    SEND = 2
    SEND_ACK = 3


class Kind(IntEnum):
    """`__kind` of a SEND frame."""

    PULL = 1
    CONFIRM = 2
    DATA = 3


@dataclass(frozen=True)
class Int:
    """A whole number with the width it has on the wire: 1, 2, 4 or 8 bytes."""

    value: int
    width: int


@dataclass(frozen=True)
class Frame:
    """One message of the channel; `fields` keeps the order in which they stand on the wire."""

    type: FrameType
    fields: Mapping[str, Field | Int] = field(default_factory=dict)
    code: int | None = None
    phrase: str | None = None
    flag: int | None = None
    token: str | None = None


def connect_sign(app_key: str, group: str, moment: datetime, secret: str) -> str:
    """Return the `sign` of a CONNECT frame: md5 with the secret on both sides."""
    milliseconds = str(int(moment.timestamp() * 1000))
    counted = {"app_key": app_key, "group_name": group, "timestamp": milliseconds}
    return sign("top-md5", secret, counted)


def connect(app_key: str, group: str, moment: datetime, secret: str, *, sdk: str) -> Frame:
    """Return the frame that opens a connection; `sdk` names the client."""
    milliseconds = str(int(moment.timestamp() * 1000))
    return Frame(
        FrameType.CONNECT,
        {
            "app_key": app_key,
            "group_name": group,
            "timestamp": milliseconds,
            "sign": connect_sign(app_key, group, moment, secret),
            "sdk": sdk,
        },
    )


def pull(token: str) -> Frame:
    """Return the frame that asks for waiting messages."""
    return Frame(FrameType.SEND, {"__kind": Int(Kind.PULL, 1)}, token=token)


def confirm(token: str, message_id: int) -> Frame:
    """Return the frame that says a message was kept; without it, it comes again."""
    fields = {"__kind": Int(Kind.CONFIRM, 1), "id": Int(message_id, 8)}
    return Frame(FrameType.SEND, fields, token=token)


def encode(frame: Frame) -> bytes:
    """Return a frame's bytes."""
    parts = [bytes((VERSION, frame.type))]
    if frame.code is not None:
        parts += (_SHORT.pack(_CODE), _LENGTH.pack(frame.code))
    if frame.phrase is not None:
        parts += (_SHORT.pack(_PHRASE), _packed(frame.phrase))
    if frame.flag is not None:
        parts += (_SHORT.pack(_FLAG), _LENGTH.pack(frame.flag))
    if frame.token is not None:
        parts += (_SHORT.pack(_TOKEN), _packed(frame.token))
    for name, value in frame.fields.items():
        parts += (_SHORT.pack(_CUSTOM), _packed(name), _value(value))
    parts.append(_SHORT.pack(_END))
    return b"".join(parts)


def decode(data: bytes) -> Frame:
    """Read a frame.

    Raises:
        Unverified: the bytes are no frame: cut off, of another version, with an unknown header or value.
    """
    try:
        return _Reader(data).frame()
    except (error, IndexError, ValueError, OverflowError, OSError):
        raise Unverified("tmc: the bytes are no frame") from None


def _packed(text: str) -> bytes:
    raw = text.encode()
    return _LENGTH.pack(len(raw)) + raw


def _value(value: Field | Int) -> bytes:
    match value:
        case None:
            return bytes((_VOID,))
        case str():
            return bytes((_TEXT,)) + _packed(value)
        case bytes():
            return bytes((_BYTES,)) + _LENGTH.pack(len(value)) + value
        case datetime():
            return bytes((_DATE,)) + _INTEGERS[_DATE].pack(round(value.timestamp() * 1000))
        case Int():
            tag = {1: _INT8, 2: _INT16, 4: _INT32, 8: _INT64}[value.width]
            return bytes((tag,)) + _INTEGERS[tag].pack(value.value)
        case int():
            return bytes((_INT64,)) + _INTEGERS[_INT64].pack(value)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def frame(self) -> Frame:
        version, kind = self._take(1)[0], self._take(1)[0]
        if version != VERSION:
            raise ValueError("version")
        fields: dict[str, Field | Int] = {}
        heads: dict[int, int | str] = {}
        while (header := self._number(_SHORT)) != _END:
            if header == _CUSTOM:
                name = self._text()
                fields[name] = self._field()
            elif header in (_CODE, _FLAG):
                heads[header] = self._number(_LENGTH)
            elif header in (_PHRASE, _TOKEN):
                heads[header] = self._text()
            else:
                raise ValueError("header")
        if self._at != len(self._data):
            raise ValueError("more than a frame")
        code, flag = heads.get(_CODE), heads.get(_FLAG)
        phrase, token = heads.get(_PHRASE), heads.get(_TOKEN)
        return Frame(
            FrameType(kind),
            fields,
            code=code if isinstance(code, int) else None,
            phrase=phrase if isinstance(phrase, str) else None,
            flag=flag if isinstance(flag, int) else None,
            token=token if isinstance(token, str) else None,
        )

    def _field(self) -> Field | Int:
        tag = self._take(1)[0]
        if tag == _VOID:
            return None
        if tag == _TEXT:
            return self._text()
        if tag == _BYTES:
            return self._take(self._number(_LENGTH))
        shape = _INTEGERS.get(tag)
        if shape is None:
            raise ValueError("tag")
        number = self._number(shape)
        return (
            datetime.fromtimestamp(number / 1000, UTC) if tag == _DATE else Int(number, shape.size)
        )

    def _number(self, shape: Struct) -> int:
        return int(shape.unpack(self._take(shape.size))[0])

    def _text(self) -> str:
        return self._take(self._number(_LENGTH)).decode()

    def _take(self, size: int) -> bytes:
        if size < 0 or self._at + size > len(self._data):
            raise ValueError("cut off")
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken
