"""How a case stands before it is worded: what was decided, what was felt, and whether it is a question at all."""

import re

from agent.domain.decision import Outcome
from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.drafting.brief import Brief

PARCEL_WANTS = frozenset({Want.LOGISTICS, Want.URGE, Want.STATUS})
KNOWLEDGE_WANTS = frozenset({Want.POLICY, Want.PRODUCT, Want.INVOICE})
FAULTS = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.WRONG_ITEM, Problem.MISSING_ITEM,
})  # fmt: skip
"""What went wrong with goods in hand, and can be shown."""

_GRIEVANCE = frozenset({Want.COMPLAINT, Want.HUMAN, Want.URGE})
_ASKABLE = frozenset({Problem.NONE, Problem.SIZE})
_UNHAPPY = frozenset({
    Problem.LATE, Problem.LOST, Problem.NOT_SHIPPED, Problem.SERVICE, Problem.PROMISE_BROKEN,
    Problem.COUNTERFEIT, Problem.SAFETY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM,
})  # fmt: skip
_PIECES = re.compile(r"(?<=[。！？!?；;，,\n])")
_QUESTION = re.compile(
    r"[?？]|吗|嗎|呢\W*$|怎么|怎麼|怎样|怎樣|如何|多少|多久|(?<![前这那好过近這過])几[天个年码号点]|(?<![前這那好過近])幾[天個年碼號點]|多[重大长高宽長寬]|哪|什么|什麼|啥|谁|誰|"
    r"(?<!不)(.)不\1|有没有|有沒有|是否|能否|可否|还有没|要不要|"
    r"\b(?:which|what) (?:\w+ )?(?:size|colou?r|model|one)\b|^\s*(what|how|when|where|which|who|why|can|could|do|does|is|are|will|would|should|may)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_ANGRY = re.compile(r"[😡🤬😠👎💢😤👿🤮]")
_RHETORICAL = re.compile(
    r"什么(质量|态度|意思|玩意|东西|破|垃圾|情况)|什麼(品質|態度|意思|東西|爛)|怎么(回事|搞的|这样|还不|还没|这么)|怎麼(回事|搞的|這樣|還不|還沒|這麼)|就这|凭什么|憑什麼|搞什么|是不是(骗|卖假|假)"
)


def emotion(brief: Brief) -> int:
    """Return how far the feeling may be spoken to (0-3): a neutral question is met without sorrow."""
    reading = brief.reading
    neutral = KNOWLEDGE_WANTS | {Want.LOGISTICS, Want.STATUS}
    aggrieved = Want.COMPLAINT in reading.all_wants or reading.problem in _UNHAPPY
    told = brief.decision.outcome is Outcome.INFORM
    if reading.wants in neutral and told and not aggrieved and not reading.risks:
        return 0
    grave = bool(reading.risks) or reading.must_escalate or reading.claimed_promise
    wronged = reading.problem is not Problem.NONE and not asks(brief)
    grieved = bool(_GRIEVANCE.intersection((reading.wants, *reading.all_wants))) and not asks(brief)
    return reading.emotion if grave or wronged or grieved else 0


def asks(brief: Brief) -> bool:
    """Whether the message is a plain question: nothing went wrong, nothing is claimed, nothing threatens."""
    reading = brief.reading
    if reading.problem not in _ASKABLE or reading.risks or reading.must_escalate:
        return False
    if reading.wants in CLAIM_WANTS or reading.wants in {Want.HUMAN, Want.URGE}:
        return False
    known = reading.wants in KNOWLEDGE_WANTS | {Want.LOGISTICS, Want.STATUS}
    return known or bool(questions(brief))


def asked_want(brief: Brief) -> Want:
    """Return what to answer to: a question that was taken for a complaint is a question."""
    want = brief.reading.wants
    mistaken = want in {Want.COMPLAINT, Want.NONE} and asks(brief)
    return Want.PRODUCT if mistaken else want


def questions(brief: Brief) -> tuple[str, ...]:
    """Return the clauses of the last messages that ask something."""
    return tuple(
        piece.strip()
        for text in brief.messages[-3:]
        for piece in _PIECES.split(text)
        if _QUESTION.search(piece) and not _RHETORICAL.search(piece)
    )


def fault_told(brief: Brief) -> bool:
    """Whether a fault of the goods is told, and nothing asked."""
    return brief.reading.problem in FAULTS and not questions(brief)


def wished(brief: Brief) -> bool:
    """Whether something is wished for that no rule decides before the order is known: then the shop's terms are all there is to tell."""
    return brief.decision.outcome is Outcome.INFORM and brief.reading.wants in CLAIM_WANTS


def wordless(brief: Brief) -> bool:
    """Whether the buyer sent anger without a word, e.g. "😡😡😡" or "？？？！！"."""
    said = "".join(brief.messages)
    return (
        bool(said.strip())
        and not _WORDS.search(said)
        and bool(_ANGRY.search(said) or brief.reading.emotion)
    )
