"""Limits of the surface: length, the window of a review, and answers of a single character."""

import re

from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.guard import GuardContext
from agent.guards.views import Views

PUBLIC_LIMIT = 500  # taobao.traderate.explain.add: reply of at most 500 characters
IM_LIMIT = 600  # a chat reply that long is not read
REVIEW_DAYS = 30  # taobao.traderate.explain.add: not for reviews older than 30 days
_OTHER_PLATFORMS = frozenset({"jd", "aliexpress"})
_CURT = frozenset("""
哦 嗯 啊 噢 喔 额 呃 哈 唉 切 滚 呵 好 行 在 是 对 否 有 无 不 能 可 嘛 啥 谁 ok k 1 0 no yes ye ya yep nope fine sure
哦哦 嗯嗯 嗯呢 啊啊 行吧 行啊 不行 没有 没货 不能 不会 不是 是的 可以 知道 等着 随便 在吗 怎么 什么 已发 退吧 换吧 有货 可以的
知道了 晓得了 行了 好吧 随便你 不知道 不清楚 没办法 等通知 自己看 不可以 不支持 不退 不换 已读 收到 了解 哦了 okay kk what why idk nah
whatever dunno noted 没 嗯好 嗯哼 哦好 哦行 已阅 看吧 那行 都行 没事 然后呢 所以呢
""".split())  # fmt: skip
_POLITE = frozenset(
    "好滴 好哒 好的 您好 在的 在呢 谢谢 感谢 客气 亲亲 你好 抱歉 hi hello thanks 哈哈".split()
)
_CORE = re.compile(r"[^\w\u4e00-\u9fff]|_")


def surface_findings(views: Views, context: GuardContext) -> list[Finding]:
    """Return what concerns the text as a whole."""
    return [*_length(views, context), *_window(context), *_single(views)]


def _length(views: Views, context: GuardContext) -> list[Finding]:
    size = len(views.original)
    public = context.surface is Surface.PUBLIC_REVIEW
    limit = min(context.max_chars or PUBLIC_LIMIT, PUBLIC_LIMIT) if public else context.max_chars
    if limit is not None and size > limit:
        message = f"共 {size} 字，超过上限 {limit} 字：请精简"
        reference = "taobao.traderate.explain.add（≤500 字）" if public else "渠道字数上限"
        span = (limit, size)
        return [
            Finding(
                kind=FindingKind.LENGTH,
                severity=Severity.BLOCK,
                span=span,
                message=message,
                reference=reference,
            )
        ]
    if not public and limit is None and size > IM_LIMIT:
        message = f"共 {size} 字，聊天里太长：建议分成两条"
        return [
            Finding(
                kind=FindingKind.LENGTH,
                severity=Severity.WARN,
                message=message,
                reference="客服用语规范",
            )
        ]
    return []


def _window(context: GuardContext) -> list[Finding]:
    if context.surface is not Surface.PUBLIC_REVIEW or context.platform in _OTHER_PLATFORMS:
        return []
    messages = []
    if context.appended:
        messages.append("买家已追评，平台不再接受解释：请改为聊天跟进")
    if context.review_age_days is not None and context.review_age_days > REVIEW_DAYS:
        messages.append("评价已超过 30 天，平台不再接受解释：请改为聊天跟进")
    reference = "taobao.traderate.explain.add（追评后、30 天后不可解释）"
    return [
        Finding(
            kind=FindingKind.REVIEW_WINDOW,
            severity=Severity.BLOCK,
            message=message,
            reference=reference,
        )
        for message in messages
    ]


def _single(views: Views) -> list[Finding]:
    if not views.original:
        return []  # nothing is to be said: a draft without text
    core = _CORE.sub("", views.plain.text)
    core = re.sub(r"^亲+|亲+$", "", core) or core
    if core in _POLITE:
        return []
    short = len(core) <= 2 and not core.isascii()
    if core and not (
        core in _CURT or short or len(core) == 1 or len(set(core)) == 1 and len(core) <= 6
    ):
        return []
    if not core and re.search(r"[😀-🙏🤗🌹❤😊]", views.original):
        return []
    message = "整条只有一两个字，显得敷衍：请补上称呼、说明与下一步"
    span = (0, len(views.original))
    return [
        Finding(
            kind=FindingKind.SINGLE_CHAR,
            severity=Severity.BLOCK,
            span=span,
            message=message,
            reference="客服用语规范",
        )
    ]
