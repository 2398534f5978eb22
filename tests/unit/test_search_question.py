"""From chat to a question: greetings and slips of the pen go, what is asked stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search.question import asked_words, plain_question
from knowledge.search.terms import terms


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("亲，在吗？请问一下 这个能退货吗", "这个能退货吗"),
        ("你好 运废谁出呀 谢谢啦~", "运费谁出呀"),
        ("Hi there, could you tell me the waranty period? thanks", "the warranty period"),
        ("請問 可以開統編嗎 謝謝", "可以開統編嗎"),
        ("看 https://item.example.com/1.htm?id=3 这款多重", "看   这款多重"),
    ],
)
def test_what_is_said_becomes_what_is_meant(said: str, meant: str) -> None:
    assert plain_question(said) == meant


@pytest.mark.parametrize("said", ["你好", "在吗", "谢谢", "hi", "??", "亲"])
def test_a_mere_greeting_stays_as_it_is(said: str) -> None:
    assert plain_question(said) == said


def test_high_heels_are_no_greeting() -> None:
    assert plain_question("high heels size 38").startswith("high")


def test_question_words_are_not_searched_for() -> None:
    assert asked_words("请问怎么退货呢") == terms("退货")
    assert "what" not in asked_words("what is the warranty")
    assert asked_words("怎么办") == terms("怎么办")


@settings(deadline=None)
@given(st.text(max_size=600))
def test_any_text_gives_a_question_of_bearable_length(text: str) -> None:
    assert len(plain_question(text)) <= 420
    asked_words(text)


@settings(deadline=None)
@given(
    st.sampled_from(
        ["签收后几天内可以退货", "CK-8 能进洗碗机吗", "24吋空箱多重", "who pays return postage"]
    ),
    st.lists(st.sampled_from([" ", "，", "。", "!", "？", "\n", "～"]), max_size=4),
)
def test_marks_and_blanks_at_the_ends_change_nothing(text: str, marks: list[str]) -> None:
    noise = "".join(marks)
    assert asked_words(f"{noise}{text}{noise}") == asked_words(text)
