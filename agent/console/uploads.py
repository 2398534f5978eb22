"""The folder behind a shop's uploads: complete files, kept in the data folder until they are read into a release.

A shop that was read from a folder this process knows starts with a copy of it; any other starts with what its release
carries (shop.yaml, rules.yaml, the shop's eval cases), and its documents have to be uploaded once.
"""

import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from agent.errors import InvalidInput
from knowledge.library import Library

MAX_FILE = 30 * 1024 * 1024
_MOST_FILES = 2000
_MOST_PARTS = 12


class Uploads:
    """Uploaded files of all shops."""

    def __init__(
        self, root: Path, library: Library, folders: Mapping[str, Path] | None = None
    ) -> None:
        self._root = root
        self._library = library
        self._folders = dict(folders or {})

    def folder(self, shop: str) -> Path:
        """Return the shop's folder, made and filled at first use."""
        folder = self._root / sha256(shop.encode()).hexdigest()[:16]
        if not folder.is_dir():
            known = self._folders.get(shop)
            if known is not None and known.is_dir():
                shutil.copytree(known, folder, ignore=shutil.ignore_patterns("inbox", "orders"))
            else:
                folder.mkdir(parents=True)
                for name, text in self._library.shop_files(shop).items():
                    _write(folder / _safe(name), text.encode())
        return folder

    def add(self, shop: str, path: str, content: bytes) -> None:
        """Keep one file under its path in the shop's folder."""
        if len(content) > MAX_FILE:
            raise InvalidInput(f"{path[:80]}: larger than {MAX_FILE // 1024 // 1024} MB")
        folder = self.folder(shop)
        if len(self.files(shop)) >= _MOST_FILES:
            raise InvalidInput(f"there are {_MOST_FILES} files already; remove some first")
        _write(folder / _safe(path), content)

    def text(self, shop: str, path: str) -> str:
        """Return a document's text, "" for one that is not there."""
        target = self.folder(shop) / _safe(path)
        return target.read_text(encoding="utf-8") if target.is_file() else ""

    def remove(self, shop: str, path: str) -> None:
        """Drop one file."""
        (self.folder(shop) / _safe(path)).unlink(missing_ok=True)

    def files(self, shop: str) -> list[str]:
        """Return the paths of all files, in order."""
        folder = self.folder(shop)
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())

    def withdrawn(self, shop: str) -> list[str]:
        """Return the files of the answering release that this folder lacks: reading it would withdraw them."""
        active = self._library.active(shop)
        if active is None:
            return []
        here = set(self.files(shop))
        release = self._library.release(shop, active)
        return [file.path for file in release.files if file.clauses and file.path not in here]


def _safe(path: str) -> Path:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    kept = [part for part in parts if part not in ("/", ".", "")]
    plain = all(part != ".." and part.isprintable() and len(part) <= 120 for part in kept)
    if not kept or not plain or len(kept) > _MOST_PARTS or any(":" in part for part in kept):
        raise InvalidInput(f"{path[:80]!r} is no path inside the shop's folder")
    return Path(*kept)


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
