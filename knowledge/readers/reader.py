"""The front door of reading: a folder or a file in, clauses and products out."""

import hashlib
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from knowledge.errors import EmptyFolder, KnowledgeError, UnreadableFile
from knowledge.readers.block import Reading
from knowledge.readers.clauses import make_clauses
from knowledge.readers.ownership import assign_products
from knowledge.readers.reading import FileEntry, FileReading

__all__ = [
    "FileEntry",
    "FileReading",
    "assign_products",
    "digest",
    "list_files",
    "read_file",
    "read_folder",
]

_MODULES = {
    ".md": "markdown_text",
    ".markdown": "markdown_text",
    ".txt": "plain_text",
    ".text": "plain_text",
    ".html": "html_page",
    ".htm": "html_page",
    ".docx": "docx_document",
    ".pdf": "pdf_document",
    ".xlsx": "xlsx_sheets",
    ".xlsm": "xlsx_sheets",
    ".csv": "csv_table",
    ".tsv": "csv_table",
    ".json": "json_records",
    ".jsonl": "json_records",
    ".ndjson": "json_records",
    ".yaml": "yaml_records",
    ".yml": "yaml_records",
}
_CONTAINERS = {".docx", ".pdf", ".xlsx", ".xlsm"}
_TEXT_LIMIT_MB = 20
_CONTAINER_LIMIT_MB = 100
_NEVER_FILES = {"shop.yaml", "shop.yml", "rules.yaml", "rules.yml"}
_NEVER_FOLDERS = {"inbox", "orders", "evals"}
_ABOUT_FOLDER = {"readme", "license", "licence", "changelog", "contributing", "notice"}
_ADVICE = {
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic"),
        "a picture; give its text as a document, or put it into a .pdf and install the OCR extra",
    ),
    **dict.fromkeys((".mp4", ".mov", ".mp3", ".wav", ".m4a"), "sound or film; give its text"),
    ".doc": "an old Word file; save it as .docx",
    ".xls": "an old Excel file; save it as .xlsx",
    ".ppt": "slides are not read; export them as .pdf",
    ".pptx": "slides are not read; export them as .pdf",
    ".wps": "a WPS file; save it as .docx",
    ".et": "a WPS table; save it as .xlsx",
    ".zip": "an archive is not opened; unpack it into the folder",
    ".rar": "an archive is not opened; unpack it into the folder",
    ".tar": "an archive is not opened; unpack it into the folder",
    ".gz": "an archive is not opened; unpack it into the folder",
    ".7z": "an archive is not opened; unpack it into the folder",
}


def list_files(folder: Path) -> tuple[FileEntry, ...]:
    """List what may be knowledge, in path order, without opening any file; a missing or empty folder is EmptyFolder.

    Left out: hidden files, lock files of office programs, and what a shop's folder keeps beside its knowledge (contract
    section 5). Links are listed, never followed.
    """
    if not folder.is_dir():
        raise EmptyFolder(
            f"{folder.name or folder}: no such folder; give the folder that holds the shop's documents"
        )
    found: list[FileEntry] = []
    for base, folders, names in os.walk(folder):
        here = Path(base)
        top = here == folder
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [
            name
            for name in folders
            if name not in links
            and not _hidden(name)
            and not (top and name.lower() in _NEVER_FOLDERS)
        ]
        for name in [*names, *links]:
            if _hidden(name) or (top and name.lower() in _NEVER_FILES | _NEVER_FOLDERS):
                continue
            about = (here / name).lstat()
            path = _readable((here / name).relative_to(folder).as_posix())
            found.append(FileEntry(path=path, size=about.st_size, mtime=about.st_mtime_ns))
    if not found:
        raise EmptyFolder(
            f"{folder.name or folder}: nothing to read; put documents ({', '.join(sorted(_MODULES))}) into it"
        )
    return tuple(sorted(found, key=lambda entry: entry.path))


def digest(path: Path) -> str:
    """Return the SHA-256 of the file's bytes in hex; "" where it cannot be read."""
    try:
        with _on_disk(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def read_folder(folder: Path) -> Iterator[FileReading]:
    """Read every file of `list_files`, one at a time; EmptyFolder, at once, where there is none."""
    entries = list_files(folder)
    return (read_file(folder / entry.path, folder) for entry in entries)


def read_file(path: Path, root: Path) -> FileReading:
    """Read one file under `root`; never raises for what the file holds: see `status` and `reason`."""
    name = _readable(path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name)
    path = _on_disk(path)
    skipped = _not_ours(path, root)
    if skipped:
        return FileReading(path=name, status="skipped", reason=f"{name}: {skipped}")
    try:
        limit = _CONTAINER_LIMIT_MB if path.suffix.lower() in _CONTAINERS else _TEXT_LIMIT_MB
        if path.stat().st_size > limit * 1_000_000:
            raise UnreadableFile(
                f"{name}: too large ({path.stat().st_size // 1_000_000} MB, at most {limit}); split it"
            )
        data = path.read_bytes()
    except OSError as error:
        return FileReading(
            path=name,
            status="failed",
            reason=f"{name}: cannot be opened ({error.strerror}); check its permissions, and that its name is UTF-8",
        )
    except KnowledgeError as error:
        return FileReading(path=name, status="failed", reason=str(error), digest=digest(path))
    return _read_bytes(data, name, path.suffix.lower())


def _read_bytes(data: bytes, name: str, suffix: str) -> FileReading:
    mark = hashlib.sha256(data).hexdigest()
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return FileReading(
            path=name,
            status="failed",
            reason=f"{name}: the file is empty; fill it or remove it",
            digest=mark,
        )
    try:
        reading = _reader(suffix)(data, name)
        clauses, doubts = make_clauses(reading, name)
    except KnowledgeError as error:
        return FileReading(path=name, status="failed", reason=_one_line(str(error)), digest=mark)
    except Exception as error:  # noqa: BLE001 - what a damaged file makes a library raise is anybody's guess; it must stay one line
        reason = f"{name}: damaged or not a {suffix[1:]} file ({type(error).__name__}); open it, save it anew and ingest again"
        return FileReading(path=name, status="failed", reason=reason, digest=mark)
    notes = [_one_line(note) for note in reading.notes]
    notes += [f"validity in doubt: {_one_line(doubt)}" for doubt in doubts]
    if not clauses and not reading.products:
        reason = "; ".join(notes) or "no text that could be a clause; check the file"
        return FileReading(path=name, status="failed", reason=f"{name}: {reason}", digest=mark)
    note = f"{name}: {'; '.join(notes)}" if notes else None
    return FileReading(
        path=name,
        status="read",
        reason=note,
        digest=mark,
        doubts=tuple(map(_one_line, doubts)),
        clauses=clauses,
        products=reading.products,
    )


def _reader(suffix: str) -> Callable[[bytes, str], Reading]:
    """Return the reader of a format; its library is only imported when such a file is met."""
    module = import_module(f"knowledge.readers.{_MODULES[suffix]}")
    return cast("Callable[[bytes, str], Reading]", module.read)


def _not_ours(path: Path, root: Path) -> str | None:
    """Say why a file is not for reading, by its kind and place alone; None where it is."""
    suffix = path.suffix.lower()
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        return "a link out of the folder, not followed; put the file itself here"
    if path.is_symlink() and path.is_dir():
        return "a link to a folder, not followed; the folder itself is read"
    if path.exists() and not path.is_file():
        return "not a regular file"
    if path.stem.lower() in _ABOUT_FOLDER:
        return "a file about the folder is not knowledge; rename it to have it read"
    if suffix not in _MODULES:
        return _ADVICE.get(
            suffix,
            f"no reader for {suffix or 'a file without ending'}; save it as .md, .txt, .docx, .pdf, .xlsx or .csv",
        )
    return None


def _readable(name: str) -> str:
    """Return a file's name as text; one in GBK bytes (out of an old archive) is shown rightly, though it can't be opened by it."""
    if name.isascii() or name.encode("utf-8", "replace").decode() == name:
        return name
    return os.fsencode(name).decode("gb18030", "replace")


def _on_disk(path: Path) -> Path:
    """Return the path by which the file opens: `list_files` shows names in GBK bytes as text, the disk has the bytes."""
    missing: list[str] = []
    here = path
    while not os.path.lexists(here) and here != here.parent:
        missing.append(here.name)
        here = here.parent
    for name in reversed(missing):
        raw = os.fsdecode(name.encode("gb18030", "replace"))
        here = here / (raw if os.path.lexists(here / raw) else name)
    return here


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in {"__MACOSX", "Thumbs.db", "desktop.ini"}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
