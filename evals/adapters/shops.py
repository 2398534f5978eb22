"""The made-up shops that trust, verdict and cross-encoder are fitted to and judged by: what they say, and what is asked of them."""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from agent.drafting.extract import Found
from agent.drafting.trust import said_in
from evals.adapters.answerable import LAWS, read_dataset, write_index
from knowledge.clause import Clause
from knowledge.search.answer import SearchAnswer
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.question import Question, plain_question
from knowledge.search.ranking import rank
from knowledge.search.terms import normalise

LEFT_OUT = 5
"""Every so manieth shop of `answers.jsonl` does not teach the cross-encoder, so that it can be judged by them."""

_DAY = date(2026, 11, 21)
_HELD = 0.6  # of a quote's pairs of characters, from which the words found hold it
_QUOTED = 0.75  # of a quote's pairs of characters, from which a clause holds it
_BLANK = re.compile(r"[\s|*#:：；;，,。、.\-–>`_（）()]+")


def holds(found: Found, quote: str) -> bool:
    """Whether words found hold the quote that answers; of cells it is enough that one of the values stands in it."""
    wanted = _bare(quote)
    if found.cells:
        return any(_bare(v) and (_bare(v) in wanted or wanted in _bare(n + v)) for n, v in found.cells)  # fmt: skip
    said = _bare(said_in(found))
    pairs, told = _pairs(wanted), _pairs(said)
    near = len(pairs & told) >= _HELD * max(1, len(pairs))
    return bool(said) and (wanted in said or (len(said) > 3 and said in wanted) or near)


def _quoted(text: str, quote: str) -> bool:
    """Whether a text holds a quote: each cell of a table's row, or nearly all of a sentence."""
    if quote.startswith("|"):
        return all(cell.strip() in text for cell in quote.strip("|").split("|"))
    wanted = _pairs(_bare(quote))
    return _bare(quote) in _bare(text) or len(wanted & _pairs(_bare(text))) >= _QUOTED * max(
        1, len(wanted)
    )


def _bare(text: str) -> str:
    return _BLANK.sub("", normalise(text))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


@dataclass(frozen=True)
class Query:
    """A question with the quote that answers it, or the headings of the clauses that do; neither where nothing does."""

    text: str
    quote: str | None = None
    headings: tuple[str, ...] = ()
    miss: str = ""

    @property
    def answered(self) -> bool:
        """Whether the shop's documents answer it."""
        return bool(self.quote or self.headings)

    def answered_by(self, clause: Clause) -> bool:
        """Whether a clause answers it."""
        return clause.heading in self.headings or bool(
            self.quote and _quoted(f"{clause.heading} {clause.text}", self.quote)
        )

    def told_by(self, found: Found) -> bool:
        """Whether words found answer it."""
        return found.passage.heading in self.headings or bool(
            self.quote and holds(found, self.quote)
        )


@dataclass
class Shop:
    """A made-up shop: what its documents say, and what is asked of it."""

    kind: str
    clauses: list[Clause]
    questions: list[Query]


def left_out(shops: Sequence[Shop]) -> list[Shop]:
    """Return the shops that the cross-encoder is not taught by."""
    return list(shops[::LEFT_OUT])


def hard_shops() -> list[Shop]:
    """Return the shops of `answers.jsonl`."""
    return _shops("answers.jsonl", "hard")


def ordinary_shops(part: str) -> list[Shop]:
    """Return the shops of a part of `ordinary.jsonl`."""
    return _shops("ordinary.jsonl", f"ordinary {part}", part)


def _shops(name: str, kind: str, part: str = "") -> list[Shop]:
    shops: dict[str, Shop] = {}
    text = files("evals").joinpath(f"datasets/{name}").read_text(encoding="utf-8")
    for line in map(json.loads, text.splitlines()):
        if line.get("split", "") != part:
            continue
        shop = shops.setdefault(line["shop"], Shop(kind, [], []))
        if line["kind"] == "clause":
            shop.clauses.append(_clause(line))
        else:
            shop.questions.append(Query(line["query"], line["quote"], miss=line.get("miss", "")))
    return list(shops.values())


def plain_shops(parts: Sequence[str] = ("fit", "held")) -> list[Shop]:
    """Return the shops of the named parts of `answerable.jsonl`, without the statutes."""
    clauses, lines = read_dataset()
    shops = {name: Shop("plain", held, []) for name, held in clauses.items()}
    for line in lines:
        if line["split"] not in parts or line["shop"] == LAWS:
            continue
        gold = tuple(one["heading_or_row"] for one in line["gold"])
        miss = "" if gold else line.get("miss", "far")
        shops[line["shop"]].questions.append(Query(line["query"], headings=gold, miss=miss))
    return [shop for shop in shops.values() if shop.questions]


def _clause(line: Mapping[str, str]) -> Clause:
    kept = {name: line[name] for name in ("path", "heading", "text", "language")}
    key = sha256("\n".join(kept.values()).encode()).hexdigest()[:16]
    return Clause(clause_id=key, **kept)


def searched(
    shops: Sequence[Shop], k: int, *, words: Callable[[str], str] = str
) -> Iterator[tuple[int, Shop, Query, SearchAnswer]]:
    """Ask every question of its shop and give what search finds, with the shop's place; `words` gives what is searched by."""
    first = load_embedder()
    second = companion(first)
    assert second is not None
    with tempfile.TemporaryDirectory() as folder:
        for place, shop in enumerate(shops):
            index = write_index(Path(folder, str(place)), shop.clauses, first, second)
            for query in shop.questions:
                text = words(query.text)
                plain = plain_question(text)
                vectors = first.encode_query([plain])[0], second.encode_query([plain])[0]
                question = Question(text, vectors[0], _DAY, vectors[1])
                yield place, shop, query, rank(index, question, k)
