"""Text, Markdown, JSON and YAML of the torture folder, and files that are none of ours."""

import json
import zipfile
from datetime import date

from knowledge.product import Product
from tests.torture.planting import Planted


def plant(planted: Planted) -> None:
    """Write every text file."""
    _encodings(planted)
    _wrapped(planted)
    _markdown(planted)
    _records(planted)
    _foreign(planted)


def _encodings(planted: Planted) -> None:
    for at, (encoding, mark) in enumerate(
        [("gbk", ""), ("utf-16", ""), ("utf-16-be", "\ufeff"), ("utf-8", "\ufeff"), ("big5", "")]
    ):
        name = f"公告/第{at + 1}号公告.txt"
        days = 71 + at
        text = f"关于延长退货期的公告\n\n国庆期间购买的床垫，退货期延长到{days}天，运费由本店承担。\n\n请买家保留原包装，退回时一并寄回。\n"
        if encoding == "big5":
            text = f"關於延長退貨期的公告\n\n國慶期間購買的床墊，退貨期延長到{days}天，運費由本店承擔。\n\n請買家保留原包裝，退回時一併寄回。\n"
        planted.path(name).write_bytes((mark + text).replace("\n", "\r\n").encode(encoding))
        planted.fact(name, f"{days}天", under=(text[:10],))
    planted.path("公告/繁體說明.txt").write_text(
        "宅配說明\n\n外島地區的宅配運費為 185 元，到貨約需 6 個工作天。\n", encoding="utf-8"
    )
    planted.fact("公告/繁體說明.txt", "外島地區的宅配運費為 185 元", under=("宅配說明",))


def _wrapped(planted: Planted) -> None:
    name = "政策/旧系统导出.txt"
    planted.path(name).write_text(
        "第一条　本店销售的窗帘按尺寸定制，付款后三小时内可以取消，超过的收取材料费百分之十\n八，已经裁剪的不能取消。\n"
        "第二条　窗帘有色差、漏光、尺寸误差超过两厘米的，本店免费重做，重做期间免费提供临\n时窗帘一副。\n（一）误差在两厘米以内的属于正常；\n（二）测量由买家自己完成的，本店协助复核。\n"
        "第三条　依照第一条取消的，退款在两个工作日内原路退回。\n",
        encoding="gb18030",
    )
    planted.fact(name, "收取材料费百分之十八，已经裁剪的不能取消", under=("第一条",))
    planted.fact(
        name, "重做期间免费提供临时窗帘一副", "误差在两厘米以内的属于正常", under=("第二条",)
    )
    planted.fact(name, "依照第一条取消的，退款在两个工作日内原路退回", under=("第三条",))


def _markdown(planted: Planted) -> None:
    name = "政策/会员与价保.md"
    planted.path(name).write_text(
        "---\ntitle: 会员与价保\nvalid_from: 2026-03-15\n---\n会员与价保\n==========\n\n价保\n----\n\n### 期限\n\n签收后 27 天内降价的，退差价。<!-- 内部：先拖着 -->\n\n"
        "### 例外\n\n- 秒杀、直播间专享价不参加价保；\n- 优惠券造成的差额不退。\n\n| 渠道 | 价保天数 |\n|:---|---:|\n| 官方店 | 27 |\n| 分销店 | 9 |\n\n"
        "**问：价保要自己申请吗？**\n\n答：要，在订单页点“价保”，24 小时内到账。\n\n```\n示例：原价 100 元，降到 88 元，退 12 元。\n```\n\n"
        "> 引用：价保金额最高 600 元。\n\n脚注见此[^1]。\n\n[^1]: 同一订单价保不超过 3 次。\n",
        encoding="utf-8",
    )
    start = (date(2026, 3, 15), None)
    planted.fact(name, "签收后 27 天内降价的", under=("会员与价保", "价保", "期限"), holds=start)
    planted.fact(name, "直播间专享价不参加价保", under=("价保", "例外"), holds=start)
    planted.fact(name, "渠道：分销店", "价保天数：9", under=("例外",))
    planted.fact(name, "价保要自己申请吗", "24 小时内到账")
    planted.fact(name, "降到 88 元，退 12 元")
    planted.fact(name, "价保金额最高 600 元")
    planted.fact(name, "同一订单价保不超过 3 次")
    planted.kept_out(name, "先拖着")


def _records(planted: Planted) -> None:
    name = "商品/奇怪形状.json"
    value = {
        "version": 3, "data": {"list": [{"goods": {"商品编码": "QH-L5", "商品名称": "落地灯", "售价": 268, "库存": 7, "参数": {"功率": "18瓦", "色温": ["3000K", "4000K"]}}}]},
        "faq": {"灯泡坏了能单独买吗": "能，单个 36 元。", "可以接智能音箱吗": "可以，支持两种协议。"},
        "notes": ["灯罩属于易碎品，签收时请当面验货，破损 48 小时内反馈。", ["嵌套的一条：灯杆弯曲超过 4 度可以换新。"]], "空": None, "布尔": True,
    }  # fmt: skip
    planted.path(name).write_text(json.dumps(value, ensure_ascii=True), encoding="utf-8")
    planted.products.append(Product(sku="QH-L5", title="落地灯", price="268", stock=7))
    planted.fact(name, "18瓦", "4000K", products=("QH-L5",))
    planted.fact(name, "灯泡坏了能单独买吗", "单个 36 元", apart=("两种协议",))
    planted.fact(name, "破损 48 小时内反馈")
    planted.fact(name, "灯杆弯曲超过 4 度可以换新")
    lines = "常见问题/lines.jsonl"
    planted.path(lines).write_text(
        '{"q":"床能拆吗","a":"能，共 22 颗螺丝。"}\n\n{broken\n["散装一条：螺丝刀随货赠送 2 把。"]\n',
        encoding="utf-8",
    )
    planted.fact(lines, "床能拆吗", "共 22 颗螺丝")
    planted.fact(lines, "螺丝刀随货赠送 2 把")
    planted.trap(lines, "read", "line 3", "broken")
    odd = "政策/多文档.yaml"
    planted.path(odd).write_text(
        "运费: &f\n  默认: 满 77 元包邮\n  大件: 按体积\n---\n- 问题: 可以自提吗\n  答案: 可以，自提减 10 元\n- *x\n",
        encoding="utf-8",
    )
    planted.trap(odd, "failed", "broken YAML", "line")
    good = "政策/自提.yaml"
    planted.path(good).write_text(
        "自提点:\n  城东: {地址: 青年路 8 号, 时间: 九点到二十点}\n  城西: {地址: 古墩路 61 号}\n---\n- 问题: 可以自提吗\n  答案: 可以，自提减 10 元\n说明: |\n",
        encoding="utf-8",
    )
    planted.trap(good, "failed", "broken YAML")
    fine = "政策/门店.yml"
    planted.path(fine).write_text(
        "自提点:\n  城东: {地址: 青年路 8 号, 时间: 九点到二十点}\n  城西: {地址: 古墩路 61 号}\n---\n- 问题: 可以自提吗\n  答案: 可以，自提减 10 元\n",
        encoding="utf-8",
    )
    planted.fact(fine, "青年路 8 号", "九点到二十点")
    planted.fact(fine, "古墩路 61 号")
    planted.fact(fine, "可以自提吗", "自提减 10 元")


def _foreign(planted: Planted) -> None:
    with zipfile.ZipFile(planted.path("附件/资料打包.zip"), "w") as archive:
        archive.writestr("里层.zip", b"PK")
        archive.writestr("退货.txt", "压缩包里的退货规定".encode())
    planted.trap("附件/资料打包.zip", "skipped", "archive")
    planted.path("附件/培训.pptx").write_bytes(b"PK\x03\x04")
    planted.trap("附件/培训.pptx", "skipped", "slides")
    planted.path("附件/老规定.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    planted.trap("附件/老规定.doc", "skipped", "old Word")
    planted.path("附件/海报.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    planted.trap("附件/海报.png", "skipped", "picture")
    planted.path("附件/空的.txt").write_bytes(b"")
    planted.trap("附件/空的.txt", "failed", "empty")
    planted.path("附件/乱码.txt").write_bytes(bytes(range(128, 256)) * 30)
    planted.trap("附件/乱码.txt", "failed", "not text")
    rules = "退货地址：浙江省嘉善县归谷路 6 号，收件人写售后仓，到付件拒收。\n"
    planted.path("公告/退货地址.txt").write_text(rules, encoding="utf-8")
    planted.path("归档/退货地址 - 副本.txt").write_text(rules, encoding="utf-8")
    planted.fact("公告/退货地址.txt", "到付件拒收")
    planted.trap("归档/退货地址 - 副本.txt", "read", "same bytes as", "公告/退货地址.txt")
