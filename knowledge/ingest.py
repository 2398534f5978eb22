"""A folder becomes a release: read what changed, embed what is new, write the files, publish."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path

from knowledge import addresses
from knowledge.addresses import Carried
from knowledge.catalogue import merged
from knowledge.clause import Clause
from knowledge.embedding import Embedding, Progress
from knowledge.errors import EmptyFolder, KnowledgeError
from knowledge.folder import settled
from knowledge.product import Product
from knowledge.readers import ocr
from knowledge.readers.reader import digest, list_files, read_file
from knowledge.readers.reading import FileReading
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

    def run(
        self, folder: Path, shop: str, *, now: datetime, author: str, reason: str
    ) -> tuple[Release, tuple[FileRecord, ...]]:
        """Write the release and return it with what became of each file."""
        entries = list_files(folder)
        with self._store.writing(shop) as draft:
            parent = self._parent(shop)
            shop_files = _shop_files(folder)
            digests = {entry.path: digest(folder / entry.path) for entry in entries}
            mark = self._mark(digests, shop_files)
            if parent is not None and parent.folder == mark:
                return parent, _unchanged(parent)
            readings, fresh = self._read(folder, shop, digests)
            records = _records(readings, fresh, parent)
            clauses = _unique([clause for reading in readings for clause in reading.clauses])
            if not clauses and not any(r.status == "read" for r in readings):
                raise EmptyFolder(_nothing(folder, readings))
            content = self._content(clauses, readings, shop_files)
            if parent is not None and _same(parent, content, records):
                return parent, records
            release = content.model_copy(
                update={
                    "id": self._store.next_id(shop, content.model_dump_json()),
                    "shop": shop,
                    "created": now,
                    "author": author,
                    "reason": reason,
                    "parent": parent.id if parent else None,
                    "files": records,
                    "folder": mark,
                }
            )
            self._write(draft, release, clauses, readings, parent)
            self._store.publish(draft, release)
        return self._store.get(shop, release.id), records

    def _parent(self, shop: str) -> Release | None:
        """Return the newest release: the one that has most in common with the folder."""
        return self._store.newest(shop)

    def _mark(self, digests: Mapping[str, str], shop_files: Mapping[str, str]) -> str:
        """Return a mark of all that a release is made of; the same mark is the same release. Empty where a file is unreadable."""
        if not all(digests.values()):
            return ""
        parts = [
            _reader_version(),
            self._embedder.name,
            str(INDEX_FORMAT),
            self._second.name if self._second else "",
        ]
        parts += [f"{path}\0{mark}" for path, mark in sorted(digests.items())]
        parts += [f"{name}\0{text}" for name, text in sorted(shop_files.items())]
        return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _read(
        self, folder: Path, shop: str, digests: Mapping[str, str]
    ) -> tuple[tuple[FileReading, ...], set[str]]:
        """Read the files whose bytes were not read before; return all readings and the paths read anew."""
        memory = self._store.folder(shop) / "readings"
        memory.mkdir(exist_ok=True)
        readings: list[FileReading] = []
        fresh: set[str] = set()
        used: set[str] = set()
        reader = _reader_version()
        for done, (path, mark) in enumerate(digests.items()):
            if done % 50 == 0:
                self._progress("read", done, len(digests))
            kept = memory / f"{sha256(f'{reader} {path} {mark}'.encode()).hexdigest()[:32]}.json"
            used.add(kept.name)
            reading = _remembered(kept) if mark else None
            if reading is None:
                reading = read_file(folder / path, folder)
                fresh.add(path)
                if reading.status == "read":
                    kept.write_text(reading.model_dump_json(), encoding="utf-8")
            readings.append(reading)
        for old in memory.iterdir():
            if old.name not in used:
                old.unlink(missing_ok=True)
        self._progress("read", len(digests), len(digests))
        return settled(readings), fresh

    def _content(
        self,
        clauses: Sequence[Clause],
        readings: Sequence[FileReading],
        shop_files: dict[str, str],
    ) -> Release:
        return Release(
            id="-",
            shop="-",
            created=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
            embedder=self._embedder.name,
            dimension=self._embedder.dimension,
            second=self._second.name if self._second else "",
            clause_ids=tuple(c.clause_id for c in clauses),
            shop_files=shop_files,
            catalogue=_catalogue_mark(readings),
            made_by=_reader_version(),
            index_format=INDEX_FORMAT,
        )

    def _write(
        self,
        draft: Path,
        release: Release,
        clauses: Sequence[Clause],
        readings: Sequence[FileReading],
        parent: Release | None,
    ) -> None:
        catalogue = merged(product for reading in readings for product in reading.products)
        rows = {sku: product.model_dump(mode="json") for sku, product in catalogue.items()}
        (draft / PRODUCTS).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        base = self._base(parent) if parent and parent.made_by == release.made_by else None
        ids = parent.clause_ids if base and parent else ()
        lender = self._store.path(parent.shop, parent.id) if base and parent else None
        carried = Carried(clauses, base, ids, lender)
        addresses.write(draft, carried.addresses)
        embedding = Embedding(self._vectors, self._embedder, self._second, self._progress)
        same = base if parent and parent.embedder == release.embedder else None
        columns = {
            "vectors": embedding.first(release.shop, clauses, same, carried),
            "bank": background(self._embedder),
        }
        if self._second is not None:
            kept = base.second if base and parent and parent.second == release.second else None
            columns["second"] = embedding.second(clauses, kept.rows if kept else None, carried)
            columns["second_bank"] = background(self._second)
        ReleaseIndex.write(draft, clauses, columns, base, carried.clauses)

    def _base(self, parent: Release) -> ReleaseIndex | None:
        """Return the parent's search files to take over from; None where they are damaged, for Chroma still spares the embedding."""
        index = ReleaseIndex(self._store.path(parent.shop, parent.id))
        try:
            index.check()
        except (OSError, ValueError, KeyError, EOFError):
            return None
        return index


def _unchanged(parent: Release) -> tuple[FileRecord, ...]:
    """Return the records of a release's files for an ingest that found nothing new."""
    return tuple(
        record.model_copy(update={"status": "unchanged"}) if record.status == "read" else record
        for record in parent.files
    )


def _silent(stage: str, done: int, total: int) -> None:  # noqa: ARG001 - the shape of Progress
    return None


def _records(
    readings: Sequence[FileReading], fresh: set[str], parent: Release | None
) -> tuple[FileRecord, ...]:
    before = {record.path: record.digest for record in parent.files} if parent else {}
    records = []
    for reading in readings:
        same = reading.path not in fresh and before.get(reading.path) == reading.digest
        unchanged = reading.status == "read" and same
        records.append(
            FileRecord(
                path=reading.path,
                status="unchanged" if unchanged else reading.status,
                digest=reading.digest,
                clauses=len(reading.clauses),
                reason=reading.reason,
                doubts=reading.doubts,
            )
        )
    return tuple(records)


def _same(parent: Release, content: Release, records: Sequence[FileRecord]) -> bool:
    """Tell whether a release with this content would say nothing that its parent does not say."""
    kept = ("clause_ids", "shop_files", "embedder", "catalogue", "made_by")
    files = [(f.path, f.digest, f.reason) for f in parent.files]
    return files == [(f.path, f.digest, f.reason) for f in records] and all(
        getattr(parent, name) == getattr(content, name) for name in kept
    )


def _catalogue_mark(readings: Sequence[FileReading]) -> str:
    catalogue: list[Product] = [p for r in readings for p in r.products]
    return sha256("\n".join(p.model_dump_json() for p in catalogue).encode()).hexdigest()[:16]


def _unique(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses with each id once."""
    return tuple({clause.clause_id: clause for clause in clauses}.values())


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


def _remembered(path: Path) -> FileReading | None:
    try:
        return FileReading.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _reader_version() -> str:
    """Return a mark of this package's own code: other code reads the same bytes differently."""
    mark = sha256()
    for package in ("knowledge", "knowledge.readers", "knowledge.search"):
        for file in sorted(package_files(package).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".yaml")):
                mark.update(file.read_bytes())
    mark.update(b"ocr" if ocr.available() else b"")
    return mark.hexdigest()[:16]


def _nothing(folder: Path, readings: Sequence[FileReading]) -> str:
    first = next((f"; {r.path}: {r.reason}" for r in readings if r.reason), "")
    return f"{folder.name}: none of its {len(readings)} files could be read{first}"
