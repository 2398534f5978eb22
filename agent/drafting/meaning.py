"""How near a question and the shop's sentences are in meaning, where they share no word, and whether they answer it."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.search.embedder import Embedder
from knowledge.search.judging import Judge

Row = NDArray[np.float32]


class Meaning:
    """Cosines of sentence vectors. Without an `embedder` nothing is known and every likeness is 0.

    The embedder should remember what it was asked (`CachedEmbedder`): a shop's sentences come up in draft after draft. `judge` gives
    what reads question and words together, if there is one; it is asked for at the first question.
    """

    def __init__(
        self,
        embedder: Embedder | None = None,
        judge: Callable[[], Judge | None] = lambda: None,
    ) -> None:
        self._embedder = embedder
        self._judge = judge

    @property
    def known(self) -> bool:
        """Whether there are vectors at all."""
        return self._embedder is not None

    def vector(self, question: str, *, model: str) -> Row | None:
        """Return a question's vector where the vectors are that model's; the version after its name's "/" may differ."""
        if (
            self._embedder is None
            or self._embedder.name.partition("/")[0] != model.partition("/")[0]
        ):
            return None
        return np.asarray(self._embedder.encode_query([question])[0], dtype=np.float32)

    def likeness(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return one likeness (-1 to 1; beyond 0.3 two texts are about the same thing) a sentence."""
        if self._embedder is None or not sentences or not question.strip():
            return [0.0] * len(sentences)
        asked, *said = self._embedder.encode_query([question, *sentences])
        return [float(asked @ row) for row in said]

    def answers(self, question: str, said: Sequence[str]) -> list[float] | None:
        """Return for each of some words the log-odds that they answer the question; None where nothing reads them."""
        judge = self._judge()
        return judge.scores(question, said) if judge and said else None
