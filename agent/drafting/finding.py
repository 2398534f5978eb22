"""Which of the shop's own words speak to a message: found by search, and checked against what is asked."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from agent.domain.decision import Outcome
from agent.drafting.extract import Extractor, Found
from agent.drafting.meaning import Row
from agent.drafting.mood import questions
from agent.drafting.relevance import Relevance, content
from agent.drafting.script import is_chinese
from agent.drafting.sentences import answers_kind
from agent.drafting.trust import (
    BELIEVED,
    BELIEVED_READ,
    MEANT,
    READ,
    SPOKEN_OF,
    as_clause,
    load_trust,
    said_in,
)
from agent.drafting.voice import Voice
from knowledge.search.terms import SHORT_CODE
from knowledge.search.thesaurus import in_rule_words

# How much of a question (of its words of content) must stand in what is quoted: as the answer, and beside another matter.
_ANSWERS, _BESIDE = 0.15, 0.4
_SHARED = 2  # units of content that words and one clause of a message must have in common
NEAR = 0.45
"""Likeness in meaning from which words answer, whatever words they share with the question.

On the demo shop's questions the words found were the right ones 32 times of 35 from here on.
"""

_SEVERAL = 3  # passages from which what they all hold can be told
_CERTAIN = 0.65  # likeness in meaning from which words answer though search doubts it
_BEYOND_DOUBT = 0.6  # belief from which words answer though search doubts it
_PLENTY = 3  # shared units from which words answer all the same; a code counts as three
_SHARE_COUNTS = 0.2
"""What the share of the question's content that the words hold counts beside likeness in meaning: shared words alone mislead."""

_LEFT_OPEN = -1.0  # log-odds below which a second question is not answered by the words told
_SURELY = 1.0  # and from which words read with it answer a second question
_TOLD = 0.35  # likeness in meaning from which a second question is answered by the same words
SURE = 0.95  # search's own score from which a passage is about the matter
_ONE_THOUGHT = 90
_CLAUSES = re.compile(r"[，。！？；,.!?;\s]+")
# An item of a list whose head says what it is.
_FRAGMENT = re.compile(r"[^，。；]*[:：][^。；]*的$")
SETTLED = {
    Outcome.REPAIR: r"保修|质保|質保|保固|维修|維修|返修|修|[运運邮郵][费費]|warranty|repair\w*|fix\w*",
    Outcome.EXCHANGE: r"换货|換貨|换新|換新|换|換|[运運邮郵][费費]|exchang\w*|swap|shipping",
    Outcome.RETURN_REFUND: r"无理由|無理由|七天|7天|鑑賞期|退货|退貨|退款|退|[运運邮郵][费費]|return\w*|refund\w*|shipping",
    Outcome.REFUND: r"退款|退|钱|錢|refund\w*|money",
    Outcome.RESHIP: r"补发|補發|补寄|補寄|补|補|resend|send",
    Outcome.COMPENSATE: r"补偿|補償|赔|賠|差价|差價|价差|價差|补|補|compensat\w*",
    Outcome.DECLINE: r"无理由|無理由|无条件|無條件|七天|7天|鑑賞期|退货|退貨|退款|退|换|換|修|赔|賠|return\w*|refund\w*|exchang\w*",
}
"""What the decision itself answers, so that no clause need be quoted for it."""


class Finder:
    """Finds the shop's words for a message, and judges whether they speak to it."""

    def __init__(self, extractor: Extractor, relevance: Relevance) -> None:
        self._trust = load_trust()
        self._extractor = extractor
        self._relevance = relevance

    def found(self, voice: Voice, longest: int = 120, *, beside: bool = False) -> Found | None:
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
        if not beside and fitting:
            asked_so = voice.in_script(question, fitting)
            vector = self._extractor.vector(asked_so, model=self._trust.model)
            if vector is not None:
                found_all = self._extractor.each(asked_so, fitting, longest=longest)
                return self._trusted(voice, question, asked_so, vector, found_all)
        passages, left = fitting, 3
        while passages and left:
            found = self._extractor.best(
                voice.in_script(question, passages), passages, longest=longest
            )
            if found is None:
                return None
            if (found.text or found.cells) and self.speaks(voice, question, found, beside=beside):
                return found
            passages, left = [one for one in passages if one is not found.passage], left - 1
        return None

    def _trusted(
        self, voice: Voice, question: str, asked_so: str, vector: Row, found: Sequence[Found]
    ) -> Found | None:
        """Return of the words found those most to be trusted; None where none are enough, or may not answer.

        Words that speak to the question by meaning or by what they share with it need less trust.
        """
        before = self._trust.beliefs(asked_so, vector, found)
        after = self._after_reading(asked_so, found, before)
        bar = BELIEVED if after is None else BELIEVED_READ
        beliefs = [
            max(belief, SPOKEN_OF) if _of_the_code(question, one) else belief
            for belief, one in zip(after or before, found, strict=True)
        ]
        best = sorted(zip(beliefs, found, strict=True), key=lambda pair: -pair[0])
        for belief, one in best:
            if belief < SPOKEN_OF:
                return None
            told = (one.text or one.cells) and self._may_answer(voice, question, one)
            trusted = belief >= bar and (one.near >= MEANT or bool(one.cells))
            if told and (trusted or self.speaks(voice, question, one, beside=False)):
                return one.model_copy(update={"belief": belief})
        return None

    def _after_reading(
        self, question: str, found: Sequence[Found], beliefs: Sequence[float]
    ) -> list[float] | None:
        """Return the beliefs once the words most believed were read with the question, none for those behind; None where nothing reads."""
        order = sorted(range(len(found)), key=lambda at: -beliefs[at])
        read = [at for at in order if found[at].text or found[at].cells][:READ]
        answers = self._extractor.answers(question, [as_clause(found[at]) for at in read])
        if answers is None:
            return None
        after = [0.0] * len(found)
        for at, odds in zip(read, answers, strict=True):
            after[at] = self._trust.after_reading(beliefs[at], odds)
        return after

    def certain(self, voice: Voice) -> Found | None:
        """Return words that answer whatever search thinks: of the very row that is named and asked for, or the question's own."""
        found = self.found(voice)
        if found is None:
            return None
        own = (found.asked and found.row) or found.near >= _CERTAIN or found.belief >= _BEYOND_DOUBT
        return found if own else None

    def speaks(self, voice: Voice, question: str, found: Found, *, beside: bool) -> bool:
        """Whether the words share enough of the question's content with what they answer."""
        if not self._may_answer(voice, question, found):
            return False
        if not beside and (found.asked or found.near >= NEAR):
            return True
        cells = (f"{name} {value}" for name, value in found.cells)
        # A short clause is one thought: a code or a word before the sentence chosen says what it is about.
        whole = found.passage.text if len(found.passage.text) <= _ONE_THOUGHT else ""
        said = " ".join([found.text, found.about, whole, *cells])
        count, share = self._shared(voice, question, found, said, beside=beside)
        if beside:
            return count >= 2 and share >= _BESIDE
        near = found.near + _SHARE_COUNTS * share >= NEAR
        meant = near or count >= _PLENTY or not self._extractor.knows_meaning
        spoken_of = count >= 1 and share >= _ANSWERS and meant
        return spoken_of or self._speaks_of_a_part(voice, found, said)

    def _may_answer(self, voice: Voice, question: str, found: Found) -> bool:
        """Whether the words are of these goods, this case and this kind of answer."""
        relevance, order = self._relevance, voice.brief.order
        asked, told = voice.plain(question), voice.plain(found.text)
        # A manual speaks of its goods without naming them.
        bought = " ".join((question, *(order.titles if order else ())))
        document = PurePosixPath(found.passage.path).stem
        # A property belongs to some goods: it is told of none that nobody named.
        named = order is not None or found.row or not found.cells
        return (
            named
            and not _FRAGMENT.fullmatch(found.text)
            and relevance.same_goods(question, " ".join((found.about, found.title, found.text)))
            and relevance.same_goods(bought, document)
            and relevance.same_bounds(asked, voice.plain(found.passage.text))
            and relevance.same_codes(question, found.text)
            and relevance.same_model(
                bought, f"{found.passage.heading.split(' > ')[-1]} {found.title}"
            )
            and relevance.open_to(asked, told)
            and answers_kind(question, found.text or " ".join(value for _, value in found.cells))
        )

    def _shared(
        self, voice: Voice, question: str, found: Found, said: str, *, beside: bool
    ) -> tuple[int, float]:
        """Return how much of the question's content the words hold that the other passages do not all hold."""
        brief, told = voice.brief, voice.plain(said)
        settled = SETTLED.get(brief.decision.outcome, "") if beside else ""
        rest = [one for one in brief.passages if one is not found.passage]
        others = [voice.plain(f"{one.heading} {one.text}") for one in rest]
        return self._relevance.share(
            brief,
            in_rule_words(voice.plain(question), told),
            told,
            settled=settled,
            others=others if len(others) >= _SEVERAL else (),
        )

    def _speaks_of_a_part(self, voice: Voice, found: Found, said: str) -> bool:
        """Whether words that search is sure of speak to one clause of a message, whatever else it rants about."""
        if found.passage.score < SURE:
            return False
        pieces = [piece for text in voice.brief.messages for piece in _CLAUSES.split(text)]
        shares = [
            self._relevance.share(voice.brief, voice.plain(piece), voice.plain(said))
            for piece in pieces
        ]
        return any(count >= _SHARED and share >= _ANSWERS for count, share in shares)

    def sure(self, voice: Voice, found: Found) -> bool:
        """Whether search's first passage is sure to be about the matter, and the words found near it in meaning."""
        first = voice.brief.passages[0]
        return found.passage is first and first.score >= SURE and found.near >= NEAR

    def unanswered(self, voice: Voice, found: Found) -> list[str]:
        """Return the questions of the message that the words found do not speak of."""
        # A row that the question names answers what is asked of it.
        if found.key:
            return []
        asked = questions(voice.brief)
        read = self._read(asked, found)
        if read is not None:
            # The words answer one of them at least, else they were not told.
            return [
                one
                for one, odds in zip(asked, read, strict=True)
                if odds < min(_LEFT_OPEN, max(read))
            ]
        said = voice.plain(f"{found.text} {found.about} {found.passage.text}")
        return [
            one
            for one in asked
            if not content(voice.plain(one)) & content(said)
            and self._extractor.near(voice.plain(one), said) < _TOLD
        ]

    def _read(self, asked: Sequence[str], found: Found) -> list[float] | None:
        """Return for each question the log-odds that the words found answer it; None where nothing reads them."""
        read = [self._extractor.answers(one, [as_clause(found)]) for one in asked]
        return [one[0] for one in read if one] if all(read) else None

    def beside(self, voice: Voice, question: str) -> Found | None:
        """Return the words that answer a second question; None where none really do."""
        passages = voice.brief.passages
        asked_so = voice.in_script(question, passages)
        answering = self._answering(voice, question, asked_so)
        if answering is not None:
            return answering
        found = self._extractor.best(asked_so, passages)
        fits = found is not None and self.speaks(voice, question, found, beside=True)
        return found if fits else None

    def _answering(self, voice: Voice, question: str, asked_so: str) -> Found | None:
        """Return the words that reading is sure of to answer a second question; None where there are none, or nothing reads them."""
        found_all = [
            one
            for one in self._extractor.each(asked_so, voice.brief.passages[:READ])
            if (one.text or one.cells) and self._may_answer(voice, question, one)
        ]
        answers = self._extractor.answers(asked_so, list(map(as_clause, found_all)))
        if not answers:
            return None
        best = max(range(len(answers)), key=lambda at: answers[at])
        return found_all[best] if answers[best] >= _SURELY else None


def _of_the_code(question: str, found: Found) -> bool:
    """Whether the question names a code (E04) that the words found name too: nothing else answers it so well."""
    asked, told = (set(SHORT_CODE.findall(text.lower())) for text in (question, said_in(found)))
    return bool(asked & told)
