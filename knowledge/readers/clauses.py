"""Passages into clauses: validity, language, clock, identity."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from knowledge import doubts, validity
from knowledge.clause import Clause, Clock
from knowledge.readers.block import Block, Reading
from knowledge.readers.language import language
from knowledge.splitter import Passage, split
from knowledge.validity import Validity

# Who makes law: without one of these a text with articles is a shop's own rules, whatever it calls itself.
_AUTHORITY = re.compile(
    r"人民代表大会|国务院令|国务院公报|主席令|令\s*[（(]?第?\s*\d+\s*号|令\s*\d{4}年第\s*\d+\s*号|(?:总局|商务部|委员会|部|局)令|中华人民共和国[^，。\n]{1,20}(?:法|条例)[）)]?\s*$|"
    r"《中华人民共和国民法典》\s*第[一二三四五六七]编",
    re.MULTILINE,
)
_ARTICLE_LINE = re.compile(
    r"^[\s\u3000]*第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?[\s\u3000]",
    re.MULTILINE,
)
_LAW_KEYS = {"法律名称", "法规名称", "颁布机构", "制定机关", "效力级别"}
_SCOPE_KEYS = {"sku", "skus", "products", "product", "适用商品", "产品编码", "商品编码"}


class Made(NamedTuple):
    """A file's clauses, and what a person must settle about their validity."""

    clauses: tuple[Clause, ...]
    doubts: tuple[str, ...]


def make_clauses(reading: Reading, path: str) -> Made:
    """Return the file's clauses in reading order; the same text twice under one heading is one clause."""
    metadata = dict(reading.metadata)
    statute = is_statute(reading.blocks, metadata)
    passages = split(reading.blocks, statute)
    stem = PurePosixPath(path).stem
    tabular = all(block.kind in ("row", "record") for block in reading.blocks)
    holds, open_questions = _validity(metadata, stem, reading.blocks, tabular)
    clock = Clock.PROCESSING if statute or metadata.get("clock") == "processing" else Clock.ORDER
    scope = tuple(
        code
        for key, value in metadata.items()
        if key.lower() in _SCOPE_KEYS
        for code in re.split(r"[、,，;\s]+", value)
        if code
    )
    found: dict[str, Clause] = {}
    for passage in passages:
        clause = _clause(passage, path, holds, clock, scope)
        found.setdefault(clause.clause_id, clause)
    return Made(tuple(found.values()), () if statute else open_questions)


def is_statute(blocks: Sequence[Block], metadata: dict[str, str]) -> bool:
    """Tell a law or regulation from a shop's own rules: articles, and in the head an authority that makes law."""
    text = "\n".join(block.text for block in blocks if block.kind in ("text", "heading", "item"))
    articles = _ARTICLE_LINE.search(text)
    if not articles:
        return False
    if _LAW_KEYS & set(metadata):
        return True
    return bool(_AUTHORITY.search(text[: articles.start()][-3000:]))


def clause_id(clause: Clause) -> str:
    """Return the identity of what the clause says: a hash of path, heading, text, validity, products, clock and what it is about."""
    parts = (
        clause.path,
        clause.heading,
        clause.text,
        _iso(clause.valid_from),
        _iso(clause.valid_to),
        *clause.products,
        clause.clock,
        *([clause.about] if clause.about else []),
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def identified(clause: Clause) -> Clause:
    """Return the clause with the id of its content."""
    return clause.model_copy(update={"clause_id": clause_id(clause)})


def _clause(
    passage: Passage, path: str, holds: Validity, clock: Clock, scope: tuple[str, ...]
) -> Clause:
    own = Validity(passage.valid_from, passage.valid_to)
    if own == Validity() and clock is Clock.ORDER:
        own = validity.from_heading(passage.heading)
    if own != Validity():
        holds = own
    clause = Clause(
        clause_id="",
        path=path,
        heading=passage.heading,
        text=passage.text,
        page=passage.page,
        language=language(passage.text),
        clock=clock,
        valid_from=holds.valid_from,
        valid_to=holds.valid_to,
        products=passage.products or scope,
    )
    return identified(clause)


def _validity(
    metadata: dict[str, str], stem: str, blocks: Sequence[Block], tabular: bool
) -> tuple[Validity, tuple[str, ...]]:
    """Return when the document holds, and the doubts about it.

    Tables and records speak of validity row by row; everything else as a whole.
    """
    if tabular:
        return validity.from_metadata(metadata), ()
    revisions = [block.revision for block in blocks if block.revision]
    last = max(revisions, default=None)
    texts = [block.text for block in blocks if block.kind in ("text", "heading", "item")]
    ends = [*texts[:8], *texts[max(8, len(texts) - 5) :]]
    held = validity.of_document(
        metadata, stem, ends, texts, last.day if last and last.starts else None
    )
    return held, doubts.of_document(metadata, stem, texts, ends, revisions, held)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
