"""One changed file in a large folder: what reading, indexing and activating again cost, and whether old text is gone.

The clauses and their vectors are made up as in `corpus.py`; embedding is left out, for it costs the changed clauses alone.
"""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from evals.speed.corpus import DIMENSION, made_up
from evals.speed.summary import summary
from knowledge.library import Library
from knowledge.search.embedder import Vectors

FILES = 500
CHANGES = 8
SHOP = "speed"
_NOW = datetime(2026, 11, 21, tzinfo=UTC)


class NoiseEmbedder:
    """Gives every text a unit vector made of its hash: it costs next to nothing, and alike texts are not alike."""

    name = "noise"
    dimension = DIMENSION

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a clause."""
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
            rows[row] = np.random.default_rng(seed).normal(size=DIMENSION)
        return np.asarray(
            rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32
        )


def write_folder(folder: Path, clauses: int, files: int = FILES) -> None:
    """Write a folder of `files` documents that hold `clauses` numbered clauses together."""
    texts = [clause.text for clause in made_up(clauses).clauses]
    folder.mkdir(parents=True)
    for number in range(files):
        lines = [f"# 规则{number}", ""]
        own = texts[number * clauses // files : (number + 1) * clauses // files]
        lines += [f"{place}. 第{number}号：{text}" for place, text in enumerate(own, 1)]
        (folder / f"rule-{number:05d}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure_changed(
    clauses: int = 20_000, changes: int = CHANGES, files: int = FILES
) -> dict[str, Any]:
    """Return wall and processor seconds of ingest and activation together; each time every clause of one file is changed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "folder")
        write_folder(folder, clauses, files)
        library = Library(Path(place, "library"), embedder=NoiseEmbedder())
        begin = process_time()
        first = library.ingest(folder, SHOP, now=_NOW)
        library.activate(SHOP, first.release)
        whole = process_time() - begin
        wall, cpu = [], []
        for change in range(changes):
            path = folder / f"rule-{change * 61 % files:05d}.md"
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(". 第", f". 第{change}次修订，第"), encoding="utf-8")
            start, spent = perf_counter(), process_time()
            report = library.ingest(folder, SHOP, now=_NOW)
            library.activate(SHOP, report.release)
            wall.append(round(perf_counter() - start, 3))
            cpu.append(round(process_time() - spent, 3))
            _check(library, path, f"第{change}次修订")
        library.close()
    return {
        "clauses": first.clauses,
        "files": files,
        "first_cpu_s": round(whole, 2),
        "s": summary(wall),
        "cpu_s": summary(cpu),
    }


def _check(library: Library, path: Path, mark: str) -> None:
    """Raise RuntimeError where the changed words of a file are not found, or its former ones still are."""
    asked = path.read_text(encoding="utf-8").splitlines()[2]
    own = [hit.clause for hit in library.search(SHOP, asked, k=10).hits]
    own = [clause for clause in own if clause.path == path.name]
    if not own or not all(mark in clause.text for clause in own):
        raise RuntimeError(f"{path.name} was changed: not found, or as it was before")
