"""The retail tasks of tau2-bench (MIT): are the wants of a long instruction those of its gold actions?

Only `train` tasks are read. An instruction speaks to a simulated buyer ("You want to return …"); it is read as that
buyer's message. Gold actions become five classes; tasks without a write action have an empty set.

    python -m evals.adapters.tau2 FOLDER
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent.domain.case import Case
from agent.domain.message import Message, Role
from agent.domain.reading import Want
from agent.understanding.reader import EmbeddedReader
from evals.adapters.reading import micro_f1
from knowledge.search.embedders import load_embedder

CLASSES = {
    "return_delivered_order_items": Want.RETURN_REFUND,
    "exchange_delivered_order_items": Want.EXCHANGE,
    "cancel_pending_order": Want.CANCEL,
    "modify_pending_order_address": Want.CHANGE_ORDER,
    "modify_pending_order_items": Want.CHANGE_ORDER,
    "modify_pending_order_payment": Want.CHANGE_ORDER,
    "modify_user_address": Want.CHANGE_ORDER,
    "transfer_to_human_agents": Want.HUMAN,
}
_NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """An instruction and the classes of its gold actions."""

    id: str
    text: str
    gold: frozenset[Want]


def read_tasks(folder: Path) -> list[Task]:
    """Return the training tasks of a folder with `tasks.json` and `split_tasks.json`."""
    train = set(map(str, json.loads((folder / "split_tasks.json").read_text("utf-8"))["train"]))
    tasks = []
    for task in json.loads((folder / "tasks.json").read_text("utf-8")):
        if str(task["id"]) not in train:
            continue
        names = [action["name"] for action in task["evaluation_criteria"]["actions"] or ()]
        gold = frozenset(CLASSES[name] for name in names if name in CLASSES)
        text = task["user_scenario"]["instructions"]["reason_for_call"]
        tasks.append(Task(str(task["id"]), text, gold))
    return tasks


def wants_of(task: Task, reader: EmbeddedReader) -> frozenset[Want]:
    """Return those of the wants read that have an action."""
    message = Message(role=Role.BUYER, text=task.text)
    reading = reader.read(Case(id=task.id, language="en", messages=(message,)), now=_NOW)
    return frozenset(reading.all_wants) & frozenset(CLASSES.values())


def measure(tasks: Sequence[Task], reader: EmbeddedReader) -> dict[str, float]:
    """Return the micro-F1 over the five classes and how many tasks were right as a whole."""
    found = [(task.gold, wants_of(task, reader)) for task in tasks]
    pairs = [({*map(str, gold)}, {*map(str, got)}) for gold, got in found]
    whole = sum(gold == got for gold, got in found)
    return {"tasks": len(tasks), "micro_f1": round(micro_f1(pairs), 4), "whole": whole}


def main() -> None:
    """Print the figure for a folder."""
    parser = argparse.ArgumentParser(description="Wants of tau2 retail instructions.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    reader, tasks = EmbeddedReader(load_embedder("use")), read_tasks(options.folder)
    print(json.dumps(measure(tasks, reader)))
    for task in tasks if options.failures else ():
        got = wants_of(task, reader)
        if got != task.gold:
            print(task.id, sorted(task.gold), sorted(got), task.text)


if __name__ == "__main__":
    main()
