"""A text cut into the model's pieces: of all ways to cut it the likeliest (a unigram model).

The `tokenizers` library does the same, but takes a second to take in 250,000 pieces, which a single draft would wait for.
"""

import re

from knowledge.search.cross.container import Container

_SPACE = "\u2581"  # how the pieces write a space
_SPACES = re.compile(" {2,}")
_LONGEST = 16
"""Characters of a piece that are looked for; longer ones are rules of dashes and the like."""
_UNKNOWN_PENALTY = 10.0


class Tokenizer:
    """Pieces by their likelihood; safe to share between threads."""

    def __init__(self, container: Container) -> None:
        self._pieces = container.pieces
        self._characters = container.characters
        self._unknown = container.unknown
        self._miss = container.lowest - _UNKNOWN_PENALTY

    def ids(self, text: str, most: int) -> list[int]:
        """Return the numbers of a text's first `most` pieces."""
        written = _SPACES.sub(" ", text.translate(self._characters))
        written = (written if written.startswith(" ") else f" {written}").replace(" ", _SPACE)
        return self._cut(written)[:most]

    def _cut(self, text: str) -> list[int]:
        size = len(text)
        best = [0.0] + [-1e30] * size
        came: list[tuple[int, int]] = [(0, self._unknown)] * (size + 1)
        for start in range(size):
            here = best[start]
            if here + self._miss > best[start + 1]:
                best[start + 1], came[start + 1] = here + self._miss, (start, self._unknown)
            for end in range(start + 1, min(size, start + _LONGEST) + 1):
                piece = self._pieces.get(text[start:end])
                if piece is not None and here + piece[1] > best[end]:
                    best[end], came[end] = here + piece[1], (start, piece[0])
        found: list[int] = []
        at = size
        while at:
            at, number = came[at]
            found.append(number)
        return found[::-1]
