"""What a release's clauses say beside its rules, read once per release and kept for deciding."""

from functools import lru_cache

from agent.clerk.books import BookShelf
from agent.policy.documents import read_documents
from agent.policy.provisional import Promises, read_promises
from agent.policy.rule import Layer
from agent.understanding.standing import spoken_to_shop
from knowledge.clause import Clause
from knowledge.library import Library


class PaperShelf:
    """Reads the documents of releases and keeps the latest few; releases are immutable, so nothing goes stale."""

    def __init__(self, library: Library, shelf: BookShelf) -> None:
        self._library = library
        self._shelf = shelf
        self._promises = lru_cache(maxsize=64)(self._load)

    def promises(self, shop: str, release: str | None, platform: str) -> Promises:
        """Return what the clauses of a release say and promise; those that a rule of the shop cites speak through the rule."""
        return self._promises(shop, release, platform)

    def _load(self, shop: str, release: str | None, platform: str) -> Promises:
        if release is None:
            return Promises()
        book = self._shelf.rulebook(shop, release, platform)
        cited = {(r.citation.path, r.citation.heading) for r in book.rules if r.layer is Layer.SHOP}
        products = self._shelf.books(shop, release).products.values()
        titles = [text for p in products for text in (p.title, p.category) if text]
        clauses = map(_without_orders, self._library.clauses(shop, release))
        return read_promises(read_documents(list(clauses), frozenset(cited), titles), book)


def _without_orders(clause: Clause) -> Clause:
    """Return the clause without sentences that speak to a machine: whoever planted them in a document decides nothing."""
    text = spoken_to_shop(clause.text)
    return clause if text == clause.text else clause.model_copy(update={"text": text})
