"""Figures of the packs that a shop may set for itself, each with where it comes from and whether anybody has verified it.

A pack's rule writes `$name` (or `$name+1`) where the figure stands; a shop's rules.yaml sets it under `defaults:`. What the law itself
says (not marked unverified) may be set higher, never lower.
"""

import re
from collections.abc import Mapping
from typing import Any

from agent.domain.value import Value
from agent.errors import ConfigurationError
from agent.policy.facts import STANDSTILL, Facts
from agent.policy.wordlists import mentions

UNVERIFIED = "［默认值，未核实 unverified］"
_PLACE = re.compile(r"\$([a-z_]+)(?:\+(\d+))?")


class Figure(Value):
    """A number of days with its source."""

    name: str
    days: int
    source: str = ""
    unverified: bool = False

    @property
    def provenance(self) -> str:
        """Where it comes from; an unverified default says so."""
        return f"{self.source}{UNVERIFIED}" if self.unverified else self.source


class WarrantyPeriod(Value):
    """How long goods of some names are warranted where neither catalogue nor documents say so."""

    words: tuple[str, ...]
    days: int
    source: str
    unverified: bool = True


class Defaults(Value):
    """All figures, and the usual warranty periods by kind of goods."""

    figures: tuple[Figure, ...] = ()
    warranty: tuple[WarrantyPeriod, ...] = ()

    def figure(self, name: str) -> Figure | None:
        """Return a figure by its name."""
        return next((one for one in self.figures if one.name == name), None)

    def joined(self, other: "Defaults") -> "Defaults":
        """Return both together."""
        return Defaults(
            figures=(*self.figures, *other.figures), warranty=(*self.warranty, *other.warranty)
        )


def read_defaults(raw: Any, where: str) -> Defaults:
    """Read a pack's `defaults`.

    Raises:
        ConfigurationError: A figure is no whole number of days.
    """
    figures, periods = [], []
    for name, told in (raw or {}).items():
        if name == "warranty":
            periods = [WarrantyPeriod.model_validate(one) for one in told]
            continue
        figures.append(
            Figure(
                name=name,
                days=_days(told.get("days"), f"{where}: defaults.{name}"),
                source=str(told.get("source") or ""),
                unverified=bool(told.get("unverified", False)),
            )
        )
    return Defaults(figures=tuple(figures), warranty=tuple(periods))


def set_by_shop(defaults: Defaults, raw: Any, where: str) -> Defaults:
    """Return the figures with what a shop sets: {fault_exchange_days: 30}.

    Raises:
        ConfigurationError: An unknown name, no whole number, or fewer days than the law gives.
    """
    if not raw:
        return defaults
    if not isinstance(raw, Mapping):
        raise ConfigurationError(
            f"{where}: defaults must be names with days, like standstill_days: 5"
        )
    known = {one.name: one for one in defaults.figures}
    for name, value in raw.items():
        place = f"{where}: defaults.{name}"
        if name not in known:
            raise ConfigurationError(f"{place} is not known; known: {', '.join(sorted(known))}")
        days, before = _days(value, place), known[name]
        if not before.unverified and days < before.days:
            raise ConfigurationError(
                f"{place} {days} is worse for the buyer than {before.source}; write {before.days} or more"
            )
        known[name] = Figure(name=name, days=days, source=where)
    return defaults.model_copy(update={"figures": tuple(known.values())})


def filled(raw: Any, defaults: Defaults, where: str) -> tuple[Any, tuple[Figure, ...]]:
    """Return a rule as written with its figures put in, and the figures it used."""
    used: list[Figure] = []

    def put(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: put(value) for key, value in part.items()}
        if isinstance(part, list):
            return [put(value) for value in part]
        found = _PLACE.fullmatch(part) if isinstance(part, str) else None
        if not found:
            return part
        figure = defaults.figure(found[1])
        if figure is None:
            raise ConfigurationError(
                f"{where}: ${found[1]} is not a default; name one of the pack's"
            )
        used.append(figure)
        return figure.days + int(found[2] or 0)

    return put(raw), tuple(used)


def supposed(facts: Facts, defaults: Defaults) -> Facts:
    """Return the facts with what is usual where neither records nor documents say anything: standstill and warranty."""
    figure = defaults.figure("standstill_days")
    days = facts.standstill_days or (figure.days if figure else STANDSTILL)
    if facts.stuck_days is not None:
        facts = facts.model_copy(
            update={"standstill_days": days, "stood_still": facts.stuck_days >= days}
        )
    if facts.warranty_days is not None or facts.abroad or facts.platform.lower() == "aliexpress":
        return facts
    named = " ".join((*facts.titles, facts.category or ""))
    period = next((p for p in defaults.warranty if mentions(named, p.words)), None)
    if period is None or set(facts.goods) & {"food", "fresh", "custom"}:
        return facts
    mark = UNVERIFIED if period.unverified else ""
    return facts.under_warranty(period.days, source=f"{period.source}{mark}")


def _days(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 3650:
        raise ConfigurationError(f"{place}: {value!r} is not a whole number of days")
    return value
