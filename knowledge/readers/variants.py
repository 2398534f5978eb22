"""The variants of one product (colour, memory, size) that a record lists with a SKU each: a product each."""

from collections.abc import Mapping
from typing import Any

from knowledge.catalogue import columns_of, extends, row_product
from knowledge.product import Product

_LISTS = frozenset(
    "版本 规格 規格 款式 选项 選項 变体 變體 型号 型號 sku skus 子商品 单品 單品 品項 颜色 顏色 尺码 尺碼 variants variant options option models versions offers "
    "items sku_list skulist children product_variants specs".split()
)
_DISTINGUISH = 4
"""How many of a variant's own values are put to its title."""


def flat_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return a record's plain values as shown, without lists, mappings and gaps."""
    found = {}
    for name, value in record.items():
        if not isinstance(value, Mapping | list) and value not in (None, ""):
            found[str(name)] = ("是" if value else "否") if isinstance(value, bool) else str(value)
    return found


def variants(name: str, value: Any, parent: str) -> tuple[dict[str, str], ...]:
    """Return the records of a list that are variants of `parent`, all or none; `name` is the list's key.

    Each must bear a SKU of its own, and either its list is named for variants or the SKU goes on from the parent's.
    """
    if not isinstance(value, list) or not all(isinstance(element, Mapping) for element in value):
        return ()
    found = []
    for element in value:
        flat = flat_of(element)
        columns = columns_of(list(flat))
        if columns.sku is None:
            return ()
        sku = list(flat.values())[columns.sku].strip()
        named = name.strip().lower() in _LISTS
        if not sku or sku == parent or not (named or extends(sku, parent)):
            return ()
        found.append(flat)
    return tuple(found)


def variant(parent: Product, flat: Mapping[str, str]) -> Product | None:
    """Return the variant as a product: what it does not say itself it has from its parent."""
    names, cells = list(flat), list(flat.values())
    columns = columns_of(names)
    if columns.sku is None:
        return None
    if columns.title is None:
        told = [
            cell
            for at, cell in enumerate(cells)
            if at not in (columns.sku, columns.price, columns.stock) and len(cell) <= 20
        ][:_DISTINGUISH]
        title = " ".join([parent.title, *told]).strip()
        names, cells = [*names, "title"], [*cells, title]
        columns = columns_of(names)
    if columns.item is None:
        names[columns.sku or 0] = "sku"
        columns = columns_of(names)
    own = row_product(names, cells, columns)
    if own is None:
        return None
    kept = {name for name, _ in own.attributes}
    return own.model_copy(
        update={
            "category": own.category or parent.category,
            "price": own.price or parent.price,
            "warranty": own.warranty or parent.warranty,
            "attributes": (
                *own.attributes,
                *((name, text) for name, text in parent.attributes if name not in kept),
            ),
        }
    )
