"""Holding texts that leads have approved: a row stands for as long as the approval does."""

from sqlalchemy import Connection, RowMapping, delete, select

from agent.domain.holding import HoldingText, HoldingWhen
from agent.store.tables import holding_texts


class HoldingTexts:
    """The holding texts of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def all(self) -> tuple[HoldingText, ...]:
        """Return the shop's texts, earliest first."""
        query = select(holding_texts).where(holding_texts.c.shop == self._shop)
        rows = self._connection.execute(query.order_by(holding_texts.c.at, holding_texts.c.id))
        return tuple(_text(row) for row in rows.mappings())

    def sent_by_itself(self) -> tuple[HoldingText, ...]:
        """Return the texts that need nobody to send them."""
        return tuple(one for one in self.all() if one.when is not HoldingWhen.BY_HAND)

    def put(self, text: HoldingText) -> None:
        """Keep a text; one of the same id is replaced."""
        self.remove(text.id)
        values = text.model_dump(mode="json", exclude={"at"})
        self._connection.execute(
            holding_texts.insert().values(shop=self._shop, at=text.at, **values)
        )

    def remove(self, text_id: str) -> bool:
        """Drop a text; whether it was there."""
        gone = self._connection.execute(
            delete(holding_texts).where(
                holding_texts.c.shop == self._shop, holding_texts.c.id == text_id
            )
        )
        return gone.rowcount == 1


def _text(row: RowMapping) -> HoldingText:
    return HoldingText(**{name: row[name] for name in HoldingText.model_fields})
