"""A small memory of what models just said: reading, search, drafting and approval ask for the same texts."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.judging import Judge

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Memory(Generic[Key, Value]):
    """The values of the last `size` keys; what is missing is asked for in one go, outside the lock."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def values(
        self, keys: Sequence[Key], ask: Callable[[list[Key]], Iterable[Value]]
    ) -> list[Value]:
        """Return one value a key; `ask` is called with the keys not seen lately, each once, and gives theirs."""
        with self._lock:
            known = {key: self._values[key] for key in keys if key in self._values}
        missing = list(dict.fromkeys(key for key in keys if key not in known))
        if missing:
            known.update(zip(missing, ask(missing), strict=True))
        with self._lock:
            for key in keys:
                self._values[key] = known[key]
                self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return [known[key] for key in keys]


class CachedEmbedder:
    """Wraps an embedder; the last `size` questions keep their vectors. Clauses pass through, for each is embedded once."""

    def __init__(self, inner: Embedder, size: int = 512) -> None:
        self._inner = inner
        self._rows: _Memory[str, Vectors] = _Memory(size)

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
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack(self._rows.values(texts, self._inner.encode_query))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause."""
        return self._inner.encode_document(texts)


class CachedJudge:
    """Wraps a judge; the last `size` pairs of question and clause keep their score."""

    def __init__(self, inner: Judge, size: int = 2048) -> None:
        self._inner = inner
        self._scores: _Memory[tuple[str, str], float] = _Memory(size)

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return the wrapped judge's scores; only pairs not seen lately are read."""
        pairs = [(query, text) for text in texts]
        return self._scores.values(
            pairs, lambda missing: self._inner.scores(query, [text for _, text in missing])
        )
