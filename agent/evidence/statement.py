"""The shop's statement to the platform: facts in their order, within the platform's limit of bytes."""

from agent.domain.case import Case
from agent.evidence.dossier import Dossier
from agent.evidence.limit import within_statement

_WORDS = {
    "photo": "照片", "video": "视频", "label_photo": "面单照片", "screenshot": "截图", "proxy_receipt": "签收凭证",
    "batch_no": "批号", "nameplate": "铭牌照片", "purchase_papers": "进货凭证", "packing_record": "打包记录",
    "dispatch_record": "发货记录", "description_page": "商品页面存档", "inspection": "验货或检测记录", "price_record": "价格记录",
    "refund_record": "退款记录", "confirmation_record": "下单确认记录", "chat_record": "聊天记录", "order_id": "订单编号",
}  # fmt: skip
_DISPUTES = {
    "quality": "商品质量", "not_as_described": "与描述不符", "damaged": "运输破损", "wrong_item": "发错商品", "missing_item": "少发漏发",
    "lost": "未收到货", "late": "配送延迟", "not_shipped": "未发货", "counterfeit": "商品真伪", "safety": "安全问题", "size": "尺码不合",
    "changed_mind": "无理由退货", "price_drop": "降价补差", "promise_broken": "承诺争议", "service": "服务问题",
}  # fmt: skip
_OUTCOMES = {
    "refund": "退款", "return_refund": "退货退款", "exchange": "换货", "reship": "补发", "repair": "维修", "compensate": "补偿",
    "decline": "按规则未支持", "inform": "说明情况", "escalate": "主管跟进中",
}  # fmt: skip


def named(words: tuple[str, ...]) -> str:
    """Return evidence words as a person reads them."""
    return "、".join(_WORDS.get(word, word) for word in words)


def dispute_named(dossier: Dossier) -> str:
    """Return what the dispute is about."""
    return _DISPUTES.get(dossier.dispute, "售后诉求")


def _short(ground: str) -> str:
    """Return a ground as the platform can follow it: the law with its article, of a document of the shop the clause's heading."""
    path, _, heading = ground.partition(" ")
    return f"店铺说明「{heading.split(' > ')[-1]}」" if "." in path and heading else ground


def platform_statement(case: Case, dossier: Dossier) -> str:
    """Return the statement, of at most the bytes that platforms take; it holds no personal data."""
    order = case.order
    parts = [f"买家反映：{dispute_named(dossier)}。"]
    if order:
        days = [(order.placed_at, "下单"), (order.shipped_at, "发货"), (order.delivered_at, "签收")]
        told = [f"{at.month}月{at.day}日{what}" for at, what in days if at]
        parts.append(f"{'，'.join(told)}。" if told else "")
    parts.append(f"我方处理意见：{_OUTCOMES.get(dossier.outcome, dossier.outcome)}")
    parts.append(f"，依据{_short(dossier.grounds[0])}。" if dossier.grounds else "。")
    parts.append(f"已提供：{named(dossier.in_hand)}。" if dossier.in_hand else "")
    parts.append(f"待补：{named(dossier.fetch)}。" if dossier.fetch else "")
    return within_statement("".join(parts))
