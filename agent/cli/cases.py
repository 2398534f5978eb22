"""`draft` and `check`."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from agent.bootstrap import build_clerk, build_judge
from agent.clerk.answers import check_document
from agent.clerk.clerk import Clerk
from agent.cli.output import batch, first_fault, read_json, show
from agent.domain.case import Case
from agent.errors import InvalidCase, InvalidInput
from agent.guards.judge import Judge
from agent.settings import Settings


def draft(options: Namespace) -> int:
    """Decide and draft one case, or each case of a file."""
    if (options.case is None) == (options.batch is None):
        raise InvalidInput("draft: name one CASE file (or -), or --batch FILE.jsonl")
    settings = Settings.read(data=options.data)
    clerk, shop = build_clerk(settings), options.shop or settings.shop

    def answer(row: Any) -> dict[str, Any]:
        case = Case.model_validate(row)
        return clerk.propose(case, shop=shop, writer=options.writer).to_contract()

    if options.batch:
        return batch(options.batch, answer)
    document = read_json(options.case)
    try:
        result = answer(document)
    except ValidationError as error:
        where = "standard input" if options.case == "-" else options.case
        raise InvalidCase(f"{where}: {first_fault(error)}") from None
    show(result, as_json=options.json, lines=lambda: _draft_lines(result))
    return 0


def check(options: Namespace) -> int:
    """Run the output guards over one text, or over each of a file."""
    if (options.text is None) == (options.batch is None):
        raise InvalidInput("check: give one TEXT (or -), or --batch FILE.jsonl")
    clerk = build_clerk(Settings.read(data=options.data)) if options.shop else None
    judge = clerk.judge if clerk else build_judge()
    if options.batch:
        return batch(options.batch, lambda row: _checked_row(row, clerk, options.shop, judge))
    text = sys.stdin.read() if options.text == "-" else options.text
    context = read_json(str(options.context)) if options.context else {}
    result = check_document(
        text,
        surface=options.surface,
        context=context,
        clerk=clerk,
        shop=options.shop,
        judge=judge,
    )
    show(result, as_json=options.json, lines=lambda: _finding_lines(result))
    return 0


def _checked_row(
    row: Mapping[str, Any], clerk: Clerk | None, shop: str | None, judge: Judge | None
) -> dict[str, Any]:
    unknown = set(row) - {"id", "surface", "text", "context", "expect"}
    if unknown:
        raise InvalidInput(f"unknown key {sorted(unknown)[0]!r}; known: id, surface, text, context")
    if not isinstance(row.get("text"), str):
        raise InvalidInput("text: a string is needed")
    return check_document(
        row["text"],
        surface=row.get("surface") or "im",
        context=row.get("context") or {},
        clerk=clerk,
        shop=shop,
        judge=judge,
    )


def _draft_lines(result: dict[str, Any]) -> Iterator[str]:
    decision = result["decision"]
    amount = decision["amount"]
    yield f"{result['case_id']}: {decision['outcome']} ({decision['lane']})" + (
        f", {amount['value']} {amount['currency']}" if amount else ""
    )
    for reason in decision["reasons"]:
        yield f"  {reason['text']}  [{reason['citation']['path']} {reason['citation']['heading']}]"
    if decision["missing"]:
        yield f"  ask for: {', '.join(decision['missing'])}"
    for deadline in decision["deadlines"]:
        yield f"  {deadline['kind']} by {deadline['due']} ({deadline['source']})"
    yield ""
    yield result["draft"]["text"] or "(no text may be published)"
    yield from _finding_lines(result)


def _finding_lines(result: dict[str, Any]) -> Iterator[str]:
    for finding in result["findings"]:
        reference = f" [{finding['reference']}]" if finding["reference"] else ""
        yield f"{finding['severity']}: {finding['kind']}: {finding['message']}{reference}"
    yield "blocked" if result["blocked"] else "passed"
