"""What buyers complain about, by product: counted clusters, and early warnings for the product side."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from agent.domain.value import Value
from agent.store.database import Database
from agent.store.tables import cases

_MOST = 20_000
_EXAMPLES = 3
_WARN_FROM = 3
_NO_COMPLAINT = frozenset({None, "none", "changed_mind", "price_drop", "service", "out_of_stock"})

# Which way a size is off, as buyers say it; a negation before the word turns it off.
_SMALL = re.compile(
    r"(?<!不)(?<!没)偏小|(?<!不)太小|小了|紧了|太紧|勒|顶脚|擠腳|挤脚|穿不下|穿不進|塞不进|偏緊|"
    r"\b(?:runs?|too|bit|little|very|so) (?:small|tight|short)\b|\btoo (?:narrow|snug)\b|\bsize up\b",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"(?<!不)(?<!没)偏大|(?<!不)太大|大了|太松|太鬆|鬆了|松了|晃荡|肥了|掉跟|"
    r"\b(?:runs?|too|bit|little|very|so) (?:large|big|loose|long|wide)\b|\bsize down\b",
    re.IGNORECASE,
)
_VARIANT = re.compile(r"[-_](?:\d{2,3}|[2-6]?X{0,4}[SL]|M|F)$", re.IGNORECASE)


class Cluster(Value):
    """Cases of one product with one problem, out of all `of` cases of that product.

    `share` is cases / of; `variants` counts them by what the SKU says beside the product (41, XL), `outcomes` by what was
    decided; `examples` are case ids, for the desk's own eyes.
    """

    sku: str
    title: str
    problem: str
    cases: int
    share: float
    of: int = 0
    variants: tuple[tuple[str, int], ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    examples: tuple[str, ...] = ()
    warning: bool = False


class _Complaint(NamedTuple):
    case: str
    variant: str
    outcome: str


def clusters(
    database: Database, shop: str, *, start: datetime, end: datetime, most: int = 20
) -> tuple[Cluster, ...]:
    """Return the largest clusters first. A size complaint counts by its direction: runs_small or runs_large."""
    query = select(cases.c.id, cases.c.body, cases.c.proposal, cases.c.outcome).where(
        cases.c.shop == shop, cases.c.created_at >= start, cases.c.created_at < end
    )
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(query.limit(_MOST)).mappings()]
    total: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, str], list[_Complaint]] = defaultdict(list)
    titles: dict[str, str] = {}
    for row in rows:
        problem = _problem(row)
        for sku, (title, variant) in _goods(row["body"] or {}).items():
            total[sku] += 1
            titles.setdefault(sku, title)
            if problem is not None:
                found[sku, problem].append(_Complaint(row["id"], variant, row["outcome"] or ""))
    made = [
        Cluster(
            sku=sku,
            title=titles[sku],
            problem=problem,
            cases=len(came),
            share=len(came) / total[sku],
            of=total[sku],
            variants=_counted(one.variant for one in came),
            outcomes=_counted(one.outcome for one in came),
            examples=tuple(one.case for one in came[-_EXAMPLES:]),
            warning=len(came) >= _WARN_FROM and len(came) * 2 >= total[sku],
        )
        for (sku, problem), came in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.warning, -one.cases, one.sku))[:most])


def size_direction(text: str) -> str | None:
    """Return runs_small or runs_large where the words say one of them alone, else None."""
    small, large = bool(_SMALL.search(text)), bool(_LARGE.search(text))
    if small == large:
        return None
    return "runs_small" if small else "runs_large"


def _problem(row: Mapping[str, Any]) -> str | None:
    problem = ((row["proposal"] or {}).get("reading") or {}).get("problem")
    if problem in _NO_COMPLAINT:
        return None
    if problem == "size":
        return size_direction(_said(row["body"] or {})) or "size"
    return str(problem)


def _said(body: Mapping[str, Any]) -> str:
    said = [m.get("text", "") for m in body.get("messages", ()) if m.get("role") == "buyer"]
    said += [
        (body.get("review") or {}).get("text", ""),
        (body.get("claim") or {}).get("reason", ""),
    ]
    return "\n".join(filter(None, said))


def _goods(body: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the product families of an order with title and variant: the size at the end of a SKU is not another product."""
    seen: dict[str, tuple[str, str]] = {}
    for item in (body.get("order") or {}).get("items", ()):
        sku = str(item.get("sku") or "")
        family = _VARIANT.sub("", sku)
        if family:
            variant = sku[len(family) + 1 :]
            title = str(item.get("title") or family)
            title = re.sub(rf"\s*{re.escape(variant)}[码碼號号]?$", "", title) if variant else title
            seen.setdefault(family, (title, variant))
    return seen


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return how often each word came, the most frequent first; empty ones are left out."""
    counts = Counter(word for word in words if word)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
