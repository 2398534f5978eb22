"""Answers to questions, taken from the shop's own words or the order's record."""

import re

from agent.domain.decision import Outcome
from agent.domain.draft import Stated
from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.domain.value import Value
from agent.drafting.brief import Passage
from agent.drafting.changing import changed
from agent.drafting.cite import as_citation, source_name
from agent.drafting.delivery import delivered
from agent.drafting.details import Details
from agent.drafting.extract import Extractor, Found, answers_kind, whole
from agent.drafting.manner import suffix
from agent.drafting.mood import (
    KNOWLEDGE_WANTS,
    PARCEL_WANTS,
    asked_want,
    questions,
    wordless,
)
from agent.drafting.parcel import parcel_facts
from agent.drafting.relevance import Relevance, content
from agent.drafting.remedy import GRANTS, follow_up, ruled, unseen
from agent.drafting.replies import Replies
from agent.drafting.script import is_chinese
from agent.drafting.smalltalk import chat, smalltalk
from agent.drafting.telling import spoken
from agent.drafting.voice import Voice
from knowledge.clause import Citation

# How much of a question (of its words of content) must stand in what is quoted: as the answer, and beside another matter.
_ANSWERS, _BESIDE = 0.15, 0.4
_CLAUSES = re.compile(r"[，。！？；,.!?;\s]+")
_NEAR = (
    0.45  # likeness in meaning from which words answer, whatever words they share with the question
)
_FRAGMENT = re.compile(
    r"[^，。；]*[:：][^。；]*的$"
)  # an item of a list whose head says what it is
_SHARED = 2  # units of content that words and a clause must have in common
_TOLD = 0.35  # likeness in meaning from which a second question is answered by the same words
_SHORT = 80  # characters of a clause that leave room for the request after it
_FITS = 0.9  # search's own score from which a passage is worth telling before the order is known
_ONE_THOUGHT = 90
_SURE = 0.95  # search's own score from which the first passage is about the matter
_REMEDIES = re.compile(
    r"退|换(新|货|一)|換(新|貨|一)|赔|賠|补偿|補償|保修|质保|保固|refund|return|replac|warrant",
    re.IGNORECASE,
)
_SHOWN = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.NOT_AS_DESCRIBED, Problem.WRONG_ITEM, Problem.MISSING_ITEM,
})  # fmt: skip
_WAITS = frozenset({Problem.LATE, Problem.LOST, Problem.NOT_SHIPPED})
# What the decision itself answers, so that no clause need be quoted for it.
_SETTLED = {
    Outcome.REPAIR: r"保修|质保|質保|保固|维修|維修|返修|修|warranty|repair\w*|fix\w*",
    Outcome.EXCHANGE: r"换货|換貨|换新|換新|换|換|exchang\w*|swap",
    Outcome.RETURN_REFUND: r"无理由|無理由|七天|7天|鑑賞期|退货|退貨|退款|退|运费|運費|return\w*|refund\w*|shipping",
    Outcome.REFUND: r"退款|退|钱|錢|refund\w*|money",
    Outcome.RESHIP: r"补发|補發|补寄|補寄|补|補|resend|send",
    Outcome.COMPENSATE: r"补偿|補償|赔|賠|差价|差價|价差|價差|补|補|compensat\w*",
    Outcome.DECLINE: r"无理由|無理由|无条件|無條件|七天|7天|鑑賞期|退货|退貨|退款|退|换|換|修|赔|賠|return\w*|refund\w*|exchang\w*",
}
# A parcel the buyer has sent back, or money on its way: no question about our parcel.
_SENT_BACK = re.compile(
    r"退(货|貨|回)的?(包裹|快递|快遞|东西|東西)|(钱|錢|退款|款).{0,8}(到账|到帳|什么时候|什麼時候|多久|几天|幾天)|(when|where).{0,20}(refund|money)|returned parcel",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(r"退款|到账|到帳|退回|打款|入账|入帳|refund|money", re.IGNORECASE)
# A question that complains of the matter itself: the remedy is its answer.
_REPROACH = re.compile(r"怎么[只少没还就会不这]|怎麼[只少沒還就會不這]|为什么|為什麼|咋[只少没还]")
_BINDING = re.compile(
    r"赔|賠|补偿|補償|全额|全額|免费|免費|赠|贈|compensat|in full|free of charge|gift"
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
        extractor: Extractor,
        details: Details,
        relevance: Relevance,
        replies: Replies,
    ) -> None:
        self._extractor = extractor
        self._details = details
        self._relevance = relevance
        self._replies = replies

    def inform(self, voice: Voice) -> Answer:
        """Return the whole reply to a question, a status request or a greeting."""
        brief = voice.brief
        if brief.decision.missing:
            return self._asked(voice)
        if wordless(brief):
            return Answer(text=voice.say(f"other.what_happened{suffix(voice)}"))
        if chat(brief) and not self._details.find(brief.messages, None, voice.language):
            return Answer(text=smalltalk(voice))
        if brief.reading.injection:
            return Answer(text=voice.join(voice.greeting, voice.say("other.strange")))
        want = asked_want(brief)
        if not brief.decision.answerable:
            return Answer(text=self._replies.unknown(voice))
        if want in PARCEL_WANTS and any(_SENT_BACK.search(text) for text in brief.messages):
            return self._known(voice, about=_MONEY_BACK)
        if want in PARCEL_WANTS or (
            brief.reading.problem in _WAITS and want not in KNOWLEDGE_WANTS
        ):
            return self._with_second(voice, Answer(text=self._replies.parcel(voice)))
        if want is Want.CHANGE_ORDER:
            return Answer(text=changed(voice))
        return self._known(voice) if want in KNOWLEDGE_WANTS else self._plain(voice, want)

    def _asked(self, voice: Voice) -> Answer:
        """Return the reply that needs something of the buyer first, after what the shop advises to try."""
        if voice.brief.reading.wants is Want.CHANGE_ORDER and not voice.english:
            return Answer(text=changed(voice))
        first = self.first(voice)
        if first is not None:
            return first
        return Answer(text=self._replies.asked(voice, self.second(voice).text))

    def _known(self, voice: Voice, about: re.Pattern[str] | None = None) -> Answer:
        """Return the answer out of the shop's words (`about` something); without words that fit, the rule's, else none."""
        if voice.brief.reading.wants is Want.INVOICE and ruled(voice) and not voice.english:
            return self._plain(voice, Want.INVOICE)
        found = self._found(voice)
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
        if any(want in PARCEL_WANTS for want in others) and _parcel_matters(voice):
            facts = parcel_facts(voice)
            return Answer(text=voice.say("also_parcel", fact=facts) if facts else "")
        if reading.wants in KNOWLEDGE_WANTS or not KNOWLEDGE_WANTS.intersection(others):
            return Answer(text="")
        found = self._found(voice, longest=60, beside=True)
        fact = spoken(voice, found) if found else ""
        if found is None or not fact or _BINDING.search(fact):
            open_on = self._still_open(voice)
            invoiced = Want.INVOICE in others and not open_on
            return Answer(text=self._replies.also_invoice(voice) if invoiced else open_on)
        text = voice.say("also", fact=fact)
        return Answer(text=text, citations=(as_citation(found.passage, found.text or fact),))

    def _other(self, voice: Voice, found: Found) -> Answer:
        """Return what answers another question of the message that `found` does not speak of, or that we ask on."""
        asked = questions(voice.brief)
        said = voice.plain(f"{found.text} {found.about} {found.passage.text}")
        left = [
            one
            for one in asked
            if not content(voice.plain(one)) & content(said)
            and self._extractor.near(voice.plain(one), said) < _TOLD
        ]
        # A row that the question names answers what is asked of it.
        if voice.english or len(asked) < 2 or not left or found.key:
            return Answer(text="")
        more = self._extractor.best(
            voice.in_script(left[0], voice.brief.passages), voice.brief.passages
        )
        fact = (
            spoken(voice, more) if more and self._speaks(voice, left[0], more, beside=True) else ""
        )
        if more is None or not fact:
            return Answer(text=self._replies.also_open(voice, left[0]))
        text = voice.say("also", fact=fact)
        return Answer(text=text, citations=(as_citation(more.passage, more.text or fact),))

    def _still_open(self, voice: Voice) -> str:
        """Return that we ask on about a second question: one that the decision itself does not answer."""
        settled = _SETTLED.get(voice.brief.decision.outcome)
        if settled is None:
            return ""
        open_ones = [
            one
            for one in questions(voice.brief)
            if not re.search(settled, one, re.IGNORECASE) and not _REPROACH.search(one)
        ]
        return self._replies.also_open(voice, open_ones[-1]) if open_ones else ""

    def _with_second(self, voice: Voice, first: Answer) -> Answer:
        second = self.second(voice)
        return Answer(
            text=voice.join(first.text, second.text),
            citations=first.citations + second.citations,
        )

    def _found(self, voice: Voice, longest: int = 120, *, beside: bool = False) -> Found | None:
        """Return the words of the shop that speak to the question; None where none of them really does."""
        brief = voice.brief
        chinese = not voice.english
        fitting = [one for one in brief.passages if is_chinese(one.text) is chinese]
        asked = questions(brief) if beside else ()
        question = " ".join(asked or brief.messages[-3:])
        if beside and not asked:
            return None
        if not fitting and not beside:
            best = self._extractor.best(question, brief.passages, longest=longest * 3)
            return best  # in another language: said where it stands, in `_elsewhere`
        longest = longest if chinese else longest * 3
        passages, left = fitting, 3
        while passages and left:
            found = self._extractor.best(
                voice.in_script(question, passages), passages, longest=longest
            )
            if found is None:
                return None
            if (found.text or found.cells) and self._speaks(voice, question, found, beside=beside):
                return found
            passages, left = [one for one in passages if one is not found.passage], left - 1
        return None

    def _speaks(self, voice: Voice, question: str, found: Found, *, beside: bool) -> bool:
        """Whether the words share enough of the question's content with what they answer."""
        if _FRAGMENT.fullmatch(found.text):
            return False
        if not self._relevance.same_goods(
            question, " ".join((found.about, found.title, found.text))
        ):
            return False
        if not self._relevance.same_bounds(voice.plain(question), voice.plain(found.passage.text)):
            return False
        if not answers_kind(question, found.text or " ".join(value for _, value in found.cells)):
            return False
        if not beside and (found.asked or found.near >= _NEAR):
            return True
        cells = (f"{name} {value}" for name, value in found.cells)
        # A short clause is one thought: a code or a word before the sentence chosen says what it is about.
        whole = found.passage.text if len(found.passage.text) <= _ONE_THOUGHT else ""
        said = " ".join([found.text, found.about, whole, *cells])
        settled = _SETTLED.get(voice.brief.decision.outcome, "") if beside else ""
        count, share = self._relevance.share(
            voice.brief, voice.plain(question), voice.plain(said), settled=settled
        )
        if beside:
            return count >= 2 and share >= _BESIDE
        return (count >= 1 and share >= _ANSWERS) or self._speaks_of_a_part(voice, found, said)

    def _speaks_of_a_part(self, voice: Voice, found: Found, said: str) -> bool:
        """Whether words that search is sure of speak to one clause of a message, whatever else it rants about."""
        if found.passage.score < _SURE:
            return False
        pieces = [piece for text in voice.brief.messages for piece in _CLAUSES.split(text)]
        shares = [
            self._relevance.share(voice.brief, voice.plain(piece), voice.plain(said))
            for piece in pieces
        ]
        return any(count >= _SHARED and share >= _ANSWERS for count, share in shares)

    def _told(self, voice: Voice, found: Found) -> Answer:
        fact = spoken(voice, found)
        if not fact:
            return Answer(text=self._elsewhere(voice, found.passage))
        quote = found.text or found.passage.text
        return Answer(
            text=self._replies.told(voice, fact),
            citations=(as_citation(found.passage, quote),),
        )

    def tried(self, voice: Voice) -> Answer | None:
        """Return what the shop's own words advise before anything is asked for; None where they advise nothing.

        Beside a claim only what search is sure of counts, and nothing that speaks of remedies itself.
        """
        brief = voice.brief
        decision = brief.decision
        known = bool(decision.reasons) and decision.reasons[0].rule == "knowledge"
        known = known and brief.reading.problem in _SHOWN
        claimed = decision.outcome in GRANTS and bool(decision.missing)
        asks = voice.brief.reading.wants not in CLAIM_WANTS
        helped = claimed and asks and voice.brief.reading.problem is Problem.QUALITY
        found = self._found(voice) if known or helped else None
        fact = spoken(voice, found) if found else ""
        if found is None or not fact or (helped and not _advises(voice, found)):
            return None
        fact = voice.spoken(whole(found.passage)) or fact
        said = self._replies.tried(voice, fact)
        return Answer(text=said, citations=(as_citation(found.passage, found.text or fact),))

    def of_any_order(self, voice: Voice) -> Answer | None:
        """Return what the shop's words say to a question that we need the order for; None where nobody asks, or no words are sure.

        The rule itself is not told, as nobody has looked at the order: the words quoted hold for every order.
        """
        asked = questions(voice.brief) or voice.brief.decision.outcome is Outcome.INFORM
        found = self._found(voice, _SHORT) if unseen(voice) and asked else None
        fact = spoken(voice, found) if found else ""
        if found is None or not fact or found.passage.score < _FITS or found.near < _NEAR:
            return None
        said = self._replies.of_any_order(voice, fact)
        return Answer(text=said, citations=(as_citation(found.passage, found.text or fact),))

    def _elsewhere(self, voice: Voice, passage: Passage) -> str:
        """Return the reply where the shop's words exist in another language only."""
        source = source_name(voice, passage.path, passage.heading)
        by = follow_up(voice) or voice.say("unknown_by")
        return voice.join(voice.greeting, voice.say("inform.elsewhere", cite=source, by=by))

    def _plain(self, voice: Voice, want: Want) -> Answer:
        """Return the reply where neither a clause nor a parcel answers: what we heard, and what we do about it."""
        if want in {Want.COMPLAINT, Want.NONE} and voice.brief.reading.problem in _SHOWN:
            return self.tried(voice) or Answer(text=self._replies.shown(voice))
        body = ruled(voice) or voice.say_first(f"other.{_plain_slot(want)}", "other.claim")
        second = self.second(voice)
        text = voice.join(self._replies.plain(voice, body), second.text)
        return Answer(text=text, citations=second.citations)


def _advises(voice: Voice, found: Found) -> bool:
    """Whether the words found are sure to be about the trouble, and help with it instead of settling it."""
    first = voice.brief.passages[0]
    said = f"{found.text} {' '.join(value for _, value in found.cells)}"
    sure = first.score >= _SURE and found.near >= _NEAR
    return found.passage is first and sure and not _REMEDIES.search(said)


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
