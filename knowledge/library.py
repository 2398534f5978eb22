"""The front door of knowledge: a shop's folder in, releases out; a question in, cited clauses out."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, ConfigDict

from knowledge import addresses
from knowledge.catalogue import Catalogue
from knowledge.clause import Clause
from knowledge.embedding import Progress
from knowledge.errors import KnowledgeError, ReleaseRefused, ReleaseUnreadable
from knowledge.ingest import Ingest
from knowledge.product import Product
from knowledge.releases import (
    PRODUCTS,
    FileRecord,
    Release,
    ReleaseDiff,
    ReleaseStore,
    compare,
    other_version,
)
from knowledge.search.answer import SearchAnswer
from knowledge.search.cross import beside
from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.embedders import companion
from knowledge.search.index import INDEX_FORMAT, ReleaseIndex, vector_id
from knowledge.search.judging import Judge, judged
from knowledge.search.question import Question, plain_question
from knowledge.search.ranking import Reranker, rank
from knowledge.vectors import VectorKeeper

Gate = Callable[[Release], str | None]
"""Judges a release before it may answer: None lets it pass, a text is the reason of the refusal."""

_LOADED = 6
"""Releases kept open at once."""


class IngestReport(BaseModel):
    """What `ingest` did. `seconds` is the time it took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str
    files: tuple[FileRecord, ...]
    clauses: int
    seconds: float


class Library:
    """All shops' knowledge under one folder. Safe to share between threads, and between processes that share the folder.

    `second` is a cheap second model whose opinion is weighed in, `judge` gives one that reads the best clauses with the question; by
    default those that go with `embedder`, if any.
    """

    def __init__(
        self,
        root: Path,
        *,
        embedder: Embedder,
        second: Embedder | None = None,
        reranker: Reranker | None = None,
        judge: Callable[[], Judge | None] | None = None,
        chroma_url: str | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = ReleaseStore(root)
        self._embedder = embedder
        self._second = second or companion(embedder)
        self._reranker = reranker
        self._judge = judge or partial(beside, embedder)
        self._vectors = VectorKeeper(root / "chroma", chroma_url)
        self._timer = timer
        self._loaded: dict[tuple[str, str], tuple[Release, ReleaseIndex]] = {}
        self._lock = Lock()

    def ingest(
        self,
        folder: Path,
        shop: str,
        *,
        now: datetime,
        author: str = "",
        reason: str = "",
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read a shop's folder into a new release, which does not answer before `activate`.

        Files and clauses that did not change since the last release are neither read nor embedded again; a folder without
        any change gives the last release back. A file that cannot be read is reported, never fatal; EmptyFolder where there
        is nothing.
        """
        start = self._timer()
        job = Ingest(self._store, self._vectors, self._embedder, self._second, progress)
        release, files = job.run(folder, shop, now=now, author=author, reason=reason)
        return IngestReport(
            release=release.id,
            files=files,
            clauses=len(release.clause_ids),
            seconds=round(self._timer() - start, 3),
        )

    def activate(
        self, shop: str, release: str, *, gate: Gate | None = None, now: datetime | None = None
    ) -> Release:
        """Let a release answer, if the gate lets it pass; ReleaseRefused with the gate's reason where not."""
        candidate = self._store.get(shop, release)
        refusal = gate(candidate) if gate is not None else None
        if refusal is not None:
            raise ReleaseRefused(f'release {release} of shop "{shop}" is not activated: {refusal}')
        self._store.mark_verified(shop, release, now or candidate.created)
        self._store.activate(shop, release)
        self._tidy(shop)
        return self._store.get(shop, release)

    def rollback(self, shop: str) -> Release:
        """Let the release that answered before answer again."""
        earlier = self._store.rollback(shop)
        self._tidy(shop)
        return self._store.get(shop, earlier)

    def releases(self, shop: str) -> tuple[Release, ...]:
        """Return every release of a shop, earliest first."""
        return self._store.all(shop)

    def unfinished(self, shop: str) -> tuple[datetime, ...]:
        """Return when each ingest that was cut off began; ingesting again takes it up where it stood."""
        return self._store.unfinished(shop)

    def release(self, shop: str, release: str | None = None) -> Release:
        """Return one release, by default the active one; ReleaseNotFound where there is none."""
        return self._store.get(shop, release)

    def active(self, shop: str) -> str | None:
        """Return the id of the release that answers, or None."""
        return self._store.active(shop)

    def diff(self, shop: str, a: str, b: str) -> ReleaseDiff:
        """Return what changed from release `a` to release `b`."""
        return compare(self.clauses(shop, a), self.clauses(shop, b))

    def search(
        self,
        shop: str,
        query: str,
        *,
        k: int = 5,
        on: date | None = None,
        products: Sequence[str] = (),
        release: str | None = None,
        vector: Vectors | None = None,
        today: date | None = None,
        read: bool = True,
    ) -> SearchAnswer:
        """Return the `k` clauses that answer a question best, and whether they do.

        `on` is the order's day: only what held then is found. Without it, all that can still decide an open order is, and nothing
        that is yet to come, seen from `today` (by default the day of the release). What belongs to `products`, or to the whole shop, comes first.
        `vector` is the question's vector where the caller has it. Without `read` the best clauses are not read with the question, which
        takes most of the time: what is found is the same, the verdict less sure.
        """
        manifest, index = self._open(shop, release)
        if manifest.embedder != self._embedder.name:
            raise KnowledgeError(
                f'shop "{shop}": release {manifest.id} was made with the embedding model {manifest.embedder}, '
                f"now set is {self._embedder.name}; ingest the folder again"
            )
        plain = plain_question(query)
        if vector is None:
            vector = self._embedder.encode_query([plain])[0]
        second = None
        if self._second is not None and index.second is not None:
            second = self._second.encode_query([plain])[0]
        question = Question(
            text=query,
            vector=vector,
            second=second,
            today=today or manifest.created.date(),
            on=on,
            products=tuple(products),
        )
        found = rank(index, question, k, self._reranker)
        judge = self._judge() if read and found.hits else None
        return judged(found, query, judge) if judge else found

    def clauses(self, shop: str, release: str | None = None) -> tuple[Clause, ...]:
        """Return all clauses of a release, by default the active one."""
        _, index = self._open(shop, release)
        return tuple(index.clause(row) for row in range(len(index.lines)))

    def find(self, shop: str, path: str, heading: str, release: str | None = None) -> Clause | None:
        """Return the clause at a place: by its heading, a part of its heading path, or how one of these (or its text) begins."""
        _, index = self._open(shop, release)
        return index.find(path, heading)

    def products(self, shop: str, release: str | None = None) -> Mapping[str, Product]:
        """Return the catalogue of a release by SKU; empty where the shop has no release.

        A SKU that goes on from a known one (an order's variant) gives that one's product.
        """
        wanted = release or self._store.active(shop)
        if wanted is None:
            return {}
        try:
            text = (self._store.path(shop, wanted) / PRODUCTS).read_text(encoding="utf-8")
            rows = json.loads(text).items()
            return Catalogue({sku: Product.model_validate(value) for sku, value in rows})
        except (OSError, ValueError):
            raise other_version(shop, wanted) from None

    def shop_files(self, shop: str, release: str | None = None) -> Mapping[str, str]:
        """Return the texts of rules.yaml and shop.yaml as they were when the release was made; empty without a release."""
        wanted = release or self._store.active(shop)
        return dict(self._store.get(shop, wanted).shop_files) if wanted else {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, one row each, by the embedding model of this library."""
        return self._embedder.encode_query([plain_question(text) for text in texts])

    def close(self) -> None:
        """Give the vector store free."""
        self._vectors.close()

    def _open(self, shop: str, release: str | None) -> tuple[Release, ReleaseIndex]:
        wanted = release or self._store.active(shop)
        with self._lock:
            found = self._loaded.get((shop, wanted or ""))
        if found is None:
            manifest = self._store.get(shop, wanted)
            found = manifest, self._index(shop, manifest)
            with self._lock:
                while len(self._loaded) >= _LOADED:
                    self._loaded.pop(next(iter(self._loaded)))
                self._loaded[shop, manifest.id] = found
        return found

    def _index(self, shop: str, manifest: Release) -> ReleaseIndex:
        if manifest.index_format not in (0, INDEX_FORMAT):
            raise other_version(shop, manifest.id)
        index = ReleaseIndex(self._store.path(shop, manifest.id))
        try:
            index.check()
        except (OSError, ValueError, KeyError, EOFError):
            raise other_version(shop, manifest.id) from None
        return index

    def _tidy(self, shop: str) -> None:
        """Bring Chroma in line: what the active release holds is there, what was withdrawn is gone."""
        manifest, index = self._open(shop, None)
        pointer = self._store.pointer(shop)
        ids = self._addresses(shop, manifest.id)
        keep = set(ids)
        for other in self._store.after(shop, manifest.id):
            waiting = other.id not in pointer.history and other.embedder == manifest.embedder
            if waiting:
                with suppress(ReleaseUnreadable):
                    keep.update(self._addresses(shop, other.id))
        self._vectors.align(shop, manifest.embedder, ids, index.vectors, keep)

    def _addresses(self, shop: str, release: str) -> tuple[str, ...]:
        found = addresses.read(self._store.path(shop, release))
        return found or tuple(vector_id(clause) for clause in self.clauses(shop, release))
