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
_LONGEST = 8  # parts of a code that are looked at


def assign_products(readings: Sequence[FileReading]) -> tuple[FileReading, ...]:
    """Give each clause the product it belongs to; needs the readings of the whole folder.

    A file that names exactly one SKU (name, heading or body) belongs to that product; in a file that names several, a row or
    passage that names exactly one does. What names none belongs to the whole shop. Clause ids change with the products, so
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


def _assign(reading: FileReading, names: _Names) -> FileReading:
    if not reading.clauses:
        return reading
    by_name = names.of_name(PurePosixPath(reading.path).stem)
    named = [
        set(clause.products) or names.of_name(clause.heading) | names.of_text(clause.text)
        for clause in reading.clauses
    ]
    everything = set().union(by_name, *named)
    only = by_name if len(by_name) == 1 else everything if len(everything) == 1 else set()
    clauses = tuple(
        _owned(clause, own, only) for clause, own in zip(reading.clauses, named, strict=True)
    )
    return (
        reading if clauses == reading.clauses else reading.model_copy(update={"clauses": clauses})
    )


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
