"""Documents whose validity the text, a version table or the file's name tells, and such where it is doubtful."""

from datetime import date

import docx

from tests.torture.planting import Planted


def plant(planted: Planted) -> None:
    """Write every dated document."""
    _said(planted)
    _named(planted)
    _tabled(planted)
    _superseded(planted)
    _doubtful(planted)


def _write(planted: Planted, name: str, text: str) -> None:
    planted.path(name).write_text(text, encoding="utf-8")


def _said(planted: Planted) -> None:
    says = [
        ("时效/甲.md", "# 以旧换新办法\n\n旧沙发抵扣 130 元。\n\n## 附则\n\n本办法自2026年9月1日起施行。\n", "抵扣 130 元", (date(2026, 9, 1), None)),
        ("时效/乙.txt", "延保服务条款\n生效日期：2026/05/20\n\n延保一年收费 58 元，延保两年收费 98 元。\n", "延保一年收费 58 元", (date(2026, 5, 20), None)),
        ("时效/丙.md", "# Gift card terms\n\nEffective from 1 August 2026. Gift cards cannot be exchanged for cash.\n", "exchanged for cash", (date(2026, 8, 1), None)),
        ("时效/丁.md", "# 双十一承诺\n\n有效期：2026年10月20日至11月15日\n\n活动期间晚发一天赔 11 元。\n", "晚发一天赔 11 元", (date(2026, 10, 20), date(2026, 11, 15))),
        ("时效/戊.md", "# 旧会员规则\n\n本规则自2026年7月1日起废止。\n\n积分可抵现金 5%。\n", "抵现金 5%", (None, date(2026, 6, 30))),
        ("时效/己.txt", "保價說明\n\n本說明自 2026 年 4 月 10 日起適用。\n\n收貨後 33 天內可申請保價。\n", "33 天內", (date(2026, 4, 10), None)),
        ("时效/庚.md", "# Price promise\n\nThis policy takes effect on March 5, 2026 and is valid until 31 December 2026.\n\nWe refund the difference within 18 days.\n", "within 18 days", (date(2026, 3, 5), date(2026, 12, 31))),
        ("时效/辛.md", "# 补发规则\n\n【二〇二六年六月一日起执行】\n\n少件的 36 小时内补发。\n", "36 小时内补发", (date(2026, 6, 1), None)),
    ]  # fmt: skip
    for name, text, word, holds in says:
        _write(planted, name, text)
        planted.fact(name, word, holds=holds)


def _named(planted: Planted) -> None:
    name = "时效/退换货政策_2026-09-01_v2.docx"
    page = docx.Document()
    page.add_heading("退换货政策", 1)
    page.add_paragraph("地毯裁剪后不退，未裁剪的签收后 12 天内可退。")
    page.save(str(planted.path(name)))
    planted.fact(name, "签收后 12 天内可退", holds=(date(2026, 9, 1), None))
    old = "时效/退换货政策_2025-03-01_v1.docx"
    page = docx.Document()
    page.add_heading("退换货政策", 1)
    page.add_paragraph("地毯裁剪后不退，未裁剪的签收后 5 天内可退。")
    page.save(str(planted.path(old)))
    planted.fact(old, "签收后 5 天内可退", holds=(date(2025, 3, 1), date(2026, 8, 31)))
    _write(planted, "时效/运费规则（20260215版）.md", "# 运费规则\n\n同城配送收 13 元。\n")
    planted.fact(
        "时效/运费规则（20260215版）.md", "同城配送收 13 元", holds=(date(2026, 2, 15), None)
    )


def _tabled(planted: Planted) -> None:
    name = "时效/安装服务标准.docx"
    page = docx.Document()
    page.add_heading("安装服务标准", 1)
    table = page.add_table(rows=3, cols=3)
    for at, row in enumerate(
        [
            ["版本", "生效日期", "修订内容"],
            ["V1.0", "2025-01-10", "首次发布"],
            ["V2.1", "2026-07-18", "调整晚到赔付"],
        ]
    ):
        for to, cell in enumerate(row):
            table.cell(at, to).text = cell
    page.add_paragraph("安装师傅晚到的，每半小时赔 16 元。")
    page.save(str(planted.path(name)))
    planted.fact(name, "每半小时赔 16 元", holds=(date(2026, 7, 18), None))


def _superseded(planted: Planted) -> None:
    _write(
        planted,
        "时效/开票规则.md",
        "# 开票规则\n\n## 2026年8月1日前的订单\n\n开票收取税点 6%。\n\n## 2026年8月1日起的订单\n\n开票不收费。\n",
    )
    planted.fact("时效/开票规则.md", "税点 6%", holds=(None, date(2026, 7, 31)))
    planted.fact("时效/开票规则.md", "开票不收费", holds=(date(2026, 8, 1), None))


def _doubtful(planted: Planted) -> None:
    cases = [
        ("存疑/赠品规则.md", "# 赠品规则\n\n本规则自9月1日起施行。\n\n赠品坏了不补寄。\n", "year"),
        (
            "存疑/退货规则_2026-01-01.md",
            "# 退货规则 \n\n本规则自2026年3月1日起施行。\n\n退货要先申请。\n",
            "2026-01-01",
        ),
        (
            "存疑/矛盾的.md",
            "# 取件规则\n\n本规则自2026年3月1日起施行。\n\n取件要预约。\n\n本规则自2026年4月1日起施行。\n",
            "2026-04-01",
        ),
        (
            "存疑/倒着的.md",
            "# 积分规则\n\n有效期：2026年12月1日至2026年3月1日\n\n积分不兑现金。\n",
            "before",
        ),
        (
            "存疑/待定.md",
            "# 保险规则\n\n本规则的生效日期另行通知。\n\n运费险由本店赠送。\n",
            "date",
        ),
        ("存疑/物流规则-旧版.md", "# 物流规则\n\n发货用邮政，六天送达。\n", "name"),
    ]
    for name, text, word in cases:
        _write(planted, name, text)
        planted.trap(name, "read", "validity", word)
