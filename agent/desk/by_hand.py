"""Replies that a person sends: the chat tool has no open interface, so an approved text is handed over to its input box."""

from hashlib import sha256
from itertools import islice

from agent.desk.case_file import CaseFile
from agent.desk.parts import DeskParts
from agent.desk.views import CaseDetail, detail
from agent.domain.authority import ACTING
from agent.errors import MoveNotAllowed, NotApproved
from agent.store.records import CaseRecord, OutboxItem, OutboxState
from agent.store.unit_of_work import UnitOfWork

PLATFORMS = frozenset({"taobao", "tmall"})
"""Whose chat is answered by hand."""

BY_HAND = "by-hand"
"""The `provider_id` of a reply that a person put into the chat."""

_LOOKED_AT = 200


class WrongChat(MoveNotAllowed):
    """The chat in front of the person is another buyer's than the case's."""


def mark_of(contact: str) -> str:
    """Return what is kept of a buyer's name in the chat tool: enough to know it again, and nobody's name."""
    return sha256(contact.encode()).hexdigest()[:32]


class ByHand(DeskParts):
    """What the panel inside a chat tool needs."""

    def to_answer_by_hand(
        self,
        shop: str,
        *,
        contact: str | None = None,
        search: str | None = None,
        limit: int = 20,
    ) -> tuple[CaseDetail, ...]:
        """Return the chat cases of a buyer (`contact`, as the chat tool names them), of a search, or all that wait."""
        now = self._clock.now()
        every = "all" if contact or search else "to_answer"
        with self._store.reading(shop) as work:
            found = work.cases.page(
                now=now,
                filter=every,
                search=search,
                contacts=(contact, mark_of(contact)) if contact else (),
                platforms=tuple(PLATFORMS),
                limit=_LOOKED_AT,
            )
            told = (detail(work, record.case.id, now) for record in found)
            chats = (one for one in told if one.draft and one.draft.draft.surface == "im")
            return tuple(islice(chats, limit))

    def hand_over(
        self,
        case_id: str,
        *,
        shop: str,
        version: int,
        by: str,
        role: str,
        contact: str | None = None,
    ) -> str:
        """Give an approved text to the person who sends it in the chat tool; from then on the desk sends it no more.

        The same text may be taken again. `contact` is the buyer whose chat is open: a case that is known to be another's is
        not for it; else it is remembered, so that the chat finds the case next time.

        Raises:
            NotApproved: nobody approved this version, or the role only looks.
            WrongChat: the chat is another buyer's.
            MoveNotAllowed: it is no text for the chat, a newer draft is there, or the reply has left another way.
        """
        if role not in ACTING:
            raise NotApproved(f"the role {role[:40]} only looks; it may not take a reply")
        with self._store.writing(shop) as work:
            record = work.cases.get(case_id, for_change=True)
            known = record.thread.get("contact")
            if contact and known and known != mark_of(contact):
                raise WrongChat(f"case {case_id[:80]}: this chat is another buyer's")
            item = _approved(work, record, version)
            if (item.state, item.provider_id) != (OutboxState.DELIVERED, BY_HAND):
                self._taken(work, self._file(work, by), record, item, contact)
        return str(item.payload["text"])

    def _taken(
        self,
        work: UnitOfWork,
        file: CaseFile,
        record: CaseRecord,
        item: OutboxItem,
        contact: str | None,
    ) -> None:
        # From the states in which nothing is on its way: a reply being sent by a channel can't be taken as well.
        moved = work.outbox.move(
            item.id,
            from_=[OutboxState.QUEUED, OutboxState.FAILED],
            to=OutboxState.DELIVERED,
            updated_at=self._clock.now(),
            provider_id=BY_HAND,
            last_error=None,
        )
        if not moved:
            raise MoveNotAllowed(f"case {record.case.id[:80]}: its reply is {item.state.value}")
        file.log(
            "reply.handed_over", record.case.id, reply=item.id, draft_version=item.draft_version
        )
        thread = {**record.thread, "contact": mark_of(contact)} if contact else record.thread
        file.answered(record, "reply handed over", thread=thread)


def _approved(work: UnitOfWork, record: CaseRecord, version: int) -> OutboxItem:
    case_id = record.case.id[:80]
    if record.case.platform not in PLATFORMS:
        raise MoveNotAllowed(f"case {case_id}: its chat is not answered by hand")
    if record.draft_version != version:
        raise MoveNotAllowed(
            f"case {case_id}: draft {record.draft_version} is newer; read it first"
        )
    replies = [
        one
        for one in work.outbox.of_case(record.case.id)
        if one.draft_version == version
        and one.state is not OutboxState.CANCELLED
        and not one.holding
    ]
    if not replies:
        raise NotApproved(f"case {case_id}: nobody approved draft {version}")
    if replies[-1].payload.get("surface") != "im":
        raise MoveNotAllowed(f"case {case_id}: this text is not for the chat")
    return replies[-1]
