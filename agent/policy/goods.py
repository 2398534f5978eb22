"""The goods a case is about: which order lines, of what legal kind, in stock or not, under warranty or not."""

import re
from collections.abc import Mapping
from typing import Any

from agent.domain.case import Case
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Problem, Reading
from agent.policy.kinds import goods_kinds, perishable
from agent.policy.order_facts import OrderFacts, warranty_days
from agent.policy.service_record import ServiceRecord
from knowledge.product import Product

_KEEP = re.compile(r"留下|留着|留著|保留|留用|其他的?不退|不退|keep\b|keeping")
_WHOLE = re.compile(
    r"都(?:不要|不想|不喜|退|要退|给|給)|全都|全部|整单|整單|一起退|所有|\b(all|both|everything|whole|entire)\b"
)
_HAN_PAIR = re.compile(r"[a-z\u4e00-\u9fff]?[\u4e00-\u9fff][a-z]?")
_LATIN = re.compile(r"[a-z]{4,}")

_ART7 = {
    "hygiene",
    "activation",
    "flawed",
    "food",
    "digital",
}  # may be excluded by a confirmation made at purchase


def order_of(case: Case, reading: Reading) -> Order | None:
    """Return the case's order, else the open order that the buyer named, else the only one there is."""
    if case.order is not None:
        return case.order
    named = [o for o in case.orders if o.order_id and o.order_id == reading.slots.order_id]
    if named:
        return named[0]
    return case.orders[0] if len(case.orders) == 1 else None


def subject_of(case: Case, reading: Reading, order: Order | None) -> tuple[OrderItem, ...]:
    """Return the order's items that the case is about: claimed ones, else those that the buyer named, else all."""
    if order is None:
        return ()
    wanted = {item.sku for item in case.claim.items if item.sku} if case.claim else set()
    said = " ".join(case.buyer_texts).lower()
    wanted = wanted or {
        i.sku for i in order.items if i.sku and len(i.sku) > 3 and i.sku.lower() in said
    }
    if not wanted and reading.slots.sku:
        wanted = {reading.slots.sku}
    chosen = tuple(item for item in order.items if item.sku in wanted)
    return chosen or _only(order.items, said) or _named(order.items, said) or order.items


_ONLY = re.compile(
    r"(?:只|僅|仅|光|单|單)(?:想|要|需要?)?(?:退|换|換)(?:掉|货|貨)?|(?:only|just) (?:want to )?(?:return|returning|exchange|send back)"
)


def _only(items: tuple[OrderItem, ...], said: str) -> tuple[OrderItem, ...]:
    """Return the lines named right after "only return …", else those named where nothing is said to be kept."""
    only = _ONLY.search(said)
    if len(items) < 2:
        return ()
    if only:
        return _named(items, _BREAK.split(said[only.end() :])[0])
    parts = _BREAK.split(said)
    kept = [part for part in parts if _KEEP.search(part)]
    if not kept:
        return ()
    stays = {id(item) for part in kept for item in _mentioned(items, part)}
    goes = _named(items, " ".join(part for part in parts if part not in kept))
    return tuple(item for item in goes if id(item) not in stays) if stays else ()


_BREAK = re.compile(r"[，。！？；,.!?;\n]|但是?|\bbut\b|\band keep")


def _named(items: tuple[OrderItem, ...], said: str) -> tuple[OrderItem, ...]:
    """Return the lines of which the buyer uses a word that no other line has; none where part of them is to be kept."""
    return () if len(items) < 2 or _KEEP.search(said) else _mentioned(items, said)


def _mentioned(items: tuple[OrderItem, ...], said: str) -> tuple[OrderItem, ...]:
    words = [_words(f"{item.title or ''} {item.category or ''}") for item in items]
    named = []
    for index, item in enumerate(items):
        others = set().union(*(words[i] for i in range(len(items)) if i != index))
        if any(word in said for word in words[index] - others):
            named.append(item)
    return tuple(named)


def _words(text: str) -> set[str]:
    """Return what can name a thing: pairs of characters with Han in them, and whole Latin words."""
    low = text.lower()
    pairs = {low[i : i + 2] for i in range(len(low) - 1)}
    return {pair for pair in pairs if _HAN_PAIR.fullmatch(pair)} | set(_LATIN.findall(low))


def speaks_of_whole(said: str) -> bool:
    """Whether the words are about everything that was ordered."""
    return bool(_WHOLE.search(said.lower()))


def goods_facts(
    subject: tuple[OrderItem, ...],
    known: list[Product],
    no_return: bool | None = None,
    making: bool | None = None,
) -> dict[str, Any]:
    """Return category, legal kinds and confirmations of the goods, as Facts names them.

    `no_return` and `making`: what was agreed in the chat, for where the order records nothing.
    """
    by_sku = {product.sku: product for product in known}
    kinds: list[frozenset[str]] = []
    for item in subject:
        product = by_sku.get(item.sku or "")
        category = item.category or (product.category if product else None)
        kinds.append(_kinds(category, item.title, product))
    confirmations = [item.custom_made_confirmed for item in subject]
    confirmed = None if not confirmations or None in confirmations else all(confirmations)
    # A kind counts only where every item in question is of it: an exclusion of one must not take the others along.
    shared = frozenset.intersection(*kinds) if kinds else frozenset()
    category = next((item.category for item in subject if item.category), None)
    # The confirmation on record is that of a made-to-order item, unless art. 7 lets such goods be excluded by one.
    custom = "custom" in shared or (confirmed is True and not shared & _ART7)
    return {
        "category": category
        or next((product.category for product in known if product.category), None),
        "goods": tuple(sorted(shared)),
        "custom_made": custom if kinds else None,
        "custom_made_confirmed": making if confirmed is None and custom else confirmed,
        "no_return_confirmed": no_return if confirmed is None else confirmed,
    }


def _kinds(category: str | None, title: str | None, product: Product | None) -> frozenset[str]:
    """Return the legal kinds of one item; what its own catalogue row says of storage and shelf life outweighs words."""
    kinds = goods_kinds(category, title or (product.title if product else None))
    as_fresh = "fresh" in goods_kinds(category, None)
    told = perishable(product.attributes, sold_as_fresh=as_fresh) if product else None
    if told is None or kinds & {"hygiene", "activation", "digital"}:
        return kinds
    return kinds | {"fresh"} if told else kinds - {"fresh"}


_COUNT_COLUMN = re.compile(r"个数|個數|枚数|粒数|颗数|只数|数量\(约|pieces", re.I)


def held(known: list[Product]) -> int | None:
    """Return how many pieces a pack of the product holds, by a column of the catalogue that counts them."""
    told = {
        int(value.strip())
        for product in known
        for name, value in product.attributes
        if _COUNT_COLUMN.search(name) and value.strip().isdigit()
    }
    return told.pop() if len(told) == 1 else None


def in_stock(
    reading: Reading, known: list[Product], catalogue: Mapping[str, Product], pieces: int
) -> bool | None:
    """Whether what the buyer would get can be had: another size of the same model for a matter of taste, else the same item.

    `pieces` is how many were ordered.
    """
    if reading.problem is Problem.MISSING_ITEM and pieces <= 1:
        return None  # a part or a gift is missing, and no catalogue counts those
    found: list[bool | None] = []
    for product in known:
        options = [product]
        if reading.problem in {Problem.SIZE, Problem.CHANGED_MIND, Problem.NONE}:
            options = _variants(product, reading.slots.size, catalogue)
        counts = [option.stock for option in options if option.stock is not None]
        found.append(any(count > 0 for count in counts) if counts else None)
    if False in found:
        return False
    return None if not found or None in found else True


_MODEL = re.compile(r"\d")  # a stem with a figure names a model
_OPTION = re.compile(r"\d?X{0,4}[SML]|F|\d{2,3}|均码|均碼")  # a size stands last


def _variants(
    product: Product, size: str | None, catalogue: Mapping[str, Product]
) -> list[Product]:
    """Return the same model in the wanted size, or in any where none is said: codes that differ in their last part."""
    stem, dash, last = product.sku.rpartition("-")
    if not dash or not (_MODEL.search(stem) or _OPTION.fullmatch(last.upper())):
        return [product]  # "XY-P03": the shop's letters and a model, no size
    same = [other for sku, other in catalogue.items() if sku.rpartition("-")[0] == stem]
    if not size:
        return same
    wanted = size.strip().upper().removesuffix("码").removesuffix("號").removesuffix("号")
    return [o for o in same if o.sku.rpartition("-")[2].upper() == wanted] or [product]


def warranty_facts(
    known: list[Product], parcel: OrderFacts, record: ServiceRecord, said: str
) -> dict[str, Any]:
    """Return the shortest warranty of the goods in days, how many of them are used up, and whether it still runs.

    A part that has a warranty of its own (电池保修) and that the buyer speaks of (`said`) counts by that one.
    """
    start = parcel.delivered_date
    elapsed = parcel.days_since_delivered
    if record.started and start and elapsed is not None and record.started > start:
        elapsed -= (record.started - start).days
        start = record.started
    if elapsed is not None:
        elapsed = max(elapsed - record.repair_days, 0)
    spans = [warranty_days(_warranty(product, said), start) for product in known]
    days = min((span for span in spans if span is not None), default=None)
    return {
        "warranty_days": days,
        "warranty_elapsed": elapsed,
        "warranty_restarted": record.undated,
        "within_warranty": runs(days, elapsed, restarted=record.undated),
    }


_PART_WARRANTY = re.compile(r"(.{1,6}?)(?:的)?(?:质保|質保|保修|保固|warranty)", re.I)


def _warranty(product: Product, said: str) -> str | None:
    """Return the words of the warranty: of the part that the buyer speaks of, else of the goods."""
    for name, value in product.attributes:
        part = _PART_WARRANTY.match(name.strip())
        if part and part[1].strip().lower() in said.lower():
            return value
    return product.warranty


def runs(days: int | None, elapsed: int | None, *, restarted: bool) -> bool | None:
    """Whether a warranty still runs; nobody knows where an exchange that started it anew has no date on record."""
    if days is None or elapsed is None:
        return None
    return True if elapsed <= days else (None if restarted else False)
