"""Teaches the cross-encoder (`knowledge/search/cross/`) to tell an answer from what lies beside it, and says how well it does.

`python -m evals.adapters.cross` trains, reports on what was left out, and with `--write` stores the weights in the package; it needs
torch (the extra `models`) and takes about an hour of two cores. It learns from pairs of a clause and a question: those written as such
(`evals/datasets/pairs/`), and of `answers.jsonl`, the part "taught" of `ordinary.jsonl` and the part "fit" of `answerable.jsonl` every question with
the clauses that search finds for it. Left out are every fifth shop of `answers.jsonl`, every fifteenth block of the pairs, and all other parts.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from evals.adapters.cross_network import CrossNetwork
from evals.adapters.shops import (
    Shop,
    hard_shops,
    left_out,
    ordinary_shops,
    plain_shops,
    searched,
)
from evals.metrics.retrieval import balanced_accuracy
from knowledge.search.cross.container import Container, Matrix
from knowledge.search.cross.encoder import WEIGHTS, Pairing, model_file, stored_weights
from knowledge.search.cross.transformer import Passage
from knowledge.search.index import embedded_text

BLOCKS_LEFT_OUT = 15
"""Every so manieth block of pairs is not learned from."""
BATCH, HEAD = 32, 5
"""Pairs of one step, and how many times faster the head learns."""
WARM_UP, _LAST_RATE = 50, 0.02
_SORTED = 16  # batches that are filled by length together, so that little is padding
_SEEN, _FOUND = 3, 8
"""Clauses of a question that are learned from, and among which the one that answers is looked for."""


@dataclass(frozen=True)
class Pair:
    """A question, a clause as it is embedded, and whether the one answers the other."""

    question: str
    clause: str
    answers: bool


def written_pairs(*, kept_back: bool, files_like: str = "*.txt") -> Iterator[Pair]:
    """Give the pairs of the files of `evals/datasets/pairs/`: of the blocks kept back, or of all others."""
    for path in sorted(files("evals").joinpath("datasets/pairs").iterdir(), key=lambda p: p.name):
        if fnmatch(path.name, files_like):
            for place, block in enumerate(_blocks(path)):
                if (place % BLOCKS_LEFT_OUT == 0) == kept_back:
                    yield from block


def unseen_pairs() -> Iterator[Pair]:
    """Give the pairs of `evals/datasets/pairs_unseen.txt`, which nothing is taught by."""
    yield from chain.from_iterable(_blocks(files("evals").joinpath("datasets/pairs_unseen.txt")))


def _blocks(path: Traversable) -> Iterator[list[Pair]]:
    for block in path.read_text("utf-8").strip().split("\n\n"):
        clause, *questions = block.splitlines()
        told = clause.removeprefix("# ").replace(" | ", "\n", 1)
        yield [Pair(line[2:], told, line.startswith("+")) for line in questions]


def asked_pairs(shops: Sequence[Shop]) -> Iterator[Pair]:
    """Ask every question of its shop and give it with the clauses found."""
    for _, _, question, found in searched(shops, _FOUND):
        for at, hit in enumerate(found.hits):
            answers = question.answered_by(hit.clause)
            if at < _SEEN or answers:
                yield Pair(question.text, embedded_text(hit.clause), answers)


@dataclass(frozen=True)
class Course:
    """How long and how fast it learns."""

    epochs: int
    rate: float


WHOLE, FURTHER = Course(2, 6e-4), Course(1, 2.5e-4)
"""From nothing; and on from what was learned before, when pairs were added."""


def train(
    pairs: Sequence[Pair],
    container: Container,
    course: Course = WHOLE,
    begun: Mapping[str, Matrix] | None = None,
) -> CrossNetwork:
    """Train on the pairs, in an order that is the same each time; on from what was learned before where that is `begun`."""
    chance = random.Random(20261130)
    torch.manual_seed(20261130)
    read = _read(pairs, container)
    share = sum(pair.answers for pair in pairs) / len(pairs)
    network = CrossNetwork(container, share=share)
    if begun is not None:
        network.take(begun)
    body = [p for name, p in network.named_parameters() if not name.startswith("head")]
    descent = torch.optim.AdamW(
        [
            {"params": body, "lr": course.rate},
            {"params": network.head.parameters(), "lr": course.rate * HEAD},
        ],
        weight_decay=0.0,
        fused=True,
    )
    steps = course.epochs * (len(pairs) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        descent, lambda step: min(1.0, (step + 1) / WARM_UP) * max(_LAST_RATE, 1 - step / steps)
    )
    for epoch in range(course.epochs):
        total = 0.0
        for rows in _batches([len(one.pieces) for one in read], chance):
            truth = torch.tensor([float(pairs[row].answers) for row in rows])
            loss = F.binary_cross_entropy_with_logits(network([read[row] for row in rows]), truth)
            descent.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch declares no types for it
            torch.nn.utils.clip_grad_norm_(body, 1.0)
            descent.step()
            pace.step()
            total += float(loss.detach()) * len(rows)
        print(f"epoch {epoch + 1} of {course.epochs}: loss {total / len(pairs):.3f}", flush=True)
    return network


def with_others(fresh: Sequence[Pair], every: Sequence[Pair]) -> list[Pair]:
    """Return the fresh pairs and twice as many of the others, so that nothing learned before is lost."""
    rest = sorted(set(every) - set(fresh), key=lambda pair: (pair.question, pair.clause))
    return [*fresh, *random.Random(7).sample(rest, min(len(rest), 2 * len(fresh)))]


def judged(network: CrossNetwork, pairs: Sequence[Pair], container: Container) -> list[float]:
    """Return the log-odds of each pair."""
    read = _read(pairs, container)
    order = sorted(range(len(read)), key=lambda row: len(read[row].pieces))
    found = np.zeros(len(read))
    with torch.no_grad():
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            scores: Tensor = network([read[row] for row in rows])
            found[rows] = scores.numpy()
    return [float(score) for score in found]


def report(name: str, pairs: Sequence[Pair], scores: Sequence[float]) -> str:
    """Return in a line how well pairs are told apart."""
    truth = [pair.answers for pair in pairs]
    right = balanced_accuracy(truth, [score > 0 for score in scores])
    return f"{name}: {len(pairs)} pairs, {sum(truth)} of them answer, balanced accuracy {right:.3f}"


def _batches(lengths: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """Give the rows of each batch, of about one length, in an order of chance."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    for at in range(0, len(order), BATCH * _SORTED):
        chunk = sorted(order[at : at + BATCH * _SORTED], key=lambda row: lengths[row])
        batches = [chunk[n : n + BATCH] for n in range(0, len(chunk), BATCH)]
        chance.shuffle(batches)
        yield from batches


def _read(pairs: Sequence[Pair], container: Container) -> list[Passage]:
    pairing = Pairing(container)
    return [pairing.passage(pair.question, pair.clause) for pair in pairs]


def main() -> None:
    """Train, report, and with --write store the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--further",
        metavar="FILE",
        help="go on from the stored weights with the pairs of this file and twice as many others, in some minutes",
    )
    options = parser.parse_args()
    model = model_file()
    assert model is not None
    container = Container(model)
    hard = hard_shops()
    hard_left = left_out(hard)
    shops = (*hard, *plain_shops(("fit",)), *ordinary_shops("taught"))
    taught = [shop for shop in shops if shop not in hard_left]
    pairs = [*written_pairs(kept_back=False), *asked_pairs(taught)]
    if options.further:
        fresh = list(written_pairs(kept_back=False, files_like=options.further))
        network = train(with_others(fresh, pairs), container, FURTHER, stored_weights())
    else:
        network = train(pairs, container)
    for name, left in (
        ("blocks of pairs kept back", list(written_pairs(kept_back=True))),
        ("pairs_unseen.txt", list(unseen_pairs())),
        ("shops of answers.jsonl left out", list(asked_pairs(hard_left))),
        ("answerable.jsonl, part held", list(asked_pairs(plain_shops(("held",))))),
    ):
        print(report(name, left, judged(network, left, container)))
    if options.write:
        target = Path(str(files("knowledge.search.cross") / WEIGHTS))
        np.savez_compressed(target, **network.learned())  # type: ignore[arg-type]  # arrays by name


if __name__ == "__main__":
    main()
