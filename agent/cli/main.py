"""`aftersales`: reads the arguments, runs one command, turns an error into one line and an exit code.

Exit 0 done, 2 wrong use, 3 bad input, 4 something needed is not reachable.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

_OUTCOMES = "template, model or auto (the model if one is set, else the template)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = build_parser()
    options = parser.parse_args(argv)
    if not options.run:
        parser.print_help()
        return 2
    module, _, function = options.run.partition(":")
    try:
        return int(getattr(import_module(f"agent.cli.{module}"), function)(options) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if code is None:
            raise
        print(f"aftersales: {' '.join(str(error).split())}", file=sys.stderr)
        return int(code)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="aftersales",
        description="After-sales desk: cited decisions and checked drafts, for a person to approve.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder (default: $AFTERSALES_DATA)"
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    _knowledge(commands)
    _cases(commands)
    _service(commands)
    return parser


if TYPE_CHECKING:
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(
    commands: "Commands", name: str, run: str, help_text: str, *, shop: str | None = "optional"
) -> argparse.ArgumentParser:
    """Add a command; `shop` says whether --shop is optional, required or None (the command has none)."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    if shop:
        parser.add_argument(
            "--shop", metavar="ID", required=shop == "required", help="the shop's id"
        )
    return parser


def _knowledge(commands: "Commands") -> None:
    ingest = _command(
        commands, "ingest", "library:ingest", "read a shop's folder into a candidate release",
        shop="required",
    )  # fmt: skip
    ingest.add_argument("folder", type=Path, metavar="FOLDER")
    ingest.add_argument("--activate", action="store_true", help="run the gate and activate")

    search = _command(
        commands, "search", "library:search", "find the clauses that answer a question"
    )
    search.add_argument("query", nargs="?", metavar="QUERY")
    search.add_argument("-k", type=int, default=5, metavar="N", help="how many clauses (default 5)")
    search.add_argument("--on", metavar="DATE", help="what was in force for an order of that date")
    search.add_argument(
        "--product",
        action="append",
        default=[],
        metavar="SKU",
        help="put this product's clauses first",
    )
    search.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="one question a line")

    rules = commands.add_parser("rules", help="check a rulebook, or propose rules from documents")
    inner = rules.add_subparsers(metavar="check|propose", required=True)
    _command(inner, "check", "library:rules_check", "validate a shop's rules against its clauses")
    propose = _command(
        inner, "propose", "library:rules_propose", "propose rules from documents", shop=None
    )
    propose.add_argument("folder", type=Path, metavar="FOLDER")

    releases = commands.add_parser(
        "releases", help="list, show, activate, roll back, compare releases"
    )
    inner = releases.add_subparsers(metavar="list|show|activate|rollback|diff|check", required=True)
    _command(inner, "list", "library:releases_list", "list a shop's releases")
    show = _command(inner, "show", "library:releases_show", "show one release")
    show.add_argument("release", nargs="?", metavar="RELEASE", help="default: the active one")
    activate = _command(
        inner, "activate", "library:releases_activate", "pass the gate and activate"
    )
    activate.add_argument("release", metavar="RELEASE")
    _command(inner, "rollback", "library:releases_rollback", "go back to the release before")
    diff = _command(inner, "diff", "library:releases_diff", "what changed between two releases")
    diff.add_argument("first", metavar="A")
    diff.add_argument("second", metavar="B")
    check = _command(
        inner, "check", "library:releases_check", "contradictions and doubts inside a release"
    )
    check.add_argument("release", nargs="?", metavar="RELEASE", help="default: the active one")
    _gaps(commands)
    _complaints(commands)


def _complaints(commands: "Commands") -> None:
    report = _command(
        commands, "complaints", "complaints:complaints",
        "what buyers complain about by product, for the product side or a supplier; no buyer's data",
    )  # fmt: skip
    report.add_argument("--days", type=int, default=30, metavar="N", help="of the last N days")
    report.add_argument("--most", type=int, default=50, metavar="N", help="at most N rows")
    report.add_argument("--format", choices=("csv", "md"), default="md")
    report.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), default="zh-Hans")


def _gaps(commands: "Commands") -> None:
    gaps = commands.add_parser(
        "gaps", help="what the documents do not answer, and accepting answers"
    )
    inner = gaps.add_subparsers(metavar="list|accept|coverage", required=True)
    _command(inner, "list", "gaps:gaps_list", "list questions without an answer, most asked first")
    accept = _command(
        inner, "accept", "gaps:gaps_accept", "take a pair into a candidate release of the folder"
    )
    accept.add_argument("gap", metavar="GAP")
    accept.add_argument("--folder", type=Path, required=True, help="the shop's folder")
    accept.add_argument("--answer", metavar="TEXT", help="default: what a person answered")
    accept.add_argument("--question", metavar="TEXT", help="default: as it was asked")
    for one in inner.choices.values():
        one.add_argument(
            "--days", type=int, default=30, metavar="N", help="how far back (default 30)"
        )
    coverage = _command(
        inner, "coverage", "gaps:gaps_coverage", "which intents of the last cases had no clause"
    )
    coverage.add_argument("--last", type=int, default=500, metavar="N", help="cases (default 500)")


def _cases(commands: "Commands") -> None:
    draft = _command(commands, "draft", "cases:draft", "decide and draft one case")
    draft.add_argument(
        "case", nargs="?", metavar="CASE", help="a file with one case, or - for standard input"
    )
    draft.add_argument("--writer", default="auto", metavar="WRITER", help=_OUTCOMES)
    draft.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="one case a line")

    check = _command(commands, "check", "cases:check", "run the output guards over a text")
    check.add_argument("text", nargs="?", metavar="TEXT", help="the text, or - for standard input")
    check.add_argument("--surface", choices=("im", "public_review"), default="im")
    check.add_argument(
        "--context", type=Path, metavar="FILE", help="JSON: decision, buyer, review, language"
    )
    check.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="one guard text a line")

    evidence = _command(
        commands, "evidence", "evidence:evidence", "write the evidence of a case as folder and PDF"
    )
    evidence.add_argument(
        "case", metavar="CASE", help="a file with one case, -, or the id of a case at the desk"
    )
    evidence.add_argument(
        "--files", type=Path, metavar="DIR", help="the original photos and papers of this case"
    )
    evidence.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")

    notes = _command(
        commands, "notes", "notes:notes", "notes that orders call for, each waiting for approval"
    )
    notes.add_argument(
        "--orders", type=Path, required=True, metavar="FILE", help="JSON, JSONL, or an export"
    )
    notes.add_argument("--now", metavar="TIME", help="ISO time (default: the clock)")
    notes.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"))
    notes.add_argument("--kind", metavar="KIND", help="this kind for every order: invoice, gift …")
    notes.add_argument(
        "--opt-outs", type=Path, metavar="FILE", help="order numbers or phones that want none"
    )

    export = _command(
        commands, "export", "records:export", "write everything about one buyer, or all cases"
    )
    export.add_argument(
        "--buyer", metavar="ORDER_OR_PHONE", help="the buyer's order number or phone"
    )
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    export.add_argument(
        "--evidence", type=Path, metavar="DIR", help="write the evidence of each case there too"
    )
    erase = _command(commands, "erase", "records:erase", "erase everything about one buyer")
    erase.add_argument("--buyer", required=True, metavar="ORDER_OR_PHONE")
    erase.add_argument(
        "--yes", action="store_true", help="really erase; without it the count is shown"
    )


def _service(commands: "Commands") -> None:
    serve = _command(commands, "serve", "service:serve", "start API and console")
    serve.add_argument("--host", metavar="ADDRESS")
    serve.add_argument("--port", type=int, metavar="PORT")
    _command(
        commands, "mcp", "assistant:mcp", "search and draft tools for an assistant (MCP, stdio)"
    )
    demo = _command(commands, "demo", "service:demo", "the demo shop with its inbox", shop=None)
    demo.add_argument("--port", type=int, metavar="PORT")
    demo.add_argument(
        "--oneshot", action="store_true", help="process the inbox, print a table, exit"
    )
    channels = commands.add_parser("channels", help="the channels and how far each is proven")
    inner = channels.add_subparsers(metavar="list|start", required=True)
    _command(inner, "list", "service:channels_list", "list the channels", shop=None)
    start = _command(inner, "start", "upkeep:channels_start", "let replies leave a stopped channel")
    start.add_argument("channel", metavar="NAME")
    connectors = commands.add_parser("connectors", help="where the desk knows orders from")
    inner = connectors.add_subparsers(metavar="list|try", required=True)
    _command(inner, "list", "connectors:listed", "list the connectors and where each is configured", shop=None)  # fmt: skip
    look = _command(
        inner, "try", "connectors:tried", "say what a shop's connectors know, or what an export file holds"
    )  # fmt: skip
    look.add_argument("--order", metavar="NUMBER", help="look this order up")
    look.add_argument(
        "--file", type=Path, metavar="FILE", help="read this export, whatever is configured"
    )
    _upkeep(commands)


def _upkeep(commands: "Commands") -> None:
    backup = _command(
        commands, "backup", "upkeep:backup", "write everything into one file", shop=None
    )
    backup.add_argument("--out", type=Path, required=True, metavar="FILE.tar.gz")
    restore = _command(
        commands, "restore", "upkeep:restore", "bring a backup back into an empty folder", shop=None
    )
    restore.add_argument("file", type=Path, metavar="FILE.tar.gz")

    due = _command(commands, "due", "upkeep:due", "what comes due next")
    due.add_argument("--hours", type=float, default=24.0, metavar="H", help="how far (default 24)")
    due.add_argument("--most", type=int, default=100, metavar="N", help="lines (default 100)")

    tokens = commands.add_parser("tokens", help="issue, list and revoke tokens of the API")
    inner = tokens.add_subparsers(metavar="create|list|revoke", required=True)
    create = _command(
        inner, "create", "upkeep:tokens_create", "issue a token; it is shown once", shop=None
    )
    create.add_argument("name", metavar="NAME", help="who uses it, as the audit shows it")
    create.add_argument("--role", required=True, metavar="ROLE", help="agent, lead, admin, auditor")
    create.add_argument("--scope", action="append", default=[], metavar="SCOPE", help="narrow it")
    create.add_argument(
        "--for-shop", action="append", default=[], metavar="ID", help="only these shops"
    )
    create.add_argument("--days", type=int, metavar="N", help="it ends after so many days")
    _command(inner, "list", "upkeep:tokens_list", "list tokens, without their texts", shop=None)
    revoke = _command(inner, "revoke", "upkeep:tokens_revoke", "make a token useless", shop=None)
    revoke.add_argument("token", metavar="ID")
