"""What reading one file gives."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.clause import Clause
from knowledge.product import Product

Status = Literal["read", "skipped", "failed"]


class FileReading(BaseModel):
    """One file of a shop's folder, read.

    `path` is posix and relative to the folder. `reason` is one line: why the file was skipped or failed and what to do, or a
    note on a file that was read only in part (a hidden sheet, a page without text). `doubts` are what a person must settle
    about its validity, one line each. `digest` is the SHA-256 of the bytes in
    hex, empty where they could not be read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    status: Status
    reason: str | None = None
    digest: str = ""
    doubts: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    products: tuple[Product, ...] = ()


class FileEntry(BaseModel):
    """One file of a folder before reading: `path` posix and relative, `size` in bytes, `mtime` in nanoseconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    size: int
    mtime: int
