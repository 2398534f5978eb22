"""The vectors of a release: taken over, found in Chroma, or made now."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from knowledge.addresses import Carried
from knowledge.clause import Clause
from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.index import ReleaseIndex, embedded_text
from knowledge.vectors import VectorKeeper

Progress = Callable[[str, int, int], None]
"""Told the stage ("read" or "embed"), how many are done, and how many there are."""

_BATCH = 16


class Embedding:
    """Makes the vectors of one ingest by the embedding model and, where there is one, the second model."""

    def __init__(
        self,
        vectors: VectorKeeper,
        embedder: Embedder,
        second: Embedder | None,
        progress: Progress,
    ) -> None:
        self._vectors = vectors
        self._embedder = embedder
        self._second = second
        self._progress = progress

    def first(
        self, shop: str, clauses: Sequence[Clause], base: ReleaseIndex | None, carried: Carried
    ) -> Vectors:
        """Return one row a clause: from the parent's file, from Chroma, or embedded now and put into Chroma batch by batch."""
        places = carried.fresh if base is not None else list(range(len(clauses)))
        made = _taken(base.vectors if base is not None else None, carried, self._embedder.dimension)
        texts = {carried.addresses[at]: embedded_text(clauses[at]) for at in places}
        rows = self._rows(shop, texts)
        for at in places:
            made[at] = rows[carried.addresses[at]]
        return made

    def second(
        self, clauses: Sequence[Clause], before: Vectors | None, carried: Carried
    ) -> Vectors:
        """Return one row a clause by the second model; only clauses that the parent did not have are embedded."""
        second = self._second
        if second is None:
            raise ValueError("no second model is set")
        places = carried.fresh if before is not None else list(range(len(clauses)))
        made = _taken(before, carried, second.dimension)
        if places:
            texts = [embedded_text(clauses[at]) for at in places]
            made[places] = _in_batches(second, texts)
        return made

    def _rows(self, shop: str, texts: Mapping[str, str]) -> Mapping[str, Vectors]:
        """Return the vectors of texts by their address: those that Chroma has, and the others embedded now."""
        rows: dict[str, Vectors] = {}
        if not texts:
            return rows
        model = self._embedder.name
        with self._vectors.opened() as chroma:
            if chroma is not None:
                # Asked for its ids alone first: to look for a vector it must load its whole graph.
                known = chroma.ids(shop, model, list(texts))
                rows.update(chroma.get(shop, model, [one for one in texts if one in known]))
            missing = [one for one in texts if one not in rows]
            for start in range(0, len(missing), _BATCH):
                self._progress("embed", start, len(missing))
                batch = missing[start : start + _BATCH]
                made = self._embedder.encode_document([texts[one] for one in batch])
                rows.update(zip(batch, made, strict=True))
                if chroma is not None:
                    chroma.add(shop, model, batch, made)
            self._progress("embed", len(missing), len(missing))
        return rows


def _taken(before: Vectors | None, carried: Carried, dimension: int) -> Vectors:
    """Return one row a clause, filled where the earlier release has its vector."""
    made = np.zeros((len(carried.vectors), dimension), dtype=np.float32)
    if before is not None and len(before):
        # A whole `take` runs through memory once; choosing by a mask costs ten times that. Rows that are not there come later.
        np.take(before, np.maximum(carried.vectors, 0), axis=0, out=made, mode="clip")
    return made


def _in_batches(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    rows = [embedder.encode_document(texts[i : i + 64]) for i in range(0, len(texts), 64)]
    return np.concatenate(rows) if rows else np.zeros((0, embedder.dimension), dtype=np.float32)
