"""Which product a clause belongs to, once every catalogue of the folder is known (contract section 5)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import PurePosixPath

from knowledge.clause import Clause
from knowledge.product import Product
from knowledge.readers.clauses import identified
from knowledge.readers.reading import FileReading

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#+\-]*")
_SEPARATOR = re.compile(r"([._/#+\-]+)")
_MANUAL = re.compile(
    r"说明书|說明書|手册|手冊|使用说明|使用說明|说明|說明|指南|参数|參數|规格|規格|教程|保养|保養|安装|安裝|图纸|manual|guide|handbook|datasheet|data sheet|spec|instruction|faq",
    re.IGNORECASE,
)
_MODEL = re.compile(r"(?=[A-Za-z0-9\-]*[A-Za-z])(?=[A-Za-z0-9\-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NO_MODEL = re.compile(
    r"v(?:er|ersion)?-?\d+.*|rev-?\d+|q[1-4]|h[12]|\d{4}(?:q[1-4]|h[12]|年.*)?|[ab][3-5]|iso.*|gb-?t?.*|[2345]g|\d+(?:st|nd|rd|th|d|days?|x|k|p|w|v|mm|cm|ml|kg|g)|"
    r"\d{4}-.*|p\d+|mp[34]|utf-?8|web3?|b2[bc]|o2o|\d+in\d+",
    re.IGNORECASE,
)
_LONGEST = 8  # parts of a code that are looked at
_FEW = 3  # one passage in so many names the product that a file is about


def assign_products(readings: Sequence[FileReading]) -> tuple[FileReading, ...]:
    """Give each clause the product it belongs to; needs the readings of the whole folder.

    A file that names exactly one SKU (name, heading or body) belongs to that product; in a file that names several, a row or
    passage that names exactly one does. A long document that mentions one in passing stays the whole shop's, the passage that
    does so excepted. What names none belongs to the whole shop. Clause ids change with the products, so
    take ids after this call. A clause whose format already named its products (a product_id key, a SKU column) keeps them.
    """
    names = _Names(readings)
    return tuple(_assign(reading, names) for reading in readings)


class _Names:
    """Every SKU of the folder, and the model names and titles that stand for exactly one."""

    def __init__(self, readings: Sequence[FileReading]) -> None:
        products = [product for reading in readings for product in reading.products]
        skus = {product.sku for product in products}
        skus |= {
            sku for reading in readings for clause in reading.clauses for sku in clause.products
        }
        self._codes = {sku.upper(): sku for sku in skus}
        for code in filter(None, map(_own_model, readings)):
            self._codes.setdefault(code.upper(), code)
        self._words = tuple(sku for sku in skus if not _CODE.fullmatch(sku) and len(sku) >= 3)
        self._titles = _unique(
            {product.sku: (product.title,) for product in products if len(product.title) >= 6}
        )
        for alias, sku in _unique({product.sku: _models(product) for product in products}).items():
            self._codes.setdefault(alias.upper(), sku)

    def of_text(self, text: str, sure: bool = False) -> set[str]:
        """Return the SKUs a text names; bare numbers of under five digits only where `sure` (a file's name)."""
        found: set[str] = set()
        for token in set(_CODE.findall(text)):
            found |= self._of_token(token, sure)
        return found | {word for word in self._words if word in text}

    def of_name(self, text: str) -> set[str]:
        """Return the SKUs a file's name or heading names, by code or, failing that, by the product's full title."""
        found = self.of_text(text.replace("_", " _ "), sure=True) | self.of_text(text, sure=True)
        return found or {sku for title, sku in self._titles.items() if title in text}

    def _of_token(self, token: str, sure: bool) -> set[str]:
        parts = _SEPARATOR.split(token)
        words = parts[0::2][:_LONGEST]
        spans = sorted(combinations(range(len(words) + 1), 2), key=lambda span: span[0] - span[1])
        found: set[str] = set()
        taken: set[int] = set()
        for start, end in spans:
            code = "".join(parts[start * 2 : end * 2 - 1]).upper()
            sku = self._codes.get(code)
            if (
                sku
                and not taken & set(range(start, end))
                and (sure or len(code) > 4 or not code.isdigit())
            ):
                found.add(sku)
                taken |= set(range(start, end))
        return found


def _own_model(reading: FileReading) -> str | None:
    """Return the model that a manual's name bears and its own text repeats, whether or not any catalogue lists it.

    `KX-A5空气炸锅说明书.pdf` speaks of KX-A5; versions, sizes, dates and standards (v2, A4, 2026Q1, GB-T) are no models.
    """
    stem = PurePosixPath(reading.path).stem
    if not _MANUAL.search(stem):
        return None
    models = {
        found
        for found in _MODEL.findall(stem)
        if len(found) >= 2 and not _NO_MODEL.fullmatch(found)
    }
    if len(models) != 1:
        return None
    model = models.pop()
    alone = re.compile(rf"(?<![A-Za-z0-9\-]){re.escape(model)}(?![A-Za-z0-9\-])", re.IGNORECASE)
    said = any(alone.search(f"{clause.heading} {clause.text}") for clause in reading.clauses)
    return model if said else None


def _assign(reading: FileReading, names: _Names) -> FileReading:
    if not reading.clauses:
        return reading
    by_name = names.of_name(PurePosixPath(reading.path).stem)
    named = [
        set(clause.products) or names.of_name(clause.heading) | names.of_text(clause.text)
        for clause in reading.clauses
    ]
    everything = set().union(by_name, *named)
    about_one = len(everything) == 1 and _throughout(named)
    only = by_name if len(by_name) == 1 else everything if about_one else set()
    clauses = tuple(
        _owned(clause, own, only) for clause, own in zip(reading.clauses, named, strict=True)
    )
    return (
        reading if clauses == reading.clauses else reading.model_copy(update={"clauses": clauses})
    )


def _throughout(named: Sequence[set[str]]) -> bool:
    """Whether a file opens with its SKU or names it again and again; a policy that mentions one somewhere does neither."""
    return bool(named[0]) or _FEW * sum(map(bool, named)) >= len(named)


def _owned(clause: Clause, own: set[str], only: set[str]) -> Clause:
    """Belong to what the clause itself names, if that is one; else to the one product of the file."""
    if clause.products:
        return clause
    owner = own if len(own) == 1 and not only else only
    if not owner:
        return clause
    return identified(clause.model_copy(update={"products": tuple(sorted(owner))}))


def _models(product: Product) -> tuple[str, ...]:
    names = {
        "型号",
        "型號",
        "model",
        "model no",
        "货号",
        "貨號",
        "款号",
        "款號",
        "商品型号",
        "产品型号",
    }
    return tuple(
        value
        for key, value in product.attributes
        if key.strip().lower() in names and len(value) >= 4 and re.search(r"\d", value)
    )


def _unique(aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Turn SKU → aliases round, leaving out aliases of more than one SKU."""
    owners: dict[str, set[str]] = {}
    for sku, words in aliases.items():
        for word in words:
            owners.setdefault(word, set()).add(sku)
    return {word: next(iter(skus)) for word, skus in owners.items() if len(skus) == 1}
