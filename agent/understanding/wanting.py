"""Which wants a text carries, and which of them binds the shop most."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain.reading import CLAIM_WANTS, Want
from agent.understanding.asking import asking
from agent.understanding.errands import errands, is_long, is_very_long, speaks_of_errands
from agent.understanding.lexicon import phrases
from agent.understanding.normalise import plain
from agent.understanding.standing import SENT_BACK, denied_wants, mentions, said_wants, standing

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
_ERRANDS = frozenset({Want.CHANGE_ORDER, Want.HUMAN})
_FAINT = 0.35
_ASKED_BESIDE = 0.25
"""A claim in so many words beside a complaint needs no more belief than this to bind."""
_STATES = frozenset({"used", "unused"})
_TOLD = 0.4
"""What is told, not asked, is seldom a question on goods: so much of its share stays."""
_PLAIN_DEMAND = 0.2
_CLAIM_BESIDE = 0.4
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
    denied, words = denied_wants(text), said_wants(text)
    barred = denied | _not_meant(text, words, guess["want"], denied, has_order=has_order)
    question = asking(plain(text))
    shares = _left(guess["want"], barred)
    if not question.form and not question.only and Want.PRODUCT not in words:
        shares[Want.PRODUCT] = shares.get(Want.PRODUCT, 0.0) * _TOLD
    first = max(shares, key=lambda want: shares[want]) if shares else Want.NONE
    confidence = shares.get(first, 0.0) / (sum(shares.values()) or 1.0)
    if first is Want.POLICY and has_order:
        first = _own_case(text, words) or first
    if first not in words and confidence < _FAINT and question.wronged:
        first = Want.COMPLAINT if Want.COMPLAINT not in barred else first
    also = _left(guess["also"], barred)
    found = [first, *(want for want, share in also.items() if share >= _SURE_OF_ANOTHER)]
    found += [want for want in words if also.get(want, 0.0) >= _PLAIN_DEMAND]
    if first not in CLAIM_WANTS:
        # A claim binds before a question or a complaint beside it.
        claims = [
            want for want in found if want in CLAIM_WANTS and also.get(want, 0.0) >= _CLAIM_BESIDE
        ]
        first = max(claims, key=lambda want: also[want], default=first)
    if first is Want.COMPLAINT:
        asked = [
            want for want in words if shares.get(want, 0.0) >= _ASKED_BESIDE and want in CLAIM_WANTS
        ]
        first = max(asked, key=lambda want: shares[want], default=first)
    settled = settled_after_change(text)
    if settled is not None and settled not in denied:
        first, found = settled, [settled, *(want for want in found if want not in CLAIM_WANTS)]
    first, found = _with_errands(text, first, found, barred, changed=settled is not None)
    before = _still_standing(earlier, denied, replaced=any(want in CLAIM_WANTS for want in found))
    if before and (first is Want.NONE or (first not in CLAIM_WANTS and before[0] in CLAIM_WANTS)):
        first = before[0]
    every = sorted({*found, *before} - {Want.NONE}, key=binding)
    if Want.RETURN_REFUND in every and first is not Want.REFUND and Want.REFUND in every:
        every.remove(Want.REFUND)
    return Wanted(first, tuple(every), confidence)


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
    seen = plain(text)
    question = asking(seen)
    barred: set[Want] = set()
    claimed = any(want in CLAIM_WANTS for want in words)
    if question.pure:
        if Want.COMPLAINT not in words:
            barred.add(Want.COMPLAINT)
        if not claimed and (
            question.only
            or denied & CLAIM_WANTS
            or (
                not has_order and max(shares.get(want, 0.0) for want in CLAIM_WANTS) < _BEYOND_DOUBT
            )
        ):
            barred |= CLAIM_WANTS
    elif question.wronged and not question.only and not claimed:
        barred |= {Want.PRODUCT, Want.NONE} - set(words)
    elif not claimed and _pleased(text):
        barred |= {Want.COMPLAINT, *CLAIM_WANTS}
    if SENT_BACK.search(seen.text) and question.form and not question.wronged:
        barred |= CLAIM_WANTS
    if denied & CLAIM_WANTS and not words and not question.form and standing(text) == text:
        barred |= set(Want) - {Want.NONE}  # nothing but a denial
    imagined = {item.want for item in mentions(text) if item.supposed}
    if imagined and not claimed:
        barred |= CLAIM_WANTS
    return frozenset(barred)


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
