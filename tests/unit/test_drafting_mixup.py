"""What was left out or sent in place of something else, by the buyer's own names."""

import pytest

from agent.domain.reading import Problem
from agent.drafting import mixup
from agent.drafting.brief import OrderView
from tests.unit.test_drafting_account import voice


@pytest.mark.parametrize(("said", "told", "named"), [
    ("少一个杯托啊 6个杯子就5个", "少了一个杯托", "杯托"),
    ("拍了两筒球怎么只有一筒？少的那筒给我补过来", "您只收到一筒", "少的那筒"),
    ("漏发了两片膜", "少了两片膜", "膜"),
    ("说好的手胶没收到啊", "少了手胶", "手胶"),
    ("页面写着送拍包的，没看到，漏发了吧", "", ""),
    ("东西少了", "", ""),
    ("漏发货了吧", "", ""),
    ("少寄了一条握把布怎么办", "少了一条握把布", "握把布"),
    ("我没收到", "", ""),
])  # fmt: skip
def test_what_is_missing_is_called_by_the_buyers_name(said: str, told: str, named: str) -> None:
    heard = voice(said, problem=Problem.MISSING_ITEM)
    assert mixup.lacked(heard) == told
    assert mixup.lacking(heard) == named


@pytest.mark.parametrize(("said", "titles", "told", "ordered"), [
    (("发错啦 我拍的公道杯 来了个茶叶罐",), ("玻璃公道杯 260ml",), "公道杯发成了茶叶罐", "公道杯"),
    (("买的是白色", "收到是黑红的"), ("球鞋 白 42码",), "", ""),
    (("要白色的发成黑红了",), ("球鞋 白 42码",), "白色发成了黑红", ""),
    (("要的白的，发成黑的了",), ("球鞋 白 42码",), "白色发成了黑", ""),
    (("拍的红酒杯结果来了个茶叶罐",), ("玻璃公道杯",), "", ""),
    (("发错了",), ("玻璃公道杯",), "", ""),
])  # fmt: skip
def test_what_came_instead_is_told_back_where_the_order_knows_the_first(
    said: tuple[str, ...], titles: tuple[str, ...], told: str, ordered: str
) -> None:
    heard = voice(*said, problem=Problem.WRONG_ITEM, order=OrderView(titles=titles))
    assert mixup.swapped(heard) == told
    assert mixup.ordered(heard) == ordered


@pytest.mark.parametrize(("said", "measure"), [
    ("压坏了 补寄一筒给我", "一筒"),
    ("請重新寄一筒", "一筒"),
    ("再给我补寄十筒", ""),
    ("重新发货吧", ""),
])  # fmt: skip
def test_another_one_is_agreed_to_by_its_measure_and_never_by_a_number(
    said: str, measure: str
) -> None:
    assert mixup.again(voice(said, problem=Problem.DAMAGED)) == measure
