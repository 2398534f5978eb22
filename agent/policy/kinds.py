"""The legal kinds of goods, by category, title and what the catalogue says of how they keep."""

import re
from collections.abc import Iterable

from agent.policy.shelf import span_in
from agent.policy.wordlists import mentions, word_lists


def goods_kinds(category: str | None, title: str | None) -> frozenset[str]:
    """Return the legal kinds of goods; the category speaks first, the title adds where there is none, and for custom goods.

    A title tells perishable food (a cake, chilled meals) where the category is food or unknown.
    """
    lists = word_lists().goods
    kinds = {kind for kind, words in lists.items() if mentions(category, words)}
    if not category:
        kinds |= {kind for kind, words in lists.items() if mentions(title, words)}
    elif mentions(title, lists["custom"]):
        kinds.add("custom")
    food = not category or bool(kinds & {"food", "fresh"})
    if food and mentions(title, word_lists().chilled) and not _keeps(title):
        kinds |= {"fresh", "food"}
    return frozenset(kinds)


_KEEPS = re.compile(
    r"粉|饼干|餅乾|味|口味|模具|机|機|刀|盒子|罐|冻干|凍乾|烘干|干(?!酪)|乾|mix|mould|mold|pan|knife|maker|stand"
)


def _keeps(title: str | None) -> bool:
    """Whether the title names a thing that keeps although a word of fresh food stands in it (cake mix, a bread knife)."""
    return bool(_KEEPS.search((title or "").lower()))


_SHORT = 7  # a shelf life of a week is that of perishable goods; above, the cold chain decides
_SEASON = (
    60  # and what is sold as fresh stays so up to two months: apples keep, dried fruit keeps longer
)


def perishable(columns: Iterable[tuple[str, str]], *, sold_as_fresh: bool = False) -> bool | None:
    """Whether the catalogue's own columns on storage and shelf life say so; None where they say nothing."""
    longest = _SEASON if sold_as_fresh else _SHORT
    lists = word_lists()
    told: bool | None = None
    for name, value in columns:
        life = mentions(name, lists.shelf_life)
        if not life and not mentions(name, lists.storage):
            continue
        if re.search(lists.cold, value, re.IGNORECASE):
            return True
        span = span_in(value) if life else None
        if span is not None:
            told = span <= longest
    return told
