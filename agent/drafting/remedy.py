"""What a decision holds that both languages word: its times, its conditions, its rule in spoken words."""

import re
from collections.abc import Callable

from agent.domain.decision import Deadline, DeadlineKind, Outcome
from agent.domain.reading import Problem
from agent.drafting.delivery import delivered
from agent.drafting.script import is_chinese
from agent.drafting.voice import Voice
from agent.drafting.words import when

SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
"""Outcomes for which the buyer sends the goods back, so that the freight must be named."""

GRANTS = SENT_BACK | {Outcome.REFUND, Outcome.RESHIP, Outcome.COMPENSATE}
"""Outcomes that give the buyer something."""

_UNSEEN = frozenset({
    Problem.NONE, Problem.CHANGED_MIND, Problem.LATE, Problem.LOST, Problem.NOT_SHIPPED,
})  # fmt: skip
_SEEN = re.compile(
    r"收到|到了|拿到|到货|到貨|试|試|穿|戴|拆|打开|打開|received|arrived|tried|opened|wore",
    re.IGNORECASE,
)
_REASON_MAX = 60
_BOTH_WAYS = re.compile(
    r"(来回|來回|往返|双向)[^，。；]{0,4}(运费|運費)|(shipping|freight|postage)[^,.]{0,20}both ways"
)
_SENT_OUT = re.compile(
    r"寄出[^，。；]{0,8}(本店|我们|我們|卖家|賣家|商家|賣場)[^，。；]{0,4}(承担|承擔|负担|負擔|出)|\bwe (pay|cover) [^,.;]*\b(outbound|replacement|new one)\b"
)
_KEPT = re.compile(
    r"(不用|无需|無需|不必|不需要?|毋须|免)[^，。；]{0,3}(寄回|退回)|\b(keep|no need to (return|send back)) the (broken|damaged|old) ",
    re.IGNORECASE,
)
_SHARED_OUT = re.compile(r"分摊|分攤|部分退货后|部分退貨後|worked out|settled by")
_TO_BE_SHOWN = re.compile(r"拿不出|提供不了|提不出|拿不到凭证|cannot (show|prove)|unable to prove")
_STEPS = re.compile(r"[（(][^（）()]*[×÷＝=][^（）()]*[）)]")
_MOST_CONDITIONS = 2
# What a buyer must know first when room is short; the rest stands on the order page.
_FIRST = (
    "data_cleared", "not_activated", "tags_on", "unopened", "sealed", "unwashed", "unworn", "gift_back",
    "original_packaging", "packaging", "all_accessories", "unused", "intact",
)  # fmt: skip
_TOLD = re.compile(
    r"(?<![目商])[标標].{0,3}([没沒未].{0,2}[撕剪摘拆掉]|[还還都也]在)|盒.{0,4}([还還都也]在|[没沒]扔)|吊牌.{0,4}(在|没|沒|齐|齊)|没(穿|拆|用|剪|摘)|沒(穿|拆|用|剪|摘)|未(拆|使用)|全新|膜.{0,4}(没撕|在)|tags? (are |is )?(still )?on|unused|never (used|worn|opened)|unopened",
    re.IGNORECASE,
)
# Conditions that not all goods can meet, and the words that say that these goods can.
_OF_SOME = {
    "gift_back": re.compile(r"赠|贈|\bgifts?\b|\bfree item", re.IGNORECASE),
    "all_accessories": re.compile(r"配件|附件|零件|accessor", re.IGNORECASE),
}
# What goes without saying where something more telling is asked for.
_WHOLE = frozenset({"intact", "resellable", "no_resale_damage"})
_TELLABLE = frozenset({"tags_on", "intact", "unused", "unworn", "unopened", "sealed", "unwashed"})


def to_be_shown(voice: Voice) -> bool:
    """Whether the remedy still hangs on what somebody else can prove."""
    return any(_TO_BE_SHOWN.search(reason.text) for reason in voice.brief.decision.reasons[:1])


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


def both_ways(voice: Voice) -> bool:
    """Whether the rule speaks of the freight both ways."""
    return any(_BOTH_WAYS.search(reason.text) for reason in voice.brief.decision.reasons[:1])


def pays_out(voice: Voice) -> bool:
    """Whether the rule says that what goes out again is sent at our cost, though the buyer pays the way back."""
    return any(_SENT_OUT.search(reason.text) for reason in voice.brief.decision.reasons[:1])


def may_be_kept(voice: Voice) -> bool:
    """Whether the rule or its clause says that what broke need not come back."""
    reasons = voice.brief.decision.reasons[:1]
    return any(_KEPT.search(f"{one.text}。{one.citation.quote or ''}") for one in reasons)


def conditions(voice: Voice, worded: Callable[[str], str] | None = None) -> str:
    """Return the one or two things the buyer must see to, as clauses; what the buyer has told us is not asked again.

    `worded` gives the words of a condition's key where the sentence bank has none.
    """
    keys = voice.brief.decision.conditions
    told = any(_TOLD.search(text) for text in voice.brief.messages)
    ranked = sorted(keys, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    wanted = [key for key in ranked if not (told and key in _TELLABLE) and _has(voice, key)]
    most = 1 if told else _MOST_CONDITIONS
    wanted = [key for key in wanted if key not in _WHOLE or len(wanted) == 1]
    phrases = [(worded and worded(key)) or condition_phrase(voice, key) for key in wanted]
    phrases = list(dict.fromkeys(phrase for phrase in phrases if phrase))[:most]
    return listed(voice, phrases) if phrases else ""


def _has(voice: Voice, key: str) -> bool:
    """Whether the goods have what a condition speaks of: a gift only where one is mentioned, parts where such goods have any."""
    if key not in _OF_SOME:
        return True
    brief = voice.brief
    quotes = (reason.citation.quote or "" for reason in brief.decision.reasons[:1])
    titles = brief.order.titles if brief.order else ()
    named = any(_OF_SOME[key].search(text) for text in (*quotes, *titles, *brief.messages))
    return named or (key == "all_accessories" and voice.in_parts)


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
    """Return by when the buyer hears from us; "" where nothing was decided about it.

    A day from now is said as a time of day where that is by day, else as 24 hours; which of both changes with the version.
    """
    deadline = find_deadline(voice, DeadlineKind.FOLLOW_UP)
    if deadline is None:
        return ""
    if within_a_day(voice, deadline):
        return voice.say("by.follow_up_day")
    return voice.say("by.follow_up", when=spoken_when(voice, deadline))


def within_a_day(voice: Voice, deadline: Deadline) -> bool:
    """Whether the time is better said as 24 hours than as a time of day."""
    brief = voice.brief
    hours = (deadline.due - brief.now).total_seconds() / 3600
    local = deadline.due.astimezone(brief.now.tzinfo)
    by_day = 8 <= local.hour <= 22 and local.minute in {0, 30}
    return 23 <= hours <= 24.1 and (not by_day or brief.version % 2 == 0)
