"""The benchmark at scale: made-up corpora are the same each time, and its report holds a row for each engine."""

from evals.speed.corpus import made_up
from evals.speed.scale import measure_scale, scale_markdown


def test_the_same_corpus_each_time() -> None:
    one, other = made_up(50), made_up(50)
    assert one.clauses == other.clauses
    assert one.questions == other.questions
    assert len({clause.clause_id for clause in one.clauses}) == 50


def test_a_row_for_each_size_and_engine() -> None:
    found = measure_scale((60,), rivals=False)
    figures = found["sizes"]["60"]["ours"]
    assert figures["ms"]["p95"] >= figures["ms"]["p50"] > 0
    report = scale_markdown(found)
    assert "| 60 | ours |" in report
    assert "ours, narrowed" in report
    assert "not installed" in report
