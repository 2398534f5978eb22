"""`answers.jsonl`: what it says of its questions is true of its clauses, and words found are graded as it means."""

import json
from collections import Counter
from functools import cache
from typing import Any

from agent.drafting.brief import Passage
from agent.drafting.extract import Found
from evals.adapters.shops import holds
from evals.dataset import shipped

QUOTE = "最大承重：100 kg"


@cache
def lines() -> tuple[dict[str, Any], ...]:
    return tuple(map(json.loads, shipped("answers.jsonl").read_text("utf-8").splitlines()))


def found(text: str = "", *cells: tuple[str, str]) -> Found:
    return Found(passage=Passage(path="a.md", heading="a", text=text), text=text, cells=cells)


def test_half_of_the_questions_have_an_answer_in_each_shop() -> None:
    asked = [line for line in lines() if line["kind"] == "question"]
    answered = Counter(line["shop"] for line in asked if line["quote"])
    missed = Counter(line["shop"] for line in asked if not line["quote"])
    assert answered == missed and len(answered) == 96
    assert {line["miss"] for line in asked if not line["quote"]} == {"near", "far"}


def test_every_answer_stands_in_a_clause_of_its_shop() -> None:
    texts: dict[str, list[str]] = {}
    for line in lines():
        if line["kind"] == "clause":
            texts.setdefault(line["shop"], []).append(f"{line['heading']} {line['text']}")
    absent = [
        line["query"]
        for line in lines()
        if line.get("quote")
        and not any(holds(found(text), line["quote"]) for text in texts[line["shop"]])
    ]
    # Rows of a table are written anew with their columns' names, so that a quote of a whole row stands in none as it is.
    assert len(absent) < 0.1 * sum(1 for line in lines() if line.get("quote"))


def test_words_found_hold_a_quote_or_not() -> None:
    assert holds(found("椅子的最大承重：100 kg，坐垫 7 cm"), QUOTE)
    assert holds(found("", ("最大承重", "100 kg")), QUOTE)
    assert not holds(found("坐垫：高密度海绵，厚 7 cm"), QUOTE)
    assert not holds(found("", ("净重", "14.5 kg")), QUOTE)
    assert not holds(found(), QUOTE)
