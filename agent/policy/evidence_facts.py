"""What the buyer shows and says of the goods' state."""

from typing import Any

from agent.domain.case import Case
from agent.domain.message import Role
from agent.domain.reading import Reading
from agent.policy.circumstances import untouched
from agent.policy.handling import handled, says_caused, says_gift_gone, says_sample, says_worn
from agent.policy.wordlists import evidence_kinds


def evidence_facts(case: Case, reading: Reading, goods: tuple[str, ...]) -> dict[str, Any]:
    """Return the proofs in hand and the goods' state by the buyer's words, as Facts names them."""
    sent = [(a.kind, a.note) for m in case.messages if m.role is Role.BUYER for a in m.attachments]
    shown = [*sent, *((e.kind, e.note) for e in (case.claim.evidence if case.claim else ()))]
    said = [m.text for m in case.messages if m.role is Role.BUYER]
    found = evidence_kinds((kind for kind, _ in shown), said)
    if case.review and case.review.photos > 0:
        found |= {"photo"}
    worn = any(says_worn(note) for _, note in shown)
    texts = case.buyer_texts
    done, caused = handled(texts), says_caused(texts)
    if reading.intact is False and not done and says_sample(texts):
        reading = reading.model_copy(update={"intact": None})  # the sample was used, not the goods
    slots = reading.slots
    order = case.order
    given = {*found, *(name for name, value in (
        ("size", slots.size),
        ("order_id", slots.order_id or order),
        ("address", order and order.buyer and order.buyer.address),
    ) if value)}  # fmt: skip
    if "video" in found:
        given.add("photo")  # a video shows what a photo would
    return {
        "intact": False if worn or caused else untouched(reading, done, goods),
        "handled": tuple(sorted(done)),
        "caused_by_buyer": caused,
        "gift_gone": says_gift_gone(texts),
        "has_photo": "photo" in found,
        "has_video": "video" in found,
        "has_evidence": bool(shown or found),
        "evidence_kinds": tuple(sorted(found)),
        "given": tuple(sorted(given)),
    }
