"""An agreed remedy in English: what is done, its ground with the freight, and the next step with its time."""

import re

from agent.domain.case import CaseKind
from agent.domain.decision import DeadlineKind, Freight, Outcome
from agent.domain.reading import Problem, Want
from agent.drafting.account import own_size
from agent.drafting.cite import source_name
from agent.drafting.remedy import (
    EASY,
    SENT_BACK,
    both_ways,
    capital,
    conditions,
    find_deadline,
    follow_up,
    on_its_way,
    shared_out,
    spoken_reason,
    spoken_when,
    to_be_shown,
    unseen,
)  # fmt: skip
from agent.drafting.voice import Voice
from agent.drafting.wish import wished_size
from agent.drafting.words import money

_FAULTS = frozenset({Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED})
_FREIGHT = re.compile(r"运费|運費|邮费|freight|shipping|postage", re.IGNORECASE)
_BORNE = re.compile(r"承担|承擔|负担|負擔|我们出|我們出")
_HALF = re.compile(r"(as|if|once|when)\b", re.IGNORECASE)
_REFUSED = re.compile(r"拒收|不用签收|不用簽收|refuse", re.IGNORECASE)


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
    if reason[:1].upper() + reason[1:] != reason and _HALF.match(reason):
        reason = ""
    if reason and _repeats(voice, reason):
        return ""
    if reason:
        return voice.say("ground.reason", reason=reason)
    name = voice.named_clause(first.text)
    if name:
        return voice.say("ground.named", name=name)
    cite = source_name(voice, first.citation.path, first.citation.heading)
    return voice.say("ground.bare", cite=cite)


def _repeats(voice: Voice, reason: str) -> bool:
    """Whether an English reason says only what the remedy has just said: no number, and hardly a word of its own."""
    if re.search(r"\d", reason):
        return False
    words = {word[:5] for word in re.findall(r"[a-z]{3,}", reason.lower())}
    said = {word[:5] for word in re.findall(r"[a-z]{3,}", _deed(voice).lower())} | {
        "for",
        "free",
        "can",
    }
    return bool(words) and len(words - said) <= len(words) / 2


def _without_freight(voice: Voice, reason: str) -> str:
    """Return the reason without what the clause on the freight will say anyway."""
    if voice.brief.decision.outcome not in SENT_BACK:
        return reason
    comma = ", "
    if reason.startswith(("As ", "If ", "Once ", "When ")):
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


def why(voice: Voice) -> str:
    """Return ground and freight as one sentence."""
    said = [part for part in (ground(voice), freight(voice)) if part]
    return " ".join(f"{capital(voice, part)}." for part in said)


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


def progress(voice: Voice) -> str:
    """Return by when the buyer hears how it goes, where the remedy itself has no date."""
    return follow_up(voice, "progress")
