"""When Chroma is opened, and by whom.

An embedded Chroma must never be open in two processes. It is opened under a file lock for the length of one act (ingest,
activate) and closed again; a process that finds it locked goes on without, from the release's own files, and the next
`align` puts right what is missing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from knowledge.search.embedder import Vectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from knowledge.search.dense import ChromaVectors

Encode = Callable[[list[int]], Vectors]
"""Embeds the texts at those places of the list of ids."""


class VectorKeeper:
    """Opens Chroma for one act at a time; a server by URL is connected once."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url
        self._server: ChromaVectors | None = None
        self._lock = RLock()

    @contextmanager
    def opened(self) -> Iterator["ChromaVectors | None"]:
        """Give the store for one act; None where another process holds it."""
        # Chroma takes a second to import, and searching does not need it.
        from knowledge.search.dense import ChromaVectors

        with self._lock:
            if self._url is not None:
                if self._server is None:
                    self._server = ChromaVectors.connect(self._url)
                yield self._server
                return
            store = ChromaVectors.open(self._folder)
            try:
                yield store
            finally:
                if store is not None:
                    store.close()

    def close(self) -> None:
        """Forget the connection to the server."""
        self._server = None

    def align(
        self, shop: str, model: str, ids: Sequence[str], rows: Vectors, keep: set[str]
    ) -> None:
        """Put in what is missing of a release and delete every row that is not in `keep`."""
        with self.opened() as store:
            if store is None:
                return
            stored = store.ids(shop, model)
            wanted = set(ids) - stored
            if wanted:
                places = {one: place for place, one in enumerate(ids) if one in wanted}
                store.add(shop, model, list(places), rows[list(places.values())])
            gone = sorted(stored - keep)
            if gone:
                store.delete(shop, model, gone)
