"""LangChain's own ways over the same texts and vectors: its Chroma store, and its EnsembleRetriever of BM25 and that store.

The only file that imports them; they are development packages (dependency group `bench`). BM25 gets character bigrams, for
its stock splitting on blanks finds nothing in Chinese.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import chromadb
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from evals.speed.corpus import Corpus

Timed = Callable[..., dict[str, dict[str, float]]]
_BATCH = 5_000


class Given(Embeddings):
    """Vectors made beforehand, by text."""

    def __init__(self, rows: dict[str, list[float]]) -> None:
        self._rows = rows

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of known texts."""
        return [self._rows[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a known question."""
        return self._rows[text]


def bigrams(text: str) -> list[str]:
    """Return neighbouring characters in pairs."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def measure_rivals(corpus: Corpus, folder: Path, timed: Timed, count: int) -> dict[str, Any]:
    """Return build seconds and milliseconds of `count` questions for both, top 10."""
    begin = perf_counter()
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    store = Chroma(
        collection_name="speed",
        client=client,
        embedding_function=Given(
            dict(zip(corpus.questions, (row.tolist() for row in corpus.asked), strict=True))
        ),
        collection_metadata={"hnsw:space": "cosine"},
    )
    texts = [clause.text for clause in corpus.clauses]
    ids = [f"{row}" for row in range(len(texts))]
    collection = client.get_collection("speed")
    for at in range(0, len(texts), _BATCH):
        part = slice(at, at + _BATCH)
        collection.add(ids=ids[part], embeddings=corpus.vectors[part], documents=texts[part])
    stored = perf_counter() - begin
    by_vector = store.as_retriever(search_kwargs={"k": 10})
    found = {
        "LangChain + Chroma": {
            "build_s": round(stored, 2),
            **timed(lambda at: by_vector.invoke(corpus.questions[at]), corpus, count),
        }
    }
    begin = perf_counter()
    words = BM25Retriever.from_documents(
        [Document(page_content=text) for text in texts], preprocess_func=bigrams
    )
    words.k = 10
    both = EnsembleRetriever(retrievers=[words, by_vector], weights=[0.5, 0.5])
    found["LangChain EnsembleRetriever"] = {
        "build_s": round(perf_counter() - begin + stored, 2),
        **timed(lambda at: both.invoke(corpus.questions[at]), corpus, count),
    }
    client.clear_system_cache()
    return found
