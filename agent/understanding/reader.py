"""Reads a case without a language model: phrase lists for what must never be missed, a small classifier for the rest.

Where words and classifier disagree the words win for risks; for wants the classifier proposes and plain demands add.
A problem stated without a demand (「收到的杯子是碎的」) is the want `complaint` with its problem: rules then decide what is
due. About goods that were delivered it counts as a claim (`claim` is true), in a review it does not.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from agent.domain.case import Case, CaseKind
from agent.domain.reading import CLAIM_WANTS, WANT_OF, Problem, Reading, Risk, Triage, Want
from agent.understanding.asking import asking
from agent.understanding.classifier import Classifier, load_classifier
from agent.understanding.focus import focus
from agent.understanding.injection import find_injection
from agent.understanding.language import detect
from agent.understanding.leads import (
    borne_out,
    harmless_if_untouched,
    needs_lead,
    quieted,
    standing_risks,
)
from agent.understanding.lexicon import phrases, said
from agent.understanding.mood import Level, mood
from agent.understanding.normalise import Plain, bounded, plain
from agent.understanding.pieces import Guess, alarmed, lines, overlaid, pieces, width
from agent.understanding.problems import choose_problem
from agent.understanding.reasons import listed_problem
from agent.understanding.record import Record, record_of
from agent.understanding.risks import find_dangers, own_words, promise
from agent.understanding.slots import slots
from agent.understanding.standing import spoken_to_shop, standing
from agent.understanding.training.corpus import triage_of
from agent.understanding.turns import Turns, turns
from agent.understanding.wanting import Wanted, choose_wants
from knowledge.search.embedder import Embedder, Vectors

_THREATS = frozenset({Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA, Risk.BLACKMAIL})
_GOODS = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED, Problem.SIZE,
    Problem.COUNTERFEIT, Problem.SAFETY,
})  # fmt: skip
_PRESSING = frozenset({Want.COMPLAINT, Want.URGE, Want.HUMAN})
_NOTHING_AMISS = frozenset({Problem.NONE, Problem.CHANGED_MIND})
_KEEPS = re.compile(
    r"(懒得|不想|不用|不打算|懒的)(再)?(寄|退|折腾|来回)|(留着|留下|将就|凑合|还?能)(着)?(用|穿|使)|东西我?留|\bkeep (it|them)\b|\b(partial|part of)\b"
)
_ON_THE_WAY = frozenset({Want.LOGISTICS, Want.URGE})
_SURE_INJECTION = 0.008
"""None of 3,000 ordinary messages reaches it; lower flags more of what speaks to any machine. It flags, and refuses nothing."""


class EmbeddedReader:
    """The desk's own reader. Safe to share between threads; one text is embedded once a case."""

    def __init__(self, embedder: Embedder, *, model: Path | None = None) -> None:
        """Take the embedder whose vectors the weights were fitted to.

        `model` is a folder of weights written by `training.fit.train`; by default the package's own, which fit the
        Universal Sentence Encoder. With any other embedder the reader goes by characters and phrases alone until it has
        been fitted.
        """
        self._embedder = embedder
        self._classifier: Classifier = load_classifier(embedder.name, model)

    def read(self, case: Case, *, now: datetime) -> Reading:
        """Return what the case says. Never raises for a text, however odd; `now` is kept for a model's reader."""
        del now
        said_by_buyer = turns(case)
        heard = Turns(
            own_words(spoken_to_shop(said_by_buyer.latest)),
            tuple(map(spoken_to_shop, said_by_buyer.earlier)),
        )
        text = standing(heard.latest)
        parts = [(part, self._predict(part)) for part in pieces(text)]
        guess = overlaid(self._predict(text), [said_there for _, said_there in parts])
        if not parts:
            guess = alarmed(guess, [self._predict(line) for line in lines(text)])
        wanted = self._wants(case, heard, guess)
        return _reading(case, said_by_buyer, heard, guess, wanted, parts)

    def _predict(self, text: str) -> Guess:
        return self._classifier.predict(text, self._vector(text))

    def _vector(self, text: str) -> Vectors | None:
        if not text.strip() or not self._classifier.centre.size:
            return None
        row: Vectors = self._embedder.encode_query([focus(text)])[0]
        return row

    def _wants(
        self, case: Case, said_by_buyer: Turns, guess: dict[str, dict[str, float]]
    ) -> Wanted:
        if not said_by_buyer.everything.strip():
            formal = WANT_OF[case.claim.type] if case.claim else Want.NONE
            return Wanted(formal, () if formal is Want.NONE else (formal,), 1.0)
        wanted = choose_wants(
            said_by_buyer.latest,
            guess,
            earlier=said_by_buyer.earlier,
            has_order=case.order is not None or case.claim is not None,
        )
        if case.claim is None:
            return wanted
        formal = WANT_OF[case.claim.type]
        return Wanted(formal, tuple(dict.fromkeys((formal, *wanted.every))), 1.0)


_CONTENT = 3
"""Stars."""
_COMPLAINED = 0.6
"""A question by its form is none in the classifier's eyes where it believes this much in a complaint."""
_LONG_REVIEW = 100
"""Width as of `pieces`; the training sentences of the classifier are shorter."""


class _Alarms(NamedTuple):
    """What of a case sounds of danger, and the guess with it taken back where lists alone decide."""

    risks: tuple[Risk, ...]
    manager: bool
    promised: bool
    broken: bool
    calm: bool
    listed: Problem | None
    words: tuple[str, ...]
    guess: Guess


def _alarms(
    case: Case, everything: Plain, heard: Turns, guess: Guess, parts: Sequence[tuple[str, Guess]]
) -> _Alarms:
    """Return the alarms: dangers from all words (`everything`), promises from those spoken to the shop (`heard`)."""
    review = case.kind is CaseKind.REVIEW
    long_review = review and width(everything.text) > _LONG_REVIEW
    dangers = borne_out(find_dangers(everything), parts, review=review)
    guess = harmless_if_untouched(guess, everything, dangers)
    promised, broken, promise_words = promise(plain(heard.everything))
    if long_review:
        promised = promised and broken and guess["lead"]["yes"] >= _COMPLAINED
    furious = not parts and "fury" in said(phrases("emotion").find(everything))
    calm = asking(plain(heard.latest)).pure and guess["want"][Want.COMPLAINT] < _COMPLAINED
    level = 3 if furious else 0
    pleased = _is_pleased(case)
    risks = standing_risks(
        dangers,
        guess,
        level=level,
        calm=calm,
        pleased=pleased,
        by_lists=long_review,
        story=bool(parts),
    )
    listed = listed_problem(case)
    if listed is Problem.COUNTERFEIT and Risk.COUNTERFEIT not in risks:
        risks = (*risks, Risk.COUNTERFEIT)
    guess = quieted(guess, risks, long_review=long_review, pleased=pleased)
    words = (*dangers.words, *promise_words)
    return _Alarms(risks, dangers.manager, promised, broken, calm, listed, words, guess)


def _reading(
    case: Case,
    said_by_buyer: Turns,
    heard: Turns,
    guess: Guess,
    wanted: Wanted,
    parts: Sequence[tuple[str, Guess]],
) -> Reading:
    """Put the reading together: dangers from all words, everything else from those spoken to the shop (`heard`)."""
    everything = plain(said_by_buyer.everything)
    alarms = _alarms(case, everything, heard, guess, parts)
    guess, risks = alarms.guess, alarms.risks
    record = record_of(case)
    problem = choose_problem(
        heard,
        guess,
        wanted.first,
        risks,
        broken=alarms.broken,
        record=record,
        listed=alarms.listed,
    )
    wanted = _settled(wanted, problem, plain(heard.latest).text, record)
    level = mood(
        plain(heard.latest),
        guess["emotion"],
        threatens=bool(_THREATS & set(risks)),
        amiss=problem not in _NOTHING_AMISS or bool(set(risks)) or wanted.first in _PRESSING,
    )
    claim = _is_claim(case, wanted.first, problem)
    triage, leads = _routed(case, alarms, wanted, problem, level, claim=claim)
    language, foreign = detect(bounded(said_by_buyer.everything), declared=case.language)
    hidden = (
        find_injection(said_by_buyer.everything) or guess["injection"]["yes"] >= _SURE_INJECTION
    )
    if case.history and Risk.REPEAT_CONTACT not in risks and isinstance(case.history, list | tuple):
        risks = (*risks, Risk.REPEAT_CONTACT)
    return Reading(
        claim=claim,
        wants=wanted.first,
        all_wants=wanted.every,
        triage=triage,
        problem=problem,
        emotion=level,
        language=language,
        foreign=foreign,
        risks=risks,
        slots=slots(everything.text),
        injection=bool(hidden),
        claimed_promise=alarms.promised,
        must_escalate=leads,
        intact=_intact(said_by_buyer),
        confidence=round(min(1.0, max(0.0, wanted.confidence)), 4),
        spans=tuple(dict.fromkeys(alarms.words))[:8],
    )


def _settled(wanted: Wanted, problem: Problem, text: str, record: Record) -> Wanted:
    """Return the wants as the problem settles them: a parcel in hand is not looked for, money for goods that are kept is made good."""
    wanted = _for_money(wanted, problem, text)
    if problem in _GOODS and wanted.first in _ON_THE_WAY and record.arrived:
        return Wanted(Want.COMPLAINT, (Want.COMPLAINT,), wanted.confidence)
    return wanted


def _routed(
    case: Case, alarms: _Alarms, wanted: Wanted, problem: Problem, level: Level, *, claim: bool
) -> tuple[Triage, bool]:
    """Return where the words put the message, and whether a lead must decide."""
    leads = needs_lead(
        alarms.risks,
        alarms.guess,
        manager=alarms.manager,
        promised=alarms.promised,
        claim=claim,
        level=level,
        pleased=_is_pleased(case),
        calm=alarms.calm,
        review=case.kind is CaseKind.REVIEW,
    )
    triage = triage_of(wanted.first, problem, lead=leads)
    return triage, leads or (triage is Triage.ESCALATE and wanted.first is not Want.HUMAN)


def _for_money(wanted: Wanted, problem: Problem, text: str) -> Wanted:
    """Return a wish for money over a price that fell, or for goods that are kept, as the compensation that it is."""
    if wanted.first is not Want.REFUND or not (
        problem is Problem.PRICE_DROP or _KEEPS.search(text)
    ):
        return wanted
    every = tuple(want for want in wanted.every if want is not Want.REFUND)
    return Wanted(
        Want.COMPENSATE, tuple(dict.fromkeys((Want.COMPENSATE, *every))), wanted.confidence
    )


def _is_pleased(case: Case) -> bool:
    """Return whether it is a review of three stars or more: whoever was harmed gives fewer."""
    review = case.review if case.kind is CaseKind.REVIEW else None
    return review is not None and (review.stars or 0) >= _CONTENT


def _is_claim(case: Case, want: Want, problem: Problem) -> bool:
    if case.claim is not None:
        return True
    if case.kind is CaseKind.REVIEW:
        # A review tells others of money and goods; only a short one that asks for them speaks to the shop.
        text = case.review.text if case.review else ""
        return want in CLAIM_WANTS and width(text) <= _LONG_REVIEW
    return want in CLAIM_WANTS or (want is Want.COMPLAINT and problem in _GOODS)


def _intact(said_by_buyer: Turns) -> bool | None:
    found = said(phrases("state").find(plain(said_by_buyer.everything)))
    if "used" in found:
        return False
    return True if "unused" in found else None
