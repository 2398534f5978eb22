"""How a case grows: the next event of a channel brings the whole conversation, or only what is new."""

from operator import itemgetter

from agent.domain.case import Case
from agent.domain.message import Message
from agent.errors import InvalidCase

MAX_ID = 200


def checked_id(case: Case) -> Case:
    """Return the case; an id that cannot be kept or shown (empty, too long, control characters) is an InvalidCase."""
    if not case.id.strip() or len(case.id) > MAX_ID or not case.id.isprintable():
        raise InvalidCase(f"id: 1 to {MAX_ID} printable characters are needed")
    return case


def grown(known: Case, arrived: Case) -> Case:
    """Return the known case with what arrived: newer facts replace older ones, absent ones leave them, messages add up.

    Channels differ: some send the whole thread each time, some only the new message, some repeat one after a failure.
    """
    facts = arrived.model_dump(exclude_unset=True, exclude={"messages", "expect", "now"})
    fields = {
        name: getattr(arrived, name) for name in facts if getattr(arrived, name) not in (None, ())
    }
    if _only_named(known, arrived):
        fields.pop("order", None)
    messages = _joined(known.messages, arrived.messages)
    return known.model_copy(
        update={**fields, "messages": messages, "now": arrived.now or known.now}
    )


def _only_named(known: Case, arrived: Case) -> bool:
    """Whether what arrived says nothing of the order but the number of the one that is known already."""
    order = arrived.order
    return (
        known.order is not None
        and order is not None
        and order.bare
        and order.order_id in (None, known.order.order_id)
    )


def _joined(known: tuple[Message, ...], arrived: tuple[Message, ...]) -> tuple[Message, ...]:
    if arrived[: len(known)] == known:
        return arrived
    if known[: len(arrived)] == arrived:
        return known  # an older state of the thread, overtaken on its way
    # A message with a time of its own that is known already was sent again; one without a time may be said twice.
    dated = {message for message in known if message.at is not None}
    joined = known + tuple(message for message in arrived if message not in dated)
    times = [message.at for message in joined if message.at is not None]
    if len(times) < len(joined):
        return joined  # in the order of arrival, as far as anybody can tell
    return tuple(
        message for _, message in sorted(zip(times, joined, strict=True), key=itemgetter(0))
    )
