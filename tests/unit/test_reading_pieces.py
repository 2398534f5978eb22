"""Long texts are read in pieces: what these are, how their guesses are laid over the whole's, what dangers stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.reading import Risk
from agent.understanding.leads import borne_out
from agent.understanding.normalise import plain
from agent.understanding.pieces import Guess, alarmed, lines, overlaid, pieces, width
from agent.understanding.risks import find_dangers

_STORY = (
    "周末和家人一起去的，排队排了四十分钟，里面其实空着好几桌。服务员说这几桌都订出去了，后来才知道是骗我们的。"
    "菜上得慢，味道也一般，汤是凉的。结账的时候又等了一刻钟，以后不会再来了。"
)


def _guess(lead: float, want: str = "none") -> Guess:
    return {
        "lead": {"yes": lead},
        "risk": {"injury": lead},
        "also": {"refund": lead},
        "injection": {"yes": 0.0},
        "want": {"none": 0.1, "refund": 0.1, want: 0.9},
        "problem": {"none": 0.5, "quality": 0.5},
    }


def test_a_short_message_has_no_pieces() -> None:
    assert pieces("杯子碎了，退款") == ()


def test_a_story_is_parted_at_its_clauses_and_nothing_is_lost() -> None:
    parts = pieces(_STORY)
    assert len(parts) > 2
    assert "".join(parts) == _STORY
    assert all(width(part) <= 60 for part in parts)


@given(st.text(alphabet="退货坏了，。！？ ab.\n", max_size=1500))
def test_pieces_are_few_and_made_of_the_text(text: str) -> None:
    parts = pieces(text)
    assert len(parts) <= 10
    assert all(part and part in text for part in parts)


def test_one_grave_piece_makes_the_whole_grave() -> None:
    found = overlaid(_guess(0.1), [_guess(0.05), _guess(0.95, "refund"), _guess(0.02)])
    assert found["lead"]["yes"] == found["risk"]["injury"] == found["also"]["refund"] == 0.95


def test_the_piece_that_asks_for_something_weighs_more_than_those_that_tell() -> None:
    found = overlaid(_guess(0.0), [_guess(0.0), _guess(0.0, "refund"), _guess(0.0)])
    assert found["want"]["refund"] > found["want"]["none"] * 0.5
    assert overlaid(_guess(0.3), []) == _guess(0.3)


@pytest.mark.parametrize(("lead", "stands"), [(0.05, False), (0.9, True)])
def test_a_word_of_danger_in_a_story_stands_only_in_a_piece_that_sounds_of_danger(
    lead: float, stands: bool
) -> None:
    text = "排了很久的队。像新闻里说的那样，这家是奸商，卖的全是假货。"
    dangers = find_dangers(plain(text))
    assert Risk.COUNTERFEIT in dangers.risks
    parts = [("排了很久的队。", _guess(0.0)), ("这家是奸商，卖的全是假货。", _guess(lead))]
    assert (Risk.COUNTERFEIT in borne_out(dangers, parts).risks) is stands


def test_a_life_in_danger_is_never_taken_back() -> None:
    dangers = find_dangers(plain("我不想活了"))
    assert borne_out(dangers, [("我不想活了", _guess(0.0))]).risks == dangers.risks


def test_a_short_chat_is_its_lines() -> None:
    assert lines("在吗\n杯子碎了\n") == ("在吗", "杯子碎了")
    assert lines("杯子碎了") == lines("一\n二\n三\n四\n五\n六\n七") == ()


def test_a_line_alarms_only_beyond_doubt_and_with_its_risk() -> None:
    calm, loud = _guess(0.2), _guess(0.97)
    assert alarmed(calm, [calm, loud])["lead"]["yes"] == 0.97
    assert alarmed(calm, [calm, _guess(0.94)])["lead"]["yes"] == 0.2
    unnamed = {**loud, "risk": {"injury": 0.1}}
    assert alarmed(calm, [unnamed])["lead"]["yes"] == 0.2
    assert alarmed(calm, []) == calm
