"""The vectors of a release: taken over, found in Chroma, or made now."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from knowledge.addresses import Carried, Rows
from knowledge.clause import Clause
from knowledge.search.column import Made, VectorColumn
from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.index import ReleaseIndex, embedded_text
from knowledge.vectors import VectorKeeper

Progress = Callable[[str, int, int], None]
"""Told the stage ("read" or "embed"), how many are done, and how many there are."""

_BATCH = 16

_FEW = 64
"""So few new ones are embedded at once: Chroma holds what is in force, which the parent has too, and what a cut off ingest left."""


class Embedding:
    """Makes the vectors of one ingest by the embedding model and, where there is one, the second model."""

    def __init__(
        self,
        vectors: VectorKeeper,
        embedder: Embedder,
        progress: Progress,
    ) -> None:
        self._vectors = vectors
        self._embedder = embedder
        self._progress = progress

    def first(
        self,
        shop: str,
        clauses: Sequence[Clause | None],
        base: ReleaseIndex | None,
        carried: Carried,
    ) -> Made:
        """Return the column of the model's vectors: the parent's, those in Chroma, and those embedded now.

        A clause may be None where the parent has its vector.
        """
        sources = carried.vectors if base is not None else _none(carried)
        places = np.flatnonzero(sources < 0).tolist()
        texts = {carried.address(at): _text(clauses, at) for at in places}
        if base is not None and len(texts) <= _FEW:
            rows = {one: row for made in self._embedded(texts) for one, row in made.items()}
        else:
            rows = self._rows(shop, texts)
        made = np.zeros((len(places), self._embedder.dimension), dtype=np.float32)
        for row, at in enumerate(places):
            made[row] = rows[carried.address(at)]
        return Made(made, sources, base.first if base is not None else None)

    def second(
        self,
        clauses: Sequence[Clause | None],
        second: Embedder,
        before: VectorColumn | None,
        carried: Carried,
    ) -> Made:
        """Return the column of the second model's vectors; only clauses that the parent did not have are embedded."""
        sources = carried.vectors if before is not None else _none(carried)
        texts = [_text(clauses, at) for at in np.flatnonzero(sources < 0).tolist()]
        rows = [second.encode_document(texts[i : i + 64]) for i in range(0, len(texts), 64)]
        none = np.zeros((0, second.dimension), dtype=np.float32)
        return Made(np.concatenate([none, *rows]), sources, before)

    def _rows(self, shop: str, texts: Mapping[str, str]) -> dict[str, Vectors]:
        """Return the vectors of texts by their address: those that Chroma has, and the others embedded now."""
        rows: dict[str, Vectors] = {}
        model = self._embedder.name
        with self._vectors.opened() as chroma:
            if chroma is not None:
                # Asked for its ids alone first: to look for a vector it must load its whole graph.
                known = chroma.ids(shop, model, list(texts))
                rows.update(chroma.get(shop, model, [one for one in texts if one in known]))
            missing = {one: text for one, text in texts.items() if one not in rows}
            for batch in self._embedded(missing):
                rows.update(batch)
                if chroma is not None:
                    chroma.add(shop, model, list(batch), np.array(list(batch.values())))
        return rows

    def _embedded(self, texts: Mapping[str, str]) -> Iterator[dict[str, Vectors]]:
        """Embed texts by their addresses; give their vectors a batch at a time."""
        wanted = list(texts)
        for start in range(0, len(wanted), _BATCH):
            self._progress("embed", start, len(wanted))
            batch = wanted[start : start + _BATCH]
            made = self._embedder.encode_document([texts[one] for one in batch])
            yield dict(zip(batch, made, strict=True))
        self._progress("embed", len(wanted), len(wanted))


def _none(carried: Carried) -> Rows:
    return np.full(len(carried.vectors), -1, dtype=np.int64)


def _text(clauses: Sequence[Clause | None], at: int) -> str:
    clause = clauses[at]
    if clause is None:
        raise ValueError(f"row {at} is neither in the last release nor read")
    return embedded_text(clause)
