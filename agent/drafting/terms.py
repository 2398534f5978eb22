"""The terms of a remedy as clauses of a reply: its ground, who pays the way, what need not come back."""

from typing import TYPE_CHECKING

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem
from agent.drafting import ground as grounds
from agent.drafting.family import family
from agent.drafting.remedy import SENT_BACK, both_ways, may_be_kept, pays_out, unseen

if TYPE_CHECKING:
    from agent.drafting.facts import Facts

# Where the day of delivery is no ground: the parcel itself is the matter.
_NO_DAY = frozenset({"wait", "lost", "stock"})
_OURS = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED,
})  # fmt: skip


def keep_it(facts: "Facts") -> str:
    """Return that what broke need not come back, where another is sent and the clause says so."""
    again = facts.brief.decision.outcome is Outcome.RESHIP and family(facts.brief) == "damaged"
    return facts.say("keep_it") if again and may_be_kept(facts.voice) else ""


def term(facts: "Facts") -> str:
    """Return the ground where it is a mere period, short enough to go into another sentence."""
    short = facts.known("n") and (grounds.no_reason(facts.voice) or not facts.known("rest"))
    return facts.known("ground") if short else ""


def free_term(facts: "Facts") -> str:
    """Return period and freight as one clause where a size is changed at our cost."""
    decision = facts.brief.decision
    sized = facts.known("to") or decision.missing == ("size",)
    ours = decision.outcome is Outcome.EXCHANGE and decision.freight is Freight.SELLER
    plain = facts.known("term") and facts.brief.reading.problem is Problem.SIZE
    paid = grounds.counted_from_payment(facts.voice)
    fit = sized and ours and plain and not paid and not grounds.near_its_end(facts.voice)
    return facts.say("free_term") if fit else ""


def granting(facts: "Facts") -> str:
    """Return the ground where it names the deed itself, which then need not be said again."""
    said = facts.known("ground")
    return said if grounds.names_deed(facts.brief.decision.outcome, said) else ""


def ground(facts: "Facts") -> str:
    """Return the ground as a clause: the period, the rest of the rule, else the order's own day, on which the rule was tried."""
    voice = facts.voice
    if facts.known("n"):
        if grounds.counted_from_payment(voice):
            return facts.say("ground.paid")
        if grounds.no_reason(voice):
            return facts.say("ground.no_reason")
        if facts.known("rest"):
            return facts.say("ground.within")
        edge = ["ground.edge"] if grounds.near_its_end(voice) else []
        return facts.say(*edge, "ground.period")
    if facts.known("rest"):
        return facts.say("ground.rest")
    kind = family(facts.brief)
    fit = grounds.only_named(voice) and not unseen(voice) and kind not in _NO_DAY
    return facts.say("ground.ordered" if kind == "price" else "ground.since") if fit else ""


def freight(facts: "Facts") -> str:
    """Return who pays the way, and the way out too where the rule says so."""
    decision = facts.brief.decision
    # Our own fault is paid for by us whatever the order shows; anything else hangs on it.
    ours = decision.freight is Freight.SELLER and facts.brief.reading.problem in _OURS
    if unseen(facts.voice) and not ours:
        return facts.say("freight.unknown")
    if decision.freight is Freight.SELLER:
        return facts.say("freight.both" if both_ways(facts.voice) else "freight.seller")
    out = decision.outcome is Outcome.EXCHANGE and decision.freight and pays_out(facts.voice)
    slots = [*(["freight.out"] if out else []), "freight.buyer"]
    return facts.say(*slots) if decision.freight else facts.say("freight.unknown")


def sent_back(facts: "Facts", slot: str) -> str:
    """Return the slot where the goods come back; "" where nothing does."""
    return facts.say(slot) if facts.brief.decision.outcome in SENT_BACK else ""


def post_free(facts: "Facts") -> str:
    """Return that sending goods again costs the buyer nothing, where that was decided."""
    decision = facts.brief.decision
    free = decision.outcome is Outcome.RESHIP and decision.freight is Freight.SELLER
    return facts.say("post_free_too") if free else ""


def intercept(facts: "Facts") -> str:
    """Return what becomes of a parcel on its way that is not wanted any more."""
    if grounds.tells_to_catch(facts.voice):
        return facts.say("intercept.caught")
    told = grounds.tells_to_refuse(facts.voice) and facts.known("rest")
    return facts.say("intercept.told" if told else "intercept.any")
