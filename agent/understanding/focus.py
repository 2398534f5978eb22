"""The part of a message that carries the want: what search and reading embed when a message is long."""

import re

from agent.understanding.lexicon import Phrases, phrases
from agent.understanding.normalise import Plain, bounded, plain

_SENTENCE = re.compile(r"[^。！？!?；;\n\r…]+[。！？!?；;…]*|[。！？!?；;…]+")
_PART = re.compile(r"[^，,、：:]+[，,、：:]*|[，,、：:]+")
_SIGNATURE = re.compile(r"[\s,，.。!！~…、:：;；]+$")
_HARD = 6


def focus(text: str, limit: int = 60) -> str:
    """Return the clauses that carry the request, in their order, at most about `limit` characters.

    Greetings and fillers go; what asks for something or names a problem stays. A short text comes back without
    its greetings only. Latin letters count for a third, as a word of English says what two characters say.
    """
    parts = [part for part in _parts(bounded(text)) if not _is_noise(part)]
    if not parts:
        return bounded(text).strip()[: limit * 3]
    joined = "".join(parts).strip()
    if _width(joined) <= limit:
        return joined
    ranked = sorted(
        range(len(parts)), key=lambda index: (-_weight(parts[index], index, len(parts)), index)
    )
    chosen: list[int] = []
    room = float(limit)
    for index in ranked:
        width = _width(parts[index])
        if width <= room or not chosen:
            chosen.append(index)
            room -= width
        if room < _HARD:
            break
    return _cut("".join(parts[index] for index in sorted(chosen)).strip(), limit)


def _parts(text: str) -> list[str]:
    sentences = [match.group() for match in _SENTENCE.finditer(text)]
    parts = [match.group() for sentence in sentences for match in _PART.finditer(sentence)]
    return [part for part in parts if part.strip()][:80]


def _is_noise(part: str) -> bool:
    bare = _SIGNATURE.sub("", plain(part).text).strip()
    if not bare:
        return True
    return any(pattern.search(bare) for pattern in _noise().patterns.values())


def _noise() -> Phrases:
    return phrases("noise")


def _weight(part: str, index: int, count: int) -> float:
    """Requests before problems before the rest; of equals the later, as buyers come to the point at the end."""
    seen: Plain = plain(part)
    asks = any(pattern.search(seen.text) for pattern in phrases("wants").patterns.values())
    names = any(pattern.search(seen.text) for pattern in phrases("problems").patterns.values())
    return 2.0 * asks + 1.2 * names + 0.5 * ("?" in seen.text) + 0.4 * index / count


def _width(text: str) -> float:
    return sum(0.34 if character.isascii() else 1.0 for character in text)


def _cut(text: str, limit: int) -> str:
    width = 0.0
    for position, character in enumerate(text):
        width += 0.34 if character.isascii() else 1.0
        if width > limit * 1.15:
            return text[:position]
    return text
