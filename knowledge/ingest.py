"""A folder becomes a release: read what changed, embed what is new, write the files, publish."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from shutil import copyfile

from knowledge import addresses, standings
from knowledge.addresses import Carried
from knowledge.contents import Contents, FolderReader
from knowledge.embedding import Embedding, Progress
from knowledge.errors import KnowledgeError
from knowledge.readers import ocr
from knowledge.readers.reader import digest, list_files
from knowledge.releases import PRODUCTS, FileRecord, Release, ReleaseStore
from knowledge.search.answerable import background
from knowledge.search.embedder import Embedder
from knowledge.search.index import INDEX_FORMAT, ReleaseIndex
from knowledge.vectors import VectorKeeper

SHOP_FILES = ("shop.yaml", "rules.yaml")


class Ingest:
    """One ingest of one shop's folder."""

    def __init__(
        self,
        store: ReleaseStore,
        vectors: VectorKeeper,
        embedder: Embedder,
        second: Embedder | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._second = second
        self._store = store
        self._vectors = vectors
        self._embedder = embedder
        self._progress = progress or _silent
        self._made_by = _reader_version()

    def run(
        self, folder: Path, shop: str, *, now: datetime, author: str, reason: str
    ) -> tuple[Release, tuple[FileRecord, ...]]:
        """Write the release and return it with what became of each file."""
        entries = list_files(folder)
        with self._store.writing(shop) as draft:
            parent = self._store.newest(shop)
            shop_files = _shop_files(folder)
            digests = {entry.path: digest(folder / entry.path) for entry in entries}
            mark = self._mark(digests, shop_files)
            if parent is not None and parent.folder == mark:
                return parent, _unchanged(parent)
            base = self._base(parent)
            memory = self._store.folder(shop) / "readings"
            reader = FolderReader(folder, memory, self._made_by, digests, self._progress)
            contents = reader.contents(parent, base.folder if base is not None else None)
            told = {"shop": shop, "created": now, "author": author, "reason": reason}
            release = self._release(contents, parent, shop_files, {**told, "folder": mark})
            if parent is not None and _same(parent, release):
                return parent, contents.records
            self._write(draft, release, contents, parent, base)
            return self._store.publish(draft, release), contents.records

    def _release(
        self,
        contents: Contents,
        parent: Release | None,
        shop_files: Mapping[str, str],
        told: Mapping[str, object],
    ) -> Release:
        """Return the manifest of these contents; its id is made of what they say, not of when and by whom."""
        before = parent.clause_ids if parent is not None else ()
        release = Release(
            id="-",
            shop="-",
            created=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
            embedder=self._embedder.name,
            dimension=self._embedder.dimension,
            second=self._second.name if self._second else "",
            clause_ids=tuple(
                clause.clause_id if clause is not None else before[row]
                for clause, row in zip(contents.clauses, contents.rows.tolist(), strict=True)
            ),
            shop_files=shop_files,
            catalogue=contents.catalogue,
            made_by=self._made_by,
            index_format=INDEX_FORMAT,
        )
        made = {
            "id": self._store.next_id(str(told["shop"]), release.model_dump_json()),
            "parent": parent.id if parent is not None else None,
            "files": contents.records,
        }
        return release.model_copy(update={**told, **made})

    def _mark(self, digests: Mapping[str, str], shop_files: Mapping[str, str]) -> str:
        """Return a mark of all that a release is made of; the same mark is the same release. Empty where a file is unreadable."""
        if not all(digests.values()):
            return ""
        parts = [
            self._made_by,
            self._embedder.name,
            str(INDEX_FORMAT),
            self._second.name if self._second else "",
        ]
        parts += [f"{path}\0{mark}" for path, mark in sorted(digests.items())]
        parts += [f"{name}\0{text}" for name, text in sorted(shop_files.items())]
        return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _base(self, parent: Release | None) -> ReleaseIndex | None:
        """Return the parent's search files to take over from.

        None where other code or models made them, or they are damaged: then Chroma still spares the embedding.
        """
        if parent is None or parent.made_by != self._made_by:
            return None
        second = self._second.name if self._second else ""
        if (parent.embedder, parent.second) != (self._embedder.name, second):
            return None
        index = ReleaseIndex(self._store.path(parent.shop, parent.id))
        try:
            index.check()
        except (OSError, ValueError, KeyError, EOFError):
            return None
        return index

    def _write(
        self,
        draft: Path,
        release: Release,
        contents: Contents,
        parent: Release | None,
        base: ReleaseIndex | None,
    ) -> None:
        clauses = contents.clauses
        if contents.products is None and base is not None:
            copyfile(base.folder / PRODUCTS, draft / PRODUCTS)
        else:
            catalogue = contents.products or {}
            rows = {sku: product.model_dump(mode="json") for sku, product in catalogue.items()}
            (draft / PRODUCTS).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        standings.write(draft, contents.standings)
        ids = parent.clause_ids if base is not None and parent is not None else ()
        before = addresses.column(base.folder) if base is not None else None
        carried = Carried(clauses, contents.rows, ids, before)
        addresses.write(draft, carried.addresses)
        embedding = Embedding(self._vectors, self._embedder, self._progress)
        columns = {"vectors": embedding.first(release.shop, clauses, base, carried)}
        banks = {"bank": background(self._embedder)}
        if self._second is not None:
            kept = base.second if base is not None else None
            columns["second"] = embedding.second(clauses, self._second, kept, carried)
            banks["second_bank"] = background(self._second)
        paths = {path for path, place in contents.standings.items() if place.end > place.start}
        ReleaseIndex.write(draft, clauses, columns, banks, base, carried.clauses, paths)


def _unchanged(parent: Release) -> tuple[FileRecord, ...]:
    """Return the records of a release's files for an ingest that found nothing new."""
    return tuple(
        record.model_copy(update={"status": "unchanged"}) if record.status == "read" else record
        for record in parent.files
    )


def _silent(stage: str, done: int, total: int) -> None:  # noqa: ARG001 - the shape of Progress
    return None


def _same(parent: Release, release: Release) -> bool:
    """Tell whether a release would say nothing that its parent does not say."""
    kept = ("clause_ids", "shop_files", "embedder", "catalogue", "made_by")
    files = [[(f.path, f.digest, f.reason) for f in one.files] for one in (parent, release)]
    return files[0] == files[1] and all(
        getattr(parent, name) == getattr(release, name) for name in kept
    )


def _shop_files(folder: Path) -> dict[str, str]:
    """Return the texts of the shop's settings, rules and eval cases that the folder holds."""
    found: dict[str, str] = {}
    cases = sorted(path.relative_to(folder).as_posix() for path in folder.glob("evals/*.jsonl"))
    for name in (*SHOP_FILES, *cases):
        path = folder / name
        if path.is_file():
            raw = path.read_bytes()
            try:
                found[name] = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                try:
                    found[name] = raw.decode("gb18030")
                except UnicodeDecodeError as error:
                    raise KnowledgeError(
                        f"{name}: neither UTF-8 nor GBK text; save it as UTF-8"
                    ) from error
    return found


def _reader_version() -> str:
    """Return a mark of this package's own code: other code reads the same bytes differently."""
    mark = sha256()
    for package in ("knowledge", "knowledge.readers", "knowledge.search"):
        for file in sorted(package_files(package).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".yaml")):
                mark.update(file.read_bytes())
    mark.update(b"ocr" if ocr.available() else b"")
    return mark.hexdigest()[:16]
