"""A dislike is no fault: what the words say outweighs a reading that took them for one."""

import pytest

from agent.domain.reading import Problem, Reading, Want
from agent.policy.circumstances import as_taste


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("戴了几天耳朵不舒服，想退", Problem.CHANGED_MIND), ("椅子坐着太硬了 退货", Problem.CHANGED_MIND),
        ("試了一下不合穿，想退", Problem.CHANGED_MIND), ("I tried it and do not like it, refund", Problem.CHANGED_MIND),
        ("too heavy for my kid, want to return", Problem.CHANGED_MIND),
        ("不喜欢，而且拉链是坏的", Problem.QUALITY), ("太薄了，质量也差", Problem.QUALITY), ("开不了机，不想要了", Problem.QUALITY),
        ("I don't like it, the handle broke", Problem.QUALITY), ("有异味，不想要了", Problem.QUALITY), ("线头很多", Problem.QUALITY),
    ],
)  # fmt: skip
def test_a_dislike_without_a_fault_is_a_change_of_mind(text: str, problem: Problem) -> None:
    read = Reading(wants=Want.RETURN_REFUND, problem=Problem.QUALITY)
    assert as_taste(read, (text,)).problem is problem
    told = Reading(wants=Want.COMPLAINT, problem=Problem.QUALITY)
    assert as_taste(told, (text,)).problem is Problem.QUALITY
