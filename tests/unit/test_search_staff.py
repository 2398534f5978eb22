"""What is written for the shop's own people is told from what may be quoted."""

import pytest

from knowledge.clause import Clause
from knowledge.search.staff import staff_only


def clause(
    path: str = "policies/returns.md", heading: str = "Returns", text: str = "30 days"
) -> Clause:
    return Clause(clause_id=f"{path}{heading}{text}"[:60], path=path, heading=heading, text=text)


@pytest.mark.parametrize(
    "given",
    [
        clause("客服手册.docx"),
        clause("内部/退换.md"),
        clause("docs/agent_tone-guide.md"),
        clause("SOP/refunds.txt"),
        clause("policies/語氣規範.md"),
        clause(heading="回覆準則"),
        clause(text="客服不得承诺具体赔付金额。"),
        clause(text="Agents must never promise a date."),
        clause(heading="售后 > 5. 赔偿权限", text="客服最多可补偿20元，超出的转主管。"),
        clause(text="客服最高可赔50元。"),
        clause(text="本表仅限内部使用。"),
        clause(text="For internal use only. Ceiling 50 EUR."),
    ],
)
def test_written_for_staff(given: Clause) -> None:
    assert staff_only([given]) == [True]


@pytest.mark.parametrize(
    "given",
    [
        clause(),
        clause("话术/公告.txt", "周末发货", "周日也发货，节假日见公告。"),
        clause(text="商品内部有防潮袋，请勿食用。"),
        clause(text="有问题请联系客服，客服会在24小时内回复。"),
        clause("products/stapler.md", "International staffing", "Ships worldwide."),
        clause(text="员工福利采购请联系企业客户部开票。"),
        clause("发票.txt", "发票——客服内部速查（对外口径一致） > 一、时限", "365天内可以补开。"),
        clause("商品.csv", "商品!3", "內部尺寸：長60寬40公分"),
    ],
)
def test_written_for_buyers(given: Clause) -> None:
    assert staff_only([given]) == [False]


def test_a_first_line_speaks_for_itself_alone() -> None:
    given = [
        clause("a.md", "开头", "内部资料，请勿外传。"),
        clause("a.md", "退货", "七天无理由。"),
    ]
    assert staff_only(given) == [True, False]
