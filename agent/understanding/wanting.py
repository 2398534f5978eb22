"""Which wants a text carries, and which of them binds the shop most."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain.reading import Want
from agent.understanding.lexicon import Hit, phrases
from agent.understanding.normalise import plain

BINDING: tuple[Want, ...] = (
    Want.RETURN_REFUND, Want.REFUND, Want.CANCEL, Want.EXCHANGE, Want.RESHIP, Want.REPAIR, Want.COMPENSATE,
    Want.HUMAN, Want.CHANGE_ORDER, Want.COMPLAINT, Want.URGE, Want.STATUS, Want.INVOICE, Want.LOGISTICS,
    Want.POLICY, Want.PRODUCT, Want.NONE,
)  # fmt: skip
"""From what binds the shop most to what binds it least: claims, then orders to act, then questions."""


def binding(want: Want) -> int:
    """Return the place of a want in `BINDING`."""
    return BINDING.index(want)


def denied_wants(text: str) -> frozenset[Want]:
    """Return the wants that a text says it does not have (「不用退了」, "no need to refund")."""
    hits = _want_hits(text)
    said = {hit.name for hit in hits if not hit.negated}
    return frozenset(Want(hit.name) for hit in hits if hit.negated and hit.name not in said)


def said_wants(text: str) -> tuple[Want, ...]:
    """Return the wants whose words a text uses and does not deny, in order of place."""
    return tuple(dict.fromkeys(Want(hit.name) for hit in _want_hits(text) if not hit.negated))


def settled_after_change(text: str) -> Want | None:
    """Return the claim named after a change of mind (「算了，还是换吧」); None where there was none."""
    seen = plain(text)
    turns = [hit.at for hit in phrases("state").find(seen) if hit.name == "changed"]
    if not turns:
        return None
    before = [hit for hit in _want_hits(text) if hit.at < turns[-1] and Want(hit.name) in _CHOICES]
    after = [
        hit
        for hit in _want_hits(text)
        if hit.at >= turns[-1] and not hit.negated and Want(hit.name) in _CHOICES
    ]
    if not after or not before:
        return None
    return Want(after[-1].name)


_CHOICES = frozenset(BINDING[:7])


def _want_hits(text: str) -> list[Hit]:
    return [hit for hit in phrases("wants").find(plain(text)) if hit.name in _NAMES]


_NAMES = frozenset(want.value for want in Want)


@dataclass(frozen=True)
class Wanted:
    """The binding want, every want, and how likely the first is right."""

    first: Want
    every: tuple[Want, ...]
    confidence: float


_SURE_OF_ANOTHER = 0.5
_PLAIN_DEMAND = 0.12
_CLAIM_BESIDE = 0.4
"""A want whose words are there needs this much of the classifier's belief; one without words needs `_SURE_OF_ANOTHER`."""


def choose_wants(
    text: str, guess: dict[str, dict[str, float]], *, earlier: Sequence[str] = ()
) -> Wanted:
    """Return the wants of a buyer's latest turn, with those of the earlier ones that still stand.

    Args:
        text: the latest turn.
        guess: probabilities of the classifier's heads `want` (one of all) and `also` (each its own).
        earlier: the buyer's words before it, oldest first.
    """
    denied, words = denied_wants(text), said_wants(text)
    shares = {
        Want(name): share for name, share in guess["want"].items() if Want(name) not in denied
    }
    first = max(shares, key=lambda want: shares[want]) if shares else Want.NONE
    confidence = shares.get(first, 0.0)
    also = {Want(name): share for name, share in guess["also"].items() if Want(name) not in denied}
    found = [first, *(want for want, share in also.items() if share >= _SURE_OF_ANOTHER)]
    found += [want for want in words if also.get(want, 0.0) >= _PLAIN_DEMAND]
    if first not in _CHOICES:
        # A claim binds before a question or a complaint beside it.
        claims = [
            want for want in found if want in _CHOICES and also.get(want, 0.0) >= _CLAIM_BESIDE
        ]
        first = max(claims, key=lambda want: also[want], default=first)
    settled = settled_after_change(text)
    if settled is not None:
        first, found = settled, [settled, *(want for want in found if want not in _CHOICES)]
    before = _still_standing(earlier, denied, replaced=any(want in _CHOICES for want in found))
    if before and (first is Want.NONE or (first not in _CHOICES and before[0] in _CHOICES)):
        first = before[0]
    every = sorted({*found, *before} - {Want.NONE}, key=binding)
    if Want.RETURN_REFUND in every and first is not Want.REFUND and Want.REFUND in every:
        every.remove(Want.REFUND)
    return Wanted(first, tuple(every), confidence)


def _still_standing(
    earlier: Sequence[str], denied: frozenset[Want], *, replaced: bool
) -> tuple[Want, ...]:
    """Return the wants of earlier turns; an earlier claim falls where the latest turn makes another."""
    found: list[Want] = []
    for text in earlier:
        found = [want for want in found if want not in denied_wants(text)] + list(said_wants(text))
    kept = [want for want in found if want not in denied and want is not Want.COMPLAINT]
    if replaced:
        kept = [want for want in kept if want not in _CHOICES]
    return tuple(sorted(dict.fromkeys(kept), key=binding))
