"""Dangers in the buyer's words, by lists that are matched whatever the classifier thinks."""

import re
from dataclasses import dataclass

from agent.domain.reading import Risk
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import Plain, clauses, plain

MILD = frozenset({Risk.MINOR, Risk.REPEAT_CONTACT})
"""These need no lead by themselves."""


_OTHERS_WORDS = re.compile(
    r"(有人|网上|网友|评论区?|评价(里|区)?|朋友圈?|同事|同学|室友|别人|人家|看到|\bpeople|\bsomeone|\bsomebody|\breviews?|\bfriends?)"
    r"[^。!?\n\"「『]{0,12}[\"「『][^\"」』\n]{1,40}[\"」』]"
)
"""Somebody else's words in quotation marks: what they name is not what the buyer says."""

_NEAR = 40
"""Characters to either side of a threat in which its demand and its publishing are looked for."""


@dataclass(frozen=True)
class Dangers:
    """What was found: risks in the order of the list, the words they rest on, and the two demands beside them."""

    risks: tuple[Risk, ...]
    words: tuple[str, ...]
    manager: bool
    human: bool


def find_dangers(text: Plain) -> Dangers:
    """Return the risks said and not denied; `manager` is a demand for somebody who decides, `human` for a person."""
    quoted = [match.span() for match in _OTHERS_WORDS.finditer(text.text)]
    hits = [
        hit
        for hit in phrases("risks").find(text)
        if not hit.negated and not any(start <= hit.at < end for start, end in quoted)
    ]
    names = {hit.name for hit in hits}
    threat = _blackmail(text)
    names |= {Risk.BLACKMAIL.value} if threat else set()
    return Dangers(
        risks=tuple(risk for risk in Risk if risk.value in names),
        words=tuple(dict.fromkeys((*(hit.words for hit in hits if hit.name != "human"), *threat))),
        manager="manager" in names,
        human="human" in names,
    )


def own_words(text: str) -> str:
    """Return a text without the dangers and wants it quotes of others; whole where nothing else is left."""
    seen = plain(text)
    grave = [hit.at for name in ("risks", "wants") for hit in phrases(name).find(seen)]
    quotes = [match.span() for match in _OTHERS_WORDS.finditer(seen.text)]
    spans = [(start, end) for start, end in quotes if any(start <= at < end for at in grave)]
    if not spans:
        return text
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(seen.text)]
    kept = "".join(seen.quote(end, start) for end, start in zip(ends, starts, strict=True))
    return kept if any(letter.isalnum() for letter in kept) else text


def _blackmail(text: Plain) -> tuple[str, ...]:
    """Return the words of money demanded under a threat to publish, wherever the three parts lie close together."""
    parts = phrases("blackmail").patterns
    for choice in parts["choice"].finditer(text.text):
        start, end = max(0, choice.start() - _NEAR), choice.end() + _NEAR
        money = parts["money"].search(text.text, start, end)
        public = parts["publish"].search(text.text, start, end)
        if money and public:
            return text.quote(money.start(), money.end()), text.quote(public.start(), public.end())
    return ()


def promise(text: Plain) -> tuple[bool, bool, tuple[str, ...]]:
    """Return whether staff are said to have promised, whether it is said not to be kept, and the words."""
    hits = [hit for hit in phrases("state").find(text) if hit.name == "promised"]
    if not hits:
        return False, False, ()
    end = hits[0].at
    rest = "，".join(part for at, part in clauses(text) if at + len(part) >= end)
    broken = phrases("state").patterns["broken_off"].search(rest) is not None
    return True, broken, tuple(hit.words for hit in hits[:1])
