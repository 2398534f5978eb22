"""`export` and `erase`: what the desk keeps about one buyer."""

import json
import re
from argparse import Namespace

from agent.bootstrap import build_clerk, build_store
from agent.cli.evidence import write_evidence
from agent.cli.output import note, show
from agent.domain.case import Case
from agent.errors import InvalidInput, NotFound
from agent.settings import Settings


def export(options: Namespace) -> int:
    """Write everything about one buyer as JSON."""
    if not options.buyer:
        raise InvalidInput("export: name the buyer with --buyer ORDER_OR_PHONE")
    settings = Settings.read(data=options.data)
    store, database = build_store(settings)
    try:
        with store.reading(options.shop or settings.shop) as work:
            document = work.buyers.export(options.buyer)
            found = [work.cases.get(row["id"]).case for row in document["cases"]]
    finally:
        database.close()
    if not document["cases"]:
        raise NotFound("export: no case with that order number or phone")
    if options.evidence:
        _write_dossiers(found, settings, options)
    text = json.dumps(document, ensure_ascii=False, indent=None if options.json else 1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
        note(f"{len(document['cases'])} cases written to {options.out}")
    else:
        print(text)
    return 0


def _write_dossiers(found: list[Case], settings: Settings, options: Namespace) -> None:
    """Write the evidence of every case of the export, each into a folder of its own."""
    clerk, shop = build_clerk(settings), options.shop or settings.shop
    for number, case in enumerate(found, start=1):
        name = re.sub(r"[^\w-]", "_", case.id)[:60]
        out = options.evidence / f"{number:03d}_{name}"
        write_evidence(case, clerk=clerk, shop=shop, files={}, out=out)
    note(f"evidence of {len(found)} cases written to {options.evidence}")


def erase(options: Namespace) -> int:
    """Erase everything about one buyer; without --yes only count."""
    settings = Settings.read(data=options.data)
    store, database = build_store(settings)
    try:
        with store.writing(options.shop or settings.shop) as work:
            count = len(work.buyers.case_ids(options.buyer))
            if options.yes:
                work.buyers.erase(options.buyer)
        database.forget()
    finally:
        database.close()
    document = {"cases": count, "erased": bool(options.yes and count)}
    left = "erased" if document["erased"] else "found; nothing was erased, add --yes"
    show(document, as_json=options.json, lines=lambda: iter([f"{count} cases {left}"]))
    return 0
