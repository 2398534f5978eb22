"""`python -m evals run | compare | outside | speed`: is the desk good, and did it get worse?"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

SUITE_CHOICES = ("triage", "retrieval", "drafts", "guards", "reviews", "all")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors raised on purpose are one line and their exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if code is None:
            raise
        print(f"evals: {' '.join(str(error).split())}", file=sys.stderr)
        return int(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder (default: $AFTERSALES_DATA)"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    run = commands.add_parser("run", help="run suites and report")
    run.add_argument("--suite", choices=SUITE_CHOICES, default="all")
    run.add_argument("--shop", default="demo", metavar="ID")
    run.add_argument("--cases", type=Path, metavar="FILE", help="your own rows, as in the contract")
    run.add_argument("--writer", choices=("template", "model"), default="template")
    run.add_argument(
        "--out", type=Path, metavar="DIR", help="write report.json, .md and .html there"
    )
    run.add_argument("--json", action="store_true", help="print the report as one JSON document")
    run.set_defaults(run=_run)
    compare = commands.add_parser("compare", help="compare two report.json files")
    compare.add_argument("first", type=Path, metavar="A")
    compare.add_argument("second", type=Path, metavar="B")
    compare.add_argument("--json", action="store_true")
    compare.set_defaults(run=_compare)
    outside = commands.add_parser("outside", help="measure on other people's data")
    outside.add_argument("folder", type=Path, help="the folder that holds stard, ecom_bench, laws")
    outside.add_argument("--json", action="store_true")
    outside.set_defaults(run=_outside)
    speed = commands.add_parser("speed", help="where the time goes")
    speed.add_argument("--out", type=Path, metavar="DIR")
    speed.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        metavar="N",
        help="clauses of the made-up releases that search is timed over (default 2000 20000 100000; none: left out)",
    )
    speed.add_argument("--json", action="store_true")
    speed.set_defaults(run=_speed)
    return parser


def _run(options: argparse.Namespace) -> int:
    from evals.desk import opened
    from evals.report import as_document, markdown, write
    from evals.runner import SUITES, Runner

    with opened(options.data, options.shop) as desk:
        runner = Runner(desk.clerk, options.shop, writer=options.writer)
        suites: tuple[str, ...] = SUITES if options.suite == "all" else (options.suite,)
        if options.cases and options.suite == "all":
            suites = ("triage", "drafts", "reviews")
        reports = [runner.run(suite, options.cases) for suite in suites]
        product = f"aftersales-desk {version('aftersales-desk')}"
        document = as_document(reports, product=product, embedder=desk.embedder)
    if options.out:
        for path in write(document, options.out):
            print(path, file=sys.stderr)
    print(json.dumps(document, ensure_ascii=False) if options.json else markdown(document))
    return 0


def _compare(options: argparse.Namespace) -> int:
    from agent.cli.output import read_json
    from evals.report import compare

    rows, apart = compare(
        _report(read_json(str(options.first))), _report(read_json(str(options.second)))
    )
    if options.json:
        print(json.dumps({"scores": rows, "not_comparable": apart}))
        return 0
    for row in rows:
        print(f"{row['score']:42} {row['before']:.3f} -> {row['after']:.3f}  {row['change']:+.3f}")
    for reason in apart:
        print(f"not compared: {reason}")
    return 0


def _report(document: Any) -> dict[str, Any]:
    from agent.errors import InvalidInput

    if not isinstance(document, dict) or "suites" not in document:
        raise InvalidInput("compare: not a report.json written by `python -m evals run --out DIR`")
    return document


def _outside(options: argparse.Namespace) -> int:
    from agent.errors import InvalidInput

    if not options.folder.is_dir():
        raise InvalidInput(f"outside: {options.folder} is not a folder; give the data's folder")
    from evals.adapters.outside import measure

    found = measure(options.folder)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for part, figures in found.items():
        print(f"{part}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
    return 0


def _speed(options: argparse.Namespace) -> int:
    from evals.speed.speed import measure, speed_markdown

    document = measure() if options.sizes is None else measure(options.sizes)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "speed.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    print(json.dumps(document) if options.json else speed_markdown(document))
    return 0


if __name__ == "__main__":
    sys.exit(main())
