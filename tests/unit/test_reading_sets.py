"""The sets that judge reading: formed as told, and no sentence of theirs was ever trained on."""

import json
from typing import Any

import pytest

from agent.domain.case import Case
from agent.domain.reading import Problem, Risk, Triage, Want
from agent.understanding.normalise import plain, squeeze
from agent.understanding.training.corpus import sentences
from agent.understanding.training.frames import joined
from evals.dataset import load_cases, shipped

READING = ("reading_dev.jsonl", "reading_street.jsonl", "reading_holdout.jsonl")
_TRIVIAL = 5
"""Letters and characters of a text that anybody writes (「在吗」, "hi")."""


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shipped(name).read_text("utf-8").splitlines()]


def bare(text: str) -> str:
    return squeeze(plain(text)).text


def _any_of(expected: str | list[str]) -> list[str]:
    return [expected] if isinstance(expected, str) else expected


def said(case: Case) -> list[str]:
    return list(case.buyer_texts)


@pytest.mark.parametrize("name", READING)
def test_no_message_of_a_reading_set_was_trained_on(name: str) -> None:
    trained = {bare(item.text) for item in [*sentences(), *joined()]}
    shared = [row["text"] for row in rows(name) if bare(row["text"]) in trained]
    assert [text for text in shared if len(bare(text)) > _TRIVIAL] == []


def test_no_message_of_the_judgement_set_was_trained_on() -> None:
    trained = {bare(item.text) for item in [*sentences(), *joined()]}
    told = [text for case in load_cases(shipped("judgement_dev.jsonl")).rows for text in said(case)]
    assert [text for text in told if bare(text) in trained and len(bare(text)) > _TRIVIAL] == []


@pytest.mark.parametrize("name", READING)
def test_every_expectation_uses_the_closed_words(name: str) -> None:
    for row in rows(name):
        expect = row["expect"]
        assert {Want(want) for want in expect.get("all_wants", ())} <= set(Want), row["id"]
        Problem(expect.get("problem", "none"))
        assert {Want(want) for want in _any_of(expect.get("wants", "none"))}, row["id"]
        assert {Triage(place) for place in _any_of(expect.get("triage", "reply"))}, row["id"]
        assert {Risk(risk) for risk in expect.get("risks", ())} <= set(Risk), row["id"]


def test_the_judgement_set_is_large_and_complete() -> None:
    data = load_cases(shipped("judgement_dev.jsonl"))
    assert not data.bad
    assert len(data.rows) >= 400
    assert len({case.id for case in data.rows}) == len(data.rows)
    for case in data.rows:
        assert case.expect is not None
        assert case.expect.outcome, case.id
        assert not set(case.expect.outcome) & set(case.expect.forbidden_outcomes), case.id
    languages = {case.language for case in data.rows}
    assert languages == {"zh-Hans", "zh-Hant", "en"}
