"""The first sentence: the buyer's own problem, and what it cost them."""

from agent.domain.reading import CLAIM_WANTS, Language, Problem, Want
from agent.drafting.details import Details
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
_DETAILED = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
})  # fmt: skip


def opening(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return greeting, problem and regret as one sentence (two in English); neutral: without the wished-for remedy."""
    reading = voice.brief.reading
    name = problem_named(voice, details, neutral=neutral)
    feel = voice.say(f"feel.{_LOSS.get(reading.problem, 'any')}.{reading.emotion}")
    shape = "opening.both" if feel else "opening.one"
    return voice.join(voice.greeting, voice.say(shape, name=name, feel=feel))


def problem_named(voice: Voice, details: Details, *, neutral: bool = False) -> str:
    """Return what the buyer brings as a clause: the concrete fault where the words hold one."""
    brief = voice.brief
    problem = brief.reading.problem
    words = {"item": voice.item, "thing": voice.thing}
    if problem in _DETAILED:
        detail = details.find(brief.messages, problem, Language(brief.language))
        if detail:
            return voice.say("named_detail", detail=detail.said, **words)
    named = voice.say(f"named.{problem.value}", **words)
    if named:
        return named
    want = brief.reading.wants
    known = (want in CLAIM_WANTS and not neutral) or want is Want.COMPLAINT
    return voice.say_first(f"wanted.{want.value}" if known else "wanted.any", "wanted.any")
