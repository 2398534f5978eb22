"""How near a question and the shop's sentences are in meaning, where they share no word."""

from collections.abc import Sequence

from knowledge.search.embedder import Embedder


class Meaning:
    """Cosines of sentence vectors. Without an `embedder` nothing is known and every likeness is 0.

    The embedder should remember what it was asked (`CachedEmbedder`): a shop's sentences come up in draft after draft.
    """

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    @property
    def known(self) -> bool:
        """Whether there are vectors at all."""
        return self._embedder is not None

    def likeness(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return one likeness (-1 to 1; beyond 0.3 two texts are about the same thing) a sentence."""
        if self._embedder is None or not sentences or not question.strip():
            return [0.0] * len(sentences)
        asked, *said = self._embedder.encode_query([question, *sentences])
        return [float(asked @ row) for row in said]
