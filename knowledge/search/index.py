"""One release, searchable: files that any process can map, worked out at ingest and never changed.

Vectors, postings and facts are mapped; a clause is parsed when it is shown. The vectors themselves live in Chroma.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from knowledge.clause import Clause
from knowledge.search.column import Made, VectorColumn, stretches
from knowledge.search.embedder import Vectors
from knowledge.search.facts import ClauseFacts
from knowledge.search.keyword import Field, KeywordIndex, Rows
from knowledge.search.places import begins, flat, is_heading, is_part
from knowledge.search.terms import key, units
from knowledge.versions import base_name, outdated, plain_heading

INDEX_FORMAT = 2
"""Number of the way a release lies on disk; raised when files written before can no longer be read.

1 had no facts, impacts nor signs: all was worked out when a release was opened.
"""

CLAUSES = "clauses.jsonl"
"""One clause a line, in the release's order."""

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
        self.folder = folder

    @classmethod
    def write(
        cls,
        folder: Path,
        clauses: Sequence[Clause | None],
        columns: Mapping[str, Made],
        banks: Mapping[str, Vectors],
        base: "ReleaseIndex | None" = None,
        carried: Rows | None = None,
        paths: Collection[str] | None = None,
    ) -> None:
        """Write the files of a release into `folder`, its clauses first.

        Where `carried[i]` is a row of `base`, clause i is the same there, what was worked out of it is taken over, and
        `clauses[i]` may be None. `columns` holds "vectors" and, with a second model, "second"; `banks` "bank" and
        "second_bank". `paths` are those of all documents, by default of the clauses given.
        """
        if base is None or carried is None:
            base, carried = None, np.full(len(clauses), -1, dtype=np.int64)
        fresh = {row: one for row, one in enumerate(clauses) if one and carried[row] < 0}
        for name, made in columns.items():
            VectorColumn.write(folder, name, made)
        for name, rows in banks.items():
            np.save(folder / f"{name}.npy", np.asarray(rows, np.float32), allow_pickle=False)
        with (folder / CLAUSES).open("wb") as file:
            for start, end, source in stretches(carried):
                if base is not None and source >= 0:
                    file.write(base._bytes(source, source + end - start) + b"\n")
                else:
                    lines = (fresh[row].model_dump_json() for row in range(start, end))
                    file.writelines(f"{line}\n".encode() for line in lines)
        table = np.zeros((len(clauses), 2), dtype=np.uint64)
        if base is not None:
            table[carried >= 0] = base.keys[carried[carried >= 0]]
        for row, clause in fresh.items():
            table[row] = _keys(clause)
        np.save(folder / "keys.npy", table, allow_pickle=False)
        known = {clause.path for clause in clauses if clause} if paths is None else paths
        facts = base.facts if base is not None else None
        ClauseFacts.write(folder, clauses, outdated(known), facts, carried)
        words = base.keywords if base is not None else None
        spoken = {row: fields(clause) for row, clause in fresh.items()}
        KeywordIndex.build(spoken, words, carried).save(folder)

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
        path = self.folder / CLAUSES
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
        line: dict[str, object] = json.loads(self._bytes(row, row + 1))
        return line

    def _bytes(self, first: int, end: int) -> bytes:
        """Return the lines of the rows from `first` to before `end`, without the last line break."""
        start = int(self._ends[first - 1]) + 1 if first else 0
        return self._raw[start : self._ends[end - 1]].tobytes()

    @cached_property
    def first(self) -> VectorColumn:
        """The clauses' vectors by the embedding model."""
        return VectorColumn.open(self.folder, "vectors")

    @property
    def vectors(self) -> Vectors:
        """One row a clause, mapped."""
        return self.first.rows

    @cached_property
    def second(self) -> VectorColumn | None:
        """The clauses' vectors by the second model; None where there is none."""
        if not (self.folder / "second.npy").is_file():
            return None
        return VectorColumn.open(self.folder, "second")

    @cached_property
    def bank(self) -> Vectors:
        """One row a background topic."""
        return self._rows("bank")

    @cached_property
    def second_bank(self) -> Vectors | None:
        """One row a background topic by the second model; None where there is none."""
        return self._rows("second_bank") if self.second is not None else None

    def _rows(self, name: str) -> Vectors:
        return np.asarray(np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    @cached_property
    def keywords(self) -> KeywordIndex:
        """The postings, mapped."""
        return KeywordIndex.open(self.folder)

    @cached_property
    def facts(self) -> ClauseFacts:
        """Validity, scope, subjects and concepts, mapped."""
        return ClauseFacts(self.folder)

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
        return np.asarray(np.load(self.folder / "keys.npy", mmap_mode="r", allow_pickle=False))


def _keys(clause: Clause) -> tuple[int, int]:
    plain = "".join(units(clause.text))
    near = f"{plain}|{clause.valid_from}|{clause.valid_to}|{clause.products}"
    heading = plain_heading(clause.heading)
    return key(near), key(f"{base_name(clause.path)}|{heading}|{clause.products}")
