"""The cross-encoder as it is trained: multilingual-e5-small frozen, a low-rank matrix learned beside each of its own.

Needs torch (the extra `models`); the desk itself reads with numpy (`knowledge/search/cross/transformer.py`). Numbers of 16 bits
throughout, which processors of the last years multiply many times faster.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from knowledge.search.cross.container import Container, Matrix
from knowledge.search.cross.transformer import Passage

RANK = 16
_HALF = torch.bfloat16
_EPSILON = 1e-12
_PADDING = 1


class Adapted(nn.Module):
    """A frozen linear layer with a learned one of low rank beside it, which begins at nothing."""

    weights: Tensor
    bias: Tensor

    def __init__(self, weights: Matrix, bias: Matrix) -> None:
        super().__init__()
        outputs, inputs = weights.shape
        self.register_buffer("weights", _half(weights), persistent=False)
        self.register_buffer("bias", _half(bias), persistent=False)
        self.down = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """Return what both layers give together."""
        learned = F.linear(F.linear(x, self.down.to(_HALF)), self.up.to(_HALF))
        return F.linear(x, self.weights, self.bias) + learned


class Layer(nn.Module):
    """One layer of the model."""

    aln_w: Tensor
    aln_b: Tensor
    oln_w: Tensor
    oln_b: Tensor

    def __init__(self, container: Container, number: int) -> None:
        super().__init__()
        shape = container.shape
        self._heads, self._size = shape.heads, shape.width // shape.heads

        def adapted(parts: Sequence[str], inputs: int) -> Adapted:
            weights = np.vstack([container.matrix(f"l{number}.{p}.w", inputs) for p in parts])
            return Adapted(
                weights, np.concatenate([container.vector(f"l{number}.{p}.b") for p in parts])
            )

        self.attend = adapted(("q", "k", "v"), shape.width)
        self.mix, self.widen = adapted(("ao",), shape.width), adapted(("fi",), shape.width)
        self.narrow = adapted(("fo",), shape.inner)
        for name in ("aln", "oln"):
            for part in ("w", "b"):
                tensor = _half(container.vector(f"l{number}.{name}.{part}"))
                self.register_buffer(f"{name}_{part}", tensor, persistent=False)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the layer's vectors; `mask` is added to what each piece asks of the others."""
        texts, length, width = x.shape
        parted = self.attend(x).view(texts, length, 3, self._heads, self._size)
        parted = parted.permute(2, 0, 3, 1, 4).reshape(3, texts * self._heads, length, self._size)
        asked, offered, said = parted.unbind(0)
        scale = 1 / math.sqrt(self._size)
        shares = torch.baddbmm(mask, asked, offered.transpose(1, 2), alpha=scale).softmax(-1)
        taken = torch.bmm(shares, said).view(texts, self._heads, length, self._size)
        taken = taken.transpose(1, 2).reshape(texts, length, width)
        x = F.layer_norm(x + self.mix(taken), (width,), self.aln_w, self.aln_b, _EPSILON)
        inner = F.gelu(self.widen(x), approximate="tanh")
        return F.layer_norm(x + self.narrow(inner), (width,), self.oln_w, self.oln_b, _EPSILON)


class CrossNetwork(nn.Module):
    """Log-odds that a clause answers a question, for a batch of pairs."""

    word: Tensor
    place: Tensor
    norm_w: Tensor
    norm_b: Tensor

    def __init__(self, container: Container, *, share: float) -> None:
        """`share` is the part of the pairs that answer: where the network begins."""
        super().__init__()
        shape = container.shape
        places = container.vector("emb.pos").reshape(shape.positions, shape.width)
        places += container.vector("emb.type")[: shape.width]
        self.register_buffer(
            "word", _half(container.matrix("emb.word", shape.width)), persistent=False
        )
        self.register_buffer("place", torch.from_numpy(places), persistent=False)
        self.register_buffer(
            "norm_w", torch.from_numpy(container.vector("emb.ln.w")), persistent=False
        )
        self.register_buffer(
            "norm_b", torch.from_numpy(container.vector("emb.ln.b")), persistent=False
        )
        self._heads = shape.heads
        self.segment = nn.Parameter(torch.zeros(shape.width))
        self.layers = nn.ModuleList(Layer(container, n) for n in range(shape.layers))
        self.head = nn.Linear(shape.width, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, math.log(share / (1 - share)))

    def forward(self, pairs: Sequence[Passage]) -> Tensor:
        """Return one score a pair."""
        longest = max(len(pair.pieces) for pair in pairs)
        pieces = torch.tensor([_filled(pair.pieces, longest, _PADDING) for pair in pairs])
        parts = torch.tensor([_filled(pair.parts, longest, 0) for pair in pairs])
        read = (pieces != _PADDING).float()[..., None]
        x = self.word[pieces].float() + self.place[:longest]
        x = x + parts[..., None].float() * self.segment
        x = F.layer_norm(x, x.shape[-1:], self.norm_w, self.norm_b, _EPSILON).to(_HALF)
        mask = ((read[..., 0] - 1) * 1e4).to(_HALF)[:, None, None, :]
        mask = mask.expand(-1, self._heads, 1, -1).reshape(-1, 1, longest)
        for layer in self.layers:
            x = layer(x, mask)
        pooled = (x.float() * read).sum(1) / read.sum(1)
        scores: Tensor = self.head(pooled)[:, 0]
        return scores

    def take(self, learned: Mapping[str, Matrix]) -> None:
        """Begin from what was learned before."""
        with torch.no_grad():
            for name, tensor in self._named().items():
                tensor.copy_(
                    torch.from_numpy(learned[name].astype(np.float32)).reshape(tensor.shape)
                )

    def learned(self) -> dict[str, Matrix]:
        """Return what was learned, by the names that the desk reads it under."""
        return {
            name: tensor.detach().numpy().astype(np.float16)
            for name, tensor in self._named().items()
        }

    def _named(self) -> dict[str, Tensor]:
        found = {
            f"{number}.{name}.{part}": getattr(getattr(layer, name), part)
            for number, layer in enumerate(self.layers)
            for name in ("attend", "mix", "widen", "narrow")
            for part in ("down", "up")
        }
        return found | {
            "segment": self.segment,
            "head": self.head.weight[0],
            "bias": self.head.bias,
        }


def _half(tensor: Matrix) -> Tensor:
    return torch.from_numpy(tensor).to(_HALF)


def _filled(numbers: Sequence[int], length: int, filler: int) -> list[int]:
    return [*numbers, *[filler] * (length - len(numbers))]
