"""Two versions of one document: the later one ends the earlier.

Documents are one document in two versions when their names differ only in a date or a word such as 旧版, v2 or final, or when
they stand in one folder and share most of their headings and words, and their clauses come into force on different days.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import PurePosixPath

from knowledge.clause import Clause

SHARED = 0.7
"""Part of all worded headings that two documents of different names must share, and half of it of their character pairs.

Numbers do not count: every statute has a 第一条, and the manuals of two products may have one outline.
"""

_DATE = re.compile(
    r"[自从至到]?20[1-3]\d(?:[-_./年 ]?\d{1,2}(?:[-_./月 ]?\d{1,2})?)?[年月日号]?[之]?[前后起止]?(?:生效|施行|实施|启用)?"
)
_WORD = re.compile(
    r"(?<![a-z])(?:v(?:er(?:sion)?)?[ ._-]?\d+(?:\.\d+)*|old|new|final|current|previous|archived?|legacy|updated?"
    r"|rev(?:ised)?[ ._-]?\d*|from|until|since|before|after|effective)(?![a-z])"
    r"|第?[0-9一二三四五六七八九十]+版|[旧舊新老]版?|[现現]行|[修更][订訂新改]版?|[历歷]史|版本?|生效|施行|失效|[已之]?[前后後]"
)
_OLD = re.compile(
    r"[旧舊]版|[旧舊](?=政策|规则|規則|条款|條款|说明|說明|文件|资料|資料|[_\-./（(]|$)|(?:^|/)[旧舊](?=[的退换換售运運发發价價会會保质質积積赔賠]|活[动動]|[优優]惠)|作[废廢]|[废廢]止|已停用|[过過]期版|[历歷]史版|(?:^|/)[历歷]史|[归歸][档檔]|"
    r"(?<![a-z])(?:old|legacy|archived?|obsolete|deprecated|superseded|outdated)(?![a-z])"
)
_NUMBER = re.compile(r"第?[零〇一二三四五六七八九十百千\d.、()（）]+[编章节条款项]?|.*!\S*\d+")
_NOISE = re.compile(r"[\W_]+")


def _bare(text: str) -> str:
    return _stripped(text) or _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def _stripped(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return _NOISE.sub("", _WORD.sub("", _DATE.sub("", plain)))


@lru_cache(maxsize=20_000)
def base_name(path: str) -> str:
    """Return a document's name without dates and version words: `returns_v2_2026-09-01.md` and `returns.md` are alike.

    A folder that is only such a word (旧版, archive) is none.
    """
    pure = PurePosixPath(path).with_suffix("")
    folders = (_stripped(part) for part in pure.parts[:-1])
    return "/".join(part for part in (*folders, _bare(pure.name)) if part)


def outdated(paths: Iterable[str]) -> frozenset[str]:
    """Return the documents that are behind by their names alone.

    That is what is called old, or lies in a folder that is (旧版, 作废, archive), and a lower version beside a higher one.
    """
    found: set[str] = set()
    families: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for path in set(paths):
        plain = unicodedata.normalize("NFKC", path).lower()
        if _OLD.search(plain):
            found.add(path)
        numbers = re.findall(r"(?<![a-z])v(?:er(?:sion)?)?[ ._-]?(\d+(?:\.\d+)*)", plain)
        numbers = numbers or re.findall(r"(20\d{2})年?版", plain)
        if numbers:
            families[base_name(path)][path] = tuple(map(int, numbers[-1].split(".")))
    for family in families.values():
        newest = max(family.values())
        found |= {path for path, number in family.items() if number < newest}
    return frozenset(found)


def plain_heading(heading: str) -> str:
    """Return a heading's last part without dates and version words, to compare two versions by it."""
    return _bare(heading.split(" > ")[-1])


def supersede(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses with the earlier version of each document ended the day before the later one begins.

    A clause without a start date counts as earlier than any with one. A clause that ends earlier anyway keeps its end.
    """
    ends: dict[int, date] = {}
    documents: dict[str, list[int]] = defaultdict(list)
    for row, clause in enumerate(clauses):
        documents[clause.path].append(row)
    for group in _versions(clauses, documents):
        _end_earlier(clauses, [row for path in group for row in documents[path]], ends)
    for rows in documents.values():
        if len({clauses[row].valid_from for row in rows}) > 1:
            _end_same_heading(clauses, rows, ends)
    return tuple(
        _ended(clause, ends[row]) if row in ends else clause for row, clause in enumerate(clauses)
    )


class _Outline:
    """What a document is compared by: worded headings, products, and the character pairs of its text."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self.products = frozenset(clause.products for clause in clauses)
        self.dated = any(clause.valid_from for clause in clauses)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The last parts of its headings that are words."""
        last = {clause.heading.split(" > ")[-1].strip() for clause in self._clauses}
        names = {plain_heading(part) for part in last if not _NUMBER.fullmatch(part)}
        return frozenset(names - {""})

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The character pairs of its first 5,000 characters."""
        text = "".join(clause.text for clause in self._clauses)[:5000]
        return frozenset(a + b for a, b in pairwise(text))


def _versions(clauses: Sequence[Clause], documents: dict[str, list[int]]) -> list[list[str]]:
    """Group paths that are versions of one document and one of which says from when it holds: only those end another.

    Names are compared by one look-up; only documents of one folder are compared by what they say.
    """
    outlines = {
        path: _Outline([clauses[row] for row in documents[path]]) for path in sorted(documents)
    }
    groups: list[list[str]] = []
    named: dict[tuple[str, frozenset[tuple[str, ...]]], list[str]] = {}
    beside: dict[str, list[list[str]]] = defaultdict(list)
    for path, outline in outlines.items():
        name = base_name(path), outline.products
        parent = path.rpartition("/")[0]
        home = named.get(name) or next(
            (group for group in beside[parent] if _alike(outline, outlines[group[0]])), None
        )
        if home is None:
            home = []
            groups.append(home)
            beside[parent].append(home)
        home.append(path)
        named.setdefault(name, home)
    return [
        group for group in groups if len(group) > 1 and any(outlines[path].dated for path in group)
    ]


def _alike(a: _Outline, b: _Outline) -> bool:
    """Tell whether two documents of one folder and other names share most of their headings and words."""
    return a.products == b.products and (a.dated or b.dated) and _same_words(a, b)


def resemble(a: Sequence[Clause], b: Sequence[Clause]) -> bool:
    """Tell whether two documents share so much that they would be versions of one, if their products and days let them."""
    return _same_words(_Outline(a), _Outline(b))


def _same_words(a: _Outline, b: _Outline) -> bool:
    worded = min(len(a.headings), len(b.headings)) >= 3
    return (
        worded
        and _overlap(a.headings, b.headings) >= SHARED
        and _overlap(a.pairs, b.pairs) >= SHARED / 2
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _end_earlier(clauses: Sequence[Clause], rows: list[int], ends: dict[int, date]) -> None:
    """End every clause of a version when the next version (another path, a later start) begins."""
    begins: dict[str, date] = {}
    for row in rows:
        start = clauses[row].valid_from
        if start is not None:
            path = clauses[row].path
            begins[path] = min(begins.get(path, start), start)
    for row in rows:
        own = begins.get(clauses[row].path, date.min)
        later = [day for path, day in begins.items() if path != clauses[row].path and day > own]
        if later:
            _note(clauses[row], row, min(later), ends)


def _end_same_heading(clauses: Sequence[Clause], rows: list[int], ends: dict[int, date]) -> None:
    """Inside one document: a heading that comes twice with different starts is one rule in two versions."""
    places: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for row in rows:
        places[plain_heading(clauses[row].heading), clauses[row].products].append(row)
    for same in places.values():
        starts = {clauses[row].valid_from or date.min for row in same}
        for row in same:
            later = [day for day in starts if day > (clauses[row].valid_from or date.min)]
            if later and clauses[row].heading:
                _note(clauses[row], row, min(later), ends)


def _note(clause: Clause, row: int, begin: date, ends: dict[int, date]) -> None:
    last = begin - timedelta(days=1)
    current = ends.get(row, clause.valid_to)
    if current is None or last < current:
        ends[row] = last


def _ended(clause: Clause, last: date) -> Clause:
    mark = sha256(f"{clause.clause_id}\n{last.isoformat()}".encode()).hexdigest()
    return clause.model_copy(
        update={"valid_to": last, "clause_id": mark[: max(len(clause.clause_id), 12)]}
    )
