"""Long English messages are read clause by clause."""

import pytest

from agent.domain.reading import Want
from agent.understanding.errands import errands, is_long
from agent.understanding.normalise import plain


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        (
            "I'd like to return the tent, and exchange the stove for the two-burner one. Also cancel the lantern "
            "in my pending order.",
            {Want.RETURN_REFUND, Want.EXCHANGE, Want.CANCEL},
        ),
        (
            "You want to modify your pending jacket to the green one, and change the shipping address to your office.",
            {Want.CHANGE_ORDER},
        ),
        (
            "Please swap the kettle I received for the black one. If that is not possible, return it for a refund.",
            {Want.EXCHANGE},
        ),
        (
            "I want to cancel the mirror, but I regret it when you ask and want to keep it. How heavy is it by the way?",
            set(),
        ),
        (
            "I do not want to return the speaker, I only want to know how many watts the speaker has and its weight.",
            set(),
        ),
        (
            "Update the address of my order to 12 Mill Lane, and exchange the blue mug in it for the red mug please.",
            {Want.CHANGE_ORDER},
        ),
        (
            "I want to modify two items in the parcel I just received, the lamp and the rug, to their bigger versions.",
            {Want.EXCHANGE},
        ),
        (
            "If you cannot help me with the missing screws, transfer me to a human agent, I have waited long enough.",
            {Want.HUMAN},
        ),
    ],
)
def test_clauses_give_their_wants(text: str, wants: set[Want]) -> None:
    assert set(errands(plain(text))) == wants


def test_what_is_short_or_not_english_is_read_as_a_whole() -> None:
    assert not is_long(plain("Please cancel my order"))
    assert not is_long(
        plain("我要退货，另外把上一单的地址改到公司，还有那把伞取消掉，谢谢你们了哈" * 3)
    )
