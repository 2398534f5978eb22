"""Rows to measure on, from the package or from anybody's file, with a version and a checksum."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from agent.domain.case import Case
from agent.errors import InvalidInput

Row = TypeVar("Row")


class Gold(BaseModel):
    """Where an answer stands: path, a part of the heading (or sheet!row), and words the clause must contain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    heading_or_row: str | None = None
    must_contain: tuple[str, ...] = ()

    @field_validator("must_contain", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else value


class Question(BaseModel):
    """A retrieval question; an empty `gold` means that the shop's documents do not answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    query: str
    gold: tuple[Gold, ...] = ()
    language: str | None = None
    products: tuple[str, ...] = ()


class GuardText(BaseModel):
    """A text for the output guards with what they should say; `context` as in the contract's section 4."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    surface: str = "im"
    text: str
    context: dict[str, Any] = {}
    expect: dict[str, Any] = {}

    @field_validator("context", "expect", mode="before")
    @classmethod
    def _null_is_empty(cls, value: Any) -> Any:
        return {} if value is None else value


@dataclass(frozen=True, kw_only=True)
class Dataset(Generic[Row]):
    """Rows of one kind. `bad` names the lines that could not be read and why; they count as unscored."""

    name: str
    checksum: str
    rows: tuple[Row, ...]
    bad: tuple[str, ...] = field(default=())


def shipped(name: str) -> Path:
    """Return the path of a dataset that ships with the product."""
    return Path(str(files("evals") / "datasets" / name))


def demo_inbox() -> Path:
    """Return the path of the demo shop's inbox."""
    return Path(str(files("knowledge") / "demo_shop" / "inbox" / "inbox.jsonl"))


def load_cases(path: Path) -> Dataset[Case]:
    """Read cases in the contract's format; lines that do not follow it are named in `bad`."""
    return _load(path, Case.model_validate)


def load_questions(path: Path) -> Dataset[Question]:
    """Read retrieval questions."""
    return _load(path, Question.model_validate)


def load_guard_texts(path: Path) -> Dataset[GuardText]:
    """Read guard texts."""
    return _load(path, GuardText.model_validate)


def _load(path: Path, parse: Callable[[Any], Row]) -> Dataset[Row]:
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path}: cannot be read as UTF-8 JSON Lines ({type(error).__name__})"
        ) from None
    rows, bad = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(parse(json.loads(line)))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            bad.append(f"line {number}: {where}: {first['msg']}")
        except ValueError as error:
            bad.append(f"line {number}: {error}")
    checksum = hashlib.sha256(raw).hexdigest()[:12]
    return Dataset(name=path.name, checksum=checksum, rows=tuple(rows), bad=tuple(bad))
