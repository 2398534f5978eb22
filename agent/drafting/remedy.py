"""What was decided, in words: what is done, its ground with the freight, and the next step with its time."""

import re
from collections.abc import Callable

from agent.domain.case import CaseKind
from agent.domain.decision import Deadline, DeadlineKind, Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.drafting.account import own_size
from agent.drafting.cite import source_name
from agent.drafting.delivery import delivered
from agent.drafting.script import is_chinese
from agent.drafting.voice import Voice
from agent.drafting.wish import wished_size
from agent.drafting.words import day, money, when

SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
"""Outcomes for which the buyer sends the goods back, so that the freight must be named."""

EASY = frozenset({Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE})
"""Problems with which nothing is wrong with the goods: agreed at once, without sorrow."""

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
_BORNE = re.compile(r"承担|承擔|负担|負擔|我们出|我們出")
_BOTH_WAYS = re.compile(
    r"(来回|來回|往返|双向)[^，。；]{0,4}(运费|運費)|(shipping|freight|postage)[^,.]{0,20}both ways"
)
_SHARED_OUT = re.compile(r"分摊|分攤|部分退货后|部分退貨後|worked out|settled by")
_TO_BE_SHOWN = re.compile(r"拿不出|提供不了|提不出|拿不到凭证|cannot (show|prove)|unable to prove")
_SIGNED = re.compile(r"^(?:签收|簽收)(?=[\d七十一二三]+[天日][内內])")
# Grounds that tell the buyer nothing that the remedy itself does not say.
_SAYS_NOTHING = re.compile(r"^(东西不对的|商品不對的|有(质量|品質)?(问题|問題)的|有瑕疵的)[^\d]*$")
_HALF = re.compile(r"(as|if|once|when)\b", re.IGNORECASE)
_STEPS = re.compile(r"[（(][^（）()]*[×÷＝=][^（）()]*[）)]")
_MOST_CONDITIONS = 2
# What a buyer must know first when room is short; the rest stands on the order page.
_FIRST = (
    "data_cleared", "not_activated", "tags_on", "unopened", "sealed", "unwashed", "unworn", "gift_back",
    "original_packaging", "packaging", "all_accessories", "unused", "intact",
)  # fmt: skip
_TOLD = re.compile(
    r"吊牌.{0,4}(在|没|沒|齐|齊)|没(穿|拆|用|剪|摘)|沒(穿|拆|用|剪|摘)|未(拆|使用)|全新|膜.{0,4}(没撕|在)|tags? (are |is )?(still )?on|unused|never (used|worn|opened)|unopened",
    re.IGNORECASE,
)
_TELLABLE = frozenset({"tags_on", "intact", "unused", "unworn", "unopened", "sealed", "unwashed"})


def deed(voice: Voice) -> str:
    """Return what will be done, as a clause; where it is less than was wanted, that is said."""
    done, brief = _deed(voice), voice.brief
    wanted = brief.reading.wants.value
    if brief.decision.outcome is Outcome.REPAIR and brief.reading.wants is Want.EXCHANGE:
        return voice.say("do.instead", wanted=voice.say(f"noun.{wanted}"), do=done)
    return done


def _deed(voice: Voice) -> str:
    decision, problem = voice.brief.decision, voice.brief.reading.problem
    if to_be_shown(voice):
        return voice.say("do.check")
    slot = f"do.{decision.outcome.value}"
    if decision.outcome is Outcome.EXCHANGE:
        return _swap(voice, slot)
    if decision.amount is not None and decision.amount.minor > 0:
        amount = money(decision.amount, voice.language)
        dropped = voice.say(f"{slot}_{problem.value}_amount", amount=amount)
        return dropped or voice.say_first(f"{slot}_amount", slot, amount=amount)
    return voice.say_first(f"{slot}_{problem.value}", slot)


def to_be_shown(voice: Voice) -> bool:
    """Whether the remedy still hangs on what somebody else can prove."""
    return any(_TO_BE_SHOWN.search(reason.text) for reason in voice.brief.decision.reasons[:1])


def _swap(voice: Voice, slot: str) -> str:
    problem = voice.brief.reading.problem
    size = wished_size(voice)
    own = own_size(voice)
    if size and own and size != own and problem in EASY:
        return voice.say_first(f"{slot}_size_both", f"{slot}_size_named", own=own, size=size)
    if size and problem in EASY:
        return voice.say(f"{slot}_size_named", size=size)
    kind = "fault" if problem in _FAULTS else problem.value
    return voice.say_first(f"{slot}_{kind}", slot)


def ground(voice: Voice) -> str:
    """Return why, as a clause in a clerk's words; "" where the decision names no rule."""
    reasons = voice.brief.decision.reasons
    if not reasons or unseen(voice):
        return ""
    first = reasons[0]
    reason = _without_freight(voice, spoken_reason(voice, first.text, granted=True))
    if voice.english and reason[:1].upper() + reason[1:] != reason and _HALF.match(reason):
        reason = ""
    if reason and (_SAYS_NOTHING.match(reason) or _repeats(voice, reason)):
        return ""
    if reason:
        return _since_signed(voice, reason)
    name = voice.named_clause(first.text)
    if name:
        return voice.say("ground.named", name=name)
    cite = source_name(voice, first.citation.path, first.citation.heading)
    return voice.say("ground.bare", cite=cite)


def _repeats(voice: Voice, reason: str) -> bool:
    """Whether an English reason says only what the remedy has just said: no number, and hardly a word of its own."""
    if not voice.english or re.search(r"\d", reason):
        return False
    words = {word[:5] for word in re.findall(r"[a-z]{3,}", reason.lower())}
    said = {word[:5] for word in re.findall(r"[a-z]{3,}", _deed(voice).lower())} | {
        "for",
        "free",
        "can",
    }
    return bool(words) and len(words - said) <= len(words) / 2


def _since_signed(voice: Voice, reason: str) -> str:
    """Return the reason with the day the order was signed for, where its period counts from there."""
    order = voice.brief.order
    match = _SIGNED.match(reason)
    if match is None or order is None or order.delivered_at is None:
        return voice.say("ground.reason", reason=reason)
    signed = day(order.delivered_at, voice.brief.now, voice.language)
    return voice.say("ground.signed", day=signed, reason=reason[match.end() :])


def unseen(voice: Voice) -> bool:
    """Whether nobody has looked at the order yet: then the rule is a guess, and is not told."""
    return voice.brief.order is None and "order_id" in voice.brief.decision.missing


def spoken_reason(voice: Voice, text: str, *, granted: bool = False) -> str:
    """Return a rule's sentence as one says it to the buyer; "" where it says nothing, is too long or in another language."""
    if voice.named_clause(text):
        return ""
    bare = _STEPS.sub("", text).strip().rstrip("。.；;！!")
    said = voice.spoken(bare, granted=granted).strip("，,；; ")
    if not said or is_chinese(said) is voice.english or "\n" in said:
        return ""
    limit = _REASON_MAX * 3 if voice.english else _REASON_MAX
    if len(said) > limit:
        head = re.split(r"[；。]", said)[0]
        said = head if len(head) <= limit else ""
    return said


def ruled(voice: Voice) -> str:
    """Return what the rule that applied says itself, as a sentence; "" where it has no words in this language."""
    reasons = voice.brief.decision.reasons
    own = bool(reasons) and reasons[0].rule != "knowledge"
    reason = spoken_reason(voice, reasons[0].text) if own else ""
    return f"{capital(voice, reason)}{voice.say('stop')}" if reason else ""


def capital(voice: Voice, reason: str) -> str:
    """Return a sentence that can stand alone."""
    return reason[:1].upper() + reason[1:] if voice.english else reason


def _without_freight(voice: Voice, reason: str) -> str:
    """Return the reason without what the clause on the freight will say anyway."""
    if voice.brief.decision.outcome not in SENT_BACK:
        return reason
    comma = ", " if voice.english else "，"
    if voice.english and reason.startswith(("As ", "If ", "Once ", "When ")):
        return ""  # half a sentence says nothing
    kept = [
        part
        for part in reason.split(comma)
        if not _FREIGHT.search(part) and not _BORNE.search(part)
    ]
    return comma.join(kept)


def freight(voice: Voice) -> str:
    """Return who pays for sending back; never left out where goods go back (争议处理规则 art. 49: silence, the shop pays)."""
    decision = voice.brief.decision
    if decision.outcome not in SENT_BACK:
        return ""
    if unseen(voice):
        return voice.say("freight.unknown")
    if decision.freight is Freight.SELLER and both_ways(voice):
        return voice.say("freight.both")
    who = {Freight.SELLER: "seller", Freight.BUYER: "buyer", None: "unknown"}[decision.freight]
    return voice.say(f"freight.{who}")


def both_ways(voice: Voice) -> bool:
    """Whether the rule speaks of the freight both ways."""
    return any(_BOTH_WAYS.search(reason.text) for reason in voice.brief.decision.reasons[:1])


def why(voice: Voice) -> str:
    """Return ground and freight as one sentence."""
    comma = ", " if voice.english else "，"
    said = [part for part in (ground(voice), freight(voice)) if part]
    if not said:
        return ""
    if voice.english:
        return " ".join(f"{capital(voice, part)}." for part in said)
    return f"{comma.join(said)}{voice.say('stop')}"


def conditions(voice: Voice, worded: Callable[[str], str] | None = None) -> str:
    """Return the one or two things the buyer must see to, as clauses; what the buyer has told us is not asked again.

    `worded` gives the words of a condition's key where the sentence bank has none.
    """
    keys = voice.brief.decision.conditions
    told = any(_TOLD.search(text) for text in voice.brief.messages)
    ranked = sorted(keys, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    wanted = [key for key in ranked if not (told and key in _TELLABLE)]
    phrases = [(worded and worded(key)) or condition_phrase(voice, key) for key in wanted]
    most = 1 if told else _MOST_CONDITIONS
    phrases = list(dict.fromkeys(phrase for phrase in phrases if phrase))[:most]
    return listed(voice, phrases) if phrases else ""


def condition_phrase(voice: Voice, key: str) -> str:
    """Return one condition in words, its own where the bank does not know it; "" for a key nobody has worded."""
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
    """Return what happens next, with the amount and the time the decision gives."""
    brief = voice.brief
    if to_be_shown(voice) and brief.decision.outcome is Outcome.RESHIP:
        return progress(voice)
    way = "claim" if brief.kind is CaseKind.CLAIM else "message"
    step = brief.decision.outcome.value
    if on_its_way(voice):
        told = any(_REFUSED.search(reason.text) for reason in brief.decision.reasons[:1])
        step = "on_its_way_told" if told else "on_its_way"
    cancel = step == "refund" and brief.reading.wants is Want.CANCEL
    step = "cancel" if cancel and voice.say(f"next.cancel.{way}", by="", money="") else step
    needs = conditions(voice)
    cond = (
        voice.say("condition.put", all=needs)
        if needs and brief.decision.outcome in SENT_BACK
        else ""
    )
    by = _by(voice)
    said = voice.say(f"next.{step}.{way}", by=by, money=_money(voice), cond=cond)
    # Before anything has come back nobody owes the buyer news; money without a date is owed some.
    return voice.join(said, "" if by or brief.decision.outcome in SENT_BACK else progress(voice))


def _money(voice: Voice) -> str:
    decision = voice.brief.decision
    if decision.amount is None or decision.amount.minor <= 0:
        return voice.say("money.plain")
    amount = money(decision.amount, voice.language)
    return voice.say("money.shared" if shared_out(voice) else "money.amount", amount=amount)


def shared_out(voice: Voice) -> bool:
    """Whether the amount is a share of what was paid for the whole order."""
    return any(_SHARED_OUT.search(reason.text) for reason in voice.brief.decision.reasons[:1])


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


def follow_up(voice: Voice, slot: str = "follow_up") -> str:
    """Return by when the buyer hears from us; "" where nothing was decided about it.

    A day from now is said as a time of day where that is by day, else as 24 hours; which of both changes with the version.
    """
    deadline = find_deadline(voice, DeadlineKind.FOLLOW_UP)
    if deadline is None:
        return ""
    if within_a_day(voice, deadline):
        return voice.say(f"by.{slot}_day")
    return voice.say(f"by.{slot}", when=spoken_when(voice, deadline))


def within_a_day(voice: Voice, deadline: Deadline) -> bool:
    """Whether the time is better said as 24 hours than as a time of day."""
    brief = voice.brief
    hours = (deadline.due - brief.now).total_seconds() / 3600
    local = deadline.due.astimezone(brief.now.tzinfo)
    by_day = 8 <= local.hour <= 22 and local.minute in {0, 30}
    return 23 <= hours <= 24.1 and (not by_day or brief.version % 2 == 0)


def progress(voice: Voice) -> str:
    """Return by when the buyer hears how it goes, where the remedy itself has no date."""
    return follow_up(voice, "progress")
