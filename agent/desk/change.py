"""What a new state of a case brings: who wrote last, and which facts are others than before."""

from collections import Counter

from agent.domain.case import Case
from agent.domain.message import Message, Role
from agent.domain.value import Value


class Growth(Value):
    """What came: messages of either side in order, and one line for each changed fact."""

    messages: tuple[Message, ...] = ()
    facts: tuple[str, ...] = ()
    asked: bool = False

    @property
    def by_buyer(self) -> bool:
        """Whether the buyer said something: a message, a claim, a review."""
        return self.asked or any(message.role is Role.BUYER for message in self.messages)

    @property
    def of_shop(self) -> tuple[Message, ...]:
        """The shop's own new messages."""
        return tuple(message for message in self.messages if message.role is Role.SELLER)

    @property
    def shop_last(self) -> bool:
        """Whether the shop has the last word of what is new."""
        return bool(self.messages) and self.messages[-1].role is Role.SELLER

    @property
    def reason(self) -> str:
        """One line that says why an older draft no longer holds."""
        if any(message.role is Role.BUYER for message in self.messages):
            return "the buyer wrote again"
        return "; ".join(self.facts) or "the case changed"


def growth(known: Case, body: Case) -> Growth:
    """Return what `body` has that `known` had not."""
    before = Counter(known.messages)
    fresh = []
    for message in body.messages:
        if before[message] > 0:
            before[message] -= 1
        else:
            fresh.append(message)
    asked = tuple(
        name for name in ("claim", "review") if getattr(known, name) != getattr(body, name)
    )
    facts = [f"the {name} changed" for name in asked]
    return Growth(messages=tuple(fresh), facts=(*_order(known, body), *facts), asked=bool(asked))


def _order(known: Case, body: Case) -> tuple[str, ...]:
    before, after = known.order, body.order
    if before == after and known.orders == body.orders:
        return ()
    if before is None or after is None or before == after:
        return (
            "the order became known"
            if before is None and after is not None
            else "the order changed",
        )
    named = [
        name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)
    ]
    # Of the values only the state is named: it is the platform's word, the others may be the buyer's data.
    lines = [
        f"order {name}: {before.status or '-'} → {after.status or '-'}"
        if name == "status"
        else f"order {name} changed"
        for name in named
    ]
    return tuple(line[:120] for line in lines[:3])
