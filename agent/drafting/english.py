"""Replies in English: sentence by sentence from the bank, the lightest left out where room is short."""

from agent.domain.decision import Outcome
from agent.domain.reading import Problem, Want
from agent.drafting.asked import asked_back
from agent.drafting.asking import ask, ask_then, asked, then
from agent.drafting.declining import declined
from agent.drafting.deed import deed, next_step, why
from agent.drafting.delivery import delivered
from agent.drafting.details import Details
from agent.drafting.holding import holding_text
from agent.drafting.manner import manner
from agent.drafting.mood import emotion
from agent.drafting.opening import easily, opening, sorry_then
from agent.drafting.parcel import parcel_action, parcel_facts, quiet, said_where
from agent.drafting.remedy import EASY, capital, follow_up, on_its_way, ruled
from agent.drafting.voice import Voice, uncapital

_CLOSES = {
    Outcome.RETURN_REFUND: "send", Outcome.EXCHANGE: "send", Outcome.REPAIR: "send",
    Outcome.REFUND: "money", Outcome.COMPENSATE: "money", Outcome.RESHIP: "ship",
}  # fmt: skip
_UPSET = 2
_NEEDED = 7  # sentences of this weight and more say what must be said
_ROOM = 480


class English:
    """Words replies in idiomatic marketplace English."""

    def __init__(self, details: Details) -> None:
        self._details = details

    def granted(self, voice: Voice, second: str) -> str:
        """See `Wording`; every sentence has a weight: the lightest go when room is short."""
        brief = voice.brief
        if brief.decision.pending:
            return fitted(voice, [
                (9, opening(voice, self._details)), (9, ask_then(voice)), (8, follow_up(voice, "answer")),
            ])  # fmt: skip
        plain = brief.reading.problem in EASY or brief.reading.wants is Want.CANCEL
        lead = easily if plain and brief.reading.emotion < _UPSET else sorry_then
        kind = _CLOSES[brief.decision.outcome]
        kind = "money" if kind == "send" and on_its_way(voice) else kind
        return fitted(voice, [
            (9, lead(voice, self._details, deed(voice))), (9, why(voice)), (9, ask(voice)), (9, next_step(voice)),
            (5, second), (1, voice.say(f"close.{kind}")),
        ])  # fmt: skip

    def declined(self, voice: Voice, second: str) -> str:
        """See `Wording`."""
        return fitted(voice, [*declined(voice, self._details), (8, second)])

    def held(self, voice: Voice) -> str:
        """See `Wording`."""
        return holding_text(voice, self._details)

    def asked(self, voice: Voice, second: str) -> str:
        """See `Wording`."""
        return voice.join(
            opening(voice, self._details), ask_then(voice), follow_up(voice, "answer"), second
        )

    def told(self, voice: Voice, fact: str) -> str:
        """See `Wording`."""
        if emotion(voice.brief) >= 1:
            return voice.join(
                opening(voice, self._details), voice.say("inform.upset", fact=capital(voice, fact))
            )
        return voice.say(f"inform.{manner(voice)}", fact=uncapital(fact))

    def tried(self, voice: Voice, fact: str) -> str:
        """See `Wording`."""
        by = follow_up(voice)
        slot = "inform_try" if by else "inform_try_undated"
        return voice.join(
            opening(voice, self._details),
            voice.say("inform.upset", fact=capital(voice, fact)),
            voice.say(slot, ask=asked(voice), then=then(voice), by=by),
        )

    def unknown(self, voice: Voice) -> str:
        """See `Wording`."""
        by = follow_up(voice) or voice.say("unknown_by")
        upset = emotion(voice.brief) >= _UPSET
        start = opening(voice, self._details) if upset else voice.greeting
        title, question = voice.title, asked_back(voice)
        topic = voice.say("topic.asked", asked=question) if question else ""
        topic = topic or (
            voice.say("topic.named", title=title) if title else voice.say("topic.unnamed")
        )
        return voice.join(start, capital(voice, voice.say("unknown", by=by, topic=topic)))

    def parcel(self, voice: Voice) -> str:
        """See `Wording`."""
        reading, order = voice.brief.reading, voice.brief.order
        facts = capital(voice, parcel_facts(voice) or voice.say("parcel.unknown"))
        upset = emotion(voice.brief) >= 1 or reading.problem is not Problem.NONE
        start = opening(voice, self._details) if upset else voice.greeting
        plain = reading.wants is not Want.URGE and not upset and order is not None
        plain = plain and not quiet(voice)
        plain = plain and order is not None and (delivered(order) or bool(said_where(voice)))
        action = "" if plain else (ruled(voice) or parcel_action(voice))
        by = follow_up(voice) if action and "24" not in action else ""
        known = reading.problem is Problem.NOT_SHIPPED and order is not None and upset
        told = known and not order.shipped_at and reading.wants is not Want.URGE if order else False
        said = "" if told else voice.say("parcel.plain", facts=facts)
        return voice.join(start, said, action, by)

    def plain(self, voice: Voice, body: str) -> str:
        """See `Wording`."""
        named = voice.brief.reading.problem is not Problem.NONE or emotion(voice.brief) >= 1
        start = opening(voice, self._details) if named else voice.greeting
        return voice.join(start, body, "" if "24" in body else follow_up(voice))

    def also_open(self, voice: Voice, question: str) -> str:
        """See `Wording`; the bank has no words for it, as a question is not said back in English."""
        return voice.say("also_open", asked=question)


def fitted(voice: Voice, parts: list[tuple[int, str]]) -> str:
    """Return the sentences as text, without the lightest where they would be too long for a chat.

    What must be said (weight 9) always stays; the rest of what is needed (7, 8) goes only at the channel's own limit.
    """
    kept = [part for part in parts if part[1]]
    room = min(_ROOM, voice.brief.max_chars)
    if voice.brief.wish == "shorter":
        room, kept = 0, [part for part in kept if part[0] >= _NEEDED]
    while _length(kept) > room:
        at = min(range(len(kept)), key=lambda index: kept[index][0])
        weight = kept[at][0]
        if weight >= 9 or (weight >= 7 and _length(kept) <= voice.brief.max_chars):
            break
        kept.pop(at)
    return voice.join(*(text for _, text in kept))


def _length(parts: list[tuple[int, str]]) -> int:
    return sum(len(text) + 1 for _, text in parts)
