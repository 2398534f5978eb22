"""Connectors that ask a shop platform: the same client and signatures as the channels."""

from collections.abc import Callable

from agent.channels.gateway import CallFailed
from agent.channels.kind import Level
from agent.channels.lookup import TRADES
from agent.channels.shop_client import Access, ShopClient
from agent.connectors.connector import ConnectorKind, Known
from agent.domain.clock import Clock
from agent.errors import Unreachable

_PROOF = "the published signature, answers as the vendor documents them; not the live platform"


class PlatformConnector:
    """Asks one platform for one seller's orders."""

    def __init__(self, platform: str, access: Access, *, clock: Clock) -> None:
        """Take the platform, a key of `TRADES`, and the seller's access."""
        self.name = platform
        self._client = ShopClient(platform, access, clock=clock)
        self._ask = TRADES[platform]

    def find(self, number: str) -> Known | None:
        """Return the order and the request that stands open on it."""
        try:
            trade = self._ask(self._client, number)
        except CallFailed as failed:
            raise Unreachable(f"{self.name}: {failed}") from None
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            kind = type(error).__name__
            raise Unreachable(f"{self.name}: the answer cannot be read ({kind})") from None
        return None if trade is None else Known(order=trade.order, claim=trade.claim)


def _opens(platform: str) -> Callable[..., PlatformConnector]:
    def opened(access: Access, *, clock: Clock) -> PlatformConnector:
        return PlatformConnector(platform, access, clock=clock)

    return opened


def _kind(platform: str, *, experimental: bool = False) -> ConnectorKind:
    return ConnectorKind(
        name=platform,
        level=Level.VECTORS,
        proof=_PROOF,
        config=Access,
        open=_opens(platform),
        experimental=experimental,
    )


TAOBAO = _kind("taobao")
ALIEXPRESS = _kind("aliexpress")
PDD = _kind("pdd", experimental=True)
JD = _kind("jd", experimental=True)
