"""What the torture folder plants: facts with the place where each must be found, and traps that must be said or kept out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge.clause import Clause
from knowledge.product import Product
from knowledge.readers.reading import FileReading


@dataclass(frozen=True)
class Fact:
    """Words that one clause of the file must hold all together, under a heading that holds every one of `under`."""

    path: str
    says: tuple[str, ...]
    under: tuple[str, ...] = ()
    page: int | None = None
    products: tuple[str, ...] | None = None
    holds: tuple[date | None, date | None] | None = None
    apart: tuple[str, ...] = ()
    """Words of its neighbours that must not stand in the same clause."""


@dataclass(frozen=True)
class Trap:
    """What a file must be reported with: its status and words that its reason must hold."""

    path: str
    status: str
    words: tuple[str, ...]


@dataclass
class Planted:
    """Everything that was planted, gathered while the folder is written."""

    root: Path
    facts: list[Fact] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)

    def path(self, name: str) -> Path:
        """Return where a file of that name goes, its folder made."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def fact(self, path: str, *says: str, under: Sequence[str] = (), **more: object) -> None:
        """Plant a fact."""
        self.facts.append(Fact(path, says, tuple(under), **more))  # type: ignore[arg-type]

    def trap(self, path: str, status: str, *words: str) -> None:
        """Plant a trap that must be reported."""
        self.traps.append(Trap(path, status, words))

    def kept_out(self, path: str, *texts: str) -> None:
        """Plant texts that no clause of the file may hold."""
        self.absent += [(path, text) for text in texts]


def squeezed(text: str) -> str:
    """Return a text without white space, by which planted words are compared."""
    return "".join(text.split())


def missing(planted: Planted, readings: Iterable[FileReading]) -> list[Fact]:
    """Return the planted facts that are not where they should be."""
    by_path = {reading.path: reading.clauses for reading in readings}
    return [
        fact
        for fact in planted.facts
        if not any(_fits(fact, clause) for clause in by_path.get(fact.path, ()))
    ]


def _fits(fact: Fact, clause: Clause) -> bool:
    text, heading = squeezed(clause.text), squeezed(clause.heading)
    return (
        all(squeezed(word) in text for word in fact.says)
        and all(squeezed(word) in heading for word in fact.under)
        and not any(squeezed(word) in text for word in fact.apart)
        and fact.page in (None, clause.page)
        and fact.products in (None, clause.products)
        and fact.holds in (None, (clause.valid_from, clause.valid_to))
    )


def unsaid(planted: Planted, readings: Iterable[FileReading]) -> list[tuple[Trap, str, str | None]]:
    """Return the traps that were not reported, with the status and reason that the file got instead."""
    by_path = {reading.path: reading for reading in readings}
    found: list[tuple[Trap, str, str | None]] = []
    for trap in planted.traps:
        reading = by_path.get(trap.path)
        status, reason = (reading.status, reading.reason) if reading else ("not listed", None)
        if status != trap.status or not all(
            word.lower() in str(reason).lower() for word in trap.words
        ):
            found.append((trap, status, reason))
    return found


def leaked(planted: Planted, readings: Iterable[FileReading]) -> list[tuple[str, str]]:
    """Return the texts that should have been kept out and stand in a clause of their file."""
    by_path = {
        r.path: squeezed("\n".join(f"{c.heading} {c.text}" for c in r.clauses)) for r in readings
    }
    return [
        (path, text) for path, text in planted.absent if squeezed(text) in by_path.get(path, "")
    ]


def wrong_products(
    planted: Planted, catalogue: dict[str, Product]
) -> list[tuple[Product, Product | None]]:
    """Return the planted products whose told fields came out otherwise; attributes are compared as far as planted."""
    found: list[tuple[Product, Product | None]] = []
    for wanted in planted.products:
        got = catalogue.get(wanted.sku)
        if got is None or not _same_product(wanted, got):
            found.append((wanted, got))
    return found


def _same_product(wanted: Product, got: Product) -> bool:
    told = wanted.model_dump(exclude_defaults=True, exclude={"attributes"})
    return all(getattr(got, name) == value for name, value in told.items()) and set(
        wanted.attributes
    ) <= set(got.attributes)
