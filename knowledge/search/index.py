"""One release, searchable: the files that any process can map, and the ranking over them.

`vectors.npy` (one row a clause) and the keyword postings are mapped, clauses are parsed when they are shown. The vectors
themselves live in Chroma; these files are derived from it at ingest and never change.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import extends, shorter
from knowledge.clause import Clause, Clock
from knowledge.search.embedder import Vectors
from knowledge.search.keyword import Field, KeywordIndex
from knowledge.search.places import begins, flat, is_heading, is_part
from knowledge.search.subjects import subjects
from knowledge.search.terms import key, normalise, units
from knowledge.versions import base_name, outdated, plain_heading

INDEX_FORMAT = 1
"""Number of the way a release lies on disk; raised when files written before can no longer be read."""

OPEN_ORDERS = timedelta(days=365)
"""How long after its end a shop's promise can still decide an order that was placed under it."""

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
_FAR = date.max.toordinal()
Rows = NDArray[np.int64]


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
    heading = spoken_heading(clause)
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
    return ((title(clause), of_title), (heading, of_heading), (clause.text, 1.0))


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
    ) -> None:
        """Write the files of a release into `folder`; `base` lends the postings of clauses that did not change.

        `vectors` holds the columns by name: "vectors" and "bank", and "second" and "second_bank" with a second model.
        """
        for name, rows in vectors.items():
            np.save(folder / f"{name}.npy", np.asarray(rows, dtype=np.float32), allow_pickle=False)
        keys = np.array([_keys(clause) for clause in clauses], dtype=np.uint64).reshape(-1, 2)
        np.save(folder / "keys.npy", keys, allow_pickle=False)
        known = base.rows_by_id if base is not None else {}
        carried = [known.get(clause.clause_id, -1) for clause in clauses]
        keywords = KeywordIndex.build(
            [() if row >= 0 else fields(c) for c, row in zip(clauses, carried, strict=True)],
            base.keywords if base is not None else None,
            carried,
        )
        keywords.save(folder)

    def check(self) -> None:
        """Open every file once and compare their lengths; OSError, ValueError or KeyError where one is missing or damaged."""
        count = len(self.lines)
        lengths = [len(self.vectors), len(self._keys), self.keywords.size]
        if self.second is not None:
            lengths.append(len(self.second))
        if any(length != count for length in lengths):
            raise ValueError(f"{count} clauses, but files of {lengths} rows")

    @cached_property
    def lines(self) -> list[dict[str, object]]:
        """Every clause as a plain mapping, in the release's order."""
        with (self._folder / "clauses.jsonl").open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    @cached_property
    def vectors(self) -> Vectors:
        """One row a clause, mapped."""
        return self._column("vectors")

    @cached_property
    def second(self) -> Vectors | None:
        """One row a clause by the second model, mapped; None where there is none."""
        return self._column("second") if (self._folder / "second.npy").is_file() else None

    @cached_property
    def bank(self) -> Vectors:
        """One row a background topic."""
        return self._column("bank")

    @cached_property
    def second_bank(self) -> Vectors | None:
        """One row a background topic by the second model; None where there is none."""
        return self._column("second_bank") if self.second is not None else None

    def _column(self, name: str) -> Vectors:
        # A plain view of the mapped file: numpy's own memmap class costs time at every product.
        mapped = np.load(self._folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return np.asarray(mapped)

    @cached_property
    def keywords(self) -> KeywordIndex:
        """The postings, mapped."""
        return KeywordIndex.open(self._folder)

    @cached_property
    def rows_by_id(self) -> Mapping[str, int]:
        """Row of each clause id."""
        return {str(line["clause_id"]): row for row, line in enumerate(self.lines)}

    @cached_property
    def _validity(self) -> tuple[Rows, Rows, NDArray[np.bool_]]:
        first = [_ordinal(line.get("valid_from"), 0) for line in self.lines]
        last = [_ordinal(line.get("valid_to"), _FAR) for line in self.lines]
        by_order = [line.get("clock") == Clock.ORDER for line in self.lines]
        return np.array(first), np.array(last), np.array(by_order, dtype=bool)

    @cached_property
    def _scopes(self) -> tuple[Mapping[str, list[int]], NDArray[np.bool_]]:
        by_sku: dict[str, list[int]] = {}
        whole = np.ones(len(self.lines), dtype=bool)
        for row, line in enumerate(self.lines):
            skus = line.get("products")
            if isinstance(skus, list) and skus:
                whole[row] = False
                for sku in skus:
                    by_sku.setdefault(normalise(str(sku)), []).append(row)
        return by_sku, whole

    def clause(self, row: int) -> Clause:
        """Return one clause."""
        return Clause.model_validate(self.lines[row])

    def in_force(self, on: date | None, today: date) -> NDArray[np.bool_]:
        """Return which clauses hold on a day; without a day, which can still decide an open order."""
        first, last, by_order = self._validity
        if on is not None:
            return (first <= on.toordinal()) & (last >= on.toordinal())
        still = np.where(by_order, (today - OPEN_ORDERS).toordinal(), today.toordinal())
        return np.asarray(last >= still)

    def behind(self, on: date | None, today: date) -> NDArray[np.bool_]:
        """Return which clauses stand behind others of their subject: those of an old version.

        Without a day that is what ended before today; always, what is old by its document's name and has no end of its own.
        """
        _, last, _ = self._validity
        ended = last < today.toordinal() if on is None else np.zeros(len(last), dtype=bool)
        return np.asarray(ended | (self._outdated & (last == _FAR)))

    @cached_property
    def _outdated(self) -> NDArray[np.bool_]:
        paths = [str(line["path"]) for line in self.lines]
        old = outdated(paths)
        return np.array([path in old for path in paths], dtype=bool)

    def on_subject(self, asked: frozenset[str]) -> NDArray[np.bool_]:
        """Return the shop's rules (clauses of no product) that speak of one of the subjects."""
        _, whole = self._scopes
        if not asked:
            return np.zeros(len(whole), dtype=bool)
        speaks = np.array([bool(asked & of) for of in self._subjects], dtype=bool)
        return np.asarray(speaks & whole)

    @cached_property
    def _subjects(self) -> list[frozenset[str]]:
        return [subjects(self.text(row)) for row in range(len(self.lines))]

    def in_scope(self, products: Sequence[str]) -> NDArray[np.bool_]:
        """Return which clauses belong to one of these products or to the whole shop.

        A variant (KX-M20-8-256) has what its product (KX-M20) has, and a product what its variants have.
        """
        by_sku, whole = self._scopes
        inside = whole.copy()
        for sku in products:
            for known in shorter(sku):
                inside[by_sku.get(normalise(known), [])] = True
            asked = normalise(sku)
            for known, rows in by_sku.items():
                if known.startswith(asked) and extends(known, asked):
                    inside[rows] = True
        return inside

    def find(self, path: str, heading: str) -> Clause | None:
        """Return the clause at a place: exact heading first, then a part of its path, then how one or the text begins."""
        wanted = flat(heading)
        here = [row for row, line in enumerate(self.lines) if line["path"] == path]
        here = sorted(here, key=lambda row: -self.starts(row))
        for fits in (is_heading, is_part, begins):
            for row in here:
                if fits(wanted, self.lines[row]):
                    return self.clause(row)
        return None

    def named_products(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return the products whose SKU is among the codes of a question."""
        by_sku, _ = self._scopes
        plain = {_CODE_MARKS.sub("", sku): sku for sku in by_sku} if found else {}
        return tuple(plain[code] for code in found if code in plain)

    def text(self, row: int) -> str:
        """Return a clause's words with its headings."""
        line = self.lines[row]
        return f"{line['heading']} {line['text']}"

    def near_key(self, row: int) -> int:
        """Return a key that near-duplicates share: the text's units alone, with its validity and products."""
        return int(self._keys[row, 0])

    def version_key(self, row: int) -> int:
        """Return a key that two versions of one rule share."""
        return int(self._keys[row, 1])

    @cached_property
    def _keys(self) -> NDArray[np.uint64]:
        keys: NDArray[np.uint64] = np.load(
            self._folder / "keys.npy", mmap_mode="r", allow_pickle=False
        )
        return keys

    def starts(self, row: int) -> int:
        """Return the day a clause came into force as an ordinal, 0 where it has none."""
        return int(self._validity[0][row])


def _keys(clause: Clause) -> tuple[int, int]:
    plain = "".join(units(clause.text))
    near = f"{plain}|{clause.valid_from}|{clause.valid_to}|{clause.products}"
    heading = plain_heading(clause.heading)
    return key(near), key(f"{base_name(clause.path)}|{heading}|{clause.products}")


def _ordinal(text: object, absent: int) -> int:
    return date.fromisoformat(text).toordinal() if isinstance(text, str) else absent
