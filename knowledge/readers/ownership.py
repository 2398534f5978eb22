"""Which product a clause belongs to, once every catalogue of the folder is known (contract section 5)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import PurePosixPath

from knowledge.catalogue import merged
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
_OF_A_PRODUCT = re.compile(
    r"说明书|說明書|使用说明|使用說明|使用手册|使用手冊|用户手册|使用者手冊|规格书|規格書|user (?:manual|guide)|\bmanual\b|data ?sheet",
    re.IGNORECASE,
)
_MODEL = re.compile(r"(?=[A-Za-z0-9\-]*[A-Za-z])(?=[A-Za-z0-9\-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NO_MODEL = re.compile(
    r"v(?:er|ersion)?-?\d+.*|rev-?\d+|q[1-4]|h[12]|\d{4}(?:q[1-4]|h[12]|年.*)?|[ab][3-5]|iso.*|gb-?t?.*|[2345]g|\d+(?:st|nd|rd|th|d|days?|x|k|p|w|v|mm|cm|ml|kg|g)|"
    r"\d{4}-.*|p\d+|mp[34]|utf-?8|web3?|b2[bc]|o2o|\d+in\d+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。！？；!?;\n]|\.\s")
_LONGEST = 8  # parts of a code that are looked at
_BEGINNING = 2  # clauses above the first section, in which a document says what it is about


def assign_products(
    readings: Sequence[FileReading], only: Collection[str] | None = None
) -> tuple[FileReading, ...]:
    """Give each clause the product it belongs to; needs the readings of the whole folder, or all that name products.

    A file belongs to the one SKU that it is about: its name or title names it, it begins with it, it is a manual, or most
    of it names it. A policy or a list of questions that names a SKU in passing is not about it; there, and in a file that
    names several, a row that names exactly one belongs to it, and a passage whose heading or first sentence does. What
    names none belongs to the whole shop. Clause ids change with the products, so take ids after this call. A clause whose
    format already named its products (a product_id key, a SKU column) keeps them. With `only`, the files at these paths alone
    are assigned and returned.
    """
    names = _Names(readings)
    titles = {
        sku: product.title
        for sku, product in merged(one for reading in readings for one in reading.products).items()
    }
    wanted = readings if only is None else [one for one in readings if one.path in only]
    return tuple(_titled(_assign(reading, names), titles) for reading in wanted)


class _Names:
    """Every SKU of the folder, and the model names and titles that stand for exactly one."""

    def __init__(self, readings: Sequence[FileReading]) -> None:
        products = [product for reading in readings for product in reading.products]
        skus = {product.sku for product in products}
        skus |= {
            sku for reading in readings for clause in reading.clauses for sku in clause.products
        }
        self._codes = {sku.upper(): sku for sku in skus}
        for code in filter(None, map(own_model, readings)):
            self._codes.setdefault(code.upper(), code)
        self._words = tuple(sku for sku in skus if not _CODE.fullmatch(sku) and len(sku) >= 3)
        self._titles = _unique(
            {product.sku: (product.title,) for product in products if len(product.title) >= 6}
        )
        for alias, sku in _unique({product.sku: _models(product) for product in products}).items():
            self._codes.setdefault(alias.upper(), sku)
        self._found: dict[tuple[str, bool], set[str]] = {}
        """What each token names: the same few stand in every clause."""

    def of_text(self, text: str, sure: bool = False) -> set[str]:
        """Return the SKUs a text names; bare numbers of under five digits only where `sure` (a file's name)."""
        found = {word for word in self._words if word in text}
        for token in _CODE.findall(text):
            known = self._found.get((token, sure))
            if known is None:
                known = self._found[token, sure] = self._of_token(token, sure)
            found |= known
        return found

    def of_name(self, text: str) -> set[str]:
        """Return the SKUs a file's name or heading names, by code or, failing that, by the product's full title."""
        found = self.of_text(text, sure=True)
        if "_" in text:
            found |= self.of_text(text.replace("_", " _ "), sure=True)
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


def own_model(reading: FileReading) -> str | None:
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
    only = by_name if len(by_name) == 1 else everything if len(everything) == 1 else set()
    if only and not by_name and not _is_about(reading.clauses, named, names):
        only = set()
    clauses = tuple(
        _owned(clause, only or _subject(clause, own, names))
        for clause, own in zip(reading.clauses, named, strict=True)
    )
    return (
        reading if clauses == reading.clauses else reading.model_copy(update={"clauses": clauses})
    )


def _is_about(clauses: Sequence[Clause], named: Sequence[set[str]], names: _Names) -> bool:
    """Tell whether a file whose body names one SKU is about it: by its title, its beginning, or most of its clauses."""
    if sum(map(bool, named)) > len(named) / 2:
        return True
    if all("!" in clause.heading for clause in clauses):
        return False
    titles = {clause.heading.split(" > ")[0] for clause in clauses}
    title = titles.pop() if len(titles) == 1 else ""
    return bool(
        names.of_name(title)
        or _OF_A_PRODUCT.search(f"{PurePosixPath(clauses[0].path).stem} {title}")
        or any(
            " > " not in clause.heading and names.of_text(_first_sentence(clause))
            for clause in clauses[:_BEGINNING]
        )
    )


def _subject(clause: Clause, own: set[str], names: _Names) -> set[str]:
    """Return the one product that a clause is about: what a passage mentions further on is an aside."""
    if len(own) != 1 or clause.products:
        return set(clause.products)
    if "!" in clause.heading:
        return own
    return names.of_name(clause.heading) or names.of_text(_first_sentence(clause))


def _first_sentence(clause: Clause) -> str:
    return _SENTENCE.split(clause.text, maxsplit=1)[0]


def _owned(clause: Clause, owner: set[str]) -> Clause:
    if clause.products or len(owner) != 1:
        return clause
    return identified(clause.model_copy(update={"products": tuple(sorted(owner))}))


def _titled(reading: FileReading, titles: Mapping[str, str]) -> FileReading:
    """Give each clause of one product that product's name, where its own words leave it out."""
    clauses = tuple(_about(clause, titles) for clause in reading.clauses)
    if all(one is other for one, other in zip(clauses, reading.clauses, strict=True)):
        return reading
    return reading.model_copy(update={"clauses": clauses})


def _about(clause: Clause, titles: Mapping[str, str]) -> Clause:
    title = titles.get(clause.products[0], "") if len(clause.products) == 1 else ""
    if not title or title in clause.heading or title in clause.text:
        return clause
    return identified(clause.model_copy(update={"about": title}))


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
