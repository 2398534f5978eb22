"""Whether a sentence that refuses to take goods back speaks of these goods, and of what was done with them."""

import re
from collections.abc import Iterable

from agent.policy.facts import Facts
from agent.policy.statement import Exclusion
from agent.policy.usage import deeds, did


def meets(one: Exclusion, goods: frozenset[str], facts: Facts) -> bool:
    """Whether an exclusion names these goods and, where it asks for that, what was done with them."""
    if did(one.text, facts.said):
        return True
    named = bool(one.names & goods) and not (deeds(one.text) and not one.listed)
    if one.handling:
        named = (
            named
            or one.any_goods
            or _of_anything(one)
            or any(head in one.text for head in _heads(facts.titles))
        )
        done = {*facts.handled, "opened"} if "used" in facts.handled else set(facts.handled)
        return named and bool(one.handling & done)  # who uses goods has opened them
    return named


_DONE_FIRST = re.compile(r"(?:凡|已经?|一经|一旦|如|若)?.{1,2}(?:过|過|了|后|後)")


def _of_anything(one: Exclusion) -> bool:
    """Whether a sentence begins with what was done and names no goods: it holds for all of them."""
    return not one.listed and _DONE_FIRST.match(one.text) is not None


_HEAD = re.compile(r"^[^\u4e00-\u9fff]*[\u4e00-\u9fff]*?([\u4e00-\u9fff])(?![\u4e00-\u9fff])")


_NO_HEAD = frozenset("器机機包品子件套装裝款色号號盒瓶袋片双雙对對组組人用具头頭新")


def _heads(titles: Iterable[str]) -> frozenset[str]:
    """Return the character that says what a thing is: the last of a title's first word (乳胶枕 is a 枕)."""
    found = (_HEAD.search(title) for title in titles)
    return frozenset(m.group(1) for m in found if m) - _NO_HEAD
