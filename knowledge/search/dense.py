"""Where the vectors of clauses live: Chroma, embedded or as a server. The only file that imports it.

Rows are addressed by their content, so what did not change is never embedded twice, whatever release holds it. Texts are not
stored: a clause that was withdrawn leaves no words behind in Chroma's free pages. Chroma's `where` is never used (it costs
up to half a second at 100,000 rows): membership and dates are checked by the caller.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout
from httpx import HTTPError

from knowledge.errors import StoreUnreachable
from knowledge.search.embedder import Vectors
from knowledge.search.held import HeldIds

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 1000
"""Rows of one call; Chroma's own limit is a little above 5,000."""

_GRAPH: CreateHNSWConfiguration = {"space": "cosine", "sync_threshold": 200}
"""Chroma reads up to `sync_threshold` late changes into its graph each time it is opened; its own 1,000 cost a third of a second."""


def _told(act: Callable[P, T]) -> Callable[P, T]:
    """Let a store that stops answering in the middle of an act be told in the product's own words."""

    @wraps(act)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return act(*args, **kwargs)
        except (ChromaError, HTTPError, OSError) as error:
            raise StoreUnreachable(
                "Chroma: the vector store stopped answering; start its server again, or check its folder, and repeat"
            ) from error

    return told


class ChromaVectors:
    """Vectors of all shops, one collection a shop and embedding model. `close` gives the folder free for another process."""

    def __init__(self, client: ClientAPI, lock: FileLock | None, held: HeldIds) -> None:
        self._client = client
        self._lock = lock
        self._held = held

    @classmethod
    def open(cls, folder: Path) -> "ChromaVectors | None":
        """Open the embedded store; None where another process holds it, for two at once damage it."""
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(folder.with_suffix(".lock")))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return None
        client = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
        return cls(client, lock, HeldIds(folder))

    @classmethod
    def connect(cls, url: str) -> "ChromaVectors":
        """Connect to a Chroma server, "http://host:8000"; StoreUnreachable where it does not answer."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        try:
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
            client.heartbeat()
        except Exception as error:
            raise StoreUnreachable(
                f"Chroma server {parts.hostname}:{parts.port}: no answer; start it or change the address"
            ) from error
        return cls(client, None, HeldIds(None))

    def close(self) -> None:
        """Let another process open the folder."""
        if self._lock is not None:
            with suppress(Exception):
                self._client.close()  # type: ignore[attr-defined]
            with suppress(OSError):
                self._held.write()
            self._lock.release()

    @_told
    def ids(self, shop: str, model: str, among: Sequence[str] | None = None) -> set[str]:
        """Return every id that has a vector, or those of a few that have one; many are asked for all at once, which is faster."""
        if among is not None and len(among) <= BATCH:
            wanted = list(among)
            rows = self._collection(shop, model).get(ids=wanted, include=[]) if wanted else None
            return set(rows["ids"]) if rows else set()
        found = self._every(self._collection(shop, model))
        return found if among is None else found.intersection(among)

    def _every(self, collection: Collection) -> set[str]:
        """Return every id of a collection, from the list beside it where there is one that can be believed."""
        known = self._held.of(collection.name, collection.count())
        if known is None:
            known = set(collection.get(include=[])["ids"])
            self._held.learn(collection.name, known)
        return known

    @_told
    def add(self, shop: str, model: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Store one row an id; an id that is there is overwritten."""
        collection = self._collection(shop, model)
        with self._held.changing(collection.name) as held:
            for start in range(0, len(ids), BATCH):
                rows = np.ascontiguousarray(vectors[start : start + BATCH], dtype=np.float32)
                collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=rows)
            held.update(ids)

    @_told
    def get(self, shop: str, model: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of those ids that are there."""
        collection = self._collection(shop, model)
        found: dict[str, Vectors] = {}
        for start in range(0, len(ids), BATCH):
            page = collection.get(ids=list(ids[start : start + BATCH]), include=["embeddings"])
            rows = np.asarray(page["embeddings"], dtype=np.float32)
            found.update(zip(page["ids"], rows, strict=True))
        return found

    @_told
    def nearest(self, shop: str, model: str, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return up to `k` ids with their cosine, best first, from Chroma's own graph."""
        collection = self._collection(shop, model)
        wanted = min(k, collection.count())
        if not wanted:
            return []
        answer = collection.query(
            query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
            n_results=wanted,
            include=["distances"],
        )
        distances = (answer["distances"] or [[]])[0]
        return [
            (one, 1.0 - float(gap)) for one, gap in zip(answer["ids"][0], distances, strict=True)
        ]

    @_told
    def delete(self, shop: str, model: str, ids: Sequence[str]) -> None:
        """Delete the rows of these ids, which are all there."""
        collection = self._collection(shop, model)
        with self._held.changing(collection.name) as held:
            for start in range(0, len(ids), BATCH):
                collection.delete(ids=list(ids[start : start + BATCH]))
            held.difference_update(ids)

    def _collection(self, shop: str, model: str) -> Collection:
        name = "clauses-" + sha256(f"{shop}\n{model}".encode()).hexdigest()[:24]
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": _GRAPH},
            metadata={"shop": shop, "model": model},
        )
