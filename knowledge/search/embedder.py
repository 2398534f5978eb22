"""What turns text into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """A model of sentence vectors; rows are unit length, so a dot product is the cosine. Safe to share between threads."""

    @property
    def name(self) -> str:
        """Name and version; vectors of different names are never mixed."""
        ...

    @property
    def dimension(self) -> int:
        """Length of one vector."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each question or message."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each clause."""
        ...
