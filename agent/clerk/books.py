"""What a shop's release says besides its clauses: settings, rules and catalogue, loaded once per release."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from agent.domain.shop import Shop
from agent.policy.profile import load_shop
from agent.policy.rulebook import Rulebook, load_rulebook, packs_for
from knowledge.library import Library
from knowledge.product import Product

_RULES, _SETTINGS = "rules.yaml", "shop.yaml"


@dataclass(frozen=True, kw_only=True)
class Books:
    """One release of one shop, ready for deciding; `release` None: nothing was ingested, the packs alone decide."""

    release: str | None
    shop: Shop
    rules: str | None
    products: Mapping[str, Product]


class BookShelf:
    """Loads books and rulebooks of releases and keeps the latest few; releases are immutable, so nothing goes stale."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._books = lru_cache(maxsize=64)(self._load)
        self._rulebooks = lru_cache(maxsize=256)(self._load_rulebook)

    def books(self, shop: str, release: str | None = None) -> Books:
        """Return the books of a release, the active one by default; errors of the shop's own files are ConfigurationErrors."""
        return self._books(shop, release or self._library.active(shop))

    def rulebook(self, shop: str, release: str | None, platform: str) -> Rulebook:
        """Return the shop's rules over the packs that the platform brings."""
        return self._rulebooks(shop, release, platform)

    def _load(self, shop: str, release: str | None) -> Books:
        if release is None:
            return Books(release=None, shop=load_shop(None, shop_id=shop), rules=None, products={})
        files = self._library.shop_files(shop, release)
        return Books(
            release=release,
            shop=load_shop(files.get(_SETTINGS), shop_id=shop),
            rules=files.get(_RULES),
            products=self._library.products(shop, release),
        )

    def _load_rulebook(self, shop: str, release: str | None, platform: str) -> Rulebook:
        books = self.books(shop, release)
        return load_rulebook(
            books.rules,
            path=_RULES,
            find_clause=lambda path, heading: self._library.find(shop, path, heading, release),
            packs=packs_for(platform),
        )
