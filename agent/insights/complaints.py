"""What buyers complain about as a report for the product side or a supplier: figures by product, nothing of a buyer."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from agent.insights.clusters import Cluster

Named = Callable[[str], str]
"""A word of the interface in the reader's language: `col_product`, `problem_size`, `outcome_exchange` …"""

_COLUMNS = (
    "col_product", "col_sku", "col_problem", "col_cases", "col_of", "col_share", "col_variants", "col_outcomes", "col_warning",
)  # fmt: skip
# A cell that begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def complaints_csv(clusters: Iterable[Cluster], named: Named) -> str:
    """Return the report as CSV, one product with one problem a row."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _rows(clusters, named):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def complaints_markdown(
    clusters: Sequence[Cluster], named: Named, *, shop: str, first: date, last: date
) -> str:
    """Return the report as Markdown, to be pasted into a message or a document."""
    head, *rows = [[_cell(cell) for cell in row] for row in _rows(clusters, named)]
    lines = [f"# {named('report_title')}", "", f"{_cell(shop)} · {first} – {last}", ""]
    lines += [named("report_note"), ""]
    lines += ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _rows(clusters: Iterable[Cluster], named: Named) -> Iterable[list[str]]:
    yield [named(column) for column in _COLUMNS]
    for one in clusters:
        yield [
            one.title,
            one.sku,
            named(f"problem_{one.problem}"),
            str(one.cases),
            str(one.of),
            f"{one.share:.0%}",
            ", ".join(f"{variant} × {count}" for variant, count in one.variants),
            ", ".join(f"{named(f'outcome_{name}')} × {count}" for name, count in one.outcomes),
            named("early_warning_short") if one.warning else "",
        ]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
