"""What is innocent whatever it sounds like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.guards.acquittal import asks_to_see, pieces, quotes, repeats
from agent.guards.views import fold


@pytest.mark.parametrize(
    "text",
    [
        "麻烦您把裂的地方拍张照发我。",
        "亲，麻烦拍一下破损的地方和快递面单。",
        "方便的话拍个视频给我们看看吗？",
        "請您提供一張照片。",
        "Could you send me a photo of the cracked part?",
    ],
)
def test_a_request_for_a_picture(text: str) -> None:
    assert asks_to_see(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "您自己拍张照看看是谁弄的。",
        "不拍照就别来找我。",
        "请加微信把照片发我。",
        "到底裂没裂您拍张照。",
        "先拍照再说。",
        "您拍下的这件已经寄出了。",
        "Send me a photo or else we close this.",
    ],
)
def test_what_is_no_mere_request(text: str) -> None:
    assert not asks_to_see(fold(text))


def test_a_clause_repeated_is_the_shops_word() -> None:
    stated = pieces(fold("不要机洗，不要浸泡。用软毛刷刷洗。"))
    assert repeats(fold("不要机洗，不要浸泡哦"), stated)
    assert not repeats(fold("是您自己洗坏的"), stated)
    assert not repeats("好", stated)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert asks_to_see(fold(text)) in {True, False}


def test_a_clause_told_as_it_stands_is_quoted_and_one_turned_on_the_buyer_is_not() -> None:
    stated = pieces(fold("胚芽米：不用泡，米1水1.2，煮好再焖十分钟"))
    assert quotes(fold("您好，查了下，胚芽米：不用泡，米1水1.2。"), stated)
    assert not quotes(fold("说明上写着不用泡，您自己不看怪谁呢"), stated)
    assert not quotes("", stated)
