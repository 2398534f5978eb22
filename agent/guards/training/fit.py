"""Fits the guards' judge: `python -m agent.guards.training.fit` writes the package's weights anew, in seconds.

Least squares with a penalty in closed form over nearness of meaning and n-grams. What each sentence would score in a fit without
it sets the bars: a head blocks from where hardly any innocent sentence would have come.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.guards.judgement import (
    FORMAT,
    GRAM_WEIGHT,
    NO_VECTOR,
    STEPS,
    VECTOR_WEIGHT,
    WIDTH,
    file_name,
)
from agent.guards.training.corpus import HEADS, PROMISES, Sentence, sentences
from agent.guards.traits import Matrix, gram_rows, nearness
from agent.guards.views import fold
from knowledge.search.embedder import Embedder

PENALTY = 1.0
PASSING = (0.002, 0.02, 0.06)
"""Shares of innocent sentences that may reach the bar to block, to warn, and to name a second fault."""
LOWEST = (-0.05, -0.45, -0.6)
"""Scores under which no bar may lie: 1 is an offence, -1 none."""
_BATCH = 64


def train(embedder: Embedder | None, out: Path) -> Path:
    """Fit all heads to a sentence model's vectors (None: to characters alone) and write them into folder `out`.

    Returns the file written; it depends on nothing but the sentences and the model.
    """
    told = sentences()
    texts = [fold(item.text) for item in told]
    vectors = _vectors(embedder, texts)
    grams = gram_rows(texts)
    kernel = GRAM_WEIGHT * (grams @ grams.T).astype(np.float64) + 1.0
    if vectors.size:
        kernel += VECTOR_WEIGHT * nearness(vectors, vectors, WIDTH)
    truth = np.asarray([[head in item.heads for head in HEADS] for item in told])
    inverse = np.linalg.inv(kernel + PENALTY * np.eye(len(told)))
    targets = truth.astype(np.float64) * 2.0 - 1.0
    duals = inverse @ targets
    unseen = targets - duals / np.diag(inverse)[:, None]
    target = out / file_name(embedder.name if embedder else NO_VECTOR)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target,
        format=np.int64(FORMAT),
        model=np.str_(embedder.name if embedder else NO_VECTOR),
        heads=np.asarray(HEADS),
        known=np.clip(np.round(vectors * STEPS), -127, 127).astype(np.int8),
        duals=duals.astype(np.float16),
        grams=(grams.T @ duals).astype(np.float16),
        intercepts=duals.sum(axis=0).astype(np.float32),
        bars=_bars(unseen, told),
    )
    return target


def _bars(unseen: NDArray[np.float64], told: Sequence[Sentence]) -> Matrix:
    """Return [levels × heads]: what the given shares of the sentences that are innocent to a head would have reached."""
    bars = np.zeros((len(PASSING), len(HEADS)), dtype=np.float32)
    for at, head in enumerate(HEADS):
        promising = head in PROMISES
        innocent = unseen[
            [
                not (item.offends or head in item.heads or (promising and item.ours))
                for item in told
            ],
            at,
        ]
        for level, (share, low) in enumerate(zip(PASSING, LOWEST, strict=True)):
            bars[level, at] = max(float(np.quantile(innocent, 1.0 - share)), low)
    return bars


def _vectors(embedder: Embedder | None, texts: Sequence[str]) -> Matrix:
    if embedder is None:
        return np.zeros((0, 0), dtype=np.float32)
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    return np.vstack([embedder.encode_query(batch) for batch in batches])


def main() -> None:
    """Write the weights for the named sentence models into the package, or into another folder."""
    from knowledge.search.embedders import load_embedder

    parser = argparse.ArgumentParser(description="Fit the guards' judge to sentence models.")
    parser.add_argument("embedders", nargs="*", default=[NO_VECTOR, "use"])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "weights")
    chosen = parser.parse_args()
    for name in chosen.embedders:
        train(None if name == NO_VECTOR else load_embedder(name), chosen.out)


if __name__ == "__main__":
    main()
