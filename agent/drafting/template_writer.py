"""The writer that needs no model: replies composed from decision, order and the shop's own words."""

from functools import cached_property

from agent.domain.decision import Outcome
from agent.domain.draft import Draft, Surface
from agent.domain.reading import Language
from agent.drafting.answering import Answer, Answers
from agent.drafting.bank import Bank
from agent.drafting.brief import Brief
from agent.drafting.cite import distinct
from agent.drafting.details import Details
from agent.drafting.extract import Extractor
from agent.drafting.finding import Finder
from agent.drafting.meaning import Meaning
from agent.drafting.relevance import Relevance
from agent.drafting.replies import Replies
from agent.drafting.script import Scripts
from agent.drafting.title import Titles
from agent.drafting.voice import Voice

_TRIES = 6  # versions among which the shortest is looked for


class TemplateWriter:
    """Writes replies for the chat. The same brief gives the same text; the next version gives another wording."""

    def __init__(self, meaning: Meaning | None = None) -> None:
        self._meaning = meaning or Meaning()
        self._banks: dict[Language, Bank] = {}

    def write(self, brief: Brief) -> Draft:
        """Return the reply; what it rests on is cited from the decision's reasons and the passages used."""
        answer = self._shortest(brief) if brief.wish == "shorter" else self._answer(brief)
        return Draft(
            surface=Surface.IM,
            text=answer.text,
            writer="template",
            language=brief.language.value,
            citations=distinct(answer.citations),
            version=brief.version,
            stated=answer.stated,
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
        finder = Finder(Extractor(self._meaning), Relevance(self._titles))
        return Answers(finder, self._details, self._replies)

    @cached_property
    def _replies(self) -> Replies:
        return Replies(self._details)

    def _shortest(self, brief: Brief) -> Answer:
        """Return the shortest of several versions, the one before among them, so that a wish for less never gives more."""
        versions = range(brief.version - 1, brief.version + _TRIES)
        tried = [self._answer(brief.model_copy(update={"version": one})) for one in versions]
        return min(tried, key=lambda answer: (len(answer.text), answer.text))

    def _answer(self, brief: Brief) -> Answer:
        voice = self.voice(brief)
        answer = self._decided(voice)
        return answer.model_copy(update={"stated": voice.stated(answer.text)})

    def _decided(self, voice: Voice) -> Answer:
        decision, replies = voice.brief.decision, self._replies
        grounds = tuple(reason.citation for reason in decision.reasons)
        if decision.outcome is Outcome.ESCALATE:
            return Answer(text=replies.held(voice), citations=grounds)
        if decision.outcome is Outcome.INFORM:
            answer = self._answers.inform(voice)
            return Answer(text=answer.text, citations=answer.citations or grounds)
        first = self._answers.first(voice)
        if first is not None:
            return Answer(text=first.text, citations=(*grounds, *first.citations))
        second = self._answers.second(voice)
        say = replies.declined if decision.outcome is Outcome.DECLINE else replies.granted
        return Answer(text=say(voice, second.text), citations=(*grounds, *second.citations))
