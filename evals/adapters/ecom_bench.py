"""ECom-Bench (Apache-2.0): a JD appliance shop's product documents and the intents of its buyers. Loaded by path, never copied.

One document is one clause of its product; the shop's own discount table belongs to the whole shop. A task names products by
number or page address; all its intents are asked one by one, and its gold documents are looked for among all answers.
"""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from knowledge.clause import Clause

DISCOUNT = "shop#discount"
_PRODUCT = re.compile(r"(?<!\d)\d{6,}(?!\d)")


@dataclass(frozen=True)
class Task:
    """A buyer's intents, one after the other, with the ids of the documents that answer them and the products named."""

    id: str
    intents: tuple[str, ...]
    gold: tuple[str, ...]
    products: tuple[str, ...]


def read_corpus(folder: Path) -> list[tuple[str, Clause]]:
    """Return every product document and the discount table, with their ids."""
    found = []
    with (folder / "kb_docs.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            product = str(row["product_id"])
            found.append(
                (
                    str(row["id"]),
                    _clause(row["id"], row["title"], row["field"], row["text"], product),
                )
            )
    discount = json.loads((folder / "discount.json").read_text(encoding="utf-8"))
    text = "\n".join(_flat(discount))
    found.append((DISCOUNT, _clause(DISCOUNT, "discount", "优惠政策", text, None)))
    return found


def read_tasks(folder: Path) -> list[Task]:
    """Return every task that has gold documents."""
    known = {c.products[0] for _, c in read_corpus(folder) if c.products}
    tasks = []
    with (folder / "tasks.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            intents = tuple(map(str, row["intents"]))
            named = [n for intent in intents for n in _PRODUCT.findall(intent) if n in known]
            if row["gold_docs"]:
                tasks.append(
                    Task(
                        str(row["task_id"]),
                        intents,
                        tuple(row["gold_docs"]),
                        tuple(dict.fromkeys(named)),
                    )
                )
    return tasks


def _clause(key: str, title: str, heading: str, text: str, product: str | None) -> Clause:
    return Clause(
        clause_id=sha256(key.encode()).hexdigest()[:16],
        path=f"products/{title.replace('/', ' ')}.md" if product else f"{title}.json",
        heading=heading,
        text=text,
        products=(product,) if product else (),
    )


def _flat(value: object) -> list[str]:
    """Return the leaves of nested data as lines `name：value`."""
    if isinstance(value, dict):
        lines = []
        for name, inner in value.items():
            inside = _flat(inner)
            lines += [f"{name}：{inside[0]}"] if len(inside) == 1 else inside
        return lines
    if isinstance(value, list):
        return [line for inner in value for line in _flat(inner)]
    return [str(value)]
