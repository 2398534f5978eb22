"""The writer that needs no model: replies composed from sentence banks, decision, order and the shop's own words."""

from functools import cached_property

from agent.domain.decision import Outcome
from agent.domain.draft import Draft, Surface
from agent.domain.reading import Language, Want
from agent.drafting.answering import Answer, Answers
from agent.drafting.asking import ask, ask_then
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief
from agent.drafting.cite import distinct
from agent.drafting.chinese import declined, granted
from agent.drafting.declining import declined as declined_in_english
from agent.drafting.details import Details
from agent.drafting.extract import Extractor
from agent.drafting.holding import holding_text
from agent.drafting.opening import easily, opening, sorry_then
from agent.drafting.relevance import Relevance
from agent.drafting.remedy import EASY, deed, follow_up, next_step, on_its_way, why
from agent.drafting.script import Scripts
from agent.drafting.title import Titles
from agent.drafting.voice import Voice

_CLOSES = {
    Outcome.RETURN_REFUND: "send", Outcome.EXCHANGE: "send", Outcome.REPAIR: "send",
    Outcome.REFUND: "money", Outcome.COMPENSATE: "money", Outcome.RESHIP: "ship",
}  # fmt: skip
_UPSET = 2
_NEEDED = 7  # sentences of this weight and more say what must be said
_ROOM = {Language.ZH_HANS: 150, Language.ZH_HANT: 150, Language.EN: 480}


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
        if not voice.english:
            return Answer(
                text=voice.join(self._chinese(voice), second.text),
                citations=(*grounds, *second.citations),
            )
        if decision.outcome is Outcome.DECLINE:
            parts = [*declined_in_english(voice, self._details), (8, second.text)]
        else:
            parts = self._granted(voice, second)
        return Answer(text=fitted(voice, parts), citations=(*grounds, *second.citations))

    def _chinese(self, voice: Voice) -> str:
        said = declined if voice.brief.decision.outcome is Outcome.DECLINE else granted
        return said(voice, self._details)

    def _inform(self, voice: Voice) -> Answer:
        if not voice.brief.decision.missing:
            return self._answers.inform(voice)
        tried = self._answers.tried(voice)
        if tried is not None:
            return tried
        if not voice.english:
            return Answer(text=granted(voice, self._details))
        text = voice.join(
            opening(voice, self._details),
            ask_then(voice),
            follow_up(voice, "answer"),
            self._answers.second(voice).text,
        )
        return Answer(text=text)

    def _granted(self, voice: Voice, second: Answer) -> list[tuple[int, str]]:
        """Return the sentences of an agreed remedy, each with its weight: the lightest go when room is short."""
        brief = voice.brief
        if brief.decision.pending:
            return [
                (9, opening(voice, self._details)), (9, ask_then(voice)), (8, follow_up(voice, "answer")),
            ]  # fmt: skip
        plain = brief.reading.problem in EASY or brief.reading.wants is Want.CANCEL
        easy = plain and brief.reading.emotion < _UPSET
        lead = easily if easy else sorry_then
        kind = _CLOSES[brief.decision.outcome]
        kind = "money" if kind == "send" and on_its_way(voice) else kind
        return [
            (9, lead(voice, self._details, deed(voice))), (9, why(voice)), (9, ask(voice)), (9, next_step(voice)),
            (5, second.text), (1, voice.say(f"close.{kind}")),
        ]  # fmt: skip


def fitted(voice: Voice, parts: list[tuple[int, str]]) -> str:
    """Return the sentences as text, without the lightest where they would be too long for a chat.

    What must be said (weight 9) always stays; the rest of what is needed (7, 8) goes only at the channel's own limit.
    """
    kept = [part for part in parts if part[1]]
    room = min(_ROOM[voice.language], voice.brief.max_chars)
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
