"""Records (JSON, JSON Lines, YAML) into blocks: any nesting of mappings and lists, by the keys that shops use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.catalogue import codes, columns_of, extends, row_product
from knowledge.product import Product
from knowledge.readers.block import Block
from knowledge.readers.personal import refuse_personal_data
from knowledge.readers.record_parts import (
    BODY,
    FIELD,
    any_title,
    asked_by_key,
    flat_list,
    parts,
    stands_alone,
    telling,
)
from knowledge.readers.variants import flat_of, variant, variants
from knowledge.validity import from_metadata

_ID_KEY = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_\-.#]{2,39}|\d+")
_SHORT_GROUP = 300
_NODES = 200_000


class Records:
    """Collects the blocks and products of one file; `stem` names records that have no title."""

    def __init__(self, name: str, stem: str) -> None:
        self.blocks: list[Block] = []
        self.products: list[Product] = []
        self.full = False
        self._name = name
        self._stem = stem
        self._nodes = 0

    def add(self, value: Any, number: int | None = None) -> None:
        """Read one document or one line; `number` is the line's."""
        refuse_personal_data(set(_keys(value)), self._name)
        if isinstance(value, list):
            for at, element in enumerate(value, 1):
                self._visit(element, (), (), f"{self._stem}!{at}")
        else:
            self._visit(value, (), (), f"{self._stem}!{number}" if number else self._stem)

    def _visit(
        self, value: Any, path: tuple[str, ...], owner: tuple[str, ...], fallback: str
    ) -> None:
        self._nodes += 1
        if self._nodes > _NODES:
            self.full = True
        elif isinstance(value, Mapping) and value:
            plain = {str(key): item for key, item in value.items()}
            if all(isinstance(item, Mapping | list) for item in plain.values()):
                self._container(plain, path, owner, fallback)
            else:
                self._record(plain, path, owner, fallback)
        elif isinstance(value, list):
            self._list(value, path, owner, fallback)
        elif value not in (None, ""):
            self._put(_shown(value), path, owner, fallback)

    def _list(
        self, value: list[Any], path: tuple[str, ...], owner: tuple[str, ...], fallback: str
    ) -> None:
        flat = "\n".join(_line(element) for element in value)
        if all(not isinstance(element, Mapping | list) for element in value):
            long = any(len(_shown(element)) > 40 for element in value)
            self._put(
                ("\n" if long else "、").join(
                    _shown(element) for element in value if element not in (None, "")
                ),
                path,
                owner,
                fallback,
            )
        elif path and len(flat) <= _SHORT_GROUP and not any(map(stands_alone, value)):
            self._put(flat, path, owner, fallback)
        else:
            for element in value:
                self._visit(element, path, owner, fallback)

    def _container(
        self, value: Mapping[str, Any], path: tuple[str, ...], owner: tuple[str, ...], fallback: str
    ) -> None:
        for key, item in value.items():
            named = _ID_KEY.fullmatch(key) is None and (bool(path) or len(value) > 1)
            if not named and isinstance(item, Mapping) and not owner and _sells(item):
                self._record(
                    {str(name): inner for name, inner in item.items()}, path, owner, fallback, key
                )
            else:
                self._visit(
                    item,
                    (*path, key) if named else path,
                    owner,
                    fallback if named else f"{self._stem}!{key}",
                )

    def _record(
        self,
        value: Mapping[str, Any],
        path: tuple[str, ...],
        owner: tuple[str, ...],
        fallback: str,
        key: str | None = None,
    ) -> None:
        short = {str(name): text for name, item in value.items() if (text := flat_list(item))}
        flat = flat_of({name: short.get(str(name), item) for name, item in value.items()})
        if asked_by_key(flat):
            for question, answer in flat.items():
                self._put(f"{question}\n{answer}", path, owner, fallback)
            value = {name: item for name, item in value.items() if str(name) not in flat}
            flat = {}
        columns = columns_of(list(flat))
        if columns.title is None:
            columns = columns._replace(title=any_title(list(flat)))
        title = list(flat.values())[columns.title] if columns.title is not None else ""
        title = title or next((flat[name] for name in flat if telling(name, flat[name])), "")
        field = next((flat[name] for name in flat if name.lower() in FIELD), "")
        owner = owner or self._owner(value, flat, key)
        here = (*path, *(part for part in (title, field) if part and len(part) <= 120))
        for name, text in parts(flat, columns):
            self._put(text, (*here, name) if name else here, owner, fallback, from_metadata(flat))
        for name, item in value.items():
            own = variants(name, item, owner[0]) if len(owner) == 1 else ()
            if own:
                self._variants(own, (*here, name), owner[0], fallback)
            elif isinstance(item, Mapping | list) and item and name not in short:
                self._visit(item, (*here, name), owner, fallback)

    def _variants(
        self, listed: Sequence[dict[str, str]], path: tuple[str, ...], parent: str, fallback: str
    ) -> None:
        """Keep each variant as a product with a text of its own, which belongs to it (and to its parent, if its SKU can't tell)."""
        whole = next((one for one in self.products if one.sku == parent), Product(sku=parent))
        for flat in listed:
            product = variant(whole, flat)
            if product is not None:
                self.products.append(product)
            sku = product.sku if product is not None else parent
            owner = (sku,) if sku == parent or extends(sku, parent) else (sku, parent)
            text = "；".join(f"{name}：{cell}" for name, cell in flat.items())
            self._put(text, path, owner, fallback)

    def _owner(
        self, value: Mapping[str, Any], flat: Mapping[str, str], key: str | None
    ) -> tuple[str, ...]:
        """Return the record's SKU, and keep its product where it is a catalogue's."""
        columns = columns_of(list(flat))
        names, cells = list(flat), list(flat.values())
        if key is not None and columns.sku is None:
            names, cells = ["sku", *names], [key, *cells]
            columns = columns_of(names)
        product = row_product(names, cells, columns)
        if product is None or any(name.lower() in BODY | FIELD for name in names):
            sku = columns.sku
            named_id = sku is not None and names[sku].lower() == "id"
            return () if named_id else columns.scope(cells)[:5]
        nested = columns_of(list(value)).similar
        if nested is not None:
            similar = tuple(_codes_in(list(value.values())[nested], product.sku))
            product = product.model_copy(update={"similar_to": similar or product.similar_to})
        attributes = tuple((name, text) for name, text in product.attributes if len(text) <= 200)
        self.products.append(product.model_copy(update={"attributes": attributes}))
        return (product.sku,)

    def _put(
        self,
        text: str,
        path: tuple[str, ...],
        owner: tuple[str, ...],
        fallback: str,
        holds: Any = (None, None),
    ) -> None:
        if text.strip():
            place = " > ".join(part.replace(" > ", " › ") for part in path) or fallback
            self.blocks.append(
                Block(
                    kind="record",
                    text=text.strip(),
                    place=place,
                    products=owner,
                    valid_from=holds[0],
                    valid_to=holds[1],
                )
            )


def _sells(record: Mapping[str, Any]) -> bool:
    columns = columns_of([str(key) for key in record])
    return columns.title is not None or columns.price is not None


def _codes_in(value: Any, own: str) -> Iterator[str]:
    if isinstance(value, list):
        for element in value:
            yield from _codes_in(element, own)
    elif isinstance(value, Mapping):
        flat = {
            str(key): _shown(item)
            for key, item in value.items()
            if not isinstance(item, Mapping | list)
        }
        yield from (
            code for code in columns_of(list(flat)).scope(list(flat.values())) if code != own
        )
    elif value is not None:
        yield from (code for code in codes(_shown(value)) if code != own)


def _line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(
            f"{key}：{_line(item)}" for key, item in value.items() if item not in (None, "", [], {})
        )
    if isinstance(value, list):
        return "、".join(_line(item) for item in value)
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _keys(value: Any) -> Iterator[str]:
    stack, count = [value], 0
    while stack and count < _NODES:
        current = stack.pop()
        count += 1
        if isinstance(current, Mapping):
            yield from (str(key) for key in current)
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
