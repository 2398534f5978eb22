"""`backup`, `restore`, `tokens`, `due` and `channels start`: for whoever runs the desk."""

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from agent.bootstrap import build_store
from agent.cli.output import note, show
from agent.domain.clock import SystemClock
from agent.domain.permission import ROLE_SCOPES, SCOPES
from agent.errors import InvalidInput, MoveNotAllowed
from agent.settings import Settings
from agent.store.dump import load, rows
from agent.store.records import TokenRecord
from agent.store.unit_of_work import Store

_FORM = 1
_ROWS, _FILES, _MANIFEST = "rows.jsonl", "files", "manifest.json"
_NOT_KEPT = ("desk.db", "workflows.db")
"""Rows go by themselves; the state of workflows is made anew from the rows."""


def backup(options: Namespace) -> int:
    """Write everything into one file, while the desk may go on working."""
    settings = Settings.read(data=options.data)
    out: Path = options.out
    if out.exists():
        raise InvalidInput(f"{out}: is there already; name another file")
    store, database = build_store(settings)
    counts: dict[str, int] = {}
    try:
        with _own_file(out) as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            with tempfile.TemporaryFile() as spool, database.reading() as connection:
                digest = sha256()
                for table, row in rows(connection):
                    line = json.dumps([table, row], ensure_ascii=False).encode() + b"\n"
                    spool.write(line)
                    digest.update(line)
                    counts[table] = counts.get(table, 0) + 1
                _add(archive, _ROWS, spool)
            files = _add_files(archive, settings.data, out.resolve())
            manifest = {
                "form": _FORM,
                "made_at": SystemClock().now().isoformat(),
                "rows": counts,
                "rows_sha256": digest.hexdigest(),
                "files": files,
            }
            _add(archive, _MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
    except OSError as error:
        raise InvalidInput(f"{out}: {error.strerror or 'cannot be written'}") from None
    finally:
        store.close()
    text = f"{counts.get('cases', 0)} cases, {sum(counts.values())} rows, {files} files in {out}"
    show(
        {"out": str(out), "rows": counts, "files": files},
        as_json=options.json,
        lines=lambda: iter([text]),
    )
    return 0


@contextmanager
def _own_file(out: Path) -> Iterator[IO[bytes]]:
    """Give a new file that only its maker can read, for it holds buyers' data; what fails leaves none behind."""
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw:
            yield raw
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _add_files(archive: tarfile.TarFile, data: Path, out: Path) -> int:
    count = 0
    for path in sorted(data.rglob("*")):
        place = path.relative_to(data)
        left_out = place.name.startswith(_NOT_KEPT) or place.suffix == ".lock"
        if not path.is_file() or path.is_symlink() or left_out or path.resolve() == out:
            continue
        with tempfile.TemporaryDirectory() as folder:
            source = _steady(path, Path(folder))
            if source is not None:
                archive.add(source, arcname=f"{_FILES}/{place.as_posix()}", recursive=False)
                count += 1
    return count


def _steady(path: Path, folder: Path) -> Path | None:
    """Return a file that nobody is writing: a SQLite file is copied through its own backup, others as they are."""
    if path.name.endswith(("-wal", "-shm", "-journal")):
        return None
    if path.suffix not in (".db", ".sqlite3"):
        return path
    copy = folder / path.name
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error:
        raise InvalidInput(f"{path}: a damaged database; repair it or move it away") from None
    return copy


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size = content.seek(0, io.SEEK_END)
    info.mode = 0o600
    content.seek(0)
    archive.addfile(info, content)


def restore(options: Namespace) -> int:
    """Bring a backup back into an empty data folder and database."""
    settings = Settings.read(data=options.data)
    if settings.data.exists() and any(settings.data.iterdir()):
        raise MoveNotAllowed(f"{settings.data}: is not empty; restore into another data folder")
    try:
        with tarfile.open(options.file, mode="r:gz") as archive:
            manifest = json.load(_member(archive, _MANIFEST))
            if manifest.get("form") != _FORM:
                raise InvalidInput(f"{options.file}: of another version of the product")
            lines = _member(archive, _ROWS).read()
            if sha256(lines).hexdigest() != manifest["rows_sha256"]:
                raise InvalidInput(f"{options.file}: damaged; take another backup")
            with tempfile.TemporaryDirectory() as folder:
                files = [one for one in archive if one.name.startswith(f"{_FILES}/")]
                archive.extractall(folder, members=files, filter="data")
                counts = _load(settings, lines)
                _bring_files(Path(folder) / _FILES, settings.data)
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise InvalidInput(
            f"{options.file}: no backup of this product ({type(error).__name__})"
        ) from None
    text = (
        f"{counts.get('cases', 0)} cases, {sum(counts.values())} rows, {len(files)} files restored"
    )
    show({"rows": counts, "files": len(files)}, as_json=options.json, lines=lambda: iter([text]))
    note(
        "replies that had not left are given to a person: see the filter failed, or `aftersales due`"
    )
    return 0


def _load(settings: Settings, lines: bytes) -> dict[str, int]:
    store, database = build_store(settings)
    try:
        with database.writing() as connection:
            return load(connection, (json.loads(line) for line in lines.splitlines()))
    finally:
        store.close()


def _bring_files(source: Path, data: Path) -> None:
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if path.is_file():
            target = data / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(path.stat().st_mode & 0o777)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def tokens_create(options: Namespace) -> int:
    """Issue a token; its text is shown this once."""
    if options.role not in ROLE_SCOPES:
        raise InvalidInput(f"--role: one of {', '.join(ROLE_SCOPES)}")
    unknown = set(options.scope) - set(SCOPES)
    if unknown:
        raise InvalidInput(f"--scope {sorted(unknown)[0]}: one of {', '.join(SCOPES)}")
    now = SystemClock().now()
    record = TokenRecord(
        id=uuid4().hex[:12],
        name=options.name,
        role=options.role,
        scopes=frozenset(options.scope) or ROLE_SCOPES[options.role],
        shops=tuple(options.for_shop),
        created_at=now,
        expires_at=now + timedelta(days=options.days) if options.days else None,
    )
    store = _store(options)
    try:
        with store.tokens() as book:
            text = book.issue(record)
    finally:
        store.close()
    show({"id": record.id, "token": text}, as_json=options.json, lines=lambda: iter([text]))
    return 0


def tokens_list(options: Namespace) -> int:
    """List issued tokens, without their texts."""
    store = _store(options)
    try:
        with store.tokens() as book:
            found = [one.model_dump(mode="json", exclude={"hash"}) for one in book.list()]
    finally:
        store.close()

    def lines() -> Iterator[str]:
        for one in found:
            state = (
                "revoked" if one["revoked_at"] else f"until {one['expires_at'] or 'it is revoked'}"
            )
            shops = ",".join(one["shops"]) or "all shops"
            used = one["last_used_at"] or "never"
            yield f"{one['id']}  {one['name']}  {one['role']}  {shops}  {state}  used {used}"

    show({"tokens": found}, as_json=options.json, lines=lines)
    return 0


def tokens_revoke(options: Namespace) -> int:
    """Make a token useless at once."""
    store = _store(options)
    try:
        with store.tokens() as book:
            book.revoke(options.token, now=SystemClock().now())
    finally:
        store.close()
    show({"revoked": options.token}, as_json=options.json, lines=lambda: iter(["revoked"]))
    return 0


def due(options: Namespace) -> int:
    """List what comes due next in cases that need a person."""
    from agent.desk.views import due_of

    settings = Settings.read(data=options.data)
    store = _store(options)
    now = SystemClock().now()
    try:
        with store.reading(options.shop or settings.shop) as work:
            until = now + timedelta(hours=options.hours)
            found = [due_of(one) for one in work.cases.due_before(until, limit=options.most)]
    finally:
        store.close()
    document: list[dict[str, Any]] = [one.model_dump(mode="json") for one in found]

    def lines() -> Iterator[str]:
        for one in found:
            late = " (past)" if one.due <= now else ""
            yield f"{one.due:%Y-%m-%d %H:%M} UTC{late}  {one.kind:16} {one.case_id}  [{one.source}]"

    show({"due": document}, as_json=options.json, lines=lines)
    return 0


def channels_start(options: Namespace) -> int:
    """Let replies leave a channel again that its receiver had stopped; the running desk sees it within seconds."""
    settings = Settings.read(data=options.data)
    shop, now = options.shop or settings.shop, SystemClock().now()
    store = _store(options)
    try:
        with store.writing(shop) as work:
            work.channels.start(options.channel)
            work.audit.append(
                "channel.started", actor="command line", at=now, channel=options.channel
            )
    finally:
        store.close()
    show({"started": options.channel}, as_json=options.json, lines=lambda: iter(["started"]))
    return 0


def _store(options: Namespace) -> Store:
    return build_store(Settings.read(data=options.data))[0]
