"""The facts that the reply grammar may name, each in words; "" where it is not known."""

from collections.abc import Callable

from agent.domain.case import CaseKind
from agent.domain.decision import DeadlineKind
from agent.domain.reading import Problem, Want
from agent.drafting import asking, buyer, dates, deciding, ground, mixup, terms
from agent.drafting.account import breaks, no_subject, own_fault, own_size, shows_code, spot
from agent.drafting.details import Details
from agent.drafting.family import family, felt, regretted
from agent.drafting.grammar import Grammar
from agent.drafting.remedy import (
    conditions,
    find_deadline,
    on_its_way,
    shared_out,
    spoken_when,
    within_a_day,
)  # fmt: skip
from agent.drafting.stating import STATES
from agent.drafting.voice import Voice
from agent.drafting.wish import next_size, ordered_size, upwards, wished_colour, wished_size
from agent.drafting.words import money

# What a shorter draft does without.
_SPARED = frozenset({"hi", "look", "stay", "kept"})
_SHORT_REASON = 6  # longer ones are taken note of, not waved away
_DETAILED = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
})  # fmt: skip


class Facts:
    """Words the facts of one brief; asked for by name, worked out once. `missing` is what we ask the buyer for."""

    def __init__(
        self, voice: Voice, details: Details, missing: tuple[str, ...] | None = None
    ) -> None:
        self.voice, self.details = voice, details
        self.brief = voice.brief
        self.missing = voice.brief.decision.missing if missing is None else missing
        self.grammar = Grammar(
            voice.language.value,
            seed=self.brief.case_id,
            version=self.brief.version,
            fact=self.known,
        )
        self._known: dict[str, str] = {}

    def known(self, name: str) -> str:
        """Return the fact in words, or what the grammar says under that name; "" where neither is known."""
        if name in _SPARED and self.brief.wish == "shorter":
            return ""
        if name not in self._known:
            fact = _FACTS.get(name)
            self._known[name] = fact(self) if fact else self.say(name)
        return self._known[name]

    def add(self, **facts: str) -> None:
        """Give facts that only the plan of this reply knows."""
        self._known |= facts

    def reply(self, *slots: str) -> str:
        """Return a whole reply: a wording of the first slot of which something can be said; what it states is marked."""
        text = self.voice.finished(self.say(*slots))
        said = {**self._known, **self.grammar.said}
        for part, names in STATES.items():
            for name in names:
                self.voice.mark(part, said.get(name, ""))
        if ground.owned(self.voice):
            self.voice.mark("ground", said.get("open", ""))
        return text

    def say(self, *slots: str) -> str:
        """Return a wording of the first slot of which something can be said."""
        return self.grammar.say(*slots)


def _fault(facts: Facts) -> str:
    """Return what went wrong: the buyer's own clause, else the goods with the fault found in their words."""
    voice, problem = facts.voice, facts.brief.reading.problem
    own = own_fault(voice, facts.details)
    if own and voice.title and no_subject(own) and problem in _DETAILED:
        return f"{voice.title}{own}"
    if own or problem not in _DETAILED:
        return own
    detail = facts.details.find(facts.brief.messages, problem, voice.language)
    if detail is None:
        return ""
    if voice.english:
        return f"{facts.say('it')} {detail.said}"
    return f"{voice.title}{detail.said}" if voice.title else ""


def _spot(facts: Facts) -> str:
    """Return what a picture of the fault shows: "开胶的地方", "the crack"; "" where it is nothing to be seen."""
    brief, language = facts.brief, facts.voice.language
    own = own_fault(facts.voice, facts.details)
    seen = facts.details.seen((own,) if own else brief.messages, brief.reading.problem, language)
    return seen or spot(own)


def _broken(facts: Facts) -> str:
    """Return what broke where the way is to blame: not where the packaging is said to have held."""
    fault = facts.known("fault")
    return fault if breaks(fault) and not buyer.packed_well(facts.voice) else ""


def _shows(facts: Facts) -> str:
    """Return the fault that is filmed rather than photographed: "一直闪", "the flicker"; "" for what can be seen."""
    brief, language = facts.brief, facts.voice.language
    detail = facts.details.find(brief.messages, brief.reading.problem, language)
    if family(brief) != "fault" or facts.known("spot"):
        return ""
    if detail is None:
        return facts.say("error_code") if shows_code(facts.voice) else ""
    return detail.shows.removesuffix("了")


def _kept(facts: Facts) -> str:
    state = buyer.kept(facts.voice)
    own = buyer.kept_tag(facts.voice) if state == "tags" else ""
    return own or (facts.say(f"kept.{state}") if state else "")


def _why_not(facts: Facts) -> str:
    reason = facts.known("reason")
    return reason if len(reason) <= _SHORT_REASON else ""


def _unfit(facts: Facts) -> str:
    detail = facts.details.find(facts.brief.messages, Problem.SIZE, facts.voice.language)
    return detail.said if detail else ""


def _reason(facts: Facts) -> str:
    """Return why the buyer does not want the goods; a size that does not fit is such a reason too."""
    own = facts.details.reasons.said(facts.voice)
    if own or facts.brief.reading.problem is not Problem.SIZE:
        return own
    return facts.say("unfitting")


def _to(facts: Facts) -> str:
    exchanged = Want.EXCHANGE in (facts.brief.reading.wants, *facts.brief.reading.all_wants)
    size = wished_size(facts.voice)
    return size if exchanged and size != own_size(facts.voice) else ""


def _unsent(facts: Facts) -> str:
    order = facts.brief.order
    waits = order is not None and not order.shipped_at and not order.last_event
    return facts.say("not_sent") if waits else ""


def _news(facts: Facts) -> str:
    """Return by when the buyer hears from us: "明天上午10点前", "24小时内"; "" where nothing was decided."""
    deadline = find_deadline(facts.voice, DeadlineKind.FOLLOW_UP)
    if deadline is None:
        return ""
    if within_a_day(facts.voice, deadline):
        return facts.say("within_a_day")
    facts.add(due=spoken_when(facts.voice, deadline))
    return facts.say("before")


def _amount(facts: Facts) -> str:
    decision = facts.brief.decision
    if decision.amount is None or decision.amount.minor <= 0:
        return ""
    facts.add(exactly=money(decision.amount, facts.voice.language))
    return facts.say("shared" if shared_out(facts.voice) else "whole")


def _apply(facts: Facts) -> str:
    there = facts.brief.kind is CaseKind.CLAIM or buyer.applied(facts.voice)
    step = facts.brief.decision.outcome.value
    if facts.brief.reading.wants is Want.CANCEL and step == "refund":
        step = "cancel"
    if on_its_way(facts.voice):
        step = "refund"
    return facts.say(f"apply.{step}.{'claim' if there else 'message'}")


def _deed(facts: Facts) -> str:
    """Return what is done; where it still hangs on something, in words that go on from "then"."""
    decision, kind = facts.brief.decision, family(facts.brief)
    root = f"deed.{decision.outcome.value}"
    waits = decision.pending or bool(decision.missing)
    then = [f"{root}.then_{kind}", f"{root}.then"] if waits else []
    return facts.say(*then, f"{root}.{kind}", f"{root}.any", root)


def _open(facts: Facts) -> str:
    felt_by = felt(facts.brief)
    return facts.say(f"open.{regretted(facts.brief)}.{felt_by}", f"open.any.{felt_by}")


def _conditions(facts: Facts) -> str:
    return conditions(facts.voice, lambda key: facts.grammar.say(f"condition.{key}"))


def _ask(facts: Facts) -> str:
    until = dates.due(facts.voice, DeadlineKind.EVIDENCE_BY)
    return asking.request(facts.voice, facts.grammar, facts.missing, until=until)


def _instead(facts: Facts) -> str:
    swapped = facts.brief.reading.wants is Want.EXCHANGE
    return facts.say("instead") if swapped else ""


_FACTS: dict[str, Callable[[Facts], str]] = {
    "hi": lambda facts: facts.voice.greeting,
    "thing": lambda facts: facts.voice.title,
    "measure": lambda facts: facts.voice.measure,
    "fault": _fault,
    "broken": _broken,
    "spot": _spot,
    "shows": _shows,
    "lack": lambda facts: mixup.lacking(facts.voice),
    "ordered": lambda facts: mixup.ordered(facts.voice),
    "again": lambda facts: mixup.again(facts.voice),
    "unfit": _unfit,
    "reason": _reason,
    "why_not": _why_not,
    "kept": _kept,
    "boxed": lambda facts: facts.say("with_box") if buyer.boxed(facts.voice) else "",
    "box": lambda facts: buyer.boxed(facts.voice),
    "need": lambda facts: buyer.pressing(facts.voice),
    "hurt": lambda facts: buyer.for_whom(facts.voice) or facts.say("you"),
    "who": lambda facts: buyer.for_whom(facts.voice) or facts.say("anyone"),
    "whom": lambda facts: buyer.for_whom(facts.voice),
    "from": lambda facts: own_size(facts.voice) or ordered_size(facts.voice),
    "had": lambda facts: facts.known("from") if facts.known("to") else "",
    "to": _to,
    "next": lambda facts: next_size(facts.voice),
    "next_is": lambda facts: facts.say(f"next_is.{'up' if upwards(facts.voice) else 'down'}"),
    "colour": lambda facts: wished_colour(facts.voice),
    "signed": lambda facts: dates.day_of(facts.voice, "delivered_at"),
    "placed": lambda facts: dates.placed(facts.voice),
    "last": lambda facts: dates.day_of(facts.voice, "last_event_at"),
    "unsent": _unsent,
    "waited": lambda facts: facts.say(f"waited.{facts.brief.reading.problem.value}"),
    "refund_by": lambda facts: dates.due(facts.voice, DeadlineKind.REFUND_BY),
    "ship_by": lambda facts: dates.due(facts.voice, DeadlineKind.SHIP_BY),
    "news": _news,
    "amount": _amount,
    "clause": lambda facts: "" if ground.first_reason(facts.voice) else deciding.grant(facts.voice),
    "n": lambda facts: ground.span(facts.voice),
    "rest": lambda facts: ground.rest(facts.voice),
    "source": lambda facts: ground.source(facts.voice),
    "ground": terms.ground,
    "term": terms.term,
    "free_term": terms.free_term,
    "keep_it": terms.keep_it,
    "granting": terms.granting,
    "got": lambda facts: facts.say("pictures_here") if facts.brief.pictured else "",
    "post_free": terms.post_free,
    "free": lambda facts: ground.free(facts.voice),
    "worn": lambda facts: buyer.used(facts.voice),
    "freight": terms.freight,
    "freight_too": lambda facts: terms.sent_back(facts, "freight_too"),
    "freight_then": lambda facts: terms.sent_back(facts, "freight_then"),
    "intercept": terms.intercept,
    "apply": _apply,
    "deed": _deed,
    "instead": _instead,
    "open": _open,
    "all": _conditions,
    "news_if": lambda facts: "" if facts.known("refund_by") else facts.say("news_if"),
    "news_ship": lambda facts: "" if facts.known("ship_by") else facts.say("news_if"),
    "things": lambda facts: asking.things(facts.voice, facts.grammar, facts.missing),
    "ask": _ask,
}
