"""Releases of a shop's knowledge: immutable folders, one pointer that says which of them answers.

A release is written beside the others under a temporary name and appears by one rename, so a crash leaves nothing half
done. Activation replaces the pointer file in one step; its history is what rollback goes back through.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict

from knowledge.clause import Clause
from knowledge.errors import ReleaseNotFound, ReleaseUnreadable

MANIFEST = "manifest.json"
PRODUCTS = "products.json"
_HISTORY = 50


class ReleaseState(StrEnum):
    """Where a release stands: being written, searchable, passed by the gate, answering, or replaced by a later one."""

    DRAFT = "draft"
    INDEXED = "indexed"
    VERIFIED = "verified"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


class FileRecord(BaseModel):
    """One file of a release. `status`: read, unchanged (since the parent), skipped or failed; `reason` is one line.

    `doubts` are what a person must settle about the document's validity.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    status: str
    digest: str = ""
    clauses: int = 0
    reason: str | None = None
    doubts: tuple[str, ...] = ()


class Release(BaseModel):
    """The manifest of a release.

    `shop_files` holds the texts of shop.yaml, rules.yaml and evals/*.jsonl as they were at ingest, `catalogue` a mark of its
    products, `made_by` one of the code that read and indexed it, `folder` one of all bytes and settings it was made from. `index_format` numbers how its search files lie on disk; 0
    is a release from before that number, which opens as long as its files are complete.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    shop: str
    created: datetime
    author: str = ""
    reason: str = ""
    parent: str | None = None
    embedder: str
    dimension: int
    second: str = ""
    files: tuple[FileRecord, ...] = ()
    clause_ids: tuple[str, ...] = ()
    shop_files: Mapping[str, str] = {}
    catalogue: str = ""
    made_by: str = ""
    folder: str = ""
    index_format: int = 0
    state: ReleaseState = ReleaseState.DRAFT


class ReleaseDiff(BaseModel):
    """What changed from one release to another. `changed` pairs the earlier with the later text of one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    added: tuple[Clause, ...] = ()
    changed: tuple[tuple[Clause, Clause], ...] = ()
    withdrawn: tuple[Clause, ...] = ()


class Pointer(BaseModel):
    """Which release answers, and which ones did before, latest last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    active: str | None = None
    history: tuple[str, ...] = ()


class ReleaseStore:
    """The folder that holds all shops' releases."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, shop: str) -> Path:
        """Return the shop's own folder; any shop id is safe, whatever characters it has."""
        plain = re.sub(r"[^A-Za-z0-9_-]", "", shop)[:40]
        mark = "" if plain == shop else "-" + sha256(shop.encode()).hexdigest()[:10]
        return self._root / f"{plain or 'shop'}{mark}"

    def path(self, shop: str, release: str) -> Path:
        """Return the folder of one release; ReleaseNotFound where there is none."""
        folder = self.folder(shop) / "releases" / Path(release).name
        if not release or not (folder / MANIFEST).is_file():
            raise ReleaseNotFound(
                f'shop "{shop}": no release "{release}"; `releases list` shows them'
            )
        return folder

    @contextmanager
    def writing(self, shop: str) -> Iterator[Path]:
        """Hold the shop's writing lock and give an empty folder for a release; what is left there afterwards is removed."""
        releases = self.folder(shop) / "releases"
        releases.mkdir(parents=True, exist_ok=True)
        with FileLock(str(self.folder(shop) / "writing.lock")):
            for left in releases.glob(".draft-*"):
                rmtree(left, ignore_errors=True)
            draft = Path(mkdtemp(prefix=".draft-", dir=releases))
            try:
                yield draft
            finally:
                rmtree(draft, ignore_errors=True)

    def unfinished(self, shop: str) -> tuple[datetime, ...]:
        """Return when each ingest that was cut off began; the next ingest takes up what it had read and embedded."""
        lock = FileLock(str(self.folder(shop) / "writing.lock"))
        try:
            with lock.acquire(timeout=0):
                left = sorted((self.folder(shop) / "releases").glob(".draft-*"))
                return tuple(datetime.fromtimestamp(one.stat().st_mtime, UTC) for one in left)
        except (Timeout, OSError):
            return ()

    def publish(self, draft: Path, release: Release) -> Release:
        """Make a written draft visible as `release`, in one rename; return it as it is now."""
        made = release.model_copy(update={"state": ReleaseState.INDEXED})
        (draft / MANIFEST).write_text(made.model_dump_json(indent=1), encoding="utf-8")
        draft.chmod(0o755)
        os.replace(draft, draft.parent / release.id)
        return made

    def next_id(self, shop: str, content: str) -> str:
        """Return the name of the next release: a number that rises and a mark of its content."""
        folder = self.folder(shop) / "releases"
        numbers = [int(m[1]) for p in folder.iterdir() if (m := re.match(r"r(\d+)-", p.name))]
        return f"r{max(numbers, default=0) + 1:04d}-{sha256(content.encode()).hexdigest()[:8]}"

    def get(self, shop: str, release: str | None = None) -> Release:
        """Return one release, by default the active one."""
        wanted = release or self.active(shop)
        if wanted is None:
            raise ReleaseNotFound(
                f'shop "{shop}": no active release; run `ingest FOLDER --shop {shop} --activate`'
            )
        text = (self.path(shop, wanted) / MANIFEST).read_text(encoding="utf-8")
        try:
            found = Release.model_validate_json(text)
        except ValueError:
            raise other_version(shop, wanted) from None
        return found.model_copy(update={"state": self._state(shop, wanted)})

    def all(self, shop: str) -> tuple[Release, ...]:
        """Return every release of a shop that this version can read, earliest first."""
        folder = self.folder(shop) / "releases"
        found = []
        for name in sorted(p.parent.name for p in folder.glob(f"r*/{MANIFEST}")):
            with suppress(ReleaseUnreadable):
                found.append(self.get(shop, name))
        return tuple(found)

    def after(self, shop: str, release: str) -> Iterator[Release]:
        """Yield the releases made after one, by their numbers, as far as this version can read them."""
        folder = self.folder(shop) / "releases"
        for name in sorted(p.parent.name for p in folder.glob(f"r*/{MANIFEST}")):
            if name > release:
                with suppress(ReleaseUnreadable):
                    yield self.get(shop, name)

    def newest(self, shop: str) -> Release | None:
        """Return the latest release that this version can read, without opening the others."""
        folder = self.folder(shop) / "releases"
        names = sorted(p.parent.name for p in folder.glob(f"r*/{MANIFEST}"))
        for name in reversed(names):
            with suppress(ReleaseUnreadable):
                return self.get(shop, name)
        return None

    def pointer(self, shop: str) -> Pointer:
        """Read the pointer; empty where nothing was ever activated."""
        try:
            text = (self.folder(shop) / "active.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return Pointer()
        return Pointer.model_validate_json(text)

    def active(self, shop: str) -> str | None:
        """Return the id of the release that answers, or None."""
        return self.pointer(shop).active

    def mark_verified(self, shop: str, release: str, at: datetime) -> None:
        """Put on record that the gate let the release pass."""
        text = json.dumps({"at": at.isoformat()})
        (self.path(shop, release) / "verified.json").write_text(text, encoding="utf-8")

    def activate(self, shop: str, release: str) -> None:
        """Let `release` answer from now on."""
        self.path(shop, release)
        before = self.pointer(shop)
        if before.active == release:
            return
        history = (*before.history, *([before.active] if before.active else []))
        self._point(shop, Pointer(active=release, history=history[-_HISTORY:]))

    def rollback(self, shop: str) -> str:
        """Let the release that answered before answer again; return its id."""
        before = self.pointer(shop)
        if not before.history:
            raise ReleaseNotFound(f'shop "{shop}": no earlier release to go back to')
        earlier = before.history[-1]
        self.path(shop, earlier)
        self._point(shop, Pointer(active=earlier, history=before.history[:-1]))
        return earlier

    def _point(self, shop: str, pointer: Pointer) -> None:
        target = self.folder(shop) / "active.json"
        fresh = target.with_name(f"active.{os.getpid()}.tmp")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(pointer.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)

    def _state(self, shop: str, release: str) -> ReleaseState:
        pointer = self.pointer(shop)
        if pointer.active == release:
            return ReleaseState.ACTIVE
        if release in pointer.history:
            return ReleaseState.SUPERSEDED
        if (self.path(shop, release) / "verified.json").is_file():
            return ReleaseState.VERIFIED
        return ReleaseState.INDEXED


def other_version(shop: str, release: str) -> ReleaseUnreadable:
    """Return the error for a release whose files this version cannot use."""
    return ReleaseUnreadable(
        f'shop "{shop}": release {release} was made by another version, or its files are damaged; '
        f"run `ingest FOLDER --shop {shop} --activate` again"
    )


def compare(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> ReleaseDiff:
    """Compare two releases' clauses. Same place (path and heading) with another text counts as changed."""
    old_ids, new_ids = {c.clause_id for c in before}, {c.clause_id for c in after}
    gone = [c for c in before if c.clause_id not in new_ids]
    places: dict[tuple[str, str], list[Clause]] = {}
    for clause in gone:
        places.setdefault((clause.path, clause.heading), []).append(clause)
    added: list[Clause] = []
    changed: list[tuple[Clause, Clause]] = []
    for clause in after:
        if clause.clause_id in old_ids:
            continue
        earlier = places.get((clause.path, clause.heading))
        if earlier:
            changed.append((earlier.pop(0), clause))
        else:
            added.append(clause)
    paired = {c.clause_id for c, _ in changed}
    withdrawn = tuple(c for c in gone if c.clause_id not in paired)
    return ReleaseDiff(added=tuple(added), changed=tuple(changed), withdrawn=withdrawn)
