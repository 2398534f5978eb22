"""Documents into passages: what is one clause, under which heading."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.readers.block import Block
from knowledge.readers.plain_text import from_text
from knowledge.splitter import Passage, split


def passages(text: str, statute: bool = False) -> tuple[Passage, ...]:
    return split(from_text(text).blocks, statute)


def pairs(text: str, statute: bool = False) -> list[tuple[str, str]]:
    return [(passage.heading, passage.text) for passage in passages(text, statute)]


LAW = """中华人民共和国某某法

（2020年1月1日某机关通过）

目　　录

第一章　总　则
第二章　附则

第一章　总　则

第一条　为了试验，制定本法。

第二条　下列商品不适用：
（一）定作的；
（二）鲜活易腐的。

前款所称商品，依照
第十条规定的办法办理。

第十条 前款不适用的除外。

第三条　依照第二条办理。
第三条之一　补充的条文。

第二章　附则

第四条　本法自2020年3月1日起施行。
"""


def test_a_statute_gives_one_passage_per_article_with_its_items() -> None:
    found = pairs(LAW, statute=True)
    assert [heading for heading, _ in found] == [
        "第一章 总则 > 第一条",
        "第一章 总则 > 第二条",
        "第一章 总则 > 第三条",
        "第一章 总则 > 第三条之一",
        "第二章 附则 > 第四条",
    ]
    assert found[1][1].startswith("第二条　下列商品不适用：\n（一）定作的；")
    assert "第十条规定的办法办理。" in found[1][1]
    assert "第十条 前款不适用的除外。" in found[1][1]


def test_numbered_items_of_a_shop_policy_are_clauses_under_their_headings() -> None:
    found = pairs(
        "退货政策\n\n一、退货条件\n1. 签收后七天内可以申请退货，商品要完好。\n2. 定制商品经确认后不支持退货。\n\n"
        "二、运费\n（一）质量问题的运费由本店承担。\n（二）其他原因的运费由买家承担。\n"
    )
    assert found == [
        ("退货政策 > 一、退货条件", "1. 签收后七天内可以申请退货，商品要完好。"),
        ("退货政策 > 一、退货条件", "2. 定制商品经确认后不支持退货。"),
        ("退货政策 > 二、运费", "（一）质量问题的运费由本店承担。"),
        ("退货政策 > 二、运费", "（二）其他原因的运费由买家承担。"),
    ]


def test_the_lead_in_of_a_list_heads_its_items() -> None:
    found = pairs(
        "退货说明\n\n以下商品不支持七天无理由退货：\n1. 已经拆封使用过的贴身衣物，例如泳衣和内衣；\n2. 按买家要求刻字的球拍。\n"
    )
    assert found[1] == ("退货说明 > 以下商品不支持七天无理由退货", "2. 按买家要求刻字的球拍。")


def test_short_bullets_stay_with_their_lead_in() -> None:
    assert pairs("以下商品不退：\n- 生鲜\n- 鲜花\n- 报纸\n\n其他商品都可以退货，请放心下单。") == [
        ("", "以下商品不退：\n- 生鲜\n- 鲜花\n- 报纸"),
        ("", "其他商品都可以退货，请放心下单。"),
    ]


def test_steps_of_one_procedure_stay_together() -> None:
    found = pairs("怎么申请退款\n1. 打开我的订单\n2. 点申请售后\n3. 选退款原因\n")
    assert found == [("怎么申请退款", "1. 打开我的订单\n2. 点申请售后\n3. 选退款原因")]


@pytest.mark.parametrize(
    "marks", [("问：", "答："), ("Q: ", "A: "), ("Q1：", "A1："), ("1. 问：", "答：")]
)
def test_a_question_and_its_answer_are_one_clause(marks: tuple[str, str]) -> None:
    asks, answers = marks
    found = pairs(
        f"{asks}什么时候发货？\n{answers}付款后48小时内。\n{asks}能开发票吗？\n{answers}可以。\n请留抬头。"
    )
    assert [text for _, text in found] == [
        f"{asks.strip()}{' ' if asks.endswith(' ') else ''}什么时候发货？\n{answers}付款后48小时内。",
        f"{asks}能开发票吗？\n{answers}可以。\n请留抬头。",
    ]


def test_english_sections() -> None:
    found = pairs(
        "Returns Policy\n\nSection 1 Eligibility\n\n1.1 Items may be returned within 30 days of delivery.\n1.2 Sale items are final.\n\n"
        "Section 2 Refunds\n\nRefunds are issued to the original payment method.\n"
    )
    assert found == [
        (
            "Returns Policy > Section 1 Eligibility",
            "1.1 Items may be returned within 30 days of delivery.",
        ),
        ("Returns Policy > Section 1 Eligibility", "1.2 Sale items are final."),
        (
            "Returns Policy > Section 2 Refunds",
            "Refunds are issued to the original payment method.",
        ),
    ]


def test_a_lone_heading_is_no_clause_but_a_lone_line_is() -> None:
    assert pairs("退货政策\n\n签收后七天内可以申请退货。\n\n附则\n") != []
    assert pairs("全场包邮") == [("", "全场包邮")]


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    sentence = "本店所售商品自签收之日起七天内可以申请无理由退货，商品应当完好。"
    found = passages("退货\n\n" + sentence * 30)
    assert len(found) > 2
    assert all(passage.text.endswith("。") and len(passage.text) <= 400 for passage in found)
    assert "".join(passage.text for passage in found) == sentence * 30


def test_a_heading_of_the_format_outranks_numbers_in_the_text() -> None:
    blocks = [
        Block(kind="heading", text="售后", level=1),
        Block(kind="text", text="一、换货"),
        Block(kind="text", text="十五天内可以换货一次，请保持吊牌完好，不影响再次销售。"),
        Block(kind="heading", text="维修", level=2),
        Block(kind="text", text="保修期内免费。"),
    ]
    assert [passage.heading for passage in split(blocks)] == ["售后 > 一、换货", "售后 > 维修"]


def test_nested_list_items_of_the_format() -> None:
    blocks = [
        Block(kind="item", text="退货", level=1),
        Block(
            kind="item",
            text="七天内申请，商品完好，吊牌齐全，不影响再次销售的，都可以退。",
            level=2,
        ),
        Block(
            kind="item",
            text="换货需要在十五天内提出，同款缺货的可以选择退款，运费由本店承担。",
            level=1,
        ),
    ]
    found = split(blocks)
    assert [passage.heading for passage in found] == ["退货", ""]


LINES = st.sampled_from(
    [
        "退货政策", "一、退货条件", "（一）签收后七天内可以退货。", "1. 定制商品不退；", "以下商品不退：", "第一条 总则内容。", "第二条　运费由买家承担。",
        "第十条规定的情形除外。", "第二章 附则", "问：几天到？", "答：三天。", "- 生鲜", "① 拍照", "普通的一段话，说明运费由谁承担。", "短句", "", "目录",
        "Section 3 Refunds", "Refunds take 5 days.", "3.2 Timing", "==== 正文 ====", "A: yes", "客服电话：12345",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=25))
def test_no_body_character_is_lost_and_nothing_raises(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = passages(text)
    shown = "".join(passage.heading + passage.text for passage in found)
    kept = set(re.sub(r"\s", "", shown))
    for line in lines:
        body = line.strip()
        if len(body) > 12 and re.search(r"[。；]$", body) and "\x1c" not in body:
            assert set(re.sub(r"[\s\x1c-\x1f\x85]", "", body)) <= kept | set("\ufeff")
    assert found == passages(text)
    assert all(passage.text.strip() for passage in found)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(alphabet="退货运费天内买家。，1（）一、", min_size=20, max_size=400).map(
            lambda text: f"段{text}。"
        ),
        min_size=1,
        max_size=8,
    )
)
def test_paragraphs_come_out_whole_and_in_order(paragraphs: list[str]) -> None:
    blocks = [Block(kind="text", text=paragraph) for paragraph in paragraphs]
    assert "".join(re.sub(r"\s", "", passage.text) for passage in split(blocks)) == "".join(
        paragraphs
    )


def test_a_title_in_brackets_heads_the_document() -> None:
    text = "【小店温馨提示】\n\n一、收货先开箱，再签字。\n\n二、半夜留言第二天回。"
    assert {heading for heading, _ in pairs(text)} == {"【小店温馨提示】"}
