"""Whether the words must reach a lead (contract section 3, `escalate`): lists and classifier together.

The lists hold what must never be missed and can be said in known words. The classifier hears the same said obliquely
(「庭上见」, "my next video is about you"); it also takes back what a list found in a calm question about something else
(「媒体评测说…是真的吗」). Its thresholds were set on sentences each of which was left out of its own fit.
"""

from collections.abc import Sequence
from dataclasses import replace

from agent.domain.reading import Problem, Risk, Triage
from agent.understanding.normalise import Plain, plain
from agent.understanding.pieces import Guess
from agent.understanding.problems import TURNED_DOWN
from agent.understanding.risks import MILD, Dangers, find_dangers

_EVEN = 0.5
_GRAVE = 0.3
"""The mean of three heads. Of messages by writers left out of the fit it lets nearly as many dangers through as 0.37 did before the
chats written shop by shop, with half the false alarms; a case that reaches a lead for nothing costs a minute, one that does not may
cost the shop."""
_SURE = 0.75
"""For a question that complains of nothing, and for a review, which asks for nothing."""
_CERTAIN = 0.85
"""For a good review, and where an everyday trouble explains the tone."""
_SURE_IN_STORY = 0.95
"""The classifier alone, of a text read in pieces: one of many always sounds louder than it is."""
_TANGIBLE = frozenset(Problem) - {
    Problem.NONE, Problem.SERVICE, Problem.SAFETY, Problem.COUNTERFEIT, Problem.PROMISE_BROKEN,
}  # fmt: skip
"""Faults, shortages, waits and prices: reason enough to be cross, none to call a lead."""
_EXPLAINED = 0.6
"""From this share of tangible problems on the trouble explains the tone"""
_UNNAMED = 0.15
"""unless the classifier believes this much in some risk."""
_HEARD = 0.5
"""A risk named by the classifier alone."""
_UNLIKELY = {Risk.SELF_HARM: 0.0, Risk.BLACKMAIL: 0.05, Risk.INJURY: 0.1}
_PIECES: dict[str, float] = {Risk.SELF_HARM: 0.0, Risk.BLACKMAIL: 0.05, Risk.INJURY: 0.2}
_BORNE_OUT = 0.35
_BORNE_OUT_IN_REVIEW = 0.6
"""Of a long text the piece that names a danger must be believed this much; a review tells others and exaggerates."""
_UNLIKELY_ELSE = 0.15
"""Below this a list's find is taken back, unless the buyer is angry."""
_UNLIKELY_ASKED = 0.5
"""Likewise in a question that complains of nothing."""
_BODILY = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE})
_NEVER_TAKEN_BACK = frozenset({Risk.SELF_HARM, Risk.BLACKMAIL})


def borne_out(
    dangers: Dangers, parts: Sequence[tuple[str, Guess]], *, review: bool = False
) -> Dangers:
    """Return the dangers of a long text without those that the pieces naming them do not bear out.

    In a story of a page some word of danger nearly always falls (「像新闻里那样」, 「骗我说订满了」); what counts is whether the
    piece in which it falls sounds of danger. What lies across two pieces stands.
    """
    needed = _BORNE_OUT_IN_REVIEW if review else _BORNE_OUT
    named: set[str] = set()
    stands: set[str] = set()
    for text, guess in parts:
        found = find_dangers(plain(text))
        names = {*found.risks, *(["manager"] if found.manager else [])}
        named |= names
        lead = guess["lead"]["yes"]
        stands |= {name for name in names if lead >= _PIECES.get(name, needed)}
    gone = named - stands - MILD
    return replace(
        dangers,
        risks=tuple(risk for risk in dangers.risks if risk not in gone),
        manager=dangers.manager and "manager" not in gone,
    )


def standing_risks(
    dangers: Dangers,
    guess: Guess,
    *,
    level: int,
    calm: bool = False,
    pleased: bool = False,
    by_lists: bool = False,
    story: bool = False,
) -> tuple[Risk, ...]:
    """Return the risks that lists found and the classifier does not rule out, with those it is sure of.

    `by_lists`: the classifier names none by itself, as of a long review, where some sentence always sounds of danger.
    `story`: a message read in pieces; the loudest of many pieces must be surer than one message alone.
    """
    lead = guess["lead"]["yes"]
    sure = _SURE_IN_STORY if story else _SURE
    heard = {
        Risk(name)
        for name, share in guess.get("risk", {}).items()
        if share >= _HEARD and lead >= sure and Risk(name) not in MILD and not by_lists
    }
    kept = {
        risk
        for risk in dangers.risks
        if risk in MILD
        or level == 3
        or (_stands_in_praise(risk, guess) if pleased else lead >= _needed(risk, calm=calm))
    }
    return tuple(risk for risk in Risk if risk in kept | heard)


def _needed(risk: Risk, *, calm: bool) -> float:
    """Return the least that the classifier must believe for a list's find to stand."""
    if calm and risk not in _NEVER_TAKEN_BACK:
        return _UNLIKELY_ASKED
    return _UNLIKELY.get(risk, _UNLIKELY_ELSE)


def _stands_in_praise(risk: Risk, guess: Guess) -> bool:
    """Say whether a list's find in a good review is meant: strong words are praise there (「爆炸好吃」) unless a head bears them out.

    Either the very risk is heard, or danger is and a problem with it.
    """
    if risk in _NEVER_TAKEN_BACK or guess.get("risk", {}).get(risk, 0.0) >= _HEARD:
        return True
    amiss = guess["problem"].get(Problem.NONE, 0.0) < _EVEN
    return amiss and guess["lead"]["yes"] >= _UNLIKELY_ASKED


def needs_lead(
    risks: tuple[Risk, ...],
    guess: Guess,
    *,
    manager: bool,
    promised: bool,
    claim: bool,
    level: int,
    pleased: bool,
    calm: bool,
    review: bool = False,
) -> bool:
    """Return whether a lead must decide; `pleased` is a good review, `calm` a question that complains of nothing."""
    if set(risks) - MILD or manager or promised or (level == 3 and claim):
        return True
    grave = _gravity(guess)
    if pleased or _explained(guess):
        return grave >= _CERTAIN
    if calm or review:
        return grave >= _SURE
    return (2 * grave + _loudest_risk(guess)) / 3 >= _GRAVE


def quieted(guess: Guess, risks: tuple[Risk, ...], *, long_review: bool, pleased: bool) -> Guess:
    """Return the guess without its danger where the lists name none and only they are heard.

    Some sentence of a long review always sounds of danger, and so does praise: a good review must be grave beyond doubt.
    """
    if set(risks) - MILD or not (long_review or (pleased and _gravity(guess) < _CERTAIN)):
        return guess
    return {**guess, "lead": {"yes": 0.0}}


def harmless_if_untouched(guess: Guess, text: Plain, dangers: Dangers) -> Guess:
    """Return the guess without its harm where the goods were turned down untouched, no list names a danger and it is not beyond doubt."""
    if dangers.risks or not TURNED_DOWN.search(text.text):
        return guess
    risks = guess.get("risk", {})
    other = max((share for name, share in risks.items() if name not in _BODILY), default=0.0)
    if other >= _UNNAMED or guess["lead"]["yes"] >= _SURE_IN_STORY:
        return guess
    unheard = {name: 0.0 if name in _BODILY else share for name, share in risks.items()}
    return {**guess, "lead": {"yes": 0.0}, "risk": unheard}


def _gravity(guess: Guess) -> float:
    """Return how grave a text sounds: the mean of the head that hears danger and the one that routes, which err apart."""
    routed = guess["triage"].get(Triage.ESCALATE, 0.0)
    return (guess["lead"]["yes"] + routed) / 2


def _explained(guess: Guess) -> bool:
    """Say whether a tangible trouble explains the tone and no risk is heard beside it."""
    tangible = sum(guess["problem"].get(problem, 0.0) for problem in _TANGIBLE)
    return tangible >= _EXPLAINED and _loudest_risk(guess) < _UNNAMED


def _loudest_risk(guess: Guess) -> float:
    risks = guess.get("risk", {})
    return max((share for name, share in risks.items() if Risk(name) not in MILD), default=0.0)
