"""One release, searchable: files that any process can map, worked out at ingest and never changed.

Vectors, postings and facts are mapped; a clause is parsed when it is shown. The vectors themselves live in Chroma.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from knowledge.clause import Clause
from knowledge.search.column import VectorColumn
from knowledge.search.embedder import Vectors
from knowledge.search.facts import ClauseFacts
from knowledge.search.keyword import Field, KeywordIndex, Rows
from knowledge.search.places import begins, flat, is_heading, is_part
from knowledge.search.terms import key, units
from knowledge.versions import base_name, plain_heading

INDEX_FORMAT = 2
"""Number of the way a release lies on disk; raised when files written before can no longer be read.

1 had no facts, impacts nor signs: all was worked out when a release was opened.
"""

CLAUSES = "clauses.jsonl"
"""One clause a line, in the release's order."""

COLUMNS = ("vectors", "second")
"""Vectors of clauses by the embedding model and by its companion, if any."""

PRODUCT_TITLE, PRODUCT_HEADING = 1.0, 1.5
RULE_TITLE, RULE_HEADING = 0.2, 0.5
"""Field weights of the keyword index: names decide among product pages, hardly among rules."""

_PLACE = re.compile(
    r"第?[零〇一二三四五六七八九十百千\d.、()（）]+[编章节条款项]?|(?:article|section|chapter)\s+[\dIVX.]+|.*!\S*\d+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条.{0,4}")
_CHAPTER = re.compile(r"第[零〇一二三四五六七八九十百\d]+[编章节分]")
_CODE_MARKS = re.compile(r"[-_./]")


def title(clause: Clause) -> str:
    """Return the document's name without its suffix."""
    return PurePosixPath(clause.path).stem


def spoken_heading(clause: Clause) -> str:
    """Return the words of a heading path: without bare numbers (第三条, 2.1) and table places (sheet!row), which mean nothing.

    A statute's chapters go too: an article says what it means, its chapter pulls all its articles to one spot.
    """
    parts = clause.heading.split(" > ")
    if _ARTICLE.fullmatch(parts[-1].strip()):
        parts = [part for part in parts if not _CHAPTER.match(part.strip())]
    return " ".join(part for part in parts if not _PLACE.fullmatch(part.strip()))


def embedded_text(clause: Clause) -> str:
    """Return what is embedded of a clause: its headings, then its words.

    Leaving out the document's name and bare numbers raised statute and product search alike (R@10 .70 to .72, .78 to .84).
    """
    heading = " ".join(filter(None, (clause.about, spoken_heading(clause))))
    if not heading or heading in clause.text:
        return clause.text
    return f"{heading}\n{clause.text}"


def vector_id(clause: Clause) -> str:
    """Return the address of a clause's vector, made of the embedded text alone."""
    return blake2b(embedded_text(clause).encode(), digest_size=16).hexdigest()


def fields(clause: Clause) -> tuple[Field, ...]:
    """Return the fields of a clause for the keyword index, with their weights."""
    of_title, of_heading = (
        (PRODUCT_TITLE, PRODUCT_HEADING) if clause.products else (RULE_TITLE, RULE_HEADING)
    )
    heading = spoken_heading(clause)
    # A heading that the text repeats (a FAQ's question, a row's own cells) is not counted twice.
    if heading and heading in clause.text:
        of_heading = 0.0
    return (
        (title(clause), of_title),
        (heading, of_heading),
        (clause.about, PRODUCT_HEADING),
        (clause.text, 1.0),
    )


class ReleaseIndex:
    """The search files of one release, opened lazily and safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def write(
        cls,
        folder: Path,
        clauses: Sequence[Clause],
        vectors: Mapping[str, Vectors],
        base: "ReleaseIndex | None" = None,
        carried: Rows | None = None,
    ) -> None:
        """Write the files of a release into `folder`, its clauses first.

        Where `carried[i]` is a row of `base`, clause i is the same there, and what was worked out of it is taken over.
        `vectors` holds the columns by name: "vectors" and "bank", and "second" and "second_bank" with a second model.
        """
        if base is None or carried is None:
            base, carried = None, np.full(len(clauses), -1, dtype=np.int64)
        for name, rows in vectors.items():
            if name in COLUMNS:
                VectorColumn.write(folder, name, rows)
            else:
                np.save(folder / f"{name}.npy", np.asarray(rows, np.float32), allow_pickle=False)
        sources = carried.tolist()
        lines = [
            base._bytes(row) if base is not None and row >= 0 else clause.model_dump_json().encode()
            for clause, row in zip(clauses, sources, strict=True)
        ]
        (folder / CLAUSES).write_bytes(b"".join(line + b"\n" for line in lines))
        table = np.zeros((len(clauses), 2), dtype=np.uint64)
        if base is not None:
            table[carried >= 0] = base.keys[carried[carried >= 0]]
        for row in np.flatnonzero(carried < 0).tolist():
            table[row] = _keys(clauses[row])
        np.save(folder / "keys.npy", table, allow_pickle=False)
        ClauseFacts.write(folder, clauses, base.facts if base is not None else None, carried)
        keywords = KeywordIndex.build(
            [() if row >= 0 else fields(c) for c, row in zip(clauses, sources, strict=True)],
            base.keywords if base is not None else None,
            carried,
        )
        keywords.save(folder)

    def check(self) -> None:
        """Open every file once and compare their lengths; OSError, ValueError or KeyError where one is missing or damaged."""
        lengths = [self.size, len(self.vectors), len(self.keys), self.facts.size]
        lengths.append(self.keywords.size)
        if self.second is not None:
            lengths += [len(self.second.rows), len(self.facts.concepts)]
        if len(set(lengths)) > 1:
            raise ValueError(f"files of {sorted(set(lengths))} rows")

    @cached_property
    def _raw(self) -> NDArray[np.uint8]:
        path = self._folder / CLAUSES
        if not path.stat().st_size:
            return np.zeros(0, dtype=np.uint8)
        return np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where each clause's line ends, without the line break."""
        return np.flatnonzero(self._raw == ord("\n"))

    @property
    def size(self) -> int:
        """Return the number of clauses."""
        return len(self._ends)

    @cached_property
    def lines(self) -> list[dict[str, object]]:
        """Every clause as a plain mapping, in the release's order; parses all of them."""
        return [self._line(row) for row in range(self.size)]

    def _line(self, row: int) -> dict[str, object]:
        line: dict[str, object] = json.loads(self._bytes(row))
        return line

    def _bytes(self, row: int) -> bytes:
        start = int(self._ends[row - 1]) + 1 if row else 0
        return self._raw[start : self._ends[row]].tobytes()

    @cached_property
    def first(self) -> VectorColumn:
        """The clauses' vectors by the embedding model."""
        return VectorColumn.open(self._folder, "vectors")

    @property
    def vectors(self) -> Vectors:
        """One row a clause, mapped."""
        return self.first.rows

    @cached_property
    def second(self) -> VectorColumn | None:
        """The clauses' vectors by the second model; None where there is none."""
        if not (self._folder / "second.npy").is_file():
            return None
        return VectorColumn.open(self._folder, "second")

    @cached_property
    def bank(self) -> Vectors:
        """One row a background topic."""
        return self._rows("bank")

    @cached_property
    def second_bank(self) -> Vectors | None:
        """One row a background topic by the second model; None where there is none."""
        return self._rows("second_bank") if self.second is not None else None

    def _rows(self, name: str) -> Vectors:
        return np.asarray(np.load(self._folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    @cached_property
    def keywords(self) -> KeywordIndex:
        """The postings, mapped."""
        return KeywordIndex.open(self._folder)

    @cached_property
    def facts(self) -> ClauseFacts:
        """Validity, scope, subjects and concepts, mapped."""
        return ClauseFacts(self._folder)

    def clause(self, row: int) -> Clause:
        """Return one clause."""
        return Clause.model_validate(self._line(row))

    def find(self, path: str, heading: str) -> Clause | None:
        """Return the clause at a place: exact heading first, then a part of its path, then how one or the text begins."""
        wanted = flat(heading)
        here = [row for row, line in enumerate(self.lines) if line["path"] == path]
        here = sorted(here, key=lambda row: -self.facts.starts(row))
        for fits in (is_heading, is_part, begins):
            for row in here:
                if fits(wanted, self.lines[row]):
                    return self.clause(row)
        return None

    def named_products(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return the products whose SKU is among the codes of a question."""
        if not found:
            return ()
        return tuple(self._plain_skus[code] for code in found if code in self._plain_skus)

    @cached_property
    def _plain_skus(self) -> Mapping[str, str]:
        return {_CODE_MARKS.sub("", sku): sku for sku in self.facts.skus()}

    def text(self, row: int) -> str:
        """Return a clause's words with its headings and what it is about."""
        line = self._line(row)
        return " ".join(
            filter(None, (str(line["heading"]), str(line.get("about", "")), str(line["text"])))
        )

    def near_key(self, row: int) -> int:
        """Return a key that near-duplicates share: the text's units alone, with its validity and products."""
        return int(self.keys[row, 0])

    def version_key(self, row: int) -> int:
        """Return a key that two versions of one rule share."""
        return int(self.keys[row, 1])

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """The two keys of each clause, mapped."""
        return np.asarray(np.load(self._folder / "keys.npy", mmap_mode="r", allow_pickle=False))


def _keys(clause: Clause) -> tuple[int, int]:
    plain = "".join(units(clause.text))
    near = f"{plain}|{clause.valid_from}|{clause.valid_to}|{clause.products}"
    heading = plain_heading(clause.heading)
    return key(near), key(f"{base_name(clause.path)}|{heading}|{clause.products}")
