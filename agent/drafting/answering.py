"""Answers to questions, taken from the shop's own words or the order's record."""

import re

from agent.domain.decision import Outcome
from agent.domain.draft import Stated
from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.domain.value import Value
from agent.drafting.advice import advises, binds, of_remedies, reproaches
from agent.drafting.brief import Passage
from agent.drafting.changing import changed
from agent.drafting.cite import as_citation, source_name
from agent.drafting.delivery import delivered
from agent.drafting.details import Details
from agent.drafting.extract import Found, whole
from agent.drafting.finding import NEAR, SETTLED, SURE, Finder
from agent.drafting.given import title_given
from agent.drafting.manner import suffix
from agent.drafting.mood import (
    FAULTS,
    KNOWLEDGE_WANTS,
    PARCEL_WANTS,
    asked_want,
    fault_told,
    questions,
    wished,
    wordless,
)
from agent.drafting.parcel import parcel_facts, unsent
from agent.drafting.remedy import GRANTS, follow_up, ruled, unseen
from agent.drafting.replies import Replies
from agent.drafting.sizing import sized
from agent.drafting.smalltalk import chat, smalltalk
from agent.drafting.telling import advised, spoken
from agent.drafting.voice import Voice
from knowledge.clause import Citation

_SHORT = 80  # characters of a clause that leave room for the request after it
_FITS = 0.9  # search's own score from which a passage is worth telling before the order is known
_MEANT = 0.5  # likeness in meaning from which search's own score need not be that good
_MERELY_TOLD = frozenset({Want.COMPLAINT, Want.NONE})
_WAITS = frozenset({Problem.LATE, Problem.LOST, Problem.NOT_SHIPPED})
# A parcel the buyer has sent back, or money on its way: no question about our parcel.
_SENT_BACK = re.compile(
    r"退(货|貨|回)的?(包裹|快递|快遞|东西|東西)|(退货|退貨|退回去的|寄回去的|退的[货貨件]).{0,6}(收到|签收|簽收|到了|查收)|(钱|錢|退款|款).{0,8}(到账|到帳|什么时候|什麼時候|多久|几天|幾天)|(when|where).{0,20}(refund|money)|returned parcel",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(
    r"退款|到账|到帳|退回(?=原|您|到|账|帳|付款)|打款|入账|入帳|refund|money", re.IGNORECASE
)


class Answer(Value):
    """A text with the places it rests on and what it states."""

    text: str
    citations: tuple[Citation, ...] = ()
    stated: tuple[Stated, ...] = ()


class Answers:
    """Words the outcome `inform`, and the second question beside a claim."""

    def __init__(
        self,
        finder: Finder,
        details: Details,
        replies: Replies,
    ) -> None:
        self._finder = finder
        self._details = details
        self._replies = replies

    def inform(self, voice: Voice) -> Answer:
        """Return the whole reply to a question, a status request or a greeting."""
        brief = voice.brief
        if brief.decision.missing:
            return self._asked(voice)
        unasked = self._unasked(voice)
        if unasked:
            return Answer(text=unasked)
        if brief.returned:
            return Answer(text=self._replies.returned(voice))
        want = asked_want(brief)
        size = self._sized(voice) if want in KNOWLEDGE_WANTS else None
        if size is not None:
            return size.model_copy(update={"text": self._replies.told(voice, size.text)})
        if not brief.decision.answerable:
            sure = self._finder.certain(voice) if want in KNOWLEDGE_WANTS else None
            return self._told(voice, sure) if sure else Answer(text=self._replies.unknown(voice))
        if want in PARCEL_WANTS and any(_SENT_BACK.search(text) for text in brief.messages):
            return self._known(voice, about=_MONEY_BACK)
        waits = brief.reading.problem in _WAITS and want not in KNOWLEDGE_WANTS
        if want in PARCEL_WANTS or waits or unsent(brief):
            return self._with_second(voice, Answer(text=self._replies.parcel(voice)))
        if want is Want.CHANGE_ORDER:
            return Answer(text=changed(voice))
        return self._known(voice) if want in KNOWLEDGE_WANTS else self._plain(voice, want)

    def _unasked(self, voice: Voice) -> str:
        """Return the reply to what asks nothing: no words, small talk, orders to a machine; "" where something is asked."""
        brief = voice.brief
        if wordless(brief):
            return voice.say(f"other.what_happened{suffix(voice)}")
        if chat(brief) and not self._details.find(brief.messages, None, voice.language):
            return smalltalk(voice)
        if brief.reading.injection:
            return voice.join(voice.greeting, voice.say("other.strange"))
        return ""

    def _asked(self, voice: Voice) -> Answer:
        """Return the reply that needs something of the buyer first, after what the shop advises to try."""
        if voice.brief.reading.wants is Want.CHANGE_ORDER and not voice.english:
            return Answer(text=changed(voice))
        first = self.first(voice)
        if first is not None:
            return first
        if voice.brief.reading.wants in _MERELY_TOLD and fault_told(voice.brief):
            return Answer(text=self._replies.shown(voice))
        return Answer(text=self._replies.asked(voice, self.second(voice).text))

    def _sized(self, voice: Voice) -> Answer | None:
        """Return the size that the buyer's measures choose in the shop's table, as a bare fact; None where they choose none."""
        brief = voice.brief
        found = sized(" ".join(brief.messages[-3:]), brief.charts or brief.passages)
        fact = advised(voice, found) if found else ""
        if found is None or not fact:
            return None
        cited = tuple(as_citation(row.passage, row.passage.text) for row in found.rows)
        return Answer(text=fact, citations=cited)

    def _known(self, voice: Voice, about: re.Pattern[str] | None = None) -> Answer:
        """Return the answer out of the shop's words (`about` something); without words that fit, the rule's, else none."""
        if voice.brief.reading.wants is Want.INVOICE and ruled(voice) and not voice.english:
            return self._plain(voice, Want.INVOICE)
        found = self._finder.found(voice)
        if found is not None and (about is None or about.search(found.text)):
            first = self._with_second(voice, self._told(voice, found))
            other = self._other(voice, found)
            return Answer(
                text=voice.join(first.text, other.text),
                citations=first.citations + other.citations,
            )
        want = voice.brief.reading.wants
        if ruled(voice) and want is asked_want(voice.brief):
            return self._plain(voice, want)
        return Answer(text=self._replies.unknown(voice))

    def first(self, voice: Voice) -> Answer | None:
        """Return the reply that tells the shop's own words before it asks for what is missing; None where there are none."""
        return self.tried(voice) or self.of_any_order(voice)

    def second(self, voice: Voice) -> Answer:
        """Return one sentence on another question the message carries; empty where there is none."""
        reading = voice.brief.reading
        others = [want for want in reading.all_wants if want is not reading.wants]
        size = self._sized(voice) if reading.problem is Problem.SIZE else None
        if size is not None:
            return size.model_copy(update={"text": voice.say("also", fact=size.text)})
        if any(want in PARCEL_WANTS for want in others) and _parcel_matters(voice):
            facts = parcel_facts(voice)
            return Answer(text=voice.say("also_parcel", fact=facts) if facts else "")
        if reading.wants in KNOWLEDGE_WANTS or not KNOWLEDGE_WANTS.intersection(others):
            return Answer(text="")
        found = self._finder.found(voice, longest=60, beside=True)
        fact = spoken(voice, found) if found else ""
        if found is None or not fact or binds(fact):
            open_on = self._still_open(voice)
            invoiced = Want.INVOICE in others and not open_on
            return Answer(text=self._replies.also_invoice(voice) if invoiced else open_on)
        text = voice.say("also", fact=fact)
        return Answer(text=text, citations=(as_citation(found.passage, found.text or fact),))

    def _other(self, voice: Voice, found: Found) -> Answer:
        """Return what answers another question of the message that `found` does not speak of, or that we ask on."""
        if voice.english or len(questions(voice.brief)) < 2:
            return Answer(text="")
        left = self._finder.unanswered(voice, found)
        if not left:
            return Answer(text="")
        more = self._finder.beside(voice, left[0])
        fact = spoken(voice, more) if more else ""
        if more is None or not fact:
            return Answer(text=self._replies.also_open(voice, left[0]))
        text = voice.say("also", fact=fact)
        return Answer(text=text, citations=(as_citation(more.passage, more.text or fact),))

    def _still_open(self, voice: Voice) -> str:
        """Return that we ask on about a second question: one that the decision itself does not answer."""
        settled = SETTLED.get(voice.brief.decision.outcome)
        if settled is None:
            return ""
        open_ones = [
            one
            for one in questions(voice.brief)
            if not re.search(settled, one, re.IGNORECASE) and not reproaches(one)
        ]
        return self._replies.also_open(voice, open_ones[-1]) if open_ones else ""

    def _with_second(self, voice: Voice, first: Answer) -> Answer:
        second = self.second(voice)
        return Answer(
            text=voice.join(first.text, second.text),
            citations=first.citations + second.citations,
        )

    def _told(self, voice: Voice, found: Found) -> Answer:
        fact = spoken(voice, found)
        if not fact:
            return Answer(text=self._elsewhere(voice, found.passage))
        quote = found.text or found.passage.text
        invoiced = voice.brief.reading.wants is Want.INVOICE and title_given(voice.brief.messages)
        told = self._replies.noted(voice, fact) if invoiced else self._replies.told(voice, fact)
        return Answer(
            text=told,
            citations=(as_citation(found.passage, quote),),
        )

    def tried(self, voice: Voice) -> Answer | None:
        """Return what the shop's own words advise before anything is asked for; None where they advise nothing.

        Beside a claim only what search is sure of counts, and nothing that speaks of remedies itself.
        """
        brief = voice.brief
        decision = brief.decision
        known = bool(decision.reasons) and decision.reasons[0].rule == "knowledge"
        known = known and brief.reading.problem in FAULTS
        claimed = decision.outcome in GRANTS and bool(decision.missing)
        asks = voice.brief.reading.wants not in CLAIM_WANTS
        helped = claimed and asks and voice.brief.reading.problem is Problem.QUALITY
        found = self._finder.found(voice) if known or helped else None
        fact = spoken(voice, found) if found else ""
        if found is None or not fact:
            return None
        if helped and (_settles(found) or not self._finder.sure(voice, found)):
            return None
        if not advises(fact):
            return None
        fact = voice.spoken(whole(found.passage)) or fact
        said = self._replies.tried(voice, fact)
        return Answer(text=said, citations=(as_citation(found.passage, found.text or fact),))

    def of_any_order(self, voice: Voice) -> Answer | None:
        """Return what the shop's words say to a question that we need the order for; None where nobody asks, or no words are sure.

        The rule itself is not told, as nobody has looked at the order: the words quoted hold for every order.
        """
        asked = questions(voice.brief) or voice.brief.decision.outcome is Outcome.INFORM
        found = self._finder.found(voice, _SHORT) if unseen(voice) and asked else None
        fact = spoken(voice, found) if found else ""
        if found is None or not fact:
            return None
        if fault_told(voice.brief) and not (of_remedies(fact) or advises(fact)):
            return None  # who tells of a fault hears what is done about it, or nothing
        if (found.row and found.asked) or (wished(voice.brief) and found.passage.score >= SURE):
            return self._of_order(voice, found, fact)
        fits = found.near >= _MEANT or (found.near >= NEAR and found.passage.score >= _FITS)
        return self._of_order(voice, found, fact) if found.belief or fits else None

    def _of_order(self, voice: Voice, found: Found, fact: str) -> Answer:
        said = self._replies.of_any_order(voice, fact)
        return Answer(text=said, citations=(as_citation(found.passage, found.text or fact),))

    def _elsewhere(self, voice: Voice, passage: Passage) -> str:
        """Return the reply where the shop's words exist in another language only."""
        source = source_name(voice, passage.path, passage.heading)
        by = follow_up(voice) or voice.say("unknown_by")
        return voice.join(voice.greeting, voice.say("inform.elsewhere", cite=source, by=by))

    def _plain(self, voice: Voice, want: Want) -> Answer:
        """Return the reply where neither a clause nor a parcel answers: what we heard, and what we do about it."""
        if want in _MERELY_TOLD and voice.brief.reading.problem in FAULTS:
            return self.tried(voice) or Answer(text=self._replies.shown(voice))
        body = ruled(voice) or voice.say_first(f"other.{_plain_slot(want)}", "other.claim")
        second = self.second(voice)
        text = voice.join(self._replies.plain(voice, body), second.text)
        return Answer(text=text, citations=second.citations)


def _settles(found: Found) -> bool:
    """Whether the words found speak of remedies instead of helping with the trouble."""
    return of_remedies(f"{found.text} {' '.join(value for _, value in found.cells)}")


def _parcel_matters(voice: Voice) -> bool:
    """Whether the parcel is news beside the matter: not where it is the matter, lost or cancelled."""
    reading = voice.brief.reading
    if reading.wants in PARCEL_WANTS or reading.wants is Want.CANCEL:
        return False
    order = voice.brief.order
    known = order is not None and delivered(order)
    return not known and reading.problem not in {
        Problem.LOST, Problem.NOT_SHIPPED, Problem.LATE,
    }  # fmt: skip


def _plain_slot(want: Want) -> str:
    return want.value if want is not Want.NONE else "complaint"
