"""What a reply holds: the buyer's own matter, the decision, its ground, the freight, a next step, a time, warmth.

The guards say what must not stand in a text; this says what stands in it, with the same eyes: acts, freight, quantities and
courtesy are the guards' own. A part is there or it is not; nothing is added up to a mark. What the desk's own draft does
without is not asked of a clerk either.
"""

import re
from enum import StrEnum

from agent.domain.case import Case
from agent.domain.decision import Outcome
from agent.domain.draft import Surface
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.drafting.relevance import content
from agent.guards.commitments import agrees, says_by_when
from agent.guards.courtesy import regrets, tone_of
from agent.guards.freight import speaks_of_freight
from agent.guards.views import Views
from agent.proposal import Proposal
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import plain as normalised


class PartName(StrEnum):
    """The parts of a good reply, in the order in which one is read."""

    CONCERN = "concern"
    DECISION = "decision"
    GROUND = "ground"
    FREIGHT = "freight"
    NEXT_STEP = "next_step"
    TIME = "time"
    WARMTH = "warmth"


class Part(Value):
    """One part that this case asks for, and whether the reply holds it; `ask` names evidence that should have been asked for."""

    name: PartName
    held: bool
    ask: tuple[str, ...] = ()


_NAMED = {
    Outcome.REFUND: r"退|取消|refund|money back|cancel",
    Outcome.RETURN_REFUND: r"退|refund|return",
    Outcome.EXCHANGE: r"换|exchang|swap|replac",
    Outcome.RESHIP: r"补发|补寄|重发|重寄|再[发寄]|重新.{0,4}[发寄]|re-?send|re-?ship|replac|send .{0,16}(?:new|another|missing)",
    Outcome.REPAIR: r"修|repair|fix",
    Outcome.COMPENSATE: r"补|赔|差价|compensat|credit|difference",
    Outcome.INFORM: r"",
}
_SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
_ENOUGH = 2  # shared units of content from which a reply speaks of the same thing
# Folded text: lower case, simplified.
_REFUSES = re.compile(
    r"无法|不能|没法|没办法|不支持|不符合|不在|不予|不适用|不可以|不了|不属于|超过|超出|已过|过了"
    r"|\b(?:can(?:no|')?t|cannot|unable|not able|isn't|aren't|outside|past the|no longer|not eligible)\b"
)
_HANDS_ON = re.compile(
    r"专人|专员|主管|负责人|负责同事|负责的同事|同事|店长|经理|上报|上级|升级|转交|转给"
    r"|\b(?:supervisor|manager|team lead|senior|colleague|specialist|escalat\w+)\b"
)
_STEP = re.compile(
    r"(?:请|麻烦|辛苦|劳烦)(?:您|你|亲)?(?!谅解|理解|放心)|您(?:先|可以|把|再)|(?:方便|先).{0,6}(?:拍|发|寄|提供|告诉|留|填)|(?:拍|发|寄|提供|告诉).{0,8}(?:给我|过来|一下|就行|即可)"
    r"|(?:我们?|这边|店里|仓库|同事|帮您|给您|为您|替您).{0,4}(?:安排|登记|核实|核对|查|跟进|催|联系|反馈|转|上报|申请|跟)|(?:回复|答复|联系|通知|告诉)您|给您(?:回话|答复|回复)"
    r"|\b(?:please|could you|can you|let me|you(?:'ll| can| will| need)|(?:i|we)(?:'ll| will| am|'m| are|'re|'ve| have) (?:check|send|ship|get back|look|arrang|contact|process|follow|pass|hand|escalat|open|ask|chas|let|be)\w*)"
)
_WHEN = re.compile(
    r"[今明后]天|今[日晚]|明[日早晚]|(?:上|下)午|中午|晚上|早上|(?:本|这|下)?(?:周|星期|礼拜)[一二三四五六日天末内]|月底|月初|\d{1,2}[点时:]|[一二三四五六七八九十两]{1,3}点"
    r"|\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|this week|next week|\d{1,2} ?[ap]\.?m)\b"
)
_DEED = re.compile(
    r"退货|退款|退换|换货|退回|维修|补发|补寄|赔偿|赔付|补偿|重发|运费|邮费|refund\w*|return\w*|exchang\w*|replac\w*|repair\w*|shipping|freight"
)
# Evidence as people name it; the words are those of the contract's `missing`.
_EVIDENCE = {
    "photo": r"照片|图|拍|相片|photo|picture|image",
    "video": r"视频|影片|录像|录一|video|clip",
    "nameplate": r"铭牌|标牌|序列号|机身.{0,4}号|nameplate|serial",
    "batch_no": r"批号|批次|生产日期|batch|lot",
    "label_photo": r"面单|托运单|快递单|运单|标签|label",
    "screenshot": r"截图|截屏|screenshot",
    "proxy_receipt": r"代收|签收|底单|证明|receipt|signed",
    "order_id": r"订单|单号|order",
    "size": r"尺码|码数|几码|多大|脚长|身高|尺寸|size",
    "address": r"地址|address",
}


def parts_of(text: str, case: Case, proposal: Proposal) -> tuple[Part, ...]:
    """Return the parts that the case asks for, each held by the text or not."""
    held, unasked = _held(text, case, proposal)
    model, _ = _held(proposal.draft.text, case, proposal) if proposal.draft.text else (held, ())
    always = {PartName.FREIGHT, PartName.WARMTH}
    if proposal.decision.missing:
        always.add(PartName.NEXT_STEP)
    wanted = _called_for(proposal) & (model | always)
    return tuple(
        Part(name=name, held=name in held, ask=unasked if name is PartName.NEXT_STEP else ())
        for name in PartName
        if name in wanted
    )


def _held(text: str, case: Case, proposal: Proposal) -> tuple[frozenset[PartName], tuple[str, ...]]:
    """Return what a text holds, and the evidence that is missing and not asked for."""
    plain = Views(text).plain.text
    unasked = tuple(word for word in proposal.decision.missing if not _asks(word, plain))
    found = {
        PartName.CONCERN: _concerned(text, plain, case, proposal),
        PartName.DECISION: _decides(text, plain, proposal),
        PartName.GROUND: _grounded(plain, proposal),
        PartName.FREIGHT: speaks_of_freight(text),
        PartName.NEXT_STEP: not unasked and bool(_STEP.search(plain)),
        PartName.TIME: bool(_WHEN.search(plain)) or says_by_when(text),
        PartName.WARMTH: _warm(text, proposal),
    }
    return frozenset(name for name, there in found.items() if there), unasked


def _called_for(proposal: Proposal) -> set[PartName]:
    """Return what a good reply to this case cannot do without."""
    decision, reading = proposal.decision, proposal.reading
    wanted = {PartName.WARMTH}
    if reading.problem is not Problem.NONE or reading.emotion:
        wanted.add(PartName.CONCERN)
    if proposal.draft.surface is Surface.PUBLIC_REVIEW:
        return wanted | {PartName.CONCERN, PartName.NEXT_STEP}
    told = decision.outcome is Outcome.INFORM and decision.answerable
    if decision.outcome is not Outcome.INFORM:
        wanted |= {PartName.DECISION, PartName.NEXT_STEP}
    grounded = proposal.draft.citations if decision.outcome is Outcome.INFORM else decision.reasons
    if grounded and decision.outcome is not Outcome.ESCALATE:
        wanted.add(PartName.GROUND)
    if decision.freight and decision.outcome in _SENT_BACK:
        wanted.add(PartName.FREIGHT)
    if decision.missing or not decision.answerable:
        wanted.add(PartName.NEXT_STEP)
    if decision.outcome is not Outcome.DECLINE and not told and not decision.pending:
        wanted.add(PartName.TIME)
    return wanted


def _concerned(text: str, plain: str, case: Case, proposal: Proposal) -> bool:
    """Return whether the reply takes up what this buyer brought: their words, their goods, or the problem by another word."""
    goods = [item.title or "" for item in case.order.items] if case.order else []
    if any(_shared(told, plain) for told in (*case.buyer_texts, *goods)):
        return True
    named = {hit.name for hit in phrases("problems").find(normalised(text))}
    return proposal.reading.problem.value in named


def _decides(text: str, plain: str, proposal: Proposal) -> bool:
    outcome = proposal.decision.outcome
    refuses = bool(_REFUSES.search(plain))
    if outcome is Outcome.DECLINE:
        return refuses
    if outcome is Outcome.ESCALATE:
        return bool(_HANDS_ON.search(plain))
    return agrees(text, outcome) or not refuses and bool(re.search(_NAMED[outcome], plain))


def _grounded(plain: str, proposal: Proposal) -> bool:
    """Return whether the reply says more of a reason or its clause than the name of what is given."""
    reasons = [
        f"{one.text} {one.citation.heading} {one.citation.quote}"
        for one in proposal.decision.reasons
    ]
    cited = [f"{one.heading} {one.quote}" for one in proposal.draft.citations]
    return any(_shared(ground, plain) >= _ENOUGH for ground in (*reasons, *cited))


def _shared(told: str, plain: str) -> int:
    return len(content(_DEED.sub(" ", Views(told).plain.text)) & content(_DEED.sub(" ", plain)))


def _warm(text: str, proposal: Proposal) -> bool:
    upset = proposal.reading.emotion > 1 and proposal.reading.problem is not Problem.NONE
    return tone_of(text)["level"] != "curt" and (not upset or regrets(text))


def _asks(word: str, plain: str) -> bool:
    return bool(re.search(_EVIDENCE.get(word, r"$^"), plain)) or word not in _EVIDENCE
