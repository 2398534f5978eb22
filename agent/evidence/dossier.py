"""The evidence of one case in one value: burden of proof, exhibits, timeline, hashes, and what is missing."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from pydantic import AwareDatetime

from agent.domain.case import Case
from agent.domain.decision import Decision
from agent.domain.message import Role
from agent.domain.reading import Reading
from agent.domain.value import Value
from agent.evidence.burden import Step, steps_of
from agent.policy.wordlists import evidence_kinds, order_status
from knowledge.clause import Citation

Mask = Callable[[str], str]


class Exhibit(Value):
    """One piece of evidence. `sha256` is of the file where it is at hand, else of kind and note as the platform gave them."""

    number: int
    by: Role
    kind: str
    note: str = ""
    at: AwareDatetime | None = None
    file: str | None = None
    sha256: str


class Moment(Value):
    """One line of the timeline; each hash is over the line and the hash before it, so that none can be changed or left out."""

    at: AwareDatetime | None
    who: str
    text: str
    sha256: str


class Dossier(Value):
    """Everything to hand in. `ask_buyer` is asked for in the draft, `fetch` is what the shop must get itself."""

    case_id: str
    platform: str
    dispute: str
    outcome: str
    made_at: AwareDatetime
    order_id: str | None
    steps: tuple[Step, ...]
    in_hand: tuple[str, ...]
    ask_buyer: tuple[str, ...]
    fetch: tuple[str, ...]
    grounds: tuple[str, ...]
    deadlines: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]
    timeline: tuple[Moment, ...]

    @property
    def sha256(self) -> str:
        """The hash of the whole, which the manifest and the PDF carry."""
        whole = self.model_dump(mode="json")
        return _hash(json.dumps(whole, ensure_ascii=False, sort_keys=True))


def build_dossier(
    case: Case,
    reading: Reading,
    decision: Decision,
    *,
    now: datetime,
    mask: Mask,
    files: Mapping[str, bytes] | None = None,
) -> Dossier:
    """Gather the evidence of a case; texts pass `mask`, so that nobody's personal data goes along.

    `files` are the originals at hand by name, in the order of the exhibits; the shop's own papers carry their kind in the name
    (packing_record_1.jpg).
    """
    exhibits = _exhibits(case, mask, dict(files or {}))
    shown = [one.kind for one in exhibits]
    texts = [m.text for m in case.messages]
    papers = {kind for kind in shown if kind in _PAPERS}
    papers |= {"chat_record"} if case.messages else set()
    in_hand = frozenset(evidence_kinds(shown, texts) | papers)
    status = order_status(case.order.status) if case.order else "unknown"
    steps = steps_of(reading.problem, status, in_hand)
    fetch = [word for step in steps if step.who == "seller" for word in step.open]
    fetch += [w for p in decision.proofs if p.who == "seller" for w in p.what if w not in in_hand]
    return Dossier(
        case_id=case.id,
        platform=case.platform,
        dispute=reading.problem.value,
        outcome=decision.outcome.value,
        made_at=now,
        order_id=case.order.order_id if case.order else None,
        steps=steps,
        in_hand=tuple(sorted(in_hand)),
        ask_buyer=decision.missing,
        fetch=tuple(dict.fromkeys(fetch)),
        grounds=tuple(_ground(reason.citation) for reason in decision.reasons),
        deadlines=tuple(
            f"{one.kind.value} {one.due.isoformat()} {one.source}" for one in decision.deadlines
        ),
        exhibits=exhibits,
        timeline=_timeline(case, mask),
    )


_PAPERS = frozenset({
    "purchase_papers", "packing_record", "dispatch_record", "description_page", "inspection", "price_record", "refund_record",
    "confirmation_record", "chat_record", "proxy_receipt",
})  # fmt: skip


def _ground(citation: Citation) -> str:
    return f"{citation.path} {citation.heading}".strip()


def _exhibits(case: Case, mask: Mask, files: dict[str, bytes]) -> tuple[Exhibit, ...]:
    told = [
        (message.role, item.kind, item.note or "", message.at)
        for message in case.messages
        for item in message.attachments
    ]
    if case.claim:
        told += [(Role.BUYER, e.kind, e.note or "", None) for e in case.claim.evidence]
    own = {name: _paper(name) for name in files}
    loose = [name for name, kind in own.items() if kind is None]
    found = []
    for number, (by, kind, note, at) in enumerate(told, start=1):
        name = loose.pop(0) if loose else None
        digest = _digest(files[name]) if name else _hash(f"{kind}\n{note}")
        found.append(
            Exhibit(
                number=number, by=by, kind=kind, note=mask(note), at=at, file=name, sha256=digest
            )
        )
    papers = [(name, kind or "other") for name, kind in own.items() if kind or name in loose]
    for number, (name, kind) in enumerate(papers, start=len(found) + 1):
        found.append(
            Exhibit(
                number=number, by=Role.SELLER, kind=kind, file=name, sha256=_digest(files[name])
            )
        )
    return tuple(found)


def _paper(name: str) -> str | None:
    return next((kind for kind in sorted(_PAPERS) if name.lower().startswith(kind)), None)


def _timeline(case: Case, mask: Mask) -> tuple[Moment, ...]:
    lines: list[tuple[datetime | None, str, str]] = []
    order = case.order
    if order:
        for at, what in (
            (order.placed_at, "下单付款"), (order.shipped_at, "发货"), (order.delivered_at, "签收"),
        ):  # fmt: skip
            lines += [(at, "order", what)] if at else []
        lines += [(event.at, "carrier", mask(event.text)) for event in order.logistics]
    lines += [(m.at, m.role.value, mask(m.text)) for m in case.messages if m.text.strip()]
    if case.claim and case.claim.reason:
        lines.append((None, "buyer", f"［{case.claim.type.value}］{mask(case.claim.reason)}"))
    return tuple(_chained(_ordered(lines)))


def _ordered(
    lines: list[tuple[datetime | None, str, str]],
) -> list[tuple[datetime | None, str, str]]:
    """Dated lines by their time; an undated one stays behind the line that it followed."""
    keyed: list[tuple[float, int]] = []
    last = float("-inf")
    for index, (at, _, _) in enumerate(lines):
        last = at.timestamp() if at else last
        keyed.append((last, index))
    return [lines[index] for _, index in sorted(keyed)]


def _chained(lines: Iterable[tuple[datetime | None, str, str]]) -> Iterable[Moment]:
    before = ""
    for at, who, text in lines:
        before = _hash(f"{before}\n{at.isoformat() if at else ''}\n{who}\n{text}")
        yield Moment(at=at, who=who, text=text, sha256=before)


def _hash(text: str) -> str:
    return _digest(text.encode("utf-8"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
