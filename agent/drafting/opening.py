"""The first sentence: the buyer's own problem, and what it cost them."""

import re

from agent.domain.decision import Outcome
from agent.domain.reading import CLAIM_WANTS, Language, Problem, Want
from agent.drafting.account import dated, own_fault, own_size
from agent.drafting.details import Details
from agent.drafting.mood import emotion, phase
from agent.drafting.voice import Voice
from agent.drafting.wish import wished_size

_LOSS = {
    Problem.QUALITY: "defect",
    Problem.NOT_AS_DESCRIBED: "defect",
    Problem.DAMAGED: "damaged",
    Problem.WRONG_ITEM: "wrong",
    Problem.MISSING_ITEM: "wrong",
    Problem.NOT_SHIPPED: "wait",
    Problem.LATE: "wait",
    Problem.LOST: "wait",
    Problem.PRICE_DROP: "price",
    Problem.SERVICE: "service",
    Problem.PROMISE_BROKEN: "service",
    Problem.CHANGED_MIND: "mind",
    Problem.SIZE: "mind",
    Problem.COUNTERFEIT: "trust",
    Problem.OUT_OF_STOCK: "stock",
}
_STUCK = re.compile(
    r"卡在|卡住|停在|停了|不动|不動|没动|沒動|(不|没|没有|沒有|沒)更新|stuck|not moved|no update",
    re.IGNORECASE,
)
_USED = re.compile(r"[才刚剛只](穿|用|打|戴|玩|洗)了?[一两兩二三四五六几幾]+[次回]")
_OWN = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.MISSING_ITEM,
})  # fmt: skip
_DETAILED = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
})  # fmt: skip


def opening(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return greeting, problem and regret as two sentences; neutral: without the wished-for remedy."""
    name, feel = problem_named(voice, details, neutral=neutral), feeling(voice)
    feel = "" if name in voice.wordings("named.hurry") else feel
    shape = "opening.both" if feel else "opening.one"
    return voice.join(voice.greeting, voice.say(shape, name=name, feel=feel))


def sorry_then(voice: Voice, details: Details, done: str) -> str:
    """Return the first sentence where something went wrong: the problem, the regret, and what is done about it."""
    name, feel = problem_named(voice, details), feeling(voice)
    both = voice.say("opening.clause", name=name, feel=feel) if feel else name
    instead = (
        voice.brief.decision.outcome is Outcome.REPAIR
        and voice.brief.reading.wants is Want.EXCHANGE
    )
    slot = "lead.sorry_instead" if instead else "lead.sorry"
    said = voice.say(slot, opening=both, do=done, Do=done[:1].upper() + done[1:])
    return voice.join(voice.greeting, said)


def easily(voice: Voice, details: Details, done: str) -> str:
    """Return the first sentence where nothing is wrong with the goods: yes, and to what."""
    want, outcome = voice.brief.reading.wants, voice.brief.decision.outcome.value
    words = _own_words(voice, details)
    size = own_size(voice)
    if size and size in words and wished_size(voice):
        done = voice.say("do.exchange_size_named", size=wished_size(voice))
    kind = "cancel" if want is Want.CANCEL and outcome == "refund" else outcome
    slots = [f"lead.easy.{kind}.said"] if words else []
    said = voice.say_first(
        *slots, f"lead.easy.{kind}.plain", "lead.easy.any.plain",
        words=words, thing=voice.thing, swap=done, do=done,
    )  # fmt: skip
    return voice.join(voice.greeting, said)


def feeling(voice: Voice) -> str:
    """Return the regret that fits the loss, how far it is felt, and what was decided."""
    problem = voice.brief.reading.problem
    loss, felt = _LOSS.get(problem, "any"), emotion(voice.brief)
    own = "size" if problem is Problem.SIZE else loss
    at = phase(voice.brief)
    return voice.say_first(
        f"feel.{own}_{at}.{felt}", f"feel.{loss}_{at}.{felt}", f"feel.{loss}.{felt}"
    )


def _own_words(voice: Voice, details: Details) -> str:
    """Return why the buyer does not want the goods, in their words or as the fault of the fit; "" where none is clean."""
    reason = details.reasons.said(voice)
    if reason:
        return reason
    if voice.brief.reading.problem is Problem.SIZE:
        detail = details.find(voice.brief.messages, Problem.SIZE, voice.language)
        if detail and not voice.english:
            size = own_size(voice)
            slot = "named_size" if size else "named_detail"
            return voice.say(slot, item=voice.title, detail=detail.said, size=size)
    return ""


def problem_named(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return what the buyer brings as a clause: the concrete fault where the words hold one."""
    brief = voice.brief
    problem = brief.reading.problem
    words = {"item": voice.item, "thing": voice.thing}
    if problem is Problem.CHANGED_MIND:
        if neutral:
            return voice.say("wanted.any", **words)
        return _mind(voice, details, words)
    own = own_fault(voice, details) if problem in _OWN else ""
    if own:
        return voice.say("named_own" if phase(brief) == "granted" else "named_told", words=own)
    if problem in _DETAILED:
        detail = details.find(brief.messages, problem, Language(brief.language))
        if detail:
            size = own_size(voice) if problem is Problem.SIZE else ""
            slot = "named_size" if size else "named_detail"
            said = _after_use(voice, detail.said)
            return voice.say(slot, detail=said, size=size, **words)
    sent = brief.order is not None and brief.order.shipped_at is not None
    if problem is Problem.NOT_SHIPPED and (sent or brief.reading.wants is Want.URGE):
        return voice.say("named.hurry")
    key = _key(voice, problem)
    fits = problem is not Problem.PRICE_DROP or phase(brief) == "granted"
    named = (dated(voice, key) if fits else "") or voice.say(f"named.{key}", **words)
    if named:
        return named
    want = brief.reading.wants
    known = (want in CLAIM_WANTS and not neutral) or want is Want.COMPLAINT
    slot = f"wanted.{want.value}" if known else "wanted.any"
    return voice.say_first(slot, "wanted.any", **words)


def _mind(voice: Voice, details: Details, words: dict[str, str]) -> str:
    """Return the wish to give something back: the buyer's reason where they tell one, else that we read it."""
    own = "" if voice.english else details.reasons.said(voice)
    if own:
        return voice.say("named_told", words=own)
    slot = "named.changed_mind" if voice.english else f"wanted.{voice.brief.reading.wants.value}"
    return voice.say_first(slot, "named.changed_mind", **words)


def _after_use(voice: Voice, fault: str) -> str:
    """Return the fault with how little the goods were used, where the buyer says so: "才穿两次就开胶了"."""
    match = next(filter(None, map(_USED.search, voice.brief.messages)), None)
    if match is None or voice.english:
        return fault
    return voice.say("opening.used", used=voice.quoted(match[0]), fault=fault)


def _key(voice: Voice, problem: Problem) -> str:
    """Return the slot for the problem; a parcel that stands still on its way is stuck, not missing at the door."""
    stuck = any(_STUCK.search(text) for text in voice.brief.messages)
    return "lost_stuck" if problem is Problem.LOST and stuck else problem.value
