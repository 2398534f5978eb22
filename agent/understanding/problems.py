"""What went wrong in the buyer's eyes."""

import re
from collections.abc import Sequence

from agent.domain.reading import Problem, Risk, Want
from agent.understanding.asking import asking
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain, plain
from agent.understanding.standing import FAMILY, SENT_BACK
from agent.understanding.turns import Turns

_DANGER = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE})
_ASKING = frozenset({
    Want.POLICY, Want.PRODUCT, Want.INVOICE, Want.CHANGE_ORDER, Want.STATUS, Want.NONE, Want.HUMAN
})  # fmt: skip
_SURE = 0.55
_CERTAIN = 0.8
_LIKELY_LEAD = 0.4
_MILD = frozenset({"changed_mind", "price_drop"})
_SOUND = re.compile(
    r"(?<!坏)没(有)?坏(?!处)|(质量|品质|东西|商品|机器|货)(都|也|是|本身)*(没(有|啥|什么)?(任何)?(问题|毛病|话说)|好的|完好|很好|挺好)|"
    r"没(有|啥|什么)?(任何)?(毛病|瑕疵)|不是(质量|品质)(的)?(问题|不好)?|不关质量|功能(都)?正常|"
    r"\b(nothing (is )?wrong with|(it's|is|are|was)(n't| not) (faulty|broken|defective|damaged)|no (fault|defects?)\b|works? (fine|perfectly|as it should))"
)
_TASTE = re.compile(
    r"不(太|够|怎么|是很|大)?(顺手|舒服|习惯|合(我|他|她|孩子)?的?(口味|胃口|眼缘|穿|适|身|脚)|喜欢|好吃|甜|爱|想吃|中意)|用不惯|睡不惯|"
    r"太(酸|甜|咸|辣|腻|淡|香|高|低|软|硬|花哨|老气)|不是我(喜欢|想要|要)的|(手感|脚感|口感|味道|音色|款式)(很|太|也|就)?(一般|普通|不行|不对)|"
    r"\b(don't|dont|didn't|didnt|not|doesn't) (really |much )?(like|enjoy|for me|comfortable|my (style|taste|thing))|\b(isn't|not) for me\b|\bsounds? bad\b"
)
_OF_TASTE = _MILD | {"size"}
_WORDED = 0.15


def choose_problem(
    said_by_buyer: Turns,
    guess: dict[str, dict[str, float]],
    want: Want,
    risks: Sequence[Risk],
    *,
    broken: bool,
    arrived: bool = False,
    unsent: bool = False,
) -> Problem:
    """Return the problem: a danger before all else, then the classifier's where it is sure or the words bear it out."""
    if _DANGER & set(risks):
        return Problem.SAFETY
    if Risk.COUNTERFEIT in risks:
        return Problem.COUNTERFEIT
    shares = _possible(said_by_buyer.latest, guess, arrived=arrived, unsent=unsent)
    best = max(shares, key=lambda problem: shares[problem])
    if broken and shares[best] < _SURE:
        return Problem.PROMISE_BROKEN
    words = _worded(said_by_buyer.latest) & {name.value for name in shares}
    plainly = _plainly(plain(said_by_buyer.latest), words, want, sure=shares[best] >= _CERTAIN)
    if plainly is not None:
        return plainly
    if best is not Problem.NONE and (shares[best] >= _SURE or best.value in words):
        return best
    worded = [problem for problem in words if shares.get(Problem(problem), 0.0) >= _WORDED]
    if worded:
        return Problem(max(worded, key=lambda problem: shares[Problem(problem)]))
    if best is Problem.NONE and want not in _ASKING:
        return _from_before(said_by_buyer)
    return best


def _plainly(text: Plain, words: set[str], want: Want, *, sure: bool) -> Problem | None:
    """Return what the form of the words settles: goods said to be sound are unwanted, a mere question has no problem."""
    if want in FAMILY and not words - _MILD and _SOUND.search(text.text):
        return Problem.CHANGED_MIND
    if want in FAMILY and not words - _OF_TASTE and _TASTE.search(text.text):
        return Problem.SIZE if "size" in words else Problem.CHANGED_MIND
    if want in _ASKING and not sure and asking(text).pure:
        return Problem.NONE
    return None


def _possible(
    text: str, guess: dict[str, dict[str, float]], *, arrived: bool, unsent: bool
) -> dict[Problem, float]:
    """Return the classifier's shares without what the words, or what the order's record rules out."""
    seen = plain(text).text
    barred: set[Problem] = {Problem.NOT_SHIPPED} if arrived else set()
    if unsent:
        barred |= {Problem.LATE, Problem.LOST}  # nothing is on its way that could be
    if guess["lead"]["yes"] < _LIKELY_LEAD:
        # Without a word of danger discomfort is no danger, and doubt no accusation.
        barred |= {Problem.SAFETY, Problem.COUNTERFEIT, Problem.PROMISE_BROKEN}
    if _SOUND.search(seen):
        barred |= {Problem.QUALITY, Problem.DAMAGED}
    if SENT_BACK.search(seen):
        barred |= {Problem.LOST, Problem.LATE, Problem.NOT_SHIPPED}
    shares = {Problem(name): share for name, share in guess["problem"].items()}
    if Problem.SAFETY in barred:  # what broke and hurt nobody is a fault
        shares[Problem.QUALITY] += shares[Problem.SAFETY]
    return {problem: share for problem, share in shares.items() if problem not in barred}


def _worded(text: str) -> set[str]:
    return said(phrases("problems").find(plain(text)))


def _from_before(said_by_buyer: Turns) -> Problem:
    """Return the problem an earlier turn named, the latest first: 「杯子碎了」 … 「那就退吧」."""
    for text in reversed(said_by_buyer.earlier):
        found = _worded(text)
        for problem in Problem:
            if problem.value in found:
                return problem
    return Problem.NONE
