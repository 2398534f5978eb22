"""Tables and records of a catalogue into products, by columns that shops use in Simplified, Traditional Chinese and English."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize as normalise

import yaml

from knowledge.product import Product

_NOT_A_CODE = re.compile(r"[，。；：！？、\n]|\s{2,}")


class Catalogue(Mapping[str, Product]):
    """Products by SKU. A SKU that goes on from a known one (KX-M20-8-256 from KX-M20) falls back to it."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._products = dict(products)
        self._plain = {plain_sku(sku): sku for sku in products}

    def __getitem__(self, sku: str) -> Product:
        if sku in self._products:
            return self._products[sku]
        for known in shorter(sku):
            if known in self._plain:
                return self._products[self._plain[known]]
        raise KeyError(sku)

    def __iter__(self) -> Iterator[str]:
        return iter(self._products)

    def __len__(self) -> int:
        return len(self._products)


def plain_sku(sku: str) -> str:
    """Return a SKU in one case and width, by which two spellings are one."""
    return normalise("NFKC", sku).strip().upper()


def shorter(sku: str) -> Iterator[str]:
    """Yield the SKU, then what is left of it at each `-`, `_`, `/`, `.` or space from the end, in plain spelling."""
    plain = plain_sku(sku)
    yield plain
    ends = [match.start() for match in re.finditer(r"[-_/. ]+", plain)]
    for end in reversed(ends):
        if re.search(r"\d", plain[:end]) and end >= 3:
            yield plain[:end]


def extends(sku: str, known: str) -> bool:
    """Tell whether a SKU goes on from another one."""
    return plain_sku(known) in [*shorter(sku)][1:]


class Columns(NamedTuple):
    """Which column holds what, by index; `item` is `sku` where the name itself says product (not 编号, id)."""

    sku: int | None = None
    item: int | None = None
    title: int | None = None
    price: int | None = None
    stock: int | None = None
    warranty: int | None = None
    category: int | None = None
    similar: int | None = None
    question: int | None = None
    answer: int | None = None
    applies: int | None = None
    valid_from: int | None = None
    valid_to: int | None = None

    def scope(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the SKUs that a row's own columns name (适用商品, or a SKU beside a question), as far as they look like codes."""
        index = self.applies if self.applies is not None else self.item
        if index is None or index >= len(cells):
            return ()
        return codes(cells[index])


def columns_of(header: Sequence[str]) -> Columns:
    """Recognise a table's columns by their names."""
    names = [_plain(name) for name in header]
    tiers = _tiers()
    found = {field: _find(names, tiers[field]) for field in Columns._fields if field != "item"}
    if found["warranty"] is None:
        found["warranty"] = _main_warranty(names)
    return Columns(**found, item=_find(names, tiers["sku"][:-1]))


def header_names(cells: Sequence[str]) -> int:
    """Return how many cells bear a name that columns have, of a product or of anything else (地区, 运费, 故障代码)."""
    known = _known()
    return sum(_plain(cell) in known for cell in cells if cell)


def is_column_name(cell: str) -> bool:
    """Tell whether a cell bears a name that columns have, or a longer one of that kind (坏果情况 is a 情况)."""
    plain = _plain(cell)
    kinds = _tiers()["generic"][0]
    tails = (plain[at:] for at in range(1, len(plain) - 1))
    return plain in _known() or (len(plain) <= 8 and any(tail in kinds for tail in tails))


def row_product(header: Sequence[str], cells: Sequence[str], columns: Columns) -> Product | None:
    """Return the row's product; None where the table is no catalogue (no code, or a code without anything a product has)."""
    if columns.sku is None or columns.question is not None or columns.applies is not None:
        return None
    sells = columns.price is not None or columns.stock is not None
    told = (columns.title, columns.warranty, columns.category, columns.similar)
    if not sells and (columns.item is None or told == (None, None, None, None)):
        return None
    sku = _cell(cells, columns.sku)
    if not re.search(r"[A-Za-z0-9]", sku) or len(sku) > 40 or _NOT_A_CODE.search(sku):
        return None
    used = {
        columns.sku,
        columns.title,
        columns.price,
        columns.stock,
        columns.warranty,
        columns.category,
        columns.similar,
    }
    rest = tuple(
        (header[at], cell)
        for at, cell in enumerate(cells)
        if at < len(header) and at not in used and cell and header[at]
    )
    return Product(
        sku=sku,
        title=_cell(cells, columns.title),
        category=_cell(cells, columns.category) or None,
        price=price(_cell(cells, columns.price)),
        stock=whole_number(_cell(cells, columns.stock)),
        warranty=_cell(cells, columns.warranty) or None,
        similar_to=tuple(code for code in codes(_cell(cells, columns.similar)) if code != sku),
        attributes=rest,
    )


def merged(products: Iterable[Product]) -> dict[str, Product]:
    """Return the catalogue by SKU; one SKU of several sheets or files is one product, of each part what is told first.

    SKUs that differ only in case or width are one; the first spelling holds.
    """
    found: dict[str, Product] = {}
    names: dict[str, str] = {}
    for product in products:
        sku = names.setdefault(plain_sku(product.sku), product.sku)
        found[sku] = _united(found[sku], product) if sku in found else product
    return found


def _united(one: Product, other: Product) -> Product:
    attributes = dict((*other.attributes, *one.attributes))
    order = dict.fromkeys(name for name, _ in (*one.attributes, *other.attributes))
    return one.model_copy(
        update={
            "title": one.title or other.title,
            "category": one.category or other.category,
            "price": one.price or other.price,
            "stock": _most(one.stock, other.stock),
            "warranty": one.warranty or other.warranty,
            "similar_to": tuple(dict.fromkeys((*one.similar_to, *other.similar_to))),
            "attributes": tuple((name, attributes[name]) for name in order),
        }
    )


def _most(one: int | None, other: int | None) -> int | None:
    """Return the larger stock: a SKU that stands in several rows (colours) can be had as long as one of them can."""
    told = [stock for stock in (one, other) if stock is not None]
    return max(told, default=None)


def codes(cell: str) -> tuple[str, ...]:
    """Split a cell of several codes at commas, 、 / ; and white space; words that are no code are left out."""
    parts = [part.strip() for part in re.split(r"[,，;；、|\n\s]+|/(?=\S)", cell)]
    return tuple(
        dict.fromkeys(
            part
            for part in parts
            if re.search(r"\d", part) and re.fullmatch(r"[\w.\-#+]{2,40}", part)
        )
    )


def price(cell: str) -> str | None:
    """Return the amount as a decimal string as written, its currency sign and thousands marks taken away."""
    found = re.search(r"\d[\d,，]*(?:\.\d+)?", cell)
    return re.sub(r"[,，]", "", found.group()) if found else None


def whole_number(cell: str) -> int | None:
    """Return a count ("36", "36 件", "1,200"); words for sold out are 0, anything else None."""
    if re.fullmatch(
        r"(?:无货|無貨|缺货|缺貨|售罄|售完|断货|斷貨|out of stock|sold out)",
        cell.strip(),
        re.IGNORECASE,
    ):
        return 0
    found = re.fullmatch(r"(-?\d[\d,，]*)(?:\.0+)?\s*\D{0,4}", cell.strip())
    return max(0, int(re.sub(r"[,，]", "", found.group(1)))) if found else None


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""


def _find(names: list[str], tiers: Sequence[frozenset[str]]) -> int | None:
    for tier in tiers:
        for at, name in enumerate(names):
            if name and name in tier:
                return at
    return None


def _main_warranty(names: list[str]) -> int | None:
    """Return the column of the warranty of the goods themselves, named with their word before it (整机质保, 主机保修)."""
    return next((at for at, name in enumerate(names) if _MAIN_WARRANTY.fullmatch(name)), None)


_MAIN_WARRANTY = re.compile(
    r"(?:整机|整機|主机|主機|全机|產品|产品|商品)(?:的)?(?:质保|質保|保修|保固)(?:期限?|时间|年限)?"
)


def _plain(name: str) -> str:
    """Return a column's name without spaces, case, units in brackets, stars and colons (价格（元） → 价格)."""
    bare = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]", "", name) or name
    return re.sub(r"[\s_*＊:：\-/.#]+", "", bare).lower()


@cache
def _tiers() -> Mapping[str, tuple[frozenset[str], ...]]:
    """Return the known names by field, from columns.yaml."""
    written = yaml.safe_load(
        files("knowledge").joinpath("columns.yaml").read_text(encoding="utf-8")
    )
    return {
        field: tuple(frozenset(_plain(str(name)) for name in tier) for tier in tiers)
        for field, tiers in written.items()
    }


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*(tier for tiers in _tiers().values() for tier in tiers))
