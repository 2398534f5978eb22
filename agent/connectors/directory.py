"""Every configured connector by shop: a shop sees its own and no other's."""

import logging
from collections.abc import Mapping

from agent.connectors.connector import Connector, Known
from agent.errors import Unreachable

log = logging.getLogger(__name__)


class Directory:
    """The connectors of all shops; of several the first that knows an order counts."""

    def __init__(self, connectors: Mapping[str, Mapping[str, Connector]] | None = None) -> None:
        """Take the connectors by shop, then by the shop's own name for them."""
        self._connectors = {shop: dict(named) for shop, named in (connectors or {}).items()}

    def of(self, shop: str) -> dict[str, Connector]:
        """Return a shop's connectors by name."""
        return dict(self._connectors.get(shop, {}))

    def find(self, shop: str, number: str) -> tuple[str, Known] | None:
        """Return who knows the order, and what; None where nobody does. A source that fails is named in the log."""
        for name, connector in self._connectors.get(shop, {}).items():
            try:
                known = connector.find(number)
            except Unreachable as error:
                log.warning("connector %s of shop %s: %s", name, shop, error)
                continue
            except Exception as error:  # noqa: BLE001 - a third party's connector must not stop a draft
                log.error("connector %s of shop %s failed: %s", name, shop, type(error).__name__)
                continue
            if known is not None and not known.order.bare:
                buyerless = known.order.model_copy(update={"buyer": None})
                return name, known.model_copy(update={"order": buyerless})
        return None
