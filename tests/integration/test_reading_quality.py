"""The shipped reader on its development sets: a floor under each figure, a little below what was measured."""

from pathlib import Path

import pytest

from agent.understanding.reader import EmbeddedReader
from evals.adapters import tau2
from evals.adapters.reading import read_rows, score
from evals.dataset import shipped
from knowledge.search.embedders import load_embedder


@pytest.fixture(scope="module")
def reader() -> EmbeddedReader:
    return EmbeddedReader(load_embedder("use"))


def test_messages_of_the_development_set_are_read(reader: EmbeddedReader) -> None:
    found = score(read_rows(shipped("reading_dev.jsonl"), reader))
    floors = {
        "triage": 0.86,
        "wants": 0.85,
        "problem": 0.78,
        "lead_recall": 0.95,
        "lead_precision": 0.80,
    }
    assert {name: found[name] for name in floors if found[name] < floors[name]} == {}


def test_messages_never_tuned_on_are_read(reader: EmbeddedReader) -> None:
    found = score(read_rows(shipped("reading_holdout.jsonl"), reader))
    floors = {"triage": 0.86, "wants": 0.84, "lead_recall": 0.92, "lead_precision": 0.80}
    assert {name: found[name] for name in floors if found[name] < floors[name]} == {}


def test_long_english_instructions_give_the_classes_of_their_actions(
    reader: EmbeddedReader, outside_data: Path
) -> None:
    found = tau2.measure(tau2.read_tasks(outside_data / "tau2_retail"), reader)
    assert found["micro_f1"] >= 0.85
