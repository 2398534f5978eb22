"""The writer that needs no model: replies composed from sentence banks, decision, order and the shop's own words."""

from functools import cached_property

from agent.domain.decision import Outcome
from agent.domain.draft import Draft, Surface
from agent.domain.reading import Language
from agent.drafting.answering import Answer, Answers, manner
from agent.drafting.asking import ask, ask_then
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief
from agent.drafting.cite import distinct
from agent.drafting.declining import declined
from agent.drafting.details import Details
from agent.drafting.extract import Extractor
from agent.drafting.holding import holding_text
from agent.drafting.opening import opening
from agent.drafting.relevance import Relevance
from agent.drafting.remedy import conditions, freight, ground, next_step, on_its_way, remedy
from agent.drafting.script import Scripts
from agent.drafting.title import Titles
from agent.drafting.voice import Voice

_GROUND = 4
_CLOSES = {
    Outcome.RETURN_REFUND: "send", Outcome.EXCHANGE: "send", Outcome.REPAIR: "send",
    Outcome.REFUND: "money", Outcome.COMPENSATE: "money", Outcome.RESHIP: "ship",
}  # fmt: skip
_ROOM = {Language.ZH_HANS: 210, Language.ZH_HANT: 210, Language.EN: 600}


class TemplateWriter:
    """Writes replies for the chat. The same brief gives the same text; the next version gives another wording."""

    def __init__(self) -> None:
        self._banks: dict[Language, Bank] = {}

    def write(self, brief: Brief) -> Draft:
        """Return the reply; what it rests on is cited from the decision's reasons and the passages used."""
        voice = self.voice(brief)
        answer = self._answer(voice)
        return Draft(
            surface=Surface.IM,
            text=answer.text,
            writer="template",
            language=brief.language.value,
            citations=distinct(answer.citations),
            version=brief.version,
        )

    def voice(self, brief: Brief) -> Voice:
        """Return the way of speaking for the brief."""
        if brief.language not in self._banks:
            self._banks[brief.language] = Bank(brief.language)
        return Voice(brief, self._banks[brief.language], self._scripts, self._titles)

    @cached_property
    def _scripts(self) -> Scripts:
        return Scripts()

    @cached_property
    def _titles(self) -> Titles:
        return Titles()

    @cached_property
    def _details(self) -> Details:
        return Details()

    @cached_property
    def _answers(self) -> Answers:
        return Answers(Extractor(), self._details, Relevance(self._titles))

    def _answer(self, voice: Voice) -> Answer:
        decision = voice.brief.decision
        grounds = tuple(reason.citation for reason in decision.reasons)
        if decision.outcome is Outcome.ESCALATE:
            return Answer(text=holding_text(voice, self._details), citations=grounds)
        if decision.outcome is Outcome.INFORM:
            answer = self._inform(voice)
            return Answer(text=answer.text, citations=answer.citations or grounds)
        second = self._answers.second(voice)
        if decision.outcome is Outcome.DECLINE:
            parts = [*declined(voice, self._details), (8, second.text)]
        else:
            parts = self._granted(voice, second)
        return Answer(text=fitted(voice, parts), citations=(*grounds, *second.citations))

    def _inform(self, voice: Voice) -> Answer:
        if not voice.brief.decision.missing:
            return self._answers.inform(voice)
        text = voice.join(
            opening(voice, self._details), ask_then(voice), self._answers.second(voice).text
        )
        return Answer(text=text)

    def _granted(self, voice: Voice, second: Answer) -> list[tuple[int, str]]:
        """Return the sentences of an agreed remedy, each with its weight: the lightest go when room is short."""
        pending = voice.brief.decision.pending
        start = (9, opening(voice, self._details))
        kind = "pending" if pending else _CLOSES[voice.brief.decision.outcome]
        kind = "money" if kind == "send" and on_its_way(voice) else kind
        close = (1, voice.say(f"close.{kind}.{manner(voice)}"))
        if pending:
            return [
                start,
                (9, ask_then(voice)),
                (_GROUND, ground(voice, with_reason=False)),
                (9, freight(voice)),
                (8, conditions(voice)),
                close,
            ]
        return [
            start, (9, remedy(voice)), (_GROUND, ground(voice)), (9, freight(voice)), (8, conditions(voice)),
            (9, ask(voice)), (7, next_step(voice)), (5, second.text), close,
        ]  # fmt: skip


def fitted(voice: Voice, parts: list[tuple[int, str]]) -> str:
    """Return the sentences as text, without the lightest where they would be too long for a chat.

    What must be said (weight 9) always stays; the rest of what is needed (7, 8) goes only at the channel's own limit.
    """
    kept = [part for part in parts if part[1]]
    room = min(_ROOM[voice.language], voice.brief.max_chars)
    while _length(kept) > room:
        at = min(range(len(kept)), key=lambda index: kept[index][0])
        weight, text = kept[at]
        if weight >= 9 or (weight >= 7 and _length(kept) <= voice.brief.max_chars):
            break
        short = ground(voice, with_reason=False) if weight == _GROUND else ""
        if short and short != text:
            kept[at] = (weight - 1, short)
        else:
            kept.pop(at)
    return voice.join(*(text for _, text in kept))


def _length(parts: list[tuple[int, str]]) -> int:
    return sum(len(text) + 1 for _, text in parts)
