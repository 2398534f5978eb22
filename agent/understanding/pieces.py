"""A long text read in pieces: what one clause of a story says would drown in the vector of the whole."""

import re
from collections.abc import Sequence

from agent.understanding.normalise import bounded

Guess = dict[str, dict[str, float]]

_LONG = 60.0
"""Width (Chinese characters; three Latin letters count as one) from which a text is read in pieces too."""
_ROOM = 36.0
_MOST = 10
_SENTENCE = re.compile(r"[^。！？!?；;\n\r…~～]+[。！？!?；;…~～]*|[。！？!?；;…~～]+")
_PART = re.compile(r"[^，,、：:.]+[，,、：:.]*|[，,、：:.]+")


def width(text: str) -> float:
    """Return how much a text says, in Chinese characters."""
    return sum(0.34 if character.isascii() else 1.0 for character in text)


def pieces(text: str) -> tuple[str, ...]:
    """Return the pieces of a long text, whole clauses of about a line each; none of a short one.

    Of a text with more than `_MOST` pieces those at both ends are kept: buyers come to the point first or last.
    """
    text = bounded(text).strip()
    if width(text) <= _LONG:
        return ()
    found: list[str] = []
    for sentence in _SENTENCE.findall(text):
        for part in [sentence] if width(sentence) <= _ROOM else _PART.findall(sentence):
            if found and width(found[-1]) + width(part) <= _ROOM and not _ended(found[-1]):
                found[-1] += part
            else:
                found.append(part)
    kept = [part.strip() for part in found if any(letter.isalnum() for letter in part)]
    half = _MOST // 2
    return tuple(kept if len(kept) <= _MOST else [*kept[:half], *kept[-half:]])


_MOST_LINES = 6
_ALARM = 0.95
_NAMED = 0.9


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a short chat, where there are several."""
    found = [line for line in bounded(text).splitlines() if any(map(str.isalnum, line))]
    return tuple(found) if 1 < len(found) <= _MOST_LINES else ()


def alarmed(whole: Guess, said: Sequence[Guess]) -> Guess:
    """Return the guess of a short chat with the danger of a line that is beyond doubt by itself and names its risk."""
    loud = [
        one
        for one in said
        if one["lead"]["yes"] >= _ALARM and max(one.get("risk", {}).values(), default=0.0) >= _NAMED
    ]
    found = dict(whole)
    for head in ("lead", "risk"):
        found[head] = {
            name: max([share, *(one[head][name] for one in loud)])
            for name, share in whole[head].items()
        }
    return found


def _ended(piece: str) -> bool:
    return piece.rstrip()[-1:] in "。！？!?；;…~～\n" and width(piece) > _ROOM / 3


def overlaid(whole: Guess, parts: Sequence[Guess]) -> Guess:
    """Return the guess of a whole with what its pieces say: a danger or second want in any of them counts.

    What binds most is the mean of the whole and of the pieces, each of these as far as it claims anything at all.
    """
    if not parts:
        return whole
    found = dict(whole)
    for head in ("lead", "risk", "also", "injection"):
        found[head] = {
            name: max(share, *(part[head][name] for part in parts))
            for name, share in whole[head].items()
        }
    for head, idle in (("want", "none"), ("problem", "none")):
        found[head] = _blended(whole[head], [part[head] for part in parts], idle)
    return found


def _blended(
    whole: dict[str, float], parts: Sequence[dict[str, float]], idle: str
) -> dict[str, float]:
    weights = [1.0 - part[idle] for part in parts]
    total = sum(weights) or 1.0
    return {
        name: share / 2
        + sum(weight * part[name] for weight, part in zip(weights, parts, strict=True)) / total / 2
        for name, share in whole.items()
    }
