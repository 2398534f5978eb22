"""A small memory of what models just said: reading, search, drafting and approval ask for the same texts."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.judging import Judge


class CachedEmbedder:
    """Wraps an embedder; the last `size` questions keep their vectors. Clauses pass through, for each is embedded once."""

    def __init__(self, inner: Embedder, size: int = 512) -> None:
        self._inner = inner
        self._size = size
        self._rows: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Return the wrapped model's name."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Return the wrapped model's dimension."""
        return self._inner.dimension

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question; only those not seen lately are computed."""
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            rows = self._inner.encode_query(missing)
            known.update(zip(missing, rows, strict=True))
        with self._lock:
            for text in texts:
                self._rows[text] = known[text]
                self._rows.move_to_end(text)
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause."""
        return self._inner.encode_document(texts)


class CachedJudge:
    """Wraps a judge; the last `size` pairs of question and clause keep their score."""

    def __init__(self, inner: Judge, size: int = 2048) -> None:
        self._inner = inner
        self._size = size
        self._scores: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return the wrapped judge's scores; only pairs not seen lately are read."""
        with self._lock:
            known = {
                text: self._scores[query, text] for text in texts if (query, text) in self._scores
            }
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            known.update(zip(missing, self._inner.scores(query, missing), strict=True))
        with self._lock:
            for text in texts:
                self._scores[query, text] = known[text]
                self._scores.move_to_end((query, text))
            while len(self._scores) > self._size:
                self._scores.popitem(last=False)
        return [known[text] for text in texts]
