"""What a connector must do: say what is known about one order.

A connector reads; it changes nothing anywhere. What it tells is facts for the rules and never the buyer's own data: the desk
keeps none of that.
"""

from typing import Protocol, runtime_checkable

from pydantic import AwareDatetime

from agent.channels.kind import Kind
from agent.domain.claim import Claim
from agent.domain.order import Order
from agent.domain.value import Value


class Known(Value):
    """An order, what the buyer formally asks for on it, and from when that is (None: from now)."""

    order: Order
    claim: Claim | None = None
    as_of: AwareDatetime | None = None

    def facts(self, claim: Claim | None) -> dict[str, Order | Claim]:
        """Return what a case takes from this; a claim that the case has of its own stays."""
        if self.claim is None or claim is not None:
            return {"order": self.order}
        return {"order": self.order, "claim": self.claim}


class Connector(Protocol):
    """One source of one shop's orders."""

    @property
    def name(self) -> str:
        """The kind of connector, as in `aftersales connectors list`."""
        ...

    def find(self, number: str) -> Known | None:
        """Return what is known about an order number, None where it is unknown.

        Raises:
            Unreachable: the source does not answer, or does not tell.
        """
        ...


@runtime_checkable
class Reports(Protocol):
    """A connector that can say in a few lines what it holds and what it could not read."""

    def report(self) -> tuple[str, ...]:
        """Return one line for each part of the source, without any buyer's data."""
        ...


class ConnectorKind(Kind[Connector]):
    """A connector that can be configured."""

    what = "connector"
