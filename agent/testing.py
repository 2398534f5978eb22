"""Stand-ins shipped with the product, handed in through constructors: a clock, an embedder, a model, a receiver of replies.

A script that is asked for more than it holds raises; `ScriptedModel.finished()` fails while answers are left.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from agent.errors import AftersalesError
from agent.llm import Answer
from knowledge.search.embedder import Vectors
from prompts import Rendered


class FrozenClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the time it stands at."""
        return self._at

    def forward(self, by: timedelta) -> None:
        """Move on by the given span."""
        self._at += by


class HashEmbedder:
    """Vectors from hashed character pairs: the same text, the same vector; shared pairs, some likeness. No model."""

    name = "hash-pairs-1"
    dimension = 256

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in {text[i : i + 2] for i in range(max(1, len(text) - 1))}:
                row[hashlib.blake2b(pair.encode(), digest_size=2).digest()[0]] += 1.0
            norm = float(np.linalg.norm(row))
            row /= norm or 1.0
        return rows


class UnexpectedModelCall(AssertionError):
    """The script is used up, or the answer at hand is not what the prompt asks for."""


class ScriptedModel:
    """A language model that gives prepared answers, or raises prepared errors, in order; keeps what it was asked."""

    name = "scripted"

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = list(answers)
        self.asked: list[Rendered] = []

    def ask(self, prompt: Rendered, answer: type[Answer]) -> Answer:
        """Return the next prepared answer."""
        self.asked.append(prompt)
        if not self._answers:
            raise UnexpectedModelCall(f"no answer left for prompt {prompt.name!r}")
        given = self._answers.pop(0)
        if isinstance(given, AftersalesError):
            raise given
        if not isinstance(given, answer):
            raise UnexpectedModelCall(f"prompt {prompt.name!r} asks for {answer.__name__}")
        return given

    def finished(self) -> None:
        """Fail while prepared answers are left."""
        if self._answers:
            raise UnexpectedModelCall(f"{len(self._answers)} answers were never asked for")
