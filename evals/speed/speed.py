"""Where the time goes: medians and 95th percentiles of one warm process, and the start of the command line."""

import platform
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from agent.domain.case import Case
from evals.dataset import demo_inbox, load_cases
from evals.desk import DEMO, opened
from evals.speed.changed import measure_changed
from evals.speed.scale import SIZES, measure_scale, scale_markdown
from evals.speed.summary import summary

STEPS = ("reading", "search", "decision", "draft", "guards", "total")
_STARTS = 7


def measure(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Return the speed report: every demo case drafted once warm, cold starts, and searches over releases of these sizes.

    Steps are milliseconds, starts seconds; searches are timed beside LangChain's and left out without `sizes`.
    The embedder remembers questions, so each text is new when it is measured: a first pass warms the machine with other
    words than those measured.
    """
    cases = load_cases(demo_inbox()).rows
    with opened(None, DEMO) as desk:
        for case in cases[:8]:
            desk.clerk.propose(_reworded(case), shop=DEMO, writer="template")
        proposals = [desk.clerk.propose(case, shop=DEMO, writer="template") for case in cases]
        embedder = desk.embedder
    steps = {
        step: summary([getattr(proposal.timings_ms, step) for proposal in proposals])
        for step in STEPS
    }
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "embedder": embedder,
        "cases": len(cases),
        "draft_ms": steps,
        "help_s": summary([_start("--help") for _ in range(_STARTS)]),
        "scale": measure_scale(sizes) if sizes else None,
        "changed": measure_changed() if sizes else None,
    }


def speed_markdown(document: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    rows = [
        f"Machine: {document['machine']}; embedder {document['embedder']}; {document['cases']} cases, warm.",
        "",
        "| step of a draft | p50 ms | p95 ms | max ms |",
        "|---|---|---|---|",
    ]
    for step, figures in document["draft_ms"].items():
        rows.append(f"| {step} | {figures['p50']} | {figures['p95']} | {figures['max']} |")
    start = document["help_s"]
    rows += ["", f"`aftersales --help`: median {start['p50']:.2f} s, slowest {start['max']:.2f} s."]
    if document["scale"]:
        rows += ["", scale_markdown(document["scale"])]
    if document["changed"]:
        changed = document["changed"]
        rows += [
            "",
            f"One of {changed['files']} files changed, {changed['clauses']:,} clauses, ingest and activation: "
            f"processor p50 {changed['cpu_s']['p50']} s, slowest {changed['cpu_s']['max']} s; wall p50 {changed['s']['p50']} s.",
        ]
    return "\n".join(rows)


def _reworded(case: Case) -> Case:
    messages = tuple(
        message.model_copy(update={"text": f"预热{index}{message.text[::-1]}"})
        for index, message in enumerate(case.messages)
    )
    return case.model_copy(update={"messages": messages})


def _start(*arguments: str) -> float:
    begin = perf_counter()
    subprocess.run([sys.executable, "-m", "agent", *arguments], capture_output=True, check=True)
    return perf_counter() - begin
