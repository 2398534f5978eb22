"""Which ids the embedded store holds, kept beside it: to list 20,000 of them costs Chroma a fifth of a second each time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldIds:
    """One list a collection, read when it is asked for; none at all without a folder (a server, which others change too).

    A list is taken away before the first change of an act and written anew after the last, so a crash leaves none, and the
    store itself is asked. A list of another length than the store's is not believed.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, set[str]] = {}
        self._changed: set[str] = set()

    def of(self, name: str, count: int) -> set[str] | None:
        """Return what a collection of so many rows holds; None where that is not known."""
        if self._folder is None:
            return None
        if name not in self._known and name not in self._changed:
            try:
                text = self._path(self._folder, name).read_text(encoding="utf-8")
            except (OSError, ValueError):
                return None
            self._known[name] = set(text.split())
        known = self._known.get(name)
        return set(known) if known is not None and len(known) == count else None

    def learn(self, name: str, ids: Iterable[str]) -> None:
        """Take down what the store says that a collection holds."""
        self._known[name] = set(ids)
        self._changed.add(name)

    @contextmanager
    def changing(self, name: str) -> Iterator[set[str]]:
        """Give the list to be changed together with the collection; what fails leaves it unknown."""
        known = self._known.pop(name, None)
        if self._folder is not None and name not in self._changed:
            self._path(self._folder, name).unlink(missing_ok=True)
        self._changed.add(name)
        yield known if known is not None else set()
        if known is not None:
            self._known[name] = known

    def write(self) -> None:
        """Keep the lists that changed, each put in place by one rename, at the end of an act."""
        if self._folder is None:
            return
        for name in self._changed & self._known.keys():
            path = self._path(self._folder, name)
            path.with_suffix(".tmp").write_text("\n".join(self._known[name]), encoding="utf-8")
            path.with_suffix(".tmp").replace(path)
        self._changed.clear()

    @staticmethod
    def _path(folder: Path, name: str) -> Path:
        return folder / f"{name}.ids"
