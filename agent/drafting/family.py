"""Which kind of trouble a case is, for the wording: faults of goods, of the parcel, of ours, or none."""

import re
from datetime import timedelta

from agent.domain.reading import Problem
from agent.drafting.brief import Brief
from agent.drafting.delivery import delivered
from agent.drafting.mood import emotion

_FAMILIES = {
    Problem.QUALITY: "fault",
    Problem.DAMAGED: "damaged",
    Problem.NOT_AS_DESCRIBED: "described",
    Problem.WRONG_ITEM: "wrong",
    Problem.MISSING_ITEM: "missing",
    Problem.NOT_SHIPPED: "wait",
    Problem.LATE: "wait",
    Problem.LOST: "lost",
    Problem.PRICE_DROP: "price",
    Problem.SERVICE: "service",
    Problem.PROMISE_BROKEN: "promise",
    Problem.COUNTERFEIT: "trust",
    Problem.OUT_OF_STOCK: "stock",
    Problem.SAFETY: "safety",
    Problem.CHANGED_MIND: "mind",
    Problem.SIZE: "mind",
    Problem.NONE: "any",
}

LATELY = timedelta(hours=48)
"""How long a parcel on its way may be without news before it is said to stand still."""

# Words for how a buyer was dealt with.
_STAFF = re.compile(
    r"客服|小二|小编|小編|店长|店長|经理|經理|主管|负责人|負責人|态度|態度|[回理][复覆我人应應答]|[没沒不]人(管|理|回|处理|處理)|踢皮球|推[来來脱脫卸三]|敷衍|处理|處理|解决|解決|登记|登記|反[映应應]|[第两兩三四五六几幾好多][次回遍]"
    r"|service|support|staff|agent|manager|attitude|rude|ignor|repl(y|ied)|respon|answer|treat|contact|(second|third|\d) times?",
    re.IGNORECASE,
)
_WAITED = re.compile(
    r"发货|發貨|出货|出貨|没发|沒發|[没沒]到|[没沒]收到|等了|催|动静|動靜|到现在|到現在|\b(ship|sent|wait|arriv|deliver)",
    re.IGNORECASE,
)
# Words for goods that are not what they are sold as; without them only the shop is called a fraud.
_FAKE = re.compile(
    r"假(?![日期发髮睫牙])|正品|真[货貨品]|仿|山寨|冒牌|冒充|a货|a貨|水货|水貨|莆田|防伪|防偽|鉴定|鑑定|专柜|專櫃|掉包|盗版|盜版|翻新|三无|三無|赝|贗"
    r"|fake|genuine|authentic|counterfeit|original|replica|knock.?off|imitation|bootleg|the real|refurbished",
    re.IGNORECASE,
)


def family(brief: Brief) -> str:
    """Return the kind of trouble: a key of the grammar's `open`."""
    return _FAMILIES[brief.reading.problem]


def regretted(brief: Brief) -> str:
    """Return which trouble the opening speaks to: a parcel signed for or stuck; no treatment where nobody was dealt with."""
    kind = family(brief)
    if kind == "trust" and not doubted(brief):
        waits = any(_WAITED.search(text) for text in brief.messages)
        return "wait" if waits and brief.order and not delivered(brief.order) else "any"
    if kind == "lost":
        if brief.order and delivered(brief.order):
            return "signed"
        return "wait" if _moves(brief) else "stuck"
    dealt = kind != "service" or any(_STAFF.search(text) for text in brief.messages)
    return kind if dealt else "any"


def doubted(brief: Brief) -> bool:
    """Whether the goods are said not to be genuine, and not only the shop to be a fraud."""
    said = (*brief.messages, brief.review.text if brief.review else "")
    return any(_FAKE.search(text) for text in said)


def _moves(brief: Brief) -> bool:
    """Whether the carrier has had news of the parcel within two days, whatever the buyer fears."""
    last = brief.order.last_event_at if brief.order else None
    return last is not None and brief.now - last < LATELY


def felt(brief: Brief) -> int:
    """Return how far the feeling is spoken to (0-3); a claim for a loss is met with regret even where it is told calmly."""
    return emotion(brief)


def blameless(brief: Brief) -> bool:
    """Whether nothing is wrong with the goods and nobody is upset: agreed at once, without sorrow."""
    return family(brief) in {"mind", "any"} and brief.reading.emotion < 2
