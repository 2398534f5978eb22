"""Routine questions of buyers who have not bought yet are answered from the shop's own words, or not at all."""

import pytest

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.drafting.brief import Passage
from agent.drafting.extract import Extractor
from agent.drafting.relevance import Relevance
from agent.drafting.sentences import answers_kind
from agent.drafting.title import Titles
from tests.unit.test_template_grid import WRITER, build

RACKETS = (
    Passage(
        path="catalogue.xlsx", heading="球拍!8", score=1.0,
        text="SKU：LW-R202；标题：岚翎 初羽 对拍；价格：329.00；库存：0；最高磅数：26磅；出厂穿线：否；相似款：LW-R201",
    ),
    Passage(
        path="catalogue.xlsx", heading="球拍!7", score=0.98,
        text="SKU：LW-R201；标题：岚翎 流云 成品拍；价格：199.00；库存：240；最高磅数：24磅；出厂穿线：是（22磅）；相似款：LW-R202",
    ),
)  # fmt: skip
REGIONS = (
    Passage(path="物流.html", heading="偏远地区运费", text="地区：新疆、西藏；运费：首重18元，满299元包邮；时效：5–9天", score=1.0),
    Passage(path="物流.html", heading="偏远地区运费", text="地区：江浙沪；运费：包邮；时效：1–2天", score=0.9),
)  # fmt: skip


def _reply(
    message: str, *passages: Passage, answerable: bool = True, want: Want = Want.PRODUCT
) -> str:
    brief = build(
        "zh-Hans", Outcome.INFORM, Problem.NONE, 0, messages=(message,), order=None,
        reading={"wants": want, "all_wants": (want,)},
        decision={"reasons": (), "deadlines": (), "answerable": answerable}, passages=passages,
    )  # fmt: skip
    return WRITER.write(brief).text or ""


def test_the_row_that_a_code_names_is_told_though_another_names_it_as_similar() -> None:
    said = _reply("R201最高多少磅", *RACKETS, answerable=False)
    assert "24磅" in said and "26磅" not in said


def test_of_two_columns_the_one_that_is_asked_for_is_told() -> None:
    said = _reply("R201出厂穿的多少磅", *RACKETS, answerable=False)
    assert "出厂穿线，22磅" in said and "24磅" not in said


@pytest.mark.parametrize(("message", "told"), [("流云还有货吗", "有货"), ("初羽有货吗", "没货")])
def test_whether_something_is_in_stock_is_told_and_not_how_much(message: str, told: str) -> None:
    said = _reply(message, *RACKETS, answerable=False)
    assert told in said and "240" not in said and "库存" not in said


def test_a_price_is_told_as_a_sum() -> None:
    assert "199元" in _reply("流云多少钱", *RACKETS)


def test_one_of_several_places_in_a_cell_is_the_row() -> None:
    said = _reply("新疆包邮吗", *REGIONS, want=Want.POLICY)
    assert "新疆的运费是首重18元" in said and "西藏" not in said


def test_a_notice_is_told_without_its_title_and_what_is_for_staff() -> None:
    text = "【关于双11】双11下的单72小时内发货，按72小时算，别跟人说48小时。"
    found = Extractor().best(
        "双11什么时候发货", [Passage(path="公告.txt", heading="公告", text=text)]
    )
    assert found is not None and found.about == "公告"
    assert found.text == "双11下的单72小时内发货，按72小时算"


@pytest.mark.parametrize(
    ("question", "said", "same"),
    [
        ("球鞋能扔洗衣机洗吗", "衣服可以机洗吗", False),
        ("T恤能机洗吗", "衣服可以机洗吗", True),
        ("靴子能机洗吗", "鞋子保养", True),
    ],
)
def test_a_group_of_goods_answers_for_its_members_alone(
    question: str, said: str, same: bool
) -> None:
    assert Relevance(Titles()).same_goods(question, said) is same


@pytest.mark.parametrize(
    ("question", "said", "bound"),
    [
        ("坏了寄回来运费谁出", "无理由退货，寄回的运费由买家承担", False),
        ("坏了寄回来运费谁出", "质量问题退货，来回运费由本店承担", True),
        ("不喜欢寄回来运费谁出", "无理由退货，寄回的运费由买家承担", True),
    ],
)
def test_words_for_another_case_do_not_answer(question: str, said: str, bound: bool) -> None:
    assert Relevance(Titles()).same_bounds(question, said) is bound


@pytest.mark.parametrize(
    ("question", "said", "opens"),
    [
        ("怎么还没发货", "没有发货的订单可以随时取消，全额退款", False),
        ("还没发货能取消吗", "没有发货的订单可以随时取消，全额退款", True),
        ("多久发货", "付款后48小时内发，超时的可以取消", True),
    ],
)
def test_words_that_grant_something_narrow_open_to_whoever_asks(
    question: str, said: str, opens: bool
) -> None:
    assert Relevance(Titles()).open_to(question, said) is opens


def test_what_every_passage_holds_tells_nothing() -> None:
    relevance, brief = Relevance(Titles()), build("zh-Hans", Outcome.INFORM, Problem.NONE, 0)
    said = "五天没有更新的，快递确认丢了就补发"
    assert relevance.share(brief, "发什么快递", said)[0] > 0
    others = ("快递派送不了的", "驿站与快递", "联系快递改派")
    assert relevance.share(brief, "发什么快递", said, others=others)[0] == 0


def test_a_property_is_told_only_of_goods_that_somebody_named() -> None:
    assert "26磅" not in _reply("新手用哪款最高多少磅的好", *RACKETS)


@pytest.mark.parametrize(
    ("question", "said", "same"),
    [
        ("E09是什么故障", "E07：主板自检失败", False),
        ("E07是什么故障", "E07：主板自检失败", True),
        ("E09是什么故障", "联系客服报修", True),
        ("什么故障", "E07：主板自检失败", True),
    ],
)
def test_another_code_does_not_answer(question: str, said: str, same: bool) -> None:
    assert Relevance(Titles()).same_codes(question, said) is same


@pytest.mark.parametrize(
    ("question", "said", "answers"),
    [
        ("怎么退货", "已经使用的不支持退货", False),
        ("怎么退货", "在订单里申请退货，已经使用的不支持退货", True),
        ("用过能退货吗", "已经使用的不支持退货", True),
    ],
)
def test_a_refusal_does_not_answer_how(question: str, said: str, answers: bool) -> None:
    assert answers_kind(question, said) is answers


def test_whoever_speaks_of_money_back_has_bought() -> None:
    passage = Passage(path="退款.md", heading="到账", text="退款48小时内原路退回。", score=1.0)
    brief = build(
        "zh-Hans", Outcome.INFORM, Problem.NONE, 0, messages=("退款几天到",), order=None,
        reading={"wants": Want.STATUS, "all_wants": (Want.STATUS,)}, passages=(passage,),
        decision={"reasons": (), "missing": ("order_id",), "answerable": True},
    )  # fmt: skip
    for version in range(1, 5):
        text = WRITER.write(brief.model_copy(update={"version": version})).text or ""
        assert "已经下单" not in text and "拍下" not in text
