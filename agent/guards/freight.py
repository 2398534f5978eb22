"""Who pays the way back: said whenever a return, an exchange or a repair is agreed, and said as decided.

淘宝网争议处理规则 art. 49: agreed without a word on the freight, the seller pays it.
"""

import re
from collections.abc import Sequence

from agent.domain.decision import Freight, Outcome
from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.acts import Act, Commitment, merely_conditional
from agent.guards.guard import GuardContext
from agent.guards.quantities import facts
from agent.guards.sentences import sentences
from agent.guards.views import View, Views

REFERENCE = "淘宝网争议处理规则 第49条"
_NEAR = 90  # characters; how far before an act its condition may stand
_NEEDS = frozenset({Act.RETURN, Act.EXCHANGE, Act.REPAIR})
_RETURNING = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
_MENTION = re.compile(
    r"运费|邮费|快递费|到付|包邮|免邮|免运|寄费|物流费|(?:寄[回来送]?|来回|往返|快递|物流|邮寄)的?费用|退货宝|上门取件(?:免费|费)|免费上门取|退货包|邮资|运送费|freight|shipping (?:cost|fee|charge|label)|return shipping|postage|prepaid|shipping (?:is|will be|costs?)|cost of (?:the )?return|pay for (?:the )?(?:return|shipping)|shipping both ways|shipping (?:in )?both directions|(?:pay|cover|bear)(?:ing|s)? (?:for )?(?:the |all |any )?(?:return )?(?:shipping|postage)|free (?:of charge )?(?:return|pick ?up)|delivery (?:cost|fee)"
)
_RETURNABLE = re.compile(
    r"退货|(?:可以|同意|给)(?:您|你|亲)?退(?!款)|退回来|寄[回出到来至往]|寄过来|返厂|送修|装回|return (?:it|the)|send it back"
)
_AGREED = re.compile(
    r"(?:同意|批准|通过)(?:了|啦)?(?:您|你)?(?:的)?(?:退|换|申请)|申请(?:已经?)?(?:给您)?(?:通过|同意|批准)(?!后)|\b(?:approved|accepted|agreed)\b"
)
_FREIGHT = (
    r"(?:运费|邮费|快递费|寄费|物流费|(?:寄[回来送]?|来回|往返|快递|物流|邮寄)的?费用|邮资|费用)"
)
_WE = r"(?:我们|我方|本店|小店|店里|店铺|商家|卖家|这边|我司|我店|咱们|公司|我这边)"
_YOU = r"(?:您|你|买家|亲|顾客|客户|消费者)"
_SELLER_PAYS = re.compile(
    rf"{_FREIGHT}[^。!?;，,]{{0,8}}{_WE}[^。!?;，,]{{0,6}}(?:承担|出|付|负责|来|报销|包|补|吸收|买单)|{_WE}[^。!?;]{{0,8}}(?:承担|出|付|负责|报销|包|补|吸收)[^。!?;，,]{{0,8}}{_FREIGHT}|{_FREIGHT}[^。!?;，,]{{0,4}}(?:退|返|补|报|还)(?:给)?{_YOU}|{_FREIGHT}[^。!?;]{{0,8}}垫[^。!?;]{{0,16}}(?:报|补|退|返|还)(?=[给了销回上])|{_FREIGHT}[^。!?;]{{0,14}}给{_YOU}报(?:了|销)"
    rf"|(?:{_FREIGHT}[^。!?;，,]{{0,4}}(?:全免|免费|报销|不用您|无需您|不需要您|不要您|您不用|给您报|补给您|退给您|返给您|到付))|{_FREIGHT}[^。!?;，,]{{0,4}}(?:算|记)(?:在)?(?:{_WE}|我)|到付(?:寄|即可|就|给我|发)|(?:来回|往返)?(?:包邮|免邮|免运费)[^。!?;，,]{{0,4}}(?:退|换|寄)|免费(?:上门)?取件"
    r"|\b(?:we|seller|shop|store)(?:'ll| will| shall)? (?:\w+ ){0,2}(?:cover|pay|bear)\w*[^.!?;]{0,24}(?:freight|shipping|postage|cost)|\bprepaid (?:return )?label\b|\bfree return (?:shipping)?|(?:freight|shipping|postage)[^.!?;,]{0,20}\b(?:on us|at our (?:cost|expense)|paid by (?:us|the seller)|covered by us|is free|free of charge)"
)
_BUYER_PAYS = re.compile(
    rf"{_FREIGHT}[^。!?;，,]{{0,8}}(?:由|需|需要|要|得|请|麻烦|是|归)?{_YOU}[^。!?;，,]{{0,6}}(?:承担|出|付|负责|自理|垫付|支付|先付)|{_YOU}[^。!?;，,]{{0,8}}(?:承担|自付|自理|自行承担|支付|出|付)[^。!?;，,]{{0,8}}{_FREIGHT}|{_FREIGHT}(?:自理|自付|自行承担)"
    r"|\b(?:you|buyer|customer)(?:'ll| will| would| need to| have to| must| are responsible)? (?:\w+ ){0,3}(?:cover|pay|bear|responsible)\w*[^.!?;]{0,24}(?:freight|shipping|postage)|(?:freight|shipping|postage)[^.!?;,]{0,24}\b(?:at your (?:own )?(?:cost|expense)|paid by (?:you|the buyer)|borne by (?:you|the buyer)|your responsibility|on you\b|covered by you)"
)
_SEND_IN = re.compile(
    r"(?:您|你|请|麻烦|辛苦)[^。!?;]{0,14}(?:寄(?:到|至|往|来|过来|给我们|回(?!给?(?:您|你|亲)))(?!来?的|来?了)|送修)|返厂|\b(?:send|ship|post|mail) (?:it|them|the \w+) (?:back|in|to)\b"
)
_LAID_OUT = re.compile(r"如|若|质量问题|无理由|属于|否则|的话|因|\bif\b|\botherwise\b|\bfaulty\b")
_NOT = re.compile(
    r"(?:不用|无需|不需要|不必|不要|不会|无法|不能|不由|不承担|不是|\bnot\b|n't|\bno\b)[^。!?;，,]{0,8}$"
)


def speaks_of_freight(text: str) -> bool:
    """Return whether a text says anything about who pays the way."""
    return bool(_MENTION.search(Views(text).plain.text))


def freight_findings(
    view: View, context: GuardContext, found: Sequence[Commitment]
) -> list[Finding]:
    """Return a finding where the freight is forgotten, undecided, or other than decided."""
    return [*_missing(view, context, found), *_contrary(view, context)]


def _missing(view: View, context: GuardContext, found: Sequence[Commitment]) -> list[Finding]:
    decided = context.decided.outcome if context.decided else None
    near = 0 if decided in _RETURNING else _NEAR
    agreed = [act for act in found if act.act in _NEEDS and not _only_policy(act, view, near)]
    if decided is Outcome.DECLINE:
        return []  # an alternative is only offered; one that is agreed is the promise guard's business
    if not agreed and decided is Outcome.RETURN_REFUND and _RETURNABLE.search(view.text):
        agreed = [
            act for act in found if act.act is Act.REFUND and not _only_policy(act, view, near)
        ]
    spans = [(act.start, act.end) for act in agreed]
    if not spans and decided in _RETURNING and _RETURNABLE.search(view.text):
        spans = [match.span() for match in _AGREED.finditer(view.text)]
    if not spans and decided in _RETURNING:
        spans = [match.span() for match in _SEND_IN.finditer(view.text)]
    if context.surface is not Surface.IM or not spans or _MENTION.search(view.text):
        return []
    if any(act.act is Act.KEEP for act in found) and not any(
        act.act is Act.RETURN for act in agreed
    ):
        return []
    return [
        Finding(
            kind=FindingKind.FREIGHT_MISSING,
            severity=Severity.BLOCK,
            span=view.span(*spans[0]),
            message="同意了退换修却没写运费由谁承担，默认算卖家的：请补一句",
            reference=REFERENCE,
        )
    ]


def _only_policy(act: Commitment, view: View, near: int) -> bool:
    """Return whether the clause, or `near` characters before it, only tell what would be possible, not what is agreed now."""
    told = view.text[max(0, act.clause.start - near) : act.clause.end]
    return act.conditional and merely_conditional(told)


def _contrary(view: View, context: GuardContext) -> list[Finding]:
    decided = context.decided.freight if context.decided else None
    seller, buyer = list(_hits(_SELLER_PAYS, view.text)), list(_hits(_BUYER_PAYS, view.text))
    if seller and buyer and _LAID_OUT.search(view.text):
        return []  # both cases are laid out
    if decided is Freight.BUYER and seller:
        return [_promise(view, seller[0], "裁定运费由买家承担，文中却说卖家承担：请改一致")]
    if decided is Freight.SELLER and buyer:
        return [_promise(view, buyer[0], "裁定运费由卖家承担，文中却说买家承担：请改一致")]
    if decided is None and seller and not _covered(view, seller[0], context):
        return [_promise(view, seller[0], "运费由谁承担还没裁定：请删去或先裁定")]
    return []


def _hits(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in pattern.finditer(text)
        if not _NOT.search(text[max(0, match.start() - 12) : match.start()])
        and not re.search(r"不(?:能|会|予|承担|负责|出|付|再)|无法", match[0])
    ]


def _covered(view: View, span: tuple[int, int], context: GuardContext) -> bool:
    """Return whether the sentence is conditional policy or a ground says who pays."""
    around = next((part for part in sentences(view.text) if part.start <= span[0] < part.end), None)
    if around and merely_conditional(around.text):
        return True
    return any(_SELLER_PAYS.search(facts(ground).text) for ground in context.grounds)


def _promise(view: View, span: tuple[int, int], message: str) -> Finding:
    return Finding(
        kind=FindingKind.PROMISE,
        severity=Severity.BLOCK,
        span=view.span(*span),
        message=message,
        reference=REFERENCE,
    )
