"""Which wants a text carries, and which of them binds the shop most."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain.reading import CLAIM_WANTS, Want
from agent.understanding.asking import Asking, asking
from agent.understanding.errands import errands, is_long, is_very_long, speaks_of_errands
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import plain
from agent.understanding.returning import arrived, awaited
from agent.understanding.standing import denied_wants, mentions, said_wants, standing

BINDING: tuple[Want, ...] = (
    Want.RETURN_REFUND, Want.REFUND, Want.CANCEL, Want.EXCHANGE, Want.RESHIP, Want.REPAIR, Want.COMPENSATE,
    Want.HUMAN, Want.CHANGE_ORDER, Want.COMPLAINT, Want.URGE, Want.STATUS, Want.INVOICE, Want.LOGISTICS,
    Want.POLICY, Want.PRODUCT, Want.NONE,
)  # fmt: skip
"""From what binds the shop most to what binds it least: claims, then orders to act, then questions."""


def binding(want: Want) -> int:
    """Return the place of a want in `BINDING`."""
    return BINDING.index(want)


def settled_after_change(text: str) -> Want | None:
    """Return the claim named after a change of mind (「算了，还是换吧」); None where there was none."""
    seen = plain(text)
    turns = [hit.at for hit in phrases("state").find(seen) if hit.name == "changed"]
    if not turns:
        return None
    named = [item for item in mentions(text) if item.want in CLAIM_WANTS and not item.supposed]
    before = [item for item in named if item.at < turns[-1]]
    after = [item for item in named if item.at >= turns[-1] and not item.denied]
    if not after or not before:
        return None
    return after[-1].want


@dataclass(frozen=True)
class Wanted:
    """The binding want, every want, and how likely the first is right."""

    first: Want
    every: tuple[Want, ...]
    confidence: float


_SURE_OF_ANOTHER = 0.5
_BEYOND_DOUBT = 0.8
_MONEY = frozenset({Want.REFUND, Want.RETURN_REFUND, Want.CANCEL, Want.COMPENSATE})
_ERRANDS = frozenset({Want.CHANGE_ORDER, Want.HUMAN})
_FAINT = 0.35
_GUESSED = 0.3
_BELIEVED = 0.45
"""A claim that no word names needs this share; below it the buyer is asked instead."""
_ASKED_BESIDE = 0.25
"""A claim in so many words beside a complaint needs no more belief than this to bind."""
_NAMED = 0.15
"""From this share a claim that is named goes before one that is not."""
_STATES = frozenset({"used", "unused"})
_TOLD = 0.4
"""What is told, not asked, is seldom a question on goods: so much of its share stays."""
_PLAIN_DEMAND = 0.2
_KNOWN_QUESTION = 0.6
"""What a question asks is believed, fault or not, from this share on (「E04 是什么意思」)."""
_COMPLAINED = 0.7
"""A question by its form is a complaint all the same where the classifier believes this much in one,"""
_WHETHER = re.compile(r"([\u4e00-\u9fff])[不没]\1")
"""unless it asks whether or not (「透不透气」), which nothing else does."""
_SHOPPING = re.compile(
    r"该?(给|帮)?(我|她|他|娃|孩子|老人)?(挑|选|买|拍|入)(个|双|支|条|件|台|只|哪|啥|什么)[^,。!]{0,6}(样|好|合适|码|款|种|的)?(\?|$|吗|呢|好)|穿[^,。!?]{1,8}还是[^,。!?]{1,8}|哪(款|种|支|双|个)(好|合适|更|比较)|(求|有|给|帮)?推荐|"
    r"\bwhich (one|size|model|colou?r)\b[^.!?]{0,30}(should|would|is better|do you|for)|\brecommend|\bshould i (get|buy|order|take)\b"
)
"""What is said by who has yet to choose."""
_DELIVERY = re.compile(
    r"地址|电话|電話|手机|手機|收件|收货|收貨|门牌|門牌|address|phone|ship|deliver"
)
_CLAIM_BESIDE = 0.3
"""A want whose words are there needs this much of the classifier's belief; one without words needs `_SURE_OF_ANOTHER`."""


def choose_wants(
    text: str,
    guess: dict[str, dict[str, float]],
    *,
    earlier: Sequence[str] = (),
    has_order: bool = False,
) -> Wanted:
    """Return the wants of a buyer's latest turn, with those of the earlier ones that still stand.

    Args:
        text: the latest turn.
        guess: probabilities of the classifier's heads `want` (one of all) and `also` (each its own).
        earlier: the buyer's words before it, oldest first.
        has_order: whether an order is at hand, without which a mere question is no claim on anything.
    """
    if awaited(text, earlier):
        return Wanted(Want.STATUS, (Want.STATUS,), max(guess["want"].values(), default=1.0))
    denied, words = denied_wants(text), said_wants(text)
    barred = denied | _not_meant(text, words, guess["want"], denied, has_order=has_order)
    question = asking(plain(text))
    shares, also = _left(guess["want"], barred), _left(guess["also"], barred)
    if not question.form and not question.only and Want.PRODUCT not in words:
        shares[Want.PRODUCT] = shares.get(Want.PRODUCT, 0.0) * _TOLD
    first = max(shares, key=lambda want: shares[want]) if shares else Want.NONE
    confidence = shares.get(first, 0.0) / (sum(shares.values()) or 1.0)
    first = _named_instead(_unless_doubtful(first, words, shares, also), words, shares)
    if first is Want.CHANGE_ORDER and Want.INVOICE in words and not _DELIVERY.search(text.lower()):
        first = Want.INVOICE  # what is to be changed is the invoice
    if first is Want.POLICY and (has_order or question.wronged):
        first = _own_case(text, words) or first
    if first not in words and confidence < _FAINT and question.wronged:
        first = Want.COMPLAINT if Want.COMPLAINT not in barred else first
    found = [first, *(want for want, share in also.items() if share >= _SURE_OF_ANOTHER)]
    found += [want for want in words if also.get(want, 0.0) >= _PLAIN_DEMAND]
    first = _bound(first, words, found, shares, also)
    settled = settled_after_change(text)
    if settled is not None and settled not in denied:
        first, found = settled, [settled, *(want for want in found if want not in CLAIM_WANTS)]
    first, found = _with_errands(text, first, found, barred, changed=settled is not None)
    first, every = _with_earlier(first, found, earlier, denied)
    return Wanted(first, every, confidence)


def _unless_doubtful(
    first: Want, words: Sequence[Want], shares: dict[Want, float], also: dict[Want, float]
) -> Want:
    """Return the want, or the likeliest that claims nothing where neither words nor classifier bear a claim out."""
    borne_out = (
        first in words or shares.get(first, 0.0) >= _BELIEVED or also.get(first, 0.0) >= _FAINT
    )
    if first is Want.COMPENSATE and first not in words:
        borne_out = (
            shares[first] >= _BEYOND_DOUBT
        )  # who owes what for broken goods is for the rules to say
    faint = first is Want.COMPLAINT and shares[first] < _GUESSED
    if not (first in _MONEY or faint) or borne_out:
        return first
    named = [want for want in words if want in CLAIM_WANTS and want in shares]
    rest = named or [want for want in shares if want not in CLAIM_WANTS and want is not first]
    other = max(rest, key=lambda want: shares[want], default=first)
    return other if shares[other] * 2 >= shares[first] else first


def _named_instead(first: Want, words: Sequence[Want], shares: dict[Want, float]) -> Want:
    """Return the claim, or the one that the words name where they do not name this and the classifier half believes in it."""
    acts = CLAIM_WANTS | {Want.CHANGE_ORDER}
    named = [want for want in words if want in acts and shares.get(want, 0.0) >= _NAMED]
    if first not in CLAIM_WANTS or first in words or not named:
        return first
    return max(named, key=lambda want: shares[want])


def _bound(
    first: Want,
    words: Sequence[Want],
    found: Sequence[Want],
    shares: dict[Want, float],
    also: dict[Want, float],
) -> Want:
    """Return the claim beside a question or a complaint, which binds before it."""
    if first not in CLAIM_WANTS:
        told = words if first is Want.STATUS and shares[first] >= _SURE_OF_ANOTHER else found
        claims = [
            want for want in told if want in CLAIM_WANTS and also.get(want, 0.0) >= _CLAIM_BESIDE
        ]
        first = max(claims, key=lambda want: also[want], default=first)
    if first is Want.COMPLAINT:
        asked = [
            want for want in words if shares.get(want, 0.0) >= _ASKED_BESIDE and want in CLAIM_WANTS
        ]
        demands = asked or [want for want in words if want in CLAIM_WANTS and want in shares]
        first = max(demands, key=lambda want: shares[want], default=first)
    return first


def _with_earlier(
    first: Want, found: Sequence[Want], earlier: Sequence[str], denied: frozenset[Want]
) -> tuple[Want, tuple[Want, ...]]:
    """Return the binding want and every want, with those of earlier turns that still stand."""
    before = _still_standing(earlier, denied, replaced=any(want in CLAIM_WANTS for want in found))
    if before and (first is Want.NONE or (first not in CLAIM_WANTS and before[0] in CLAIM_WANTS)):
        first = before[0]
    every = sorted({*found, first, *before} - {Want.NONE}, key=binding)
    if Want.RETURN_REFUND in every and first is not Want.REFUND and Want.REFUND in every:
        every.remove(Want.REFUND)
    return first, tuple(every)


def _with_errands(
    text: str, first: Want, found: list[Want], barred: frozenset[Want], *, changed: bool
) -> tuple[Want, list[Want]]:
    """Return the wants of a long English text with its claims and orders to act taken from its clauses."""
    seen = plain(text)
    many = is_very_long(seen)
    if not is_long(seen) or (changed and not many):
        return first, found
    told = [want for want in errands(seen) if many or want not in barred]
    rest = [want for want in found if want not in CLAIM_WANTS and want not in _ERRANDS]
    if not told and many and speaks_of_errands(seen):
        return next(iter(rest), Want.NONE), rest  # each was denied or taken back
    if not told:
        return first, found
    told.sort(key=binding)
    return (first if first in told else told[0]), [*told, *rest]


def _own_case(text: str, words: Sequence[Want]) -> Want | None:
    """Return the claim of who asks whether it can be done and tells of the goods (「洗过了，能退吗」)."""
    seen = plain(text)
    told = any(hit.name in _STATES for hit in phrases("state").find(seen)) or bool(
        phrases("problems").find(seen)
    )
    claims = sorted((want for want in words if want in CLAIM_WANTS), key=binding)
    return claims[0] if told and claims else None


def _left(shares: dict[str, float], barred: frozenset[Want]) -> dict[Want, float]:
    return {Want(name): share for name, share in shares.items() if Want(name) not in barred}


def _not_meant(
    text: str,
    words: Sequence[Want],
    shares: dict[str, float],
    denied: frozenset[Want],
    *,
    has_order: bool,
) -> frozenset[Want]:
    """Return what a mere question does not ask for, whatever the classifier makes of its subject."""
    question = asking(plain(text))
    claimed = any(want in CLAIM_WANTS for want in words)
    barred: set[Want] = set()
    asks_whether = _WHETHER.search(plain(text).text)
    complained = shares.get(Want.COMPLAINT, 0.0) >= _COMPLAINED and not asks_whether
    if question.pure and Want.COMPLAINT not in words and not complained:
        barred.add(Want.COMPLAINT)
    if not question.pure and not claimed:
        if question.wronged and not question.only:
            known = {Want.PRODUCT, Want.NONE} - set(words)
            barred |= {want for want in known if shares.get(want, 0.0) < _KNOWN_QUESTION}
        elif _pleased(text):
            barred |= {Want.COMPLAINT, *CLAIM_WANTS}
    if Want.CHANGE_ORDER in words and Want.EXCHANGE not in words:
        barred.add(Want.EXCHANGE)
    if _claims_nothing(text, question, shares, denied, claimed=claimed, has_order=has_order):
        barred |= CLAIM_WANTS
    if denied & CLAIM_WANTS and not words and not question.form and standing(text) == text:
        barred |= set(Want) - {Want.NONE}  # nothing but a denial
    return frozenset(barred)


def _claims_nothing(
    text: str,
    question: Asking,
    shares: dict[str, float],
    denied: frozenset[Want],
    *,
    claimed: bool,
    has_order: bool,
) -> bool:
    """Say whether the text asks, denies or imagines claims and makes none."""
    refused = bool(denied & CLAIM_WANTS)
    if question.only and refused:
        return True
    if question.form and not question.wronged and arrived(plain(text)):
        return True
    if claimed:
        return False
    if not has_order and _SHOPPING.search(plain(text).text):
        return True
    if any(item.supposed for item in mentions(text)):
        return True
    likeliest = max(shares.get(want, 0.0) for want in CLAIM_WANTS)
    only = question.only or refused or (not has_order and likeliest < _BEYOND_DOUBT)
    return question.pure and only


def _pleased(text: str) -> bool:
    hits = phrases("emotion").find(plain(text))
    praised = any(not hit.negated for hit in phrases("praise").find(plain(text)))
    return praised and not any(hit.name != "content" and not hit.negated for hit in hits)


def _still_standing(
    earlier: Sequence[str], denied: frozenset[Want], *, replaced: bool
) -> tuple[Want, ...]:
    """Return the wants of earlier turns; an earlier claim falls where the latest turn makes another."""
    found: list[Want] = []
    for text in earlier:
        found = [want for want in found if want not in denied_wants(text)] + list(said_wants(text))
    kept = [want for want in found if want not in denied and want is not Want.COMPLAINT]
    if replaced:
        kept = [want for want in kept if want not in CLAIM_WANTS]
    return tuple(sorted(dict.fromkeys(kept), key=binding))
