"""What the verdict may go by: shared words say nothing between two languages, and what cannot be seen counts for nothing."""

import numpy as np
import pytest

from knowledge.search.answerable import _weights, confidence
from knowledge.search.verdict import in_other_script


@pytest.mark.parametrize(
    ("question", "clause", "other"),
    [
        ("can i get an invoice", "支持开电子普通发票", True),
        ("頭燈多重", "Product: head torch; Weight: 86 g", True),
        ("寄到台灣要幾天", "可以寄台湾，七到十个工作日到", False),
        ("how heavy is it", "Weight: 86 g", False),
        ("LW-R103", "SKU：LW-R103；重量：5U", False),
        ("E02", "E02 表示过热保护", False),
    ],
)
def test_a_question_in_another_script(question: str, clause: str, other: bool) -> None:
    assert in_other_script(question, clause) is other


def test_a_feature_that_is_not_there_counts_as_its_mean() -> None:
    model = _weights()["one model"]
    means = {name: mean for name, (mean, _, _) in model.features.items()}
    vector = np.zeros(384, dtype=np.float32)
    whole = confidence(means, vector)
    means.pop("coverage")
    assert confidence(means, vector) == pytest.approx(whole)
    assert confidence(means | {"coverage": 1.0}, vector) != pytest.approx(whole)
