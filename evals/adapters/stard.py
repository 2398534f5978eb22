"""STARD / LeCoQA (MIT): questions of the public, and the statute articles that answer them. Loaded by path, never copied.

The corpus' ids ("消费者权益保护法第一条") split into the law, which becomes the path, and the article, which becomes the heading.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from knowledge.clause import Clause, Clock

_ARTICLE = re.compile(r"(?P<law>.+?)(?P<article>第[零〇一二三四五六七八九十百千]+条.*)")


@dataclass(frozen=True)
class GoldQuestion:
    """A question with the ids of all clauses that answer it, and the products it names."""

    id: str
    text: str
    gold: tuple[str, ...]
    products: tuple[str, ...] = ()


def place(article_id: str) -> tuple[str, str]:
    """Split an article's id into path and heading; an id without an article number is all path."""
    match = _ARTICLE.fullmatch(article_id)
    return (match["law"], match["article"]) if match else (article_id, "")


def read_corpus(folder: Path) -> list[tuple[str, Clause]]:
    """Return every article with its id, in the file's order."""
    found = []
    for line in _lines(folder / "corpus.jsonl"):
        law, article = place(str(line["id"]))
        clause = Clause(
            clause_id=sha256(str(line["id"]).encode()).hexdigest()[:16],
            path=f"{law}.txt",
            heading=article,
            text=str(line["text"]),
            clock=Clock.PROCESSING,
        )
        found.append((str(line["id"]), clause))
    return found


def read_questions(folder: Path) -> list[GoldQuestion]:
    """Return every question that has gold."""
    questions = []
    for line in _lines(folder / "questions.jsonl"):
        gold = line["gold"]
        if isinstance(gold, Sequence) and gold:
            questions.append(
                GoldQuestion(str(line["query_id"]), str(line["query"]), tuple(map(str, gold)))
            )
    return questions


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
