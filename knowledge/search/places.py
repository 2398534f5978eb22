"""How a citation names a place: a heading, a part of its path, or how one of these begins."""

from collections.abc import Mapping

from knowledge.search.terms import normalise


def flat(text: object) -> str:
    """Return a text in one spelling without white space."""
    return "".join(normalise(str(text)).split())


def is_heading(wanted: str, line: Mapping[str, object]) -> bool:
    """Tell whether the flat heading is the clause's own."""
    return flat(line["heading"]) == wanted


def is_part(wanted: str, line: Mapping[str, object]) -> bool:
    """Tell whether it is one part of the heading path."""
    return wanted in [flat(part) for part in str(line["heading"]).split(" > ")]


def begins(wanted: str, line: Mapping[str, object]) -> bool:
    """Tell whether a heading, a part of it or the text begins so."""
    if not wanted:
        return False
    parts = [line["heading"], *str(line["heading"]).split(" > "), line["text"]]
    return any(flat(part).startswith(wanted) for part in parts)
