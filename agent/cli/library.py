"""`ingest`, `search`, `rules` and `releases`."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from agent.bootstrap import build_clerk, build_library
from agent.clerk.answers import search_document
from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.cli.output import batch, note, show
from agent.domain.clock import SystemClock
from agent.errors import InvalidInput, NotFound
from agent.settings import Settings
from knowledge.clause import Clause
from knowledge.library import Library
from knowledge.search.answer import SearchAnswer


def ingest(options: Namespace) -> int:
    """Read a folder into a candidate release and, if asked, activate it."""
    from tqdm import tqdm

    settings, clock = Settings.read(data=options.data), SystemClock()
    if not options.folder.is_dir():
        raise InvalidInput(f"{options.folder}: no such folder")
    clerk = build_clerk(settings) if options.activate else None
    library = clerk.library if clerk else build_library(settings)
    with tqdm(total=0, unit="", leave=False, disable=None) as bar:

        def progress(stage: str, done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.set_description(stage, refresh=False)
            bar.refresh()

        report = library.ingest(options.folder, options.shop, now=clock.now(), progress=progress)
    document = report.model_dump(mode="json")
    show(document, as_json=options.json, lines=lambda: _ingest_lines(document))
    if clerk:
        _activate(clerk, options.shop, report.release)
    return 0


def _activate(clerk: Clerk, shop: str, release: str) -> None:
    gate = ReleaseGate(clerk)
    clerk.library.activate(shop, release, gate=gate, now=SystemClock().now())
    note(f"release {release} is active; {gate.note}")


def _ingest_lines(document: dict[str, Any]) -> Iterator[str]:
    for row in document["files"]:
        reason = f"  {row['reason']}" if row["reason"] else ""
        yield f"{row['status']:9} {row['clauses']:5}  {row['path']}{reason}"
    doubtful = [row["path"] for row in document["files"] if row["doubts"]]
    if doubtful:
        yield f"validity to be settled by a person: {', '.join(doubtful)}"
    yield f"release {document['release']}: {document['clauses']} clauses, {document['seconds']:.1f} s"


def search(options: Namespace) -> int:
    """Find the clauses that answer a question, or each question of a file."""
    if (options.query is None) == (options.batch is None):
        raise InvalidInput("search: give one QUERY, or --batch FILE.jsonl")
    settings = Settings.read(data=options.data)
    library, shop = build_library(settings), options.shop or settings.shop
    if library.active(shop) is None:
        raise NotFound(
            f"shop {shop!r} has no active release; run `aftersales ingest FOLDER --shop {shop} --activate`"
        )

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(row.get("query"), str):
            raise InvalidInput("query: a string is needed")
        products = row.get("products") or ()
        found = _found(
            library, shop, row["query"], int(row.get("k") or options.k), row.get("on"),
            tuple(str(sku) for sku in products),
        )  # fmt: skip
        return search_document(found)

    if options.batch:
        return batch(options.batch, answer)
    row = {"query": options.query, "on": options.on, "products": options.product}
    document = answer(row)
    show(document, as_json=options.json, lines=lambda: _search_lines(document))
    return 0


def _found(
    library: Library, shop: str, query: str, k: int, on: str | None, products: tuple[str, ...]
) -> SearchAnswer:
    if k < 1:
        raise InvalidInput(f"-k {k}: must be 1 or more")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise InvalidInput(f"--on {on!r}: write the date like 2026-09-01") from None
    return library.search(shop, query, k=k, on=day, products=products)


def _search_lines(document: dict[str, Any]) -> Iterator[str]:
    if not document["answerable"]:
        yield "(not answered by the shop's documents; the nearest clauses:)"
    for row in document["results"]:
        yield f"{row['score']:.2f}  {row['path']}  {row['heading']}"
        yield f"      {row['text'][:160]}"


def rules_check(options: Namespace) -> int:
    """Load the shop's rulebook over every pack that its platforms bring."""
    settings = Settings.read(data=options.data)
    clerk, shop = build_clerk(settings), options.shop or settings.shop
    books = clerk.shelf.books(shop)
    if books.release is None:
        raise NotFound(f"shop {shop!r} has no active release")
    counts = {
        platform: len(clerk.shelf.rulebook(shop, books.release, platform).rules)
        for platform in ("other", *books.shop.platforms)
    }
    document = {"shop": shop, "release": books.release, "rules": counts}
    show(
        document,
        as_json=options.json,
        lines=lambda: (f"{name}: {count} rules load" for name, count in counts.items()),
    )
    return 0


def rules_propose(options: Namespace) -> int:
    """Print proposed rules for the documents of a folder, as YAML."""
    from agent.policy.propose import propose
    from knowledge.readers.reader import assign_products, read_folder

    if not options.folder.is_dir():
        raise InvalidInput(f"{options.folder}: no such folder")
    readings = assign_products(tuple(read_folder(options.folder)))
    text = propose([clause for reading in readings for clause in reading.clauses])
    show({"rules_yaml": text}, as_json=options.json, lines=lambda: iter([text]))
    return 0


def releases_list(options: Namespace) -> int:
    """List a shop's releases, newest last."""
    library, shop = _opened(options)
    cut_off = [moment.isoformat() for moment in library.unfinished(shop)]
    for moment in cut_off:
        note(f"an ingest begun at {moment} was cut off; run `ingest` again, it goes on from there")
    rows = [
        {
            "release": row.id,
            "state": row.state.value,
            "created": row.created.isoformat(),
            "parent": row.parent,
            "clauses": len(row.clause_ids),
            "author": row.author,
            "reason": row.reason,
        }
        for row in library.releases(shop)
    ]
    show(
        {"shop": shop, "releases": rows, "unfinished": cut_off},
        as_json=options.json,
        lines=lambda: (
            f"{row['release']}  {row['state']:10}  {row['clauses']:6} clauses  {row['created']}"
            for row in rows
        ),
    )
    return 0


def releases_show(options: Namespace) -> int:
    """Show the manifest of one release."""
    library, shop = _opened(options)
    document = library.release(shop, options.release).model_dump(mode="json")
    show(document, as_json=options.json, lines=lambda: (f"{k}: {v}" for k, v in document.items()))
    return 0


def releases_activate(options: Namespace) -> int:
    """Pass the gate and activate."""
    settings = Settings.read(data=options.data)
    shop = options.shop or settings.shop
    _activate(build_clerk(settings), shop, options.release)
    document = {"shop": shop, "active": options.release}
    show(document, as_json=options.json, lines=lambda: iter(()))
    return 0


def releases_rollback(options: Namespace) -> int:
    """Let the release that answered before answer again."""
    library, shop = _opened(options)
    active = library.rollback(shop).id
    document = {"shop": shop, "active": active}
    show(document, as_json=options.json, lines=lambda: iter([f"release {active} is active"]))
    return 0


def releases_diff(options: Namespace) -> int:
    """Print what was added, changed and withdrawn between two releases."""
    library, shop = _opened(options)
    diff = library.diff(shop, options.first, options.second)
    document = {
        "added": [_clause(clause) for clause in diff.added],
        "changed": [{"before": _clause(a), "after": _clause(b)} for a, b in diff.changed],
        "withdrawn": [_clause(clause) for clause in diff.withdrawn],
    }

    def lines() -> Iterator[str]:
        yield from (f"+ {c.path}  {c.heading}: {c.text}" for c in diff.added)
        for before, after in diff.changed:
            yield f"~ {after.path}  {after.heading}: {before.text}"
            yield f"  → {after.text}"
        yield from (f"- {c.path}  {c.heading}: {c.text}" for c in diff.withdrawn)

    show(document, as_json=options.json, lines=lines)
    return 0


def releases_check(options: Namespace) -> int:
    """Show what a person should look at before a release answers: contradictions, doubts, what was left out, where it is from."""
    from knowledge.contradictions import contradictions

    library, shop = _opened(options)
    release = library.release(shop, options.release)
    pairs = contradictions(library.clauses(shop, release.id))
    document = {
        "release": release.id, "parent": release.parent, "author": release.author,
        "reason": release.reason, "created": release.created.isoformat(),
        "contradictions": [
            {"said": list(pair.said), "one": _clause(pair.one), "other": _clause(pair.other)}
            for pair in pairs
        ],
        "doubts": [{"path": f.path, "doubts": list(f.doubts)} for f in release.files if f.doubts],
        "left_out": [{"path": f.path, "reason": f.reason} for f in release.files if f.reason],
    }  # fmt: skip

    def lines() -> Iterator[str]:
        for pair in pairs:
            yield f"{pair.said[0]} or {pair.said[1]}?"
            yield from (f"   {c.path}  {c.heading}: {c.text[:120]}" for c in (pair.one, pair.other))
        yield from (f"{f.path}: {'; '.join(f.doubts)}" for f in release.files if f.doubts)
        yield f"release {release.id}: {len(pairs)} contradictions, {sum(bool(f.doubts) for f in release.files)} doubtful files"

    show(document, as_json=options.json, lines=lines)
    return 0


def _opened(options: Namespace) -> tuple[Library, str]:
    settings = Settings.read(data=options.data)
    return build_library(settings), options.shop or settings.shop


def _clause(clause: Clause) -> dict[str, str]:
    return {"path": clause.path, "heading": clause.heading, "text": clause.text}
