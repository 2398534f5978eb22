"""Other people's data as a whole: STARD's statute questions, ECom-Bench's product questions, a search over real statutes.

`measure` wants the folder that holds `stard`, `ecom_bench` and `laws`; a part that is absent is named, never guessed.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from evals.adapters import ecom_bench, stard
from evals.adapters.answerable import write_index
from evals.metrics.retrieval import mean, mrr_at_k, recall_at_k
from knowledge.clause import Clause
from knowledge.library import Library
from knowledge.search.embedder import Embedder, Vectors
from knowledge.search.embedders import companion, load_embedder
from knowledge.search.index import ReleaseIndex
from knowledge.search.question import Question
from knowledge.search.ranking import rank

SEVEN_DAYS = "收货后几天内可以不讲理由退掉"
"""A buyer's words that share hardly one with the articles that answer them."""

LAWS = (
    "消费者权益保护法",
    "消费者权益保护法实施条例",
    "网络购买商品七日无理由退货暂行办法",
    "电子商务法",
    "网络零售第三方平台交易规则制定程序规定",
    "价格法",
    "反食品浪费法",
)
"""The statutes that speak of returns, and distractors: all twenty cost minutes more and find the same article."""

_DAY = date(2026, 11, 21)
Part = Callable[[Path], dict[str, float | int | str]]


class Remembering:
    """Embeds each document text once, however many corpora hold it."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """Return the model's own name."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Return the model's own dimension."""
        return self._inner.dimension

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one row a question."""
        return self._inner.encode_query(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, the known ones out of memory."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            rows = self._inner.encode_document(fresh)
            self._known.update(zip(fresh, rows, strict=True))
        return np.stack([self._known[text] for text in texts])

    def forget(self) -> None:
        """Let the rows go."""
        self._known.clear()


class Outside:
    """Measures with one pair of models; `folder` gets the search files. Close it, or use it in a `with`."""

    def __init__(self, folder: Path, first: Embedder, second: Embedder | None) -> None:
        self._folder = folder
        self._first = Remembering(first)
        self._second = Remembering(second) if second is not None else None

    def __enter__(self) -> "Outside":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the vectors."""
        self._first.forget()
        if self._second is not None:
            self._second.forget()

    def stard(self, data: Path) -> dict[str, float | int | str]:
        """Return R@10 and MRR@10 of STARD's questions over all its articles."""
        corpus = stard.read_corpus(data / "stard")
        index = self._index("stard", [clause for _, clause in corpus])
        names = {clause.clause_id: name for name, clause in corpus}
        questions = stard.read_questions(data / "stard")
        rankings = [
            [names[one] for one in self._found(index, question.text, 10, ())]
            for question in questions
        ]
        pairs = list(zip(rankings, (question.gold for question in questions), strict=True))
        return {
            "questions": len(questions),
            "clauses": len(corpus),
            "recall@10": round(mean([recall_at_k(r, gold, 10) for r, gold in pairs]), 4),
            "mrr@10": round(mean([mrr_at_k(r, gold, 10) for r, gold in pairs]), 4),
        }

    def ecom_bench(self, data: Path) -> dict[str, float | int | str]:
        """Return the part of a task's gold documents among the top 3 of each of its intents."""
        corpus = ecom_bench.read_corpus(data / "ecom_bench")
        index = self._index("ecom", [clause for _, clause in corpus])
        names = {clause.clause_id: name for name, clause in corpus}
        tasks = ecom_bench.read_tasks(data / "ecom_bench")
        recalls = []
        for task in tasks:
            found = [
                names[one]
                for intent in task.intents
                for one in self._found(index, intent, 3, task.products)
            ]
            recalls.append(recall_at_k(found, task.gold, len(found)))
        return {
            "tasks": len(tasks),
            "clauses": len(corpus),
            "gold_recall@3": round(mean(recalls), 4),
        }

    def laws(self, data: Path, names: Collection[str] = LAWS) -> dict[str, float | int | str]:
        """Ingest statutes as a shop's folder and ask the seven-day question in a buyer's words; no `names`: all of them."""
        folder = self._folder / "statutes"
        folder.mkdir()
        for file in sorted((data / "laws").glob("*.txt")):
            if not names or file.stem in names:
                shutil.copy(file, folder)
        library = Library(self._folder / "laws", embedder=self._first, second=self._second)
        now = datetime(_DAY.year, _DAY.month, _DAY.day, tzinfo=UTC)
        report = library.ingest(folder, "laws", now=now)
        library.activate("laws", report.release)
        answer = library.search("laws", SEVEN_DAYS, k=3)
        library.close()
        first = answer.hits[0].clause
        return {
            "files": len(report.files),
            "clauses": report.clauses,
            "first": f"{Path(first.path).stem} {first.heading}",
            "first_text": first.text,
            "answerable": int(answer.answerable),
            "confidence": answer.confidence,
        }

    def _index(self, name: str, clauses: Sequence[Clause]) -> ReleaseIndex:
        return write_index(self._folder / name, clauses, self._first, self._second)

    def _found(
        self, index: ReleaseIndex, text: str, k: int, products: tuple[str, ...]
    ) -> list[str]:
        second = self._second.encode_query([text])[0] if self._second is not None else None
        question = Question(
            text, self._first.encode_query([text])[0], _DAY, second=second, products=products
        )
        return [hit.clause.clause_id for hit in rank(index, question, k).hits]


def measure(folder: Path) -> dict[str, dict[str, float | int | str]]:
    """Measure every part that is in `folder` with the default models; a part that is absent is {"not_run": why}."""
    first = load_embedder()
    found: dict[str, dict[str, float | int | str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        outside = Outside(Path(scratch), first, companion(first))
        parts: dict[str, Part] = {
            "stard": outside.stard,
            "ecom_bench": outside.ecom_bench,
            "laws": outside.laws,
        }
        for name, part in parts.items():
            here = (folder / name).is_dir()
            found[name] = part(folder) if here else {"not_run": f"{name}: not in {folder.name}"}
    return found
