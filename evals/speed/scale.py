"""Search at scale: made-up clauses with made-up vectors, this product beside LangChain's two retrievers, in one run.

Speed alone: the vectors are noise around a few hundred topics, so nothing is said about quality (that is `evals outside`). All
three are given the same texts and the same question vectors; embedding is left out. Ours has validity and scope in force, the
others search everything. Where LangChain is not installed its rows are left out and the report says so.
"""

import gc
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from evals.speed.corpus import DIMENSION, QUESTIONS, TODAY, WARM, Corpus, made_up
from evals.speed.summary import summary
from knowledge.search.answerable import background_texts
from knowledge.search.column import Made
from knowledge.search.index import ReleaseIndex
from knowledge.search.question import Question
from knowledge.search.ranking import rank

SIZES = (2_000, 20_000, 100_000)
SLOW = 12
"""Questions that a slow rival is asked: its median needs no more."""


def timed(ask: Callable[[int], object], corpus: Corpus, count: int) -> dict[str, dict[str, float]]:
    """Return wall and processor milliseconds of `count` questions, each new, after a few to warm up."""
    wall, cpu = [], []
    gc.collect()
    for at in range(WARM + count):
        begin, spent = perf_counter(), process_time()
        ask(at % len(corpus.questions))
        wall.append(1000 * (perf_counter() - begin))
        cpu.append(1000 * (process_time() - spent))
    return {"ms": summary(wall[WARM:]), "cpu_ms": summary(cpu[WARM:])}


def measure_ours(corpus: Corpus, folder: Path) -> dict[str, Any]:
    """Return how long indexing and searching take with this product's own files, whole shop and narrowed to a product."""
    bank = np.resize(corpus.vectors, (len(background_texts()), DIMENSION))
    begin = perf_counter()
    ReleaseIndex.write(folder, corpus.clauses, {"vectors": Made.of(corpus.vectors)}, {"bank": bank})
    built = perf_counter() - begin
    begin = perf_counter()
    index = ReleaseIndex(folder)
    index.check()
    opened = perf_counter() - begin

    def ask(at: int, products: tuple[str, ...] = ()) -> object:
        return rank(
            index,
            Question(corpus.questions[at], corpus.asked[at], TODAY, products=products),
            k=10,
        )

    return {
        "build_s": round(built, 2),
        "open_s": round(opened, 3),
        **timed(ask, corpus, QUESTIONS),
        "narrowed": timed(lambda at: ask(at, (f"SKU-{at:04d}",)), corpus, QUESTIONS),
    }


def measure_scale(sizes: Sequence[int] = SIZES, *, rivals: bool = True) -> dict[str, Any]:
    """Return the figures of every size; rivals only where their packages are installed."""
    present = rivals and all(find_spec(name) for name in ("langchain_classic", "rank_bm25"))
    found: dict[str, Any] = {"rivals": "measured" if present else "not installed", "sizes": {}}
    for size in sizes:
        corpus = made_up(size)
        with tempfile.TemporaryDirectory() as folder:
            row = {"ours": measure_ours(corpus, Path(folder))}
            if present:
                from evals.speed.rivals import measure_rivals

                row |= measure_rivals(corpus, Path(folder, "chroma"), timed, SLOW)
        found["sizes"][str(size)] = row
    return found


def scale_markdown(found: dict[str, Any]) -> str:
    """Return the report as a Markdown table, with how many times slower each rival's median is."""
    rows = [
        "Search without embedding the question, top 10, milliseconds; ours with validity in force (and, narrowed, one product first).",
        "",
        "| clauses | engine | p50 | p95 | processor p95 | × ours (p50) |",
        "|---|---|---|---|---|---|",
    ]
    for size, engines in found["sizes"].items():
        ours = engines["ours"]
        lines = {"ours": ours, "ours, narrowed": ours["narrowed"], **engines}
        for name, figures in lines.items():
            times = figures["ms"]["p50"] / max(ours["ms"]["p50"], 1e-6)
            rows.append(
                f"| {int(size):,} | {name} | {figures['ms']['p50']} | {figures['ms']['p95']} | {figures['cpu_ms']['p95']} | {times:.1f} |"
            )
        rows.append(f"| {int(size):,} | ours: open the files | {1000 * ours['open_s']:.0f} | | | |")
    if found["rivals"] != "measured":
        rows += [
            "",
            "LangChain was not measured: its packages are not installed (dependency group `bench`).",
        ]
    return "\n".join(rows)
