"""The first sentence: the buyer's own problem, and what it cost them."""

import re

from agent.domain.reading import CLAIM_WANTS, Language, Problem, Want
from agent.drafting.details import Details
from agent.drafting.mood import emotion, phase
from agent.drafting.voice import Voice

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
_DETAILED = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
})  # fmt: skip


def opening(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return greeting, problem and regret as one sentence (two in English); neutral: without the wished-for remedy."""
    name = problem_named(voice, details, neutral=neutral)
    loss, felt = _LOSS.get(voice.brief.reading.problem, "any"), emotion(voice.brief)
    own = "size" if voice.brief.reading.problem is Problem.SIZE else loss
    at = phase(voice.brief)
    feel = voice.say_first(
        f"feel.{own}_{at}.{felt}", f"feel.{loss}_{at}.{felt}", f"feel.{loss}.{felt}"
    )
    shape = "opening.both" if feel else "opening.one"
    return voice.join(voice.greeting, voice.say(shape, name=name, feel=feel))


def problem_named(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return what the buyer brings as a clause: the concrete fault where the words hold one."""
    brief = voice.brief
    problem = brief.reading.problem
    words = {"item": voice.item, "thing": voice.thing}
    if problem is Problem.CHANGED_MIND and not neutral:
        return _wish_named(voice, details, words)
    if problem in _DETAILED:
        detail = details.find(brief.messages, problem, Language(brief.language))
        if detail:
            slot = "named_detail_size" if problem is Problem.SIZE else "named_detail"
            return voice.say(slot, detail=detail.said, **words)
    if problem is Problem.NOT_SHIPPED and brief.reading.wants is Want.URGE:
        return voice.say("named.hurry")
    named = voice.say(f"named.{_key(voice, problem)}", **words)
    if named:
        return named
    want = brief.reading.wants
    known = (want in CLAIM_WANTS and not neutral) or want is Want.COMPLAINT
    return voice.say_first(f"wanted.{want.value}" if known else "wanted.any", "wanted.any")


def _key(voice: Voice, problem: Problem) -> str:
    """Return the slot for the problem; a parcel that stands still on its way is stuck, not missing at the door."""
    stuck = any(_STUCK.search(text) for text in voice.brief.messages)
    return "lost_stuck" if problem is Problem.LOST and stuck else problem.value


def _wish_named(voice: Voice, details: Details, words: dict[str, str]) -> str:
    """Return what the buyer would like, with the reason as they put it where it can be said."""
    want = voice.brief.reading.wants.value
    reason = details.reasons.said(voice)
    if reason:
        return voice.say_first(f"mind_reason.{want}", "mind_reason.any", words=reason, **words)
    return voice.say_first(f"mind.{want}", "mind.any", **words)
