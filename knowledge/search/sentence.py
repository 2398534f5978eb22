"""Any sentence-transformers model or cross-encoder the shop names (extra `models`); the only file that imports it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import CrossEncoder, SentenceTransformer

from knowledge.errors import KnowledgeError
from knowledge.search.embedder import Vectors


class SentenceEmbedder:
    """A model by name or folder. Only files on this machine are read, unless `download` allows the hub."""

    def __init__(self, model: str, *, download: bool = False, device: str | None = None) -> None:
        self._label = Path(model).name if Path(model).is_dir() else model
        try:
            self._model = SentenceTransformer(model, device=device, local_files_only=not download)
        except (OSError, ValueError) as error:
            raise KnowledgeError(
                f"embedding model {self._label}: not found on this machine or not readable; "
                "give the folder of a sentence-transformers model"
            ) from error

    @property
    def name(self) -> str:
        """Return the model's name, or its folder's last part."""
        return f"sentence-transformers/{self._label}"

    @property
    def dimension(self) -> int:
        """Return the length of one vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question, with the model's own query prompt where it has one."""
        rows = self._model.encode_query(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause, with the model's own document prompt where it has one."""
        rows = self._model.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)


class CrossEncoderReranker:
    """Reads question and clause together: slower and better; takes the best few of a search."""

    def __init__(self, model: str, *, download: bool = False, device: str | None = None) -> None:
        try:
            self._model = CrossEncoder(model, device=device, local_files_only=not download)
        except (OSError, ValueError) as error:
            raise KnowledgeError(
                f"reranking model {Path(model).name}: not found on this machine or not readable; "
                "give the folder of a cross-encoder"
            ) from error

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, higher for a better answer to `query`; the scale is the model's own."""
        if not texts:
            return []
        rows = self._model.predict([(query, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in np.asarray(rows).reshape(len(texts), -1)[:, -1]]
