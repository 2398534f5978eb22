"""`evidence`: the evidence of a case as a folder and a PDF."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.bootstrap import build_clerk, build_store
from agent.clerk.briefing import private_data
from agent.clerk.clerk import Clerk
from agent.cli.output import first_fault, note, read_json, show
from agent.domain.case import Case
from agent.errors import InvalidCase, NotFound
from agent.evidence.dossier import Dossier, build_dossier
from agent.evidence.folder import read_files, write_folder
from agent.evidence.others import without_others
from agent.guards.pii import mask
from agent.settings import Settings


def evidence(options: Namespace) -> int:
    """Write the evidence of a case: a file with one case, standard input, or the id of a case at the desk."""
    settings = Settings.read(data=options.data)
    shop = options.shop or settings.shop
    case = _case(options.case, settings, shop)
    files = read_files(options.files) if options.files else {}
    dossier, names = write_evidence(
        case, clerk=build_clerk(settings), shop=shop, files=files, out=options.out
    )
    note(f"{len(names)} files written to {options.out}")
    document = {**dossier.model_dump(mode="json"), "sha256": dossier.sha256, "files": list(names)}
    show(document, as_json=options.json, lines=lambda: _lines(dossier))
    return 0


def write_evidence(
    case: Case, *, clerk: Clerk, shop: str, files: Mapping[str, bytes], out: Path
) -> tuple[Dossier, tuple[str, ...]]:
    """Gather the evidence of a case and write its folder; returns the dossier and the names of the files."""
    proposal = clerk.propose(case, shop=shop, writer="template")
    private = private_data(case)
    dossier = build_dossier(
        case,
        proposal.reading,
        proposal.decision,
        now=clerk.now(case),
        mask=lambda text: mask(without_others(text), private),
        files=files,
    )
    return dossier, write_folder(out, case, dossier, files)


def _case(source: str, settings: Settings, shop: str) -> Case:
    if source != "-" and not Path(source).exists():
        store, database = build_store(settings)
        try:
            with store.reading(shop) as work:
                found = work.cases.find(source)
        finally:
            database.close()
        if found is None:
            raise NotFound(f"evidence: {source[:80]} is neither a file nor a case of shop {shop}")
        return found.case
    document: Any = read_json(source)
    try:
        return Case.model_validate(document)
    except ValidationError as error:
        raise InvalidCase(f"{source}: {first_fault(error)}") from None


def _lines(dossier: Dossier) -> Iterator[str]:
    yield f"{dossier.case_id}: {dossier.dispute}, {dossier.outcome}"
    for step in dossier.steps:
        state = "in hand" if not step.open else f"open: {', '.join(step.open)}"
        yield f"  {step.who} proves {', '.join(step.what)} ({state}) [{step.source}]"
    if dossier.ask_buyer:
        yield f"  asked of the buyer in the draft: {', '.join(dossier.ask_buyer)}"
    if dossier.fetch:
        yield f"  to be fetched by the shop: {', '.join(dossier.fetch)}"
    yield f"  {len(dossier.exhibits)} exhibits, {len(dossier.timeline)} moments, sha256 {dossier.sha256}"
