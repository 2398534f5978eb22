"""`gaps`: what the documents do not answer, and taking a proposed answer into a candidate release."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from agent.bootstrap import build_library, build_store
from agent.cli.output import show
from agent.domain.clock import SystemClock
from agent.errors import InvalidInput, NotFound
from agent.insights.accepted import PATH, holds, with_pair
from agent.insights.lessons import Lesson, coverage, lessons
from agent.settings import Settings
from knowledge.library import Library


def gaps_list(options: Namespace) -> int:
    """List proposed FAQ pairs, the most asked first."""
    _, shop, found = _lessons(options)
    document = {"shop": shop, "gaps": [one.model_dump(mode="json") for one in found]}
    show(document, as_json=options.json, lines=lambda: _lines(found))
    return 0


def gaps_accept(options: Namespace) -> int:
    """Write one pair into the shop's folder and ingest it into a candidate release, which does not answer yet."""
    if not options.folder.is_dir():
        raise InvalidInput(f"{options.folder}: no such folder; give the shop's folder of documents")
    library, shop, found = _lessons(options)
    lesson = next((one for one in found if one.id == options.gap), None)
    if lesson is None:
        raise NotFound(f"gap {options.gap!r}: not among the open ones; `gaps list` shows them")
    question = options.question or lesson.question
    answer = (options.answer or lesson.answer).strip()
    if not answer:
        raise InvalidInput(f"gap {lesson.id}: nobody has answered it yet; give --answer TEXT")
    _write(options.folder / PATH, question, answer, lesson.product)
    report = library.ingest(
        options.folder, shop, now=SystemClock().now(), reason=f"gap {lesson.id} accepted"
    )
    document = {"shop": shop, "release": report.release, "question": question, "answer": answer}
    advice = f"release {report.release} is a candidate; `releases activate {report.release}` lets it answer"
    show(document, as_json=options.json, lines=lambda: iter([advice]))
    return 0


def gaps_coverage(options: Namespace) -> int:
    """Tell which intents of the last cases found no clause."""
    settings = Settings.read(data=options.data)
    _, database = build_store(settings)
    shop = options.shop or settings.shop
    rows = coverage(database, shop, last=options.last)
    database.close()
    document = {"shop": shop, "intents": [row.model_dump(mode="json") for row in rows]}
    show(
        document,
        as_json=options.json,
        lines=lambda: (
            f"{row.wants:14} {row.problem:16} {row.without:4} of {row.cases} without a clause"
            for row in rows
        ),
    )
    return 0


def _lessons(options: Namespace) -> tuple[Library, str, tuple[Lesson, ...]]:
    settings, clock = Settings.read(data=options.data), SystemClock()
    library, shop = build_library(settings), options.shop or settings.shop
    _, database = build_store(settings)
    end = clock.now() + timedelta(minutes=1)
    found = lessons(
        database, shop, start=end - timedelta(days=options.days), end=end, encode=library.encode
    )
    database.close()
    known = (options.folder / PATH) if getattr(options, "folder", None) else None
    text = known.read_text(encoding="utf-8") if known and known.is_file() else ""
    return library, shop, tuple(one for one in found if not holds(text, one.question))


def _write(path: Path, question: str, answer: str, product: str | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(with_pair(before, question, answer, product), encoding="utf-8")


def _lines(found: tuple[Lesson, ...]) -> Iterator[str]:
    for one in found:
        yield f"{one.id}  {one.asked:3} ×  {one.question}"
        told = f"{one.answer} ({one.by})" if one.answer else "no answer yet: accept with --answer"
        yield f"               {told}"
