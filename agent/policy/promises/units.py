"""A clause cut into what decides on its own: a row of a table, or a sentence with its window and what follows from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from agent.domain.value import Value
from agent.policy.promises.remedies import remedies
from agent.policy.statement import Part, Statement
from agent.policy.windows import Window, windows_of

_ROW = re.compile(r"^[^：:\d\n；;。]{1,16}[：:][^\n；;]*[；;]\s*[^：:\d\n；;。]{1,16}[：:]")
_COMMA = re.compile(r"[，,](?=[^，,。]*?(?:\d|[一二三四五六七八九十]))")


class Unit(Value):
    """One piece of a clause: its text, the goods it names, its windows, and the section and the document it stands in."""

    one: Statement
    text: str
    named: frozenset[str]
    windows: tuple[Window, ...]
    section: str
    paper: str

    @property
    def told(self) -> str:
        """The heading with the text: what the piece speaks of."""
        return f"{self.one.topic} {self.text}"

    @property
    def statement(self) -> Statement:
        """The clause, narrowed to the goods that the piece names."""
        return self.one.model_copy(update={"narrowed": self.named or self.one.narrowed})


def units_of(statements: Sequence[Statement]) -> Iterator[tuple[Unit, ...]]:
    """Yield the pieces of each section: what stands under one heading, item by item and row by row, belongs together."""
    papers: dict[str, list[str]] = {}
    for one in statements:
        papers.setdefault(one.citation.path, []).append(one.text)
    for _, group in groupby(statements, key=lambda one: (one.citation.path, _section(one))):
        members = [one for one in group if not one.ruled and not one.talk]
        text = "\n".join(one.text for one in members)
        yield tuple(
            unit
            for one in members
            for unit in _units(one, text, "\n".join(papers[one.citation.path]))
        )


def _section(one: Statement) -> str:
    return one.citation.heading.split("!")[0]


def _units(one: Statement, section: str, paper: str) -> Iterator[Unit]:
    for parts in _pieces(one):
        text = "。".join(part.text for part in parts)
        named = frozenset().union(*(part.named for part in parts))
        yield Unit(
            one=one,
            text=text,
            named=named,
            windows=tuple(windows_of(text)),
            section=section,
            paper=paper,
        )


def _pieces(one: Statement) -> Iterable[list[Part]]:
    if _ROW.search(one.text) or "!" in one.citation.heading:
        return [list(one.parts)] if one.parts else []
    pieces: list[list[Part]] = []
    for part in _split(one.parts):
        if pieces and not (windows_of(part.text) and windows_of(pieces[-1][0].text)):
            pieces[-1].append(part)
        else:
            pieces.append([part])
    return pieces


def _split(parts: Iterable[Part]) -> Iterator[Part]:
    """Cut a sentence with several windows that each lead to a remedy (7天内可退，15天内可换)."""
    for part in parts:
        cut = _COMMA.split(part.text)
        told = sum(bool(windows_of(piece) and remedies(piece)) for piece in cut)
        if told > 1:
            yield from (part.model_copy(update={"text": piece}) for piece in cut)
        else:
            yield part
