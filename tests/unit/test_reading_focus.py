"""The part of a message that is embedded."""

from hypothesis import given
from hypothesis import strategies as st

from agent.understanding.focus import focus
from agent.understanding.language import detect
from agent.understanding.normalise import plain, squeeze


def test_greetings_go() -> None:
    assert focus("你好，在吗，鞋子大了想换小一码，谢谢") == "鞋子大了想换小一码，"


def test_the_request_stays_of_a_long_message() -> None:
    story = "上周我和家人出去玩的时候看到你们家店铺做活动就顺手买了一件。" * 5
    found = focus(story + "现在我想申请退货。" + story)
    assert "退货" in found
    assert len(found) <= 80


def test_only_a_greeting_is_kept() -> None:
    assert focus("你好") == "你好"


@given(st.text(max_size=400))
def test_never_longer_than_asked_by_much(text: str) -> None:
    assert len(focus(text, 60)) <= 210


@given(st.text(max_size=200))
def test_quotes_are_the_buyers_own_words(text: str) -> None:
    for seen in (plain(text), squeeze(plain(text))):
        assert len(seen.text) == len(seen.origin)
        if seen.text:
            assert seen.quote(0, len(seen.text)) in text


@given(st.text(max_size=100))
def test_any_text_has_a_language(text: str) -> None:
    detect(text)
