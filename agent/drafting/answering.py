"""Answers to questions, taken from the shop's own words or the order's record."""

import re

from agent.domain.reading import Problem, Want
from agent.domain.shop import Tone
from agent.domain.value import Value
from agent.drafting.brief import Passage
from agent.drafting.cite import as_citation, source_name
from agent.drafting.details import Details
from agent.drafting.extract import Extractor, Found
from agent.drafting.opening import opening
from agent.drafting.parcel import parcel_action, parcel_facts
from agent.drafting.remedy import capital, follow_up, spoken_reason
from agent.drafting.script import is_chinese
from agent.drafting.voice import Voice
from knowledge.clause import Citation

_PARCEL = frozenset({Want.LOGISTICS, Want.URGE, Want.STATUS})
_KNOWLEDGE = frozenset({Want.POLICY, Want.PRODUCT, Want.INVOICE})
_SIDE = 0.55
_BINDING = re.compile(
    r"赔|賠|补偿|補償|全额|全額|免费|免費|赠|贈|compensat|in full|free of charge|gift"
)


class Answer(Value):
    """A text with the places it rests on."""

    text: str
    citations: tuple[Citation, ...] = ()


class Answers:
    """Words the outcome `inform`, and the second question beside a claim."""

    def __init__(self, extractor: Extractor, details: Details):
        self._extractor = extractor
        self._details = details

    def inform(self, voice: Voice) -> Answer:
        """Return the whole reply to a question, a status request or a greeting."""
        brief = voice.brief
        if not brief.decision.answerable:
            return Answer(text=self._unknown(voice))
        want = brief.reading.wants
        if want is Want.NONE and not brief.passages and brief.reading.problem is Problem.NONE:
            return Answer(text=smalltalk(voice))
        if want in _PARCEL:
            return self._with_second(voice, self._parcel(voice))
        found = self._found(voice)
        if found is not None and (want in _KNOWLEDGE or found.score >= _SIDE):
            return self._with_second(voice, self._told(voice, found))
        return self._plain(voice, want)

    def second(self, voice: Voice) -> Answer:
        """Return one sentence on another question the message carries; empty where nothing is known about it."""
        reading = voice.brief.reading
        others = [want for want in reading.all_wants if want is not reading.wants]
        if any(want in _PARCEL for want in others) and reading.wants not in _PARCEL:
            facts = parcel_facts(voice)
            return Answer(text=voice.say("also", fact=facts) if facts else "")
        asked = any(want in _KNOWLEDGE for want in others)
        found = self._found(voice, longest=60) if asked else None
        if found is None or found.score < _SIDE:
            return Answer(text="")
        fact = spoken(voice, found)
        if not fact or reading.wants in _KNOWLEDGE or _BINDING.search(fact):
            return Answer(text="")
        text = voice.say("also", fact=fact)
        return Answer(text=text, citations=(as_citation(found.passage, found.text or fact),))

    def _with_second(self, voice: Voice, first: Answer) -> Answer:
        second = self.second(voice)
        close = voice.say(f"inform_close.{manner(voice)}")
        return Answer(
            text=voice.join(first.text, second.text, close),
            citations=first.citations + second.citations,
        )

    def _found(self, voice: Voice, longest: int = 120) -> Found | None:
        brief = voice.brief
        chinese = not voice.english
        fitting = [one for one in brief.passages if is_chinese(one.text) is chinese]
        question = " ".join(brief.messages[-3:])
        longest = longest if chinese else longest * 3
        return self._extractor.best(question, fitting or brief.passages, longest=longest)

    def _told(self, voice: Voice, found: Found) -> Answer:
        fact = spoken(voice, found)
        if not fact:
            return Answer(text=self._elsewhere(voice, found.passage))
        lead = voice.say(f"inform.{manner(voice)}", fact=fact)
        upset = voice.brief.reading.emotion >= 2
        start = (
            voice.join(opening(voice, self._details), f"{fact}{voice.say('stop')}")
            if upset
            else lead
        )
        source = source_name(voice, found.passage.path, found.passage.heading)
        quote = found.text or found.passage.text
        return Answer(
            text=voice.join(start, voice.say("inform.cite", cite=source)),
            citations=(as_citation(found.passage, quote),),
        )

    def _elsewhere(self, voice: Voice, passage: Passage) -> str:
        """Return the reply where the shop's words exist in another language only."""
        source = source_name(voice, passage.path, passage.heading)
        by = follow_up(voice) or voice.say("unknown_by")
        return voice.join(voice.greeting, voice.say("inform.elsewhere", cite=source, by=by))

    def _parcel(self, voice: Voice) -> Answer:
        reading = voice.brief.reading
        facts = parcel_facts(voice) or voice.say("parcel.unknown")
        upset = reading.emotion >= 1 or reading.problem is not Problem.NONE
        start = opening(voice, self._details) if upset else voice.greeting
        plain = reading.wants is not Want.URGE and not upset and voice.brief.order is not None
        action = "" if plain else (_ruled(voice) or parcel_action(voice))
        by = follow_up(voice) if action and "24" not in action else ""
        return Answer(text=voice.join(start, voice.say("parcel.plain", facts=facts), action, by))

    def _unknown(self, voice: Voice) -> str:
        by = follow_up(voice) or voice.say("unknown_by")
        want = "product" if voice.brief.reading.wants is Want.PRODUCT else "policy"
        upset = voice.brief.reading.emotion >= 2
        start = opening(voice, self._details) if upset else voice.greeting
        return voice.join(start, voice.say("unknown", by=by), voice.say(f"unknown_{want}"))

    def _plain(self, voice: Voice, want: Want) -> Answer:
        """Return the reply where neither a clause nor a parcel answers: what we heard, and what we do about it."""
        reading = voice.brief.reading
        body = _ruled(voice) or voice.say_first(f"other.{_plain_slot(voice, want)}", "other.claim")
        named = reading.problem is not Problem.NONE or reading.emotion >= 1
        start = opening(voice, self._details) if named else voice.greeting
        second = self.second(voice)
        return Answer(
            text=voice.join(start, body, follow_up(voice), second.text), citations=second.citations
        )


def spoken(voice: Voice, found: Found) -> str:
    """Return the words found as a sentence without its end; "" where they are in another language."""
    if found.cells:
        return _cells_spoken(voice, found)
    text = voice.quoted(found.text)
    if not voice.english:
        text = text.replace("买家", "您").replace("買家", "您")
    return text.rstrip("。.；;")


def _cells_spoken(voice: Voice, found: Found) -> str:
    title, key = voice.short(found.title), voice.quoted(found.key)
    cells = [(voice.quoted(name), voice.quoted(value)) for name, value in found.cells]
    if any(not name or not value for name, value in cells):
        return ""
    (name, value), rest = cells[0], cells[1:]
    shape = "with_title" if title else "with_key" if key else "bare"
    first = voice.say(f"cell.{shape}", title=title, key=key, name=name, value=value)
    more = [voice.say("cell.bare", title="", name=name, value=value) for name, value in rest]
    return (", " if voice.english else "，").join([first, *more])


def manner(voice: Voice) -> str:
    """Return which of the two manners of speaking the tone asks for."""
    return "warm" if voice.brief.tone is Tone.WARM else "formal"


def smalltalk(voice: Voice) -> str:
    """Return the short reply to thanks, a greeting or an emoji."""
    said = " ".join(voice.brief.messages).lower()
    thanks = (
        "谢",
        "謝",
        "thank",
        "thx",
        "👍",
        "❤",
        "好的",
        "收到",
        "ok",
        "辛苦",
        "🌹",
        "感恩",
        "great",
        "满意",
        "滿意",
    )
    kind = "thanks" if any(word in said for word in thanks) else "hello"
    return voice.say(f"other.{kind}{'' if manner(voice) == 'warm' else '_formal'}")


def _ruled(voice: Voice) -> str:
    """Return what the rule that applied says itself, as a sentence; "" where it has no words in this language."""
    reasons = voice.brief.decision.reasons
    reason = spoken_reason(voice, reasons[0].text) if reasons else ""
    return f"{capital(voice, reason)}{voice.say('stop')}" if reason else ""


def _plain_slot(voice: Voice, want: Want) -> str:
    if want is not Want.CHANGE_ORDER:
        return want.value if want is not Want.NONE else "complaint"
    order = voice.brief.order
    if order is None:
        return "change_unknown"
    if order.delivered_at:
        return "change_delivered"
    return "change_sent" if order.shipped_at or order.last_event else "change_waiting"
