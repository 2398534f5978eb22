"""What was decided, in words: the remedy, its ground, the freight, the conditions, what happens next and by when."""

import re

from agent.domain.case import CaseKind
from agent.domain.decision import Deadline, DeadlineKind, Freight, Outcome
from agent.domain.reading import Problem
from agent.drafting.cite import source_name
from agent.drafting.delivery import delivered
from agent.drafting.script import is_chinese
from agent.drafting.voice import Voice
from agent.drafting.wish import wished_size
from agent.drafting.words import money, when

SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
"""Outcomes for which the buyer sends the goods back, so that the freight must be named."""

_FAULTS = frozenset({Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED})
_UNSEEN = frozenset({
    Problem.NONE, Problem.CHANGED_MIND, Problem.LATE, Problem.LOST, Problem.NOT_SHIPPED,
})  # fmt: skip
_SEEN = re.compile(
    r"收到|到了|拿到|到货|到貨|试|試|穿|戴|拆|打开|打開|received|arrived|tried|opened|wore",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"拒收|不用签收|不用簽收|refuse", re.IGNORECASE)
_REASON_MAX = 60
_FREIGHT = re.compile(r"运费|運費|邮费|freight|shipping|postage", re.IGNORECASE)
_BORNE = re.compile(r"承担|承擔|负担|負擔")
# A rule's sentence on the case at hand is not what the document says word for word.
_OF_THIS_CASE = re.compile(
    r"您|这[单件笔]|這[單件筆]|已经|已經|包裹|订单|訂單|还没|還沒|我们|我們|没有请|\b(you|your|we|the order|the parcel|has|have)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = re.compile(
    r"(来回|來回|往返|双向)[^，。；]{0,4}(运费|運費)|(shipping|freight|postage)[^,.]{0,20}both ways"
)
_SOURCED = re.compile(
    r"(按照|依照|根据|根據|依据|依據|按)[^，]{0,6}《|under (our|the|article)", re.IGNORECASE
)


def remedy(voice: Voice) -> str:
    """Return the sentence that says what will be done."""
    decision, reading = voice.brief.decision, voice.brief.reading
    slot = f"do.{decision.outcome.value}"
    if decision.amount is not None:
        amount = money(decision.amount, voice.language)
        return voice.say_first(
            f"{slot}.{reading.problem.value}_amount",
            f"{slot}.amount",
            f"{slot}.plain",
            amount=amount,
        )
    size = wished_size(voice) if decision.outcome is Outcome.EXCHANGE else ""
    if size and reading.problem in {Problem.SIZE, Problem.CHANGED_MIND, Problem.NONE}:
        return voice.say(f"{slot}.size_named", size=size)
    kind = "fault" if reading.problem in _FAULTS else reading.problem.value
    return voice.say_first(f"{slot}.{kind}", f"{slot}.plain")


def ground(voice: Voice, *, with_reason: bool = True) -> str:
    """Return why, with the source named; "" where the decision names none."""
    reasons = voice.brief.decision.reasons
    if not reasons:
        return ""
    first = reasons[0]
    cite = source_name(voice, first.citation.path, first.citation.heading)
    reason = _without_freight(voice, spoken_reason(voice, first.text)) if with_reason else ""
    if names_source(reason):
        return voice.say("ground.own", reason=capital(voice, reason))
    if reason:
        slot = "reason" if _OF_THIS_CASE.search(reason) else "quoted"
        return voice.say(f"ground.{slot}", cite=cite, reason=capital(voice, reason))
    return voice.say("ground.bare", cite=cite)


def spoken_reason(voice: Voice, text: str) -> str:
    """Return a rule's sentence addressed to the buyer; "" where it is too long or in another language."""
    said = voice.quoted(text).strip().rstrip("。.；;！!")
    if not said or is_chinese(said) is voice.english or "\n" in said:
        return ""
    limit = _REASON_MAX * 3 if voice.english else _REASON_MAX
    if len(said) > limit:
        head = said.split("；")[0].split("。")[0]
        said = head if len(head) <= limit else ""
    for who in ("买家", "買家"):
        said = said.replace(who, "您")
    return said


def ruled(voice: Voice) -> str:
    """Return what the rule that applied says itself, as a sentence; "" where it has no words in this language."""
    reasons = voice.brief.decision.reasons
    own = bool(reasons) and reasons[0].rule != "knowledge"
    reason = spoken_reason(voice, reasons[0].text) if own else ""
    return f"{capital(voice, reason)}{voice.say('stop')}" if reason else ""


def names_source(reason: str) -> bool:
    """Whether the rule's sentence names where it stands, so that we need not."""
    return bool(_SOURCED.match(reason))


def capital(voice: Voice, reason: str) -> str:
    """Return a sentence that can stand alone."""
    return reason[:1].upper() + reason[1:] if voice.english else reason


def _without_freight(voice: Voice, reason: str) -> str:
    """Return the reason without what the sentence on the freight will say anyway."""
    if voice.brief.decision.outcome not in SENT_BACK:
        return reason
    comma = ", " if voice.english else "，"
    kept = [
        part
        for part in reason.split(comma)
        if not _FREIGHT.search(part) and not _BORNE.search(part)
    ]
    return comma.join(kept) or reason


def freight(voice: Voice) -> str:
    """Return who pays for sending back; never left out where goods go back (争议处理规则 art. 49: silence, the shop pays)."""
    decision = voice.brief.decision
    if decision.outcome not in SENT_BACK:
        return ""
    reasons = decision.reasons
    if decision.freight is Freight.SELLER and reasons and _BOTH_WAYS.search(reasons[0].text):
        return voice.say("freight.both")
    who = {Freight.SELLER: "seller", Freight.BUYER: "buyer", None: "unknown"}[decision.freight]
    return voice.say(f"freight.{who}")


def conditions(voice: Voice) -> str:
    """Return what the buyer must see to; a condition the bank does not know is said in its own words."""
    phrases = [condition_phrase(voice, key) for key in voice.brief.decision.conditions]
    phrases = list(dict.fromkeys(phrase for phrase in phrases if phrase))
    if not phrases:
        return ""
    return voice.say("condition.lead", all=listed(voice, phrases))


def condition_phrase(voice: Voice, key: str) -> str:
    """Return one condition in words; "" for a key nobody has worded."""
    known = voice.say(f"condition.{key}")
    if known:
        return known
    own = voice.quoted(key)
    return (
        own
        if own and is_chinese(own) is not voice.english and (" " in own or not voice.english)
        else ""
    )


def listed(voice: Voice, phrases: list[str]) -> str:
    """Return the phrases as a spoken list."""
    if not voice.english:
        return "、".join(phrases)
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def next_step(voice: Voice) -> str:
    """Return what happens next, with the time the decision gives."""
    brief = voice.brief
    way = "claim" if brief.kind is CaseKind.CLAIM else "message"
    step = brief.decision.outcome.value
    if on_its_way(voice):
        told = any(_REFUSED.search(reason.text) for reason in brief.decision.reasons[:1])
        step = "on_its_way_told" if told else "on_its_way"
    return voice.say(f"next.{step}.{way}", by=_by(voice))


def on_its_way(voice: Voice) -> bool:
    """Whether what is to come back has not arrived yet: it can be refused at the door, not sent."""
    brief = voice.brief
    order = brief.order
    if brief.decision.outcome is not Outcome.RETURN_REFUND or brief.reading.problem not in _UNSEEN:
        return False
    seen = brief.reading.intact is not None or any(_SEEN.search(text) for text in brief.messages)
    return order is not None and bool(order.shipped_at) and not delivered(order) and not seen


def _by(voice: Voice) -> str:
    outcome = voice.brief.decision.outcome
    kind = (
        DeadlineKind.SHIP_BY
        if outcome in {Outcome.EXCHANGE, Outcome.RESHIP, Outcome.REPAIR}
        else DeadlineKind.REFUND_BY
    )
    deadline = find_deadline(voice, kind)
    if deadline is None:
        return ""
    return voice.say(f"by.{kind.value}", when=spoken_when(voice, deadline))


def find_deadline(voice: Voice, kind: DeadlineKind) -> Deadline | None:
    """Return the decision's deadline of the kind that is still to come."""
    brief = voice.brief
    return next(
        (one for one in brief.decision.deadlines if one.kind is kind and one.due > brief.now), None
    )


def spoken_when(voice: Voice, deadline: Deadline) -> str:
    """Return the deadline's time as one says it."""
    return when(deadline.due, voice.brief.now, voice.language)


def follow_up(voice: Voice) -> str:
    """Return by when the buyer hears from us; "" where nothing was decided about it."""
    deadline = find_deadline(voice, DeadlineKind.FOLLOW_UP)
    if deadline is None:
        return ""
    hours = (deadline.due - voice.brief.now).total_seconds() / 3600
    if 23 <= hours <= 24.1:
        return voice.say("by.follow_up_day")
    return voice.say("by.follow_up", when=spoken_when(voice, deadline))
