"""Personal data of a buyer: found in any spelling, and masked for prompts, logs and briefs.

消费者权益保护法 art. 29 and 个人信息保护法 art. 25: a shop keeps a buyer's data to itself. In chats too: whoever reads the
account later is not always the buyer.
"""

from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.addresses import address_spans
from agent.guards.guard import GuardContext, Private
from agent.guards.numbers import email_spans, handle_spans, known_number_spans, number_spans
from agent.guards.persons import name_spans, recognisable_spans
from agent.guards.views import Views, merged

REFERENCE = "消费者权益保护法 第29条；个人信息保护法 第25条"

_WORDS = {
    "phone": ("电话号码", "〔电话〕"),
    "id_card": ("身份证号", "〔证件号〕"),
    "bank_card": ("银行卡号", "〔卡号〕"),
    "number": ("订单号、运单号一类的长号码", "〔号码〕"),
    "tracking": ("运单号", "〔号码〕"),
    "tail": ("号码尾数、住处一类可认出买家的说法", "〔号码〕"),
    "email": ("邮箱", "〔邮箱〕"),
    "handle": ("聊天账号", "〔账号〕"),
    "address": ("详细地址", "〔地址〕"),
    "name": ("买家姓名", "〔姓名〕"),
    "part_name": ("买家称呼中的姓名", "〔姓名〕"),
}

# In a chat with the buyer these are ordinary words of service; for readers of a review they are not.
_SOFT = frozenset({"part_name", "tracking", "tail"})

Spot = tuple[str, tuple[int, int]]


def check_pii(text: str, context: GuardContext) -> tuple[Finding, ...]:
    """Return a finding for every piece of personal data."""
    return tuple(pii_findings(Views(text), context))


def pii_findings(views: Views, context: GuardContext) -> list[Finding]:
    """The same, over views that other guards use too."""
    found = []
    spots = personal(views, context.private, context.grounds)
    if context.surface is Surface.PUBLIC_REVIEW:
        spots = sorted([*spots, *recognisable_spans(views)], key=lambda spot: spot[1])
    for kind, span in spots:
        soft = kind in _SOFT and context.surface is Surface.IM
        label = _WORDS[kind][0]
        message = f"含{label}：请删去，用「您的订单」「您登记的地址」一类说法代替"
        severity = Severity.WARN if soft else Severity.BLOCK
        found.append(
            Finding(
                kind=FindingKind.PII,
                severity=severity,
                span=span,
                message=message,
                reference=REFERENCE,
            )
        )
    return found


def handle_findings(views: Views) -> list[Finding]:
    """Return a finding of luring away for every chat account: given with its name, it can be meant for nothing else."""
    return [
        Finding(
            kind=FindingKind.OFF_PLATFORM,
            severity=Severity.BLOCK,
            span=span,
            message="站外聊天账号：请删去，改为平台内聊天工具",
            reference="平台交易规则（禁止引导站外联系或交易）",
        )
        for span in handle_spans(views)
    ]


def personal(views: Views, private: Private, grounds: tuple[str, ...] = ()) -> list[Spot]:
    """Return what kind of personal data stands where, in the original's characters.

    A long number or an address that a ground of the shop states (a product id, the shop's own return address) is no secret,
    unless it is this buyer's.
    """
    spots: list[Spot] = [("number", span) for span in known_number_spans(views, private.numbers)]
    spots += [
        ("phone", span)
        for span in known_number_spans(views, (private.phone,) if private.phone else ())
    ]
    spots += number_spans(views, grounds)
    spots += [("email", span) for span in email_spans(views)]
    spots += [("handle", span) for span in handle_spans(views)]
    spots += [("address", span) for span in address_spans(views, private.address, grounds)]
    spots += name_spans(views, private.name)
    return sorted(spots, key=lambda spot: spot[1])


def mask(text: str, private: Private | None = None) -> str:
    """Return the text with every piece of personal data replaced by a fixed word; overlapping pieces become one."""
    spots = personal(Views(text), private or Private())
    out, done = [], 0
    for start, end in merged(span for _, span in spots):
        kind = next(kind for kind, span in spots if span[0] >= start and span[1] <= end)
        out += [text[done:start], _WORDS[kind][1]]
        done = end
    return "".join([*out, text[done:]])
