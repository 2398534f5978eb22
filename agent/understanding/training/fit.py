"""Fits the reader to an embedder: `python -m agent.understanding.training.fit` writes the package's weights anew.

Like reading it needs numpy alone. Probabilities are calibrated on whole files of sentences left out of a first fit, as a
buyer's wording is further from any training sentence than these are from one another.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.domain.reading import Problem, Risk, Triage, Want
from agent.understanding.classifier import FORMAT, NO_VECTOR, file_name
from agent.understanding.features import Matrix, rows, rule_names
from agent.understanding.focus import focus
from agent.understanding.normalise import plain
from agent.understanding.risks import find_dangers
from agent.understanding.training.corpus import Sentence, injections, sentences, triage_of
from agent.understanding.training.frames import joined, surrounded
from agent.understanding.training.network import Network, Target, fit
from agent.understanding.wanting import binding
from knowledge.search.embedder import Embedder

PAIRS = 360
_AND = "|"
"""Between the sources of a joined sentence."""
_MADE = 0.5
"""What a joined sentence counts for beside one written whole; likewise those of the files that were written shop by shop."""
_BY_SHOP = "shop_"
"""They are more than all others together, and in full drown what those teach (wants of the sets never trained on .85 to .88)."""
_EVENING = {"want": 0.5, "triage": 0.5}
_EVENING_ELSE = 0.3
_HELD_OUT = 4
"""Every so manieth file is left out of the fit that the calibration judges."""


def train(embedder: Embedder | None, out: Path) -> Path:
    """Fit all heads to an embedder's vectors (None: to characters and rules alone) and write them into folder `out`.

    Returns the file written. The result depends on nothing but the sentences, the phrase lists and the embedder.
    """
    told = sentences()
    told += _pairs(told) + surrounded(told) + joined()
    machine, harmless = injections()
    texts = [item.text for item in told] + machine + harmless
    vectors = _vectors(embedder, texts)
    centre = np.zeros(0, np.float32) if vectors is None else vectors[: len(told)].mean(axis=0)
    features = rows(texts, None if vectors is None else vectors - centre)
    targets = _targets(told, len(machine), len(harmless))
    weights = np.ones(len(texts), np.float32)
    weights[: len(told)] = [_counts(item) for item in told]
    learned, unseen = _parted(told, len(texts))
    trial = fit(features[learned], _part(targets, learned), weights[learned])
    network = fit(features, targets, weights)
    judged = trial.scores(features[unseen])
    target = out / file_name(embedder.name if embedder else NO_VECTOR)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target,
        format=np.int64(FORMAT),
        embedder=np.str_(embedder.name if embedder else NO_VECTOR),
        rules=np.asarray(rule_names()),
        centre=centre.astype(np.float32),
        hidden=network.hidden.astype(np.float16),
        bias=network.bias.astype(np.float32),
        heads=np.asarray(sorted(targets)),
        **_stored(network, targets, _part(targets, unseen), judged),
    )
    return target


def _counts(told: Sentence) -> float:
    """Return how much a sentence counts beside one written for what it teaches."""
    return _MADE if not told.whole or told.source.startswith(_BY_SHOP) else 1.0


def _pairs(told: Sequence[Sentence]) -> list[Sentence]:
    """Join sentences of two wants into one message, so that a second want is seen beside a first."""
    chance = random.Random(20261121)
    usable = [item for item in told if item.wants[0] is not Want.NONE and len(item.text) < 60]
    found: list[Sentence] = []
    while len(found) < PAIRS:
        one, two = chance.sample(usable, 2)
        if one.text.isascii() != two.text.isascii() or one.wants[0] is two.wants[0]:
            continue
        wants = tuple(sorted({*one.wants, *two.wants}, key=binding))
        lead = one if one.wants[0] is wants[0] else two
        rest = two if lead is one else one
        joint = chance.choice([" ", "，", "。", "\n"]) if not one.text.isascii() else ". "
        found.append(
            Sentence(
                one.text + joint + two.text,
                wants,
                lead.problem if lead.problem is not Problem.NONE else rest.problem,
                max(one.emotion, two.emotion),
                one.lead or two.lead,
                tuple(dict.fromkeys((*one.risks, *two.risks))),
                one.source + _AND + two.source,
                whole=False,
            )
        )
    return found


def _parted(told: Sequence[Sentence], count: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark what the trial learns from, and the sentences of every `_HELD_OUT`th file, of which it sees no part."""
    names = sorted({item.source for item in told if item.whole})
    held = set(names[::_HELD_OUT])
    learned, unseen = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    learned[: len(told)] = [not held & set(item.source.split(_AND)) for item in told]
    unseen[: len(told)] = [item.whole and item.source in held for item in told]
    return learned, unseen


def _targets(told: Sequence[Sentence], machine: int, harmless: int) -> dict[str, Target]:
    """Return what each head should say of the sentences, and of what speaks to a machine, which only one head hears."""
    other = machine + harmless
    known = np.concatenate([np.ones(len(told)), np.zeros(other)]).astype(np.float32)

    def one_of(labels: Sequence[str], classes: Sequence[str]) -> Target:
        truth = np.asarray([[name == label for name in classes] for label in labels])
        return Target(_padded(truth, other), known, exclusive=True)

    def each(truth: Sequence[Sequence[bool]]) -> Target:
        return Target(_padded(np.asarray(truth), other), known, exclusive=False)

    aimed = [False] * len(told) + [True] * machine + [False] * harmless
    return {
        "want": one_of([item.wants[0] for item in told], _CLASSES["want"]),
        "triage": one_of(
            [triage_of(item.wants[0], item.problem, lead=item.lead) for item in told],
            _CLASSES["triage"],
        ),
        "problem": one_of([item.problem for item in told], _CLASSES["problem"]),
        "emotion": one_of([str(item.emotion) for item in told], _CLASSES["emotion"]),
        "also": each([[want in item.wants for want in _CLASSES["also"]] for item in told]),
        "lead": each([[item.lead] for item in told]),
        "risk": each([[risk in _risks(item) for risk in Risk] for item in told]),
        "injection": Target(
            np.asarray(aimed, np.float32)[:, None], np.ones_like(known), exclusive=False
        ),
    }


_CLASSES: dict[str, tuple[str, ...]] = {
    "want": tuple(Want),
    "triage": tuple(Triage),
    "problem": tuple(Problem),
    "emotion": ("0", "1", "2", "3"),
    "also": tuple(want for want in Want if want is not Want.NONE),
    "lead": ("yes",),
    "risk": tuple(Risk),
    "injection": ("yes",),
}


def _padded(truth: NDArray[np.bool_], more: int) -> Matrix:
    return np.vstack([truth, np.zeros((more, truth.shape[1]))]).astype(np.float32)


def _part(targets: dict[str, Target], chosen: NDArray[np.bool_]) -> dict[str, Target]:
    return {
        name: replace(target, truth=target.truth[chosen], known=target.known[chosen])
        for name, target in targets.items()
    }


def _risks(told: Sentence) -> frozenset[Risk]:
    """Return the risks a sentence is labelled with; where it names none, those its words are listed under."""
    if told.risks or not told.lead:
        return frozenset(told.risks)
    return frozenset(find_dangers(plain(told.text)).risks)


def _vectors(embedder: Embedder | None, texts: Sequence[str]) -> Matrix | None:
    if embedder is None:
        return None
    return np.vstack([embedder.encode_query([focus(text)]) for text in texts])


def _stored(
    network: Network,
    targets: dict[str, Target],
    unseen: dict[str, Target],
    judged: dict[str, NDArray[np.float64]],
) -> dict[str, Any]:
    """Return the heads' arrays, each with the divisor under which the unseen sentences get the likeliest probabilities."""
    stored: dict[str, Any] = {}
    for name, target in targets.items():
        weights, bias = network.heads[name]
        truth, scores = unseen[name].truth.astype(np.bool_), judged[name]
        if target.exclusive:
            # How often a label was written here says little of how often buyers say it: much of that advantage goes.
            shares = np.maximum(target.truth.sum(axis=0), 1.0) / target.truth.sum()
            lean = _EVENING.get(name, _EVENING_ELSE) * np.log(shares * len(shares))
            bias, scores = bias - lean, scores - lean
        stored |= {
            f"{name}.classes": np.asarray([str(item) for item in _CLASSES[name]]),
            f"{name}.coefficients": weights.T.astype(np.float16),
            f"{name}.intercepts": np.asarray(bias, dtype=np.float32),
            f"{name}.temperature": np.float32(_divisor(scores, truth, exclusive=target.exclusive)),
            f"{name}.exclusive": np.bool_(target.exclusive),
        }
    return stored


def _divisor(scores: NDArray[np.float64], truth: NDArray[np.bool_], *, exclusive: bool) -> float:
    """Return the divisor of the scores under which unseen sentences get the likeliest probabilities."""

    def loss(divisor: float) -> float:
        scaled = scores / divisor
        if not exclusive:
            return float(np.logaddexp(0.0, -np.where(truth, scaled, -scaled)).mean())
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[truth]).mean())

    return float(min(np.geomspace(0.3, 4.0, 60), key=loss))


def main() -> None:
    """Write the weights for the named embedders into the package, or into another folder."""
    from knowledge.search.embedders import load_embedder

    parser = argparse.ArgumentParser(description="Fit the reader to embedders.")
    parser.add_argument("embedders", nargs="*", default=[NO_VECTOR, "use"])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "weights")
    chosen = parser.parse_args()
    for name in chosen.embedders:
        train(None if name == NO_VECTOR else load_embedder(name), chosen.out)


if __name__ == "__main__":
    main()
