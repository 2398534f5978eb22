"""A folded text cut into sentences and clauses, with their places."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。!?;\n]+(?:[。!?;\n]+|$)")
_CLAUSE = re.compile(r"[^,，:：、]+[,，:：、]*")
_DECIMAL_STOP = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a folded text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def sentences(text: str) -> list[Stretch]:
    """Return the sentences; a full stop ends one only before a space, so that 9.9 stays whole."""
    ready = _DECIMAL_STOP.sub("。", text)
    return [
        Stretch(text[match.start() : match.end()], match.start())
        for match in _SENTENCE.finditer(ready)
    ]


def clauses(sentence: Stretch) -> list[Stretch]:
    """Return the comma-separated parts of a sentence; a comma between digits separates nothing."""
    ready = re.sub(r"(?<=\d),(?=\d{3})", ".", sentence.text)
    return [
        Stretch(match.group(), sentence.start + match.start()) for match in _CLAUSE.finditer(ready)
    ]
