"""Fits the reader to an embedder: `python -m agent.understanding.training.fit` writes the package's weights anew.

Solved in closed form, so seconds beside the embedding of the sentences; like reading it needs numpy alone. Probabilities are
calibrated on what each sentence would get from a fit without it.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.domain.reading import Problem, Risk, Want
from agent.understanding.classifier import FORMAT, NO_VECTOR, file_name
from agent.understanding.features import Matrix, rows, rule_names
from agent.understanding.focus import focus
from agent.understanding.normalise import plain
from agent.understanding.risks import find_dangers
from agent.understanding.training.corpus import Sentence, injections, sentences, triage_of
from agent.understanding.wanting import binding
from knowledge.search.embedder import Embedder

PAIRS = 360
_PENALTY = 5.0
_EVENING = {"want": 0.9, "triage": 0.7}
_EVENING_ELSE = 0.5


def train(embedder: Embedder | None, out: Path) -> Path:
    """Fit all heads to an embedder's vectors (None: to characters and rules alone) and write them into folder `out`.

    Returns the file written. The result depends on nothing but the sentences, the phrase lists and the embedder.
    """
    told = sentences()
    told += _pairs(told)
    machine, harmless = injections()
    texts = [item.text for item in told]
    vectors, other = _vectors(embedder, texts), _vectors(embedder, machine + harmless)
    centre = np.zeros(0, np.float32) if vectors is None else vectors.mean(axis=0)
    features = rows(texts, None if vectors is None else vectors - centre)
    foreign = rows(machine + harmless, None if other is None else other - centre)
    stored: dict[str, Any] = {}
    model = Ridge(features)
    for name, labels in _labels(told).items():
        stored |= _softmax(name, model, labels)
    stored |= _each("also", model, [item.wants for item in told])
    stored |= _yes_no("lead", model, [item.lead for item in told])
    stored |= _named("risk", model, [_risks(item) for item in told])
    aimed = [False] * len(told) + [True] * len(machine) + [False] * len(harmless)
    stored |= _yes_no("injection", Ridge(np.vstack([features, foreign])), aimed)
    heads = sorted({key.partition(".")[0] for key in stored})
    target = out / file_name(embedder.name if embedder else NO_VECTOR)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target,
        format=np.int64(FORMAT),
        embedder=np.str_(embedder.name if embedder else NO_VECTOR),
        rules=np.asarray(rule_names()),
        centre=centre.astype(np.float32),
        heads=np.asarray(heads),
        **stored,
    )
    return target


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
        problem = lead.problem if lead.problem is not Problem.NONE else rest.problem
        joint = chance.choice([" ", "，", "。", "\n"]) if not one.text.isascii() else ". "
        emotion = max(one.emotion, two.emotion)
        found.append(
            Sentence(
                one.text + joint + two.text,
                wants,
                problem,
                emotion,
                one.lead or two.lead,
                tuple(dict.fromkeys((*one.risks, *two.risks))),
            )
        )
    return found


def _risks(told: Sentence) -> frozenset[Risk]:
    """Return the risks a sentence is labelled with; where it names none, those its words are listed under."""
    if told.risks or not told.lead:
        return frozenset(told.risks)
    return frozenset(find_dangers(plain(told.text)).risks)


def _vectors(embedder: Embedder | None, texts: Sequence[str]) -> Matrix | None:
    if embedder is None:
        return None
    return np.vstack([embedder.encode_query([focus(text)]) for text in texts])


def _labels(told: Sequence[Sentence]) -> dict[str, list[str]]:
    return {
        "want": [item.wants[0].value for item in told],
        "triage": [triage_of(item.wants[0], item.problem, lead=item.lead).value for item in told],
        "problem": [item.problem.value for item in told],
        "emotion": [str(item.emotion) for item in told],
    }


def _softmax(name: str, model: "Ridge", labels: Sequence[str]) -> dict[str, Any]:
    classes = sorted(set(labels))
    places = np.asarray([classes.index(label) for label in labels])
    targets = np.asarray(np.eye(len(classes))[places] * 2.0 - 1.0, dtype=np.float64)
    coefficients, intercepts, unseen = model.fit(targets)
    # How often a label was written here says little of how often buyers say it: most of that advantage goes.
    shares = np.bincount(places) / len(places)
    lean = (
        _EVENING.get(name, _EVENING_ELSE)
        * np.log(shares * len(classes))
        * _temperature(unseen, places)
    )
    temperature = _temperature(unseen - lean, places)
    intercepts = intercepts - lean
    return _stored(name, classes, coefficients, intercepts, temperature, exclusive=True)


def _each(name: str, model: "Ridge", wants: Sequence[Sequence[Want]]) -> dict[str, Any]:
    classes = [want for want in Want if want is not Want.NONE]
    truth = np.asarray([[want in told for want in classes] for told in wants])
    return _independent(name, model, [want.value for want in classes], truth)


def _named(name: str, model: "Ridge", risks: Sequence[frozenset[Risk]]) -> dict[str, Any]:
    truth = np.asarray([[risk in told for risk in Risk] for told in risks])
    return _independent(name, model, [risk.value for risk in Risk], truth)


def _yes_no(name: str, model: "Ridge", labels: Sequence[bool]) -> dict[str, Any]:
    return _independent(name, model, ["yes"], np.asarray(labels)[:, None])


def _independent(
    name: str, model: "Ridge", classes: Sequence[str], truth: NDArray[np.bool_]
) -> dict[str, Any]:
    coefficients, intercepts, unseen = model.fit(truth.astype(np.float64) * 2.0 - 1.0)
    temperature = _sharpness(unseen, truth)
    return _stored(name, classes, coefficients, intercepts, temperature, exclusive=False)


class Ridge:
    """Least squares with a penalty, solved once for all heads through the sentences' own products (fewer than features)."""

    def __init__(self, features: Matrix, penalty: float = _PENALTY) -> None:
        self._features = features.astype(np.float64)
        self._kernel = (
            self._features @ self._features.T + 1.0
        )  # the 1 is an intercept, lightly held
        self._inverse = np.linalg.inv(self._kernel + penalty * np.eye(len(features)))

    def fit(
        self, targets: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return coefficients [classes × features], intercepts, and what each sentence gets from a fit without it."""
        duals = self._inverse @ targets
        unseen = targets - duals / np.diag(self._inverse)[:, None]
        return (self._features.T @ duals).T, duals.sum(axis=0), unseen


def _sharpness(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Return the divisor of independent scores under which unseen sentences get the likeliest probabilities."""

    def loss(divisor: float) -> float:
        signed = np.where(truth, scores, -scores) / divisor
        return float(np.logaddexp(0.0, -signed).mean())

    return float(min(np.geomspace(0.05, 2.0, 60), key=loss))


def _temperature(scores: NDArray[np.float64], places: NDArray[np.int64]) -> float:
    """Return the divisor of the scores under which unseen sentences get the likeliest probabilities."""

    def loss(divisor: float) -> float:
        scaled = scores / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(places)), places].mean())

    return float(min(np.geomspace(0.05, 2.0, 60), key=loss))


def _stored(
    name: str,
    classes: Any,
    coefficients: Any,
    intercepts: Any,
    temperature: float,
    *,
    exclusive: bool,
) -> dict[str, Any]:
    return {
        f"{name}.classes": np.asarray([str(item) for item in classes]),
        f"{name}.coefficients": np.asarray(coefficients, dtype=np.float16),
        f"{name}.intercepts": np.asarray(intercepts, dtype=np.float32),
        f"{name}.temperature": np.float32(temperature),
        f"{name}.exclusive": np.bool_(exclusive),
    }


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
